//! Who may speak to us at all. Asked before anything is parsed and before any state is kept.

use core::net::IpAddr;

use routing_table::{Access, GatewayIndex, Table};
use sip::transaction::Flow;

use crate::side::Side;

/// A source that an access list permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permitted {
    /// Inside the crew networks.
    Crew,
    /// In the signalling access list of this gateway.
    Gateway(GatewayIndex),
}

/// Whether the source of a message may speak on the side it came in by; `None` is answered by silence.
pub(crate) fn permitted(table: &Table<'_>, flow: Flow) -> Option<Permitted> {
    let source = flow.peer.ip();
    match Side::of(flow) {
        Side::Crew => table.crew_permits(source).then_some(Permitted::Crew),
        Side::Trunk => table.gateway_of(source).map(Permitted::Gateway),
    }
}

impl Permitted {
    /// Whether this party may be sent signalling at an address: the same lists bind what we send.
    pub(crate) fn may_be_reached_at(self, table: &Table<'_>, address: IpAddr) -> bool {
        match self {
            Permitted::Crew => table.crew_permits(address),
            Permitted::Gateway(gateway) => table.gateway_permits(gateway, Access::Signalling, address),
        }
    }

    /// Whether this party may name an address for its media. An unspecified address is an old way to say hold
    /// (RFC 3264 §8.4) and never becomes a destination.
    pub(crate) fn may_receive_media_at(self, table: &Table<'_>, address: IpAddr) -> bool {
        match self {
            Permitted::Crew => table.crew_permits(address),
            Permitted::Gateway(gateway) => table.gateway_permits(gateway, Access::Media, address),
        }
    }

    /// Whether a message by `theirs` is from the peer that `ours` leads to: the same gateway, which may answer from a
    /// second address of its list, or the same station's address, from whatever port.
    pub(crate) fn is_peer(self, ours: Flow, other: Permitted, theirs: Flow) -> bool {
        match (self, other) {
            (Permitted::Crew, Permitted::Crew) => {
                ours.peer.ip().to_canonical() == theirs.peer.ip().to_canonical()
            }
            (ours, theirs) => ours == theirs,
        }
    }

    /// The gateway, if it is one.
    pub(crate) fn gateway(self) -> Option<GatewayIndex> {
        match self {
            Permitted::Crew => None,
            Permitted::Gateway(gateway) => Some(gateway),
        }
    }
}
