//! The two sides of the exchange, as the listeners of the transaction layer.

use sip::transaction::{Flow, Listener};

/// A socket belongs to exactly one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Crew stations (`server.sipPort`).
    Crew,
    /// Trunks of gateways (`server.trunkPort`).
    Trunk,
}

impl Side {
    /// The listener that stands for the side in every [`Flow`].
    #[must_use]
    pub const fn listener(self) -> Listener {
        match self {
            Side::Crew => Listener(0),
            Side::Trunk => Listener(1),
        }
    }

    /// The side of a flow. Listeners other than the two of [`Side::listener`] count as trunk, where less is permitted.
    #[must_use]
    pub fn of(flow: Flow) -> Side {
        if flow.listener == Side::Crew.listener() {
            Side::Crew
        } else {
            Side::Trunk
        }
    }

    /// The word used in logs: `crew` or `trunk`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Side::Crew => "crew",
            Side::Trunk => "trunk",
        }
    }
}
