//! What happened, for logs and call records. Whoever writes them adds names; the plan identity stands in every
//! event that speaks of a decision, so that a line alone says which row of which plan decided.

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;

use gateway_api::{Alarm, Status, Why};
use routing_table::{Cause, DecisionNumber, EmergencyIndex, GatewayIndex, Level, StationIndex};

use crate::side::Side;

/// Names one call in logs; counts up from 1 since start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u64);

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

/// A decision of the dial plan: which row, and of which plan.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DecidedBy {
    /// The row.
    pub decision: DecisionNumber,
    /// The plan identity (SHA-256).
    pub plan: &'static [u8; 32],
}

impl fmt::Debug for DecidedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of ", self.decision)?;
        self.plan
            .iter()
            .take(4)
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// An authenticated station.
    Station(StationIndex),
    /// A crew address without credentials: only for emergency.
    Unauthenticated,
    /// The outside, through a gateway.
    Gateway(GatewayIndex),
}

/// What a call was decided to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Rings a station.
    Station(StationIndex),
    /// Goes out through these gateways, in this order.
    Gateways(Vec<GatewayIndex>),
    /// An emergency call.
    Emergency(EmergencyIndex),
    /// Refused with this status and Q.850 cause.
    Refused {
        /// SIP status.
        status: u16,
        /// Q.850 cause, 0 when none is stated.
        q850: u8,
    },
}

/// Where an attempt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// All contacts of a station.
    Station(StationIndex),
    /// A gateway.
    Gateway(GatewayIndex),
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The caller hung up.
    CallerLeft,
    /// The called side hung up.
    CalledLeft,
    /// The caller gave up before the answer.
    Cancelled,
    /// The called side's final answer, or ours for it, with this status.
    Failed(u16),
    /// The caller never acknowledged the answer.
    AckMissing,
    /// A dialog was lost at its peer (408, 481) or its connection closed.
    PeerLost,
    /// No media could be agreed or relayed.
    MediaFailed,
    /// No packet came for too long.
    MediaSilent,
    /// The exchange shuts down.
    ShutDown,
}

impl EndReason {
    /// The stable word for logs and call records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            EndReason::CallerLeft => "caller-left",
            EndReason::CalledLeft => "called-left",
            EndReason::Cancelled => "cancelled",
            EndReason::Failed(_) => "failed",
            EndReason::AckMissing => "ack-missing",
            EndReason::PeerLost => "peer-lost",
            EndReason::MediaFailed => "media-failed",
            EndReason::MediaSilent => "media-silent",
            EndReason::ShutDown => "shut-down",
        }
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A source that no access list permits; nothing was answered. At most one a second is logged, all are counted.
    SourceDenied {
        /// The side.
        side: Side,
        /// Who sent.
        source: SocketAddr,
    },
    /// A station has a new or refreshed contact.
    Registered {
        /// The station.
        station: StationIndex,
        /// Where requests for it are sent.
        contact: SocketAddr,
        /// For how long.
        expires: Duration,
    },
    /// A station's contact is gone.
    Unregistered {
        /// The station.
        station: StationIndex,
        /// Where it was.
        contact: SocketAddr,
        /// True when it did not ask for removal: its time ran out, its connection closed, or it was the oldest when the
        /// station had as many as it may.
        expired: bool,
    },
    /// Credentials were given and were wrong, or for an unknown user. At most one a second is logged, all are counted.
    CredentialsRefused {
        /// Who sent.
        source: SocketAddr,
    },
    /// The dial plan decided a call.
    Decided {
        /// The call.
        call: CallId,
        /// Who calls.
        caller: Caller,
        /// What was dialled, as on the wire.
        dialled: String,
        /// Which row decided.
        by: DecidedBy,
        /// The level of the call; `None` for a refusal and in a plan without levels.
        precedence: Option<Level>,
        /// What.
        outcome: Outcome,
    },
    /// The exchange itself refused a call, before the plan was asked or whatever it said. Of senders who have proved
    /// nothing at most one a second is logged, all are counted.
    Refused {
        /// The call.
        call: CallId,
        /// Who calls.
        caller: Caller,
        /// What was dialled, as on the wire: the Request-URI where no number was read from it.
        dialled: String,
        /// Which fixed refusal.
        by: DecidedBy,
        /// Why.
        cause: Cause,
    },
    /// The exchange itself refused a request within a call. At most one a second is logged, all are counted.
    RefusedWithin {
        /// The call.
        call: CallId,
        /// SIP status.
        status: u16,
        /// The word that the sender is told.
        word: &'static str,
        /// Which row decided the call.
        by: DecidedBy,
    },
    /// An attempt starts.
    Attempt {
        /// The call.
        call: CallId,
        /// Where to.
        target: Target,
        /// The number sent.
        number: String,
        /// Which row decided.
        by: DecidedBy,
    },
    /// An attempt ended without an answer.
    AttemptFailed {
        /// The call.
        call: CallId,
        /// Where to.
        target: Target,
        /// The status received; 408 for silence, 503 for a transport fault.
        status: u16,
        /// True when the next attempt is tried.
        next: bool,
        /// Which row decided.
        by: DecidedBy,
    },
    /// The call was answered.
    Answered {
        /// The call.
        call: CallId,
        /// By whom.
        target: Target,
        /// Which row decided.
        by: DecidedBy,
    },
    /// The call is over.
    Ended {
        /// The call.
        call: CallId,
        /// Why.
        reason: EndReason,
        /// Time since the answer; zero when there was none.
        talked: Duration,
        /// Which row decided.
        by: DecidedBy,
    },
    /// ALARM: nothing took an emergency call.
    EmergencyLost {
        /// The call.
        call: CallId,
        /// The emergency entry.
        emergency: EmergencyIndex,
        /// Which row decided.
        by: DecidedBy,
    },
    /// A gateway's status changed.
    GatewayStatus {
        /// The gateway.
        gateway: GatewayIndex,
        /// Before.
        from: Status,
        /// Now.
        to: Status,
        /// Why.
        why: Why,
    },
    /// ALARM: a gateway asks for attention.
    GatewayAlarm {
        /// The gateway.
        gateway: GatewayIndex,
        /// What a person should look at.
        alarm: Alarm,
    },
    /// The exchange refuses calls because of its own limits. At most one a second is logged, all are counted.
    Overloaded {
        /// The calls in progress.
        calls: u32,
    },
}
