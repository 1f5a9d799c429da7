//! What the exchange asks its surroundings to do: a list that the caller owns, empties and hands in again.

use core::ops::Range;

use crate::events::Event;
use crate::relays::{RelayAgreement, RelayId, RelayPorts};
use routing_table::GatewayIndex;
use sip::transaction::{Connection, Flow, Transmit};

/// One thing to do, in the order of the list.
#[derive(Debug)]
pub enum Output {
    /// Send one message.
    Send {
        /// Where to.
        flow: Flow,
        /// Where its bytes lie: see [`Outputs::bytes`].
        bytes: Range<usize>,
    },
    /// Close a TCP connection whose peer may not speak here.
    CloseConnection(Connection),
    /// Open the ports of a relay; nothing passes yet. [`crate::Exchange::relay_failed`] when they cannot be opened.
    OpenRelay(RelayPorts),
    /// Replace what an open relay passes; its ports stay.
    UpdateRelay(RelayAgreement),
    /// Stop the relay and close its ports.
    CloseRelay(RelayId),
    /// Look up the addresses of a trunk's host name; the answer goes to [`crate::Exchange::resolved`].
    Resolve {
        /// The gateway that asks.
        gateway: GatewayIndex,
        /// The name.
        host: String,
    },
    /// Something happened that people may want to read.
    Log(Event),
}

/// The list of outputs and the bytes of its messages. Buffers are reused: call [`Outputs::clear`] after each
/// flush instead of making a new one.
#[derive(Debug, Default)]
pub struct Outputs {
    list: Vec<Output>,
    arena: Vec<u8>,
}

impl Outputs {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is to be done, oldest first.
    #[must_use]
    pub fn list(&self) -> &[Output] {
        &self.list
    }

    /// The bytes of an [`Output::Send`]; empty for a range of another list.
    #[must_use]
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.arena.get(range.clone()).unwrap_or(&[])
    }

    /// True when there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Empties the list and keeps its memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.arena.clear();
    }

    pub(crate) fn push(&mut self, output: Output) {
        self.list.push(output);
    }

    pub(crate) fn log(&mut self, event: Event) {
        self.list.push(Output::Log(event));
    }
}

impl Transmit for Outputs {
    fn transmit(&mut self, flow: Flow, message: &[u8]) {
        let start = self.arena.len();
        self.arena.extend_from_slice(message);
        self.list.push(Output::Send {
            flow,
            bytes: start..self.arena.len(),
        });
    }
}
