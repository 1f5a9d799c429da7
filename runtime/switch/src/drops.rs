//! What the sockets drop, beside what the exchange counts; a line in the log for some, a count for all.

use std::net::SocketAddr;

use call_control::Side;
use tokio::time::{Duration, Instant};
use tracing::{error, warn};

use crate::stream::Ended;

/// Counts since start.
#[derive(Debug, Default)]
pub(crate) struct Drops {
    /// Connections from outside the access lists, closed at once.
    connections_denied: u64,
    /// Connections closed because there were too many.
    connections_evicted: u64,
    /// Connections that could not be opened, or that the system reported a fault of.
    connections_failed: u64,
    /// Connections closed because their bytes were no messages.
    connections_misframed: u64,
    /// Connections closed because nothing whole came for too long.
    connections_silent: u64,
    /// Connections closed because their peers did not read.
    connections_unread: u64,
    /// Messages that could not be sent or queued.
    unsent: u64,
    /// Relays whose ports could not be opened.
    media_ports_unopened: u64,
    next_line: Pause,
    /// Of its own, so that no flood from outside hides what somebody on board has to repair.
    next_media_line: Pause,
}

/// An attacker must not fill the log: at most one line of a kind in [`LINE_PAUSE`].
#[derive(Debug, Default)]
struct Pause {
    until: Option<Instant>,
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

    /// A connection ended otherwise than by being closed.
    pub(crate) fn connection_lost(&mut self, peer: SocketAddr, ended: &Ended) {
        let count = match ended {
            Ended::Closed => return,
            Ended::NotOpened(_) | Ended::Fault(_) => &mut self.connections_failed,
            Ended::Stream(_) => &mut self.connections_misframed,
            Ended::Silent => &mut self.connections_silent,
            Ended::NotReading => &mut self.connections_unread,
        };
        *count += 1;
        if self.may_write() {
            warn!(%peer, "connection lost: {ended}");
        }
    }

    /// A message could not be sent.
    pub(crate) fn unsent(&mut self, peer: SocketAddr, why: &dyn std::fmt::Display) {
        self.unsent += 1;
        if self.may_write() {
            warn!(%peer, "not sent: {why}");
        }
    }

    /// The ports of a relay could not be opened.
    pub(crate) fn media_ports_unopened(&mut self, why: &dyn std::fmt::Display) {
        self.media_ports_unopened += 1;
        if self.next_media_line.is_over() {
            error!(%why, "media ports cannot be opened");
        }
    }

    /// Every count with its name.
    pub(crate) fn named(&self) -> [(&'static str, u64); 8] {
        [
            ("connection-denied", self.connections_denied),
            ("connection-evicted", self.connections_evicted),
            ("connection-failed", self.connections_failed),
            ("connection-misframed", self.connections_misframed),
            ("connection-silent", self.connections_silent),
            ("connection-unread", self.connections_unread),
            ("media-ports-unopened", self.media_ports_unopened),
            ("message-unsent", self.unsent),
        ]
    }

    fn may_write(&mut self) -> bool {
        self.next_line.is_over()
    }
}

impl Pause {
    /// Whether a line may be written now; if so, the next pause begins.
    fn is_over(&mut self) -> bool {
        let now = Instant::now();
        let over = self.until.is_none_or(|until| until <= now);
        if over {
            self.until = Some(now + LINE_PAUSE);
        }
        over
    }
}

/// How long the log is silent after such a line.
const LINE_PAUSE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn every_end_of_a_connection_but_its_closing_has_a_count() {
        let peer = SocketAddr::from(([10, 1, 0, 9], 5060));
        let fault = || io::Error::other("fault");
        for (ended, name) in [
            (Ended::NotOpened(fault()), "connection-failed"),
            (Ended::Fault(fault()), "connection-failed"),
            (Ended::Stream(misframed()), "connection-misframed"),
            (Ended::Silent, "connection-silent"),
            (Ended::NotReading, "connection-unread"),
        ] {
            let mut drops = Drops::default();
            drops.connection_lost(peer, &Ended::Closed);
            drops.connection_lost(peer, &ended);
            let counted: Vec<_> = drops
                .named()
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .collect();
            assert_eq!(counted, [(name, 1)], "{ended}");
        }
    }

    /// What the framer says of bytes that are no message.
    fn misframed() -> sip::stream::StreamFault {
        let mut framer = sip::stream::StreamFramer::new();
        framer.push(b"INVITE sip:a SIP/2.0\r\n\r\n").unwrap();
        framer.next_frame().unwrap_err()
    }

    #[test]
    fn a_flood_of_drops_writes_one_line_a_second() {
        let mut drops = Drops::default();
        assert!(drops.may_write());
        assert!(!drops.may_write());
    }

    #[test]
    fn a_flood_of_drops_does_not_hide_media_ports_that_cannot_be_opened() {
        let mut drops = Drops::default();
        drops.unsent(SocketAddr::from(([10, 1, 0, 9], 5060)), &"no route");
        assert!(drops.next_media_line.is_over());
        drops.media_ports_unopened(&"address in use");
        drops.media_ports_unopened(&"address in use");
        assert!(!drops.next_media_line.is_over());
        assert!(drops.named().contains(&("media-ports-unopened", 2)));
    }
}
