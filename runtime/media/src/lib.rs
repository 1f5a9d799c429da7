//! Sans-IO media: what the two parties of a call are told about each other's streams, and which packet may pass.
//!
//! [`Negotiation`] rewrites offers and answers (RFC 3264) so that each party sees the relay and never the other party;
//! [`Relay`] then decides packet by packet; [`PortPool`] hands out the ports. Opening sockets and moving bytes is
//! somebody else's work. `now` is a [`Duration`](core::time::Duration) since start.

mod codec;
mod compose;
mod description;
mod negotiation;
mod packet;
mod ports;
mod refusal;
mod relay;
mod source_description;

pub use codec::{CodecPolicy, PayloadTypes};
pub use negotiation::{Agreed, Answered, Negotiation, Offered, RelayAddress, Stream};
pub use ports::{PortPair, PortPool, PortsExhausted, UnusableRange};
pub use refusal::Refusal;
pub use relay::{Component, DropReason, Relay, RelayCounters};
pub use source_description::hide_source_descriptions;

use core::net::SocketAddr;

/// One of the two parties that a B2BUA joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// Who started the call.
    Calling,
    /// Whom the call goes to.
    Called,
}

impl Party {
    /// The other party of the call.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Party::Calling => Party::Called,
            Party::Called => Party::Calling,
        }
    }
}

/// Where a party receives RTP and RTCP, as it said in SDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MediaRemote {
    /// Address and port for RTP; never unspecified, multicast or port 0.
    pub rtp: SocketAddr,
    /// Address and port for RTCP (RFC 3605, else the next port).
    pub rtcp: SocketAddr,
}

/// A value for each party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct PerParty<T> {
    calling: T,
    called: T,
}

impl<T> PerParty<T> {
    fn of(&self, party: Party) -> &T {
        match party {
            Party::Calling => &self.calling,
            Party::Called => &self.called,
        }
    }

    fn of_mut(&mut self, party: Party) -> &mut T {
        match party {
            Party::Calling => &mut self.calling,
            Party::Called => &mut self.called,
        }
    }
}
