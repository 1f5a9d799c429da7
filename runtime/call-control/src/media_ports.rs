//! The ports and codec policies from which a call's relay is made.

use core::time::Duration;

use media::{CodecPolicy, PortPair, PortPool, UnusableRange};
use routing_table::{GatewayIndex, MediaRoom, Table};
use sip::time::Moment;

use crate::admission::Urgency;
use crate::relays::RelayId;

/// One pool for both sides, because both may have the same address.
#[derive(Debug)]
pub(crate) struct MediaPorts {
    pool: PortPool,
    /// Pairs that only emergency calls may take, which no limit of other calls may keep from their media.
    kept: usize,
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
            kept: PAIRS_OF_A_CALL * MediaRoom::of(first, last).kept as usize,
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

    /// A pair for each party; none when there are not two, or only those that are kept for emergency calls.
    pub(crate) fn take_two(&mut self, now: Moment, urgency: Urgency) -> Option<(PortPair, PortPair)> {
        let now = now.since_start();
        let kept = match urgency {
            Urgency::Routine => self.kept,
            Urgency::Emergency => 0,
        };
        if self.pool.free(now) < PAIRS_OF_A_CALL + kept {
            return None;
        }
        Some((self.pool.take(now).ok()?, self.pool.take(now).ok()?))
    }

    pub(crate) fn give_back(&mut self, now: Moment, pair: PortPair) {
        self.pool.give_back(now.since_start(), pair);
    }

    /// Takes a pair back that could perhaps not be opened.
    pub(crate) fn set_aside(&mut self, pair: PortPair) {
        self.pool.set_aside(pair);
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

/// One for each party.
const PAIRS_OF_A_CALL: usize = 2;
/// How long a returned pair stays unused, so that packets of the last call find no new one.
pub(crate) const REST: Duration = Duration::from_secs(2);
