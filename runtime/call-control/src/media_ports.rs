//! The ports and codec policies from which a call's relay is made.

use core::time::Duration;

use media::{CodecPolicy, PortPair, PortPool, UnusableRange};
use routing_table::{GatewayIndex, Table};
use sip::time::Moment;

use crate::relays::RelayId;

/// One pool for both sides, because both may have the same address.
#[derive(Debug)]
pub(crate) struct MediaPorts {
    pool: PortPool,
    crew: CodecPolicy,
    gateways: Vec<CodecPolicy>,
    last: u64,
}

impl MediaPorts {
    pub(crate) fn new(table: &Table<'_>) -> Result<Self, UnusableRange> {
        let (first, last) = table.server().media_ports();
        let crew = CodecPolicy::new(table.server().codecs().map(|codec| codec.name()));
        let gateways = table
            .gateways()
            .map(|(_, gateway)| crew.and(&CodecPolicy::new(gateway.codecs().map(|codec| codec.name()))))
            .collect();
        Ok(MediaPorts {
            pool: PortPool::new(first, last, REST)?,
            crew,
            gateways,
            last: 0,
        })
    }

    /// What a call may use: the exchange's codecs, and through a gateway only those of its profile too.
    pub(crate) fn policy(&self, gateway: Option<GatewayIndex>) -> CodecPolicy {
        gateway
            .and_then(|gateway| self.gateways.get(gateway.index()))
            .unwrap_or(&self.crew)
            .clone()
    }

    /// A pair for each party; none when there are not two.
    pub(crate) fn take_two(&mut self, now: Moment) -> Option<(PortPair, PortPair)> {
        let first = self.pool.take(now.since_start()).ok()?;
        match self.pool.take(now.since_start()) {
            Ok(second) => Some((first, second)),
            Err(_exhausted) => {
                self.give_back(now, first);
                None
            }
        }
    }

    pub(crate) fn give_back(&mut self, now: Moment, pair: PortPair) {
        self.pool.give_back(now.since_start(), pair);
    }

    pub(crate) fn next_relay(&mut self) -> RelayId {
        self.last += 1;
        RelayId(self.last)
    }

    /// How many pairs calls hold.
    pub(crate) fn lent(&self) -> usize {
        self.pool.lent()
    }
}

/// How long a returned pair stays unused, so that packets of the last call find no new one.
pub(crate) const REST: Duration = Duration::from_secs(2);
