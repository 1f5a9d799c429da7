//! The signals that a vessel understands.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// End: calls first, then the program (SIGINT, SIGTERM, SIGHUP).
    End,
    /// Print the counters (SIGUSR1).
    Counters,
}

/// Listens for them; the system's default actions no longer apply.
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    user: Signal,
}

impl Signals {
    /// Starts to listen; must be called inside the runtime.
    pub(crate) fn listen() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            user: signal(SignalKind::user_defined1())?,
        })
    }

    /// The next wish.
    pub(crate) async fn next(&mut self) -> Wish {
        tokio::select! {
            _ = self.interrupt.recv() => Wish::End,
            _ = self.terminate.recv() => Wish::End,
            _ = self.hang_up.recv() => Wish::End,
            _ = self.user.recv() => Wish::Counters,
        }
    }
}
