//! One call: a dialog with the caller, a dialog with whom it reached, and the session between them.
//!
//! Read in the order of a call's life: `arrival` screens an INVITE, `attempt` walks the targets of its decision,
//! `branch` is one INVITE of ours on its way, `progress` hears what branches say, `answer` joins the winner with
//! the caller, `within` serves requests of both parties (`reoffer`, `passing`), `release` ends the call.

mod answer;
mod arrival;
mod attempt;
mod branch;
mod content;
mod end;
mod own_refusal;
mod passing;
mod progress;
mod refusal_within;
mod release;
mod reoffer;
mod search;
mod session;
mod within;

use core::net::IpAddr;

use routing_table::{EmergencyIndex, GatewayIndex, Level};
use sip::time::Moment;
use sip::transaction::{ClientId, Connection, ServerId};

use crate::admission::Urgency;
use crate::arena::Key;
use crate::events::{CallId, DecidedBy, EndReason};
use crate::relays::RelayId;
use branch::Branch;
use end::End;
use passing::Passed;
use reoffer::Reoffer;
use search::Search;
use session::Session;

pub(crate) use content::{ACCEPT, SDP};

/// A call from its first INVITE to its last BYE.
pub(crate) struct Call {
    key: Key,
    id: CallId,
    by: DecidedBy,
    urgency: Urgency,
    /// The dialog with the caller; our tag in it exists before the caller knows it.
    calling: End,
    stage: Stage,
    session: Option<Session>,
    /// The gateway in whose calls this one is counted.
    counted: Option<GatewayIndex>,
    /// Where an emergency call without credentials came from, among whose calls this one is counted.
    stranger: Option<IpAddr>,
}

/// How far a call has come.
enum Stage {
    /// Nobody has answered yet.
    Setup(Box<Ringing>),
    /// Two parties are joined.
    Talking(Box<Talking>),
    /// Our BYEs wait for their answers.
    Ending(Box<Ending>),
    /// Nothing is left to do.
    Over,
}

/// A call that nobody has answered yet.
struct Ringing {
    /// The caller's INVITE as it came: everything that is answered or passed on is read from it.
    request: Box<[u8]>,
    server: ServerId,
    /// For our INVITEs: the caller's, one less.
    max_forwards: u8,
    /// Who calls, as the called side is told.
    calling_number: Box<str>,
    precedence: Option<Level>,
    emergency: Option<EmergencyIndex>,
    search: Search,
    branches: Vec<Branch>,
    /// Serial number of the next branch.
    next_serial: u8,
    /// The offer as the called side is shown it; rewritten for each kind of target.
    offer: Option<Box<[u8]>>,
    /// The last provisional status that the caller was told.
    told: u16,
    /// The caller has had an answer to its offer from the branch that is being tried.
    answered_early: bool,
}

/// A call whose parties are joined.
struct Talking {
    called: End,
    since: Moment,
    /// The caller's INVITE until its ACK comes.
    unacknowledged: Option<ServerId>,
    /// The called side's 2xx, when its offer waits for the answer in the caller's ACK.
    late_offer: Option<LateOffer>,
    reoffer: Option<Box<Reoffer>>,
    passed: Vec<Passed>,
}

/// A 2xx whose ACK must carry an answer.
struct LateOffer {
    client: ClientId,
    cseq: u32,
}

/// A call that is over but for the answers to our BYEs.
struct Ending {
    /// A BYE to the caller is on its way.
    waits_for_caller: bool,
    /// A BYE to the called side is on its way.
    called: Option<Leaving>,
    /// Why the caller will get a BYE once its ACK has come.
    postponed: Option<EndReason>,
}

/// A called side that is being told.
struct Leaving {
    end: End,
    reason: EndReason,
    /// It has asked for credentials, and got them.
    challenged: bool,
}

impl Call {
    /// Whether nothing refers to the call any more.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    /// When the call wants to be looked at: the earliest limit of its branches.
    pub(crate) fn deadline(&self) -> Option<Moment> {
        match &self.stage {
            Stage::Setup(ringing) => ringing.branches.iter().map(|branch| branch.deadline).min(),
            Stage::Talking(_) | Stage::Ending(_) | Stage::Over => None,
        }
    }

    /// Whether a branch of the call still waits for its final answer.
    pub(crate) fn waits_for(&self, serial: u8) -> bool {
        match &self.stage {
            Stage::Setup(ringing) => ringing.branches.iter().any(|branch| branch.serial == serial),
            Stage::Talking(_) | Stage::Ending(_) | Stage::Over => false,
        }
    }

    /// The relay of the call's media, if it has one.
    pub(crate) fn relay(&self) -> Option<RelayId> {
        self.session.as_ref().map(Session::relay)
    }

    /// The connections by which the call speaks to its parties.
    pub(crate) fn connections(&self) -> impl Iterator<Item = Connection> {
        let called = match &self.stage {
            Stage::Talking(talking) => Some(&talking.called),
            Stage::Ending(ending) => ending.called.as_ref().map(|leaving| &leaving.end),
            Stage::Setup(_) | Stage::Over => None,
        };
        let ends = [Some(&self.calling), called].into_iter().flatten();
        ends.filter_map(|end| end.flow().connection)
    }

    /// Requests to a peer of this connection open a new one from now on.
    pub(crate) fn forget_connection(&mut self, connection: Connection) {
        self.calling.forget_connection(connection);
        match &mut self.stage {
            Stage::Talking(talking) => talking.called.forget_connection(connection),
            Stage::Ending(ending) => {
                ending
                    .called
                    .iter_mut()
                    .for_each(|leaving| leaving.end.forget_connection(connection));
            }
            Stage::Setup(_) | Stage::Over => {}
        }
    }
}
