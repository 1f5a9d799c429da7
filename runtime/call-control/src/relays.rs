//! The media relay of a call as call control orders it: which ports, and what was agreed.

use media::Agreed;

use crate::side::Side;

/// Names one relay; never reused while the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelayId(pub u64);

/// The ports of a relay, one end for each party. Packets of [`media::Party::Calling`] arrive on `calling`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayPorts {
    /// The relay.
    pub relay: RelayId,
    /// Towards the calling party.
    pub calling: RelayEnd,
    /// Towards the called party.
    pub called: RelayEnd,
}

/// One end of a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayEnd {
    /// The side on whose media address the ports are bound.
    pub side: Side,
    /// The even RTP port; RTCP is the next one.
    pub rtp: u16,
}

/// What an open relay passes from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAgreement {
    /// The relay.
    pub relay: RelayId,
    /// For [`media::Relay::apply`].
    pub agreed: Agreed,
}
