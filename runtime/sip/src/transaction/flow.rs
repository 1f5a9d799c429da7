//! Where a message came from and where one goes, as the outermost crate knows it.

use crate::message::Message;
use core::net::SocketAddr;

/// Names the listening side that received a message and sends its answers.
///
/// Transactions of two listeners never match each other: a crew station cannot cancel what a trunk began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Listener(pub u8);

/// Names one stream connection; the outermost crate never uses a name twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Connection(pub u64);

/// What carries a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// Datagrams: may be lost, doubled and reordered.
    Udp,
    /// A stream framed by Content-Length.
    Tcp,
}

impl Transport {
    /// Whether the transport repeats what is lost, so that the timers of RFC 3261 table 4 are zero.
    #[must_use]
    pub const fn is_reliable(self) -> bool {
        match self {
            Self::Udp => false,
            Self::Tcp => true,
        }
    }

    /// The name that stands in a Via.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }
}

/// A way to a peer: which of our sockets, by which transport, to which address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The listening side whose socket carries it.
    pub listener: Listener,
    /// What carries it.
    pub transport: Transport,
    /// The stream connection; `None` on datagrams, and on streams for "to `peer`, opened when there is none yet".
    pub connection: Option<Connection>,
    /// The address of the peer.
    pub peer: SocketAddr,
}

/// Takes messages that are to be sent.
///
/// The bytes are valid during the call only; an implementation copies them into its output buffer.
pub trait Transmit {
    /// Sends `message` by `flow`.
    fn transmit(&mut self, flow: Flow, message: &[u8]);
}

impl<T: Transmit + ?Sized> Transmit for &mut T {
    fn transmit(&mut self, flow: Flow, message: &[u8]) {
        (**self).transmit(flow, message);
    }
}

/// Where the response to `request`, which came by `flow`, goes: back by the same connection, or on datagrams to
/// where RFC 3581 §4 and RFC 3261 §18.2.2 say, but always to the host that asked.
#[must_use]
pub fn reply_flow(flow: Flow, request: &Message<'_>) -> Flow {
    match flow.transport {
        Transport::Udp => Flow {
            peer: request.via_top().reply_address(flow.peer),
            ..flow
        },
        Transport::Tcp => flow,
    }
}

/// Answers `request`, which came by `flow`, without keeping anything: a retransmission is a new request.
///
/// For challenges and refusals of what nobody knows; use a To tag that does not depend on chance (RFC 3261 §8.2.7).
pub fn reply(flow: Flow, request: &Message<'_>, response: &[u8], out: &mut impl Transmit) {
    out.transmit(reply_flow(flow, request), response);
}
