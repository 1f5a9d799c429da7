//! What the sockets drop, beside what the exchange counts; a line in the log for some, a count for all.

use std::net::SocketAddr;

use call_control::Side;
use tokio::time::{Duration, Instant};
use tracing::warn;

/// Counts since start.
#[derive(Debug, Default)]
pub(crate) struct Drops {
    /// Connections from outside the access lists, closed at once.
    connections_denied: u64,
    /// Connections closed because there were too many.
    connections_evicted: u64,
    /// Messages that could not be sent or queued.
    unsent: u64,
    next_line: Option<Instant>,
}

impl Drops {
    /// A connection from outside the access lists was closed.
    pub(crate) fn connection_denied(&mut self, side: Side, source: SocketAddr) {
        self.connections_denied += 1;
        if self.may_write() {
            warn!(side = side.as_str(), %source, "source denied: connection closed");
        }
    }

    /// A connection was closed to make room for another one.
    pub(crate) fn connection_evicted(&mut self, peer: SocketAddr) {
        self.connections_evicted += 1;
        if self.may_write() {
            warn!(%peer, "connection closed to make room for another one");
        }
    }

    /// A message could not be sent.
    pub(crate) fn unsent(&mut self, peer: SocketAddr, why: &dyn std::fmt::Display) {
        self.unsent += 1;
        if self.may_write() {
            warn!(%peer, "not sent: {why}");
        }
    }

    /// Every count with its name.
    pub(crate) fn named(&self) -> [(&'static str, u64); 3] {
        [
            ("connection-denied", self.connections_denied),
            ("connection-evicted", self.connections_evicted),
            ("message-unsent", self.unsent),
        ]
    }

    fn may_write(&mut self) -> bool {
        let now = Instant::now();
        let may = self.next_line.is_none_or(|next| next <= now);
        if may {
            self.next_line = Some(now + LINE_PAUSE);
        }
        may
    }
}

/// An attacker must not fill the log: at most one line about drops in this time.
const LINE_PAUSE: Duration = Duration::from_secs(1);
