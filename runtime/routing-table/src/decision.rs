//! The question that call control asks for every call, and the four answers.

use crate::{
    AttemptList, Cause, ClassIndex, DecisionNumber, EmergencyIndex, GatewayIndex, Level, ProfileIndex,
    StationIndex, TargetList,
};

/// Where a call came in. Trunk to trunk does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingress {
    /// From the crew side.
    Crew,
    /// From the gateway whose access list permits the source address.
    Gateway(GatewayIndex),
}

/// What a gateway admits at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    /// Every call.
    All,
    /// Emergency calls only.
    EmergencyOnly,
    /// Nothing; an emergency call tries such a gateway last rather than never.
    Nothing,
}

/// Everything that a decision depends on besides the table.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// Where the call came in.
    pub ingress: Ingress,
    /// The user part as on the wire, escapes and parameters included, or `urn:service:sos…`.
    pub dialled: &'q [u8],
    /// The authenticated caller's class of service; `None` when nobody is authenticated.
    pub class: Option<ClassIndex>,
    /// The level that the caller asks for in `Resource-Priority` (RFC 4412); `None`, or one that the plan has
    /// not, is the lowest. Trunk calls are always of the lowest.
    pub precedence: Option<Level>,
    /// The emission profile in force; `None`, or one that the plan has not, is the most restrictive.
    pub profile: Option<ProfileIndex>,
    /// What each gateway admits, by gateway index; a gateway beyond the end admits nothing.
    pub admits: &'q [Admits],
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ring this crew station.
    Station {
        /// The called station.
        station: StationIndex,
        /// The level of the call; `None` in a plan without levels.
        precedence: Option<Level>,
        /// The row that decided.
        decision: DecisionNumber,
    },
    /// Try these gateways in order.
    Attempts {
        /// The attempts, at least one.
        list: AttemptList,
        /// The level of the call; `None` in a plan without levels.
        precedence: Option<Level>,
        /// The row that decided.
        decision: DecisionNumber,
    },
    /// Try these targets in order, past every answer that is not 2xx.
    Emergency {
        /// The emergency entry, for calling number, location and callback.
        emergency: EmergencyIndex,
        /// The targets, at least one.
        targets: TargetList,
        /// The level of the call; `None` in a plan without levels.
        precedence: Option<Level>,
        /// The row that decided.
        decision: DecisionNumber,
    },
    /// Refuse the call.
    Refuse {
        /// Why; carries status and Q.850 cause.
        cause: Cause,
        /// The row that decided, or the number of the fixed refusal.
        decision: DecisionNumber,
    },
}

impl Decision {
    /// The row or fixed refusal that decided.
    pub const fn decision(&self) -> DecisionNumber {
        match self {
            Decision::Station { decision, .. }
            | Decision::Attempts { decision, .. }
            | Decision::Emergency { decision, .. }
            | Decision::Refuse { decision, .. } => *decision,
        }
    }

    /// The level of the call; `None` for a refusal and in a plan without levels.
    pub const fn precedence(&self) -> Option<Level> {
        match self {
            Decision::Station { precedence, .. }
            | Decision::Attempts { precedence, .. }
            | Decision::Emergency { precedence, .. } => *precedence,
            Decision::Refuse { .. } => None,
        }
    }
}
