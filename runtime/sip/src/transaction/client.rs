//! The client transaction: RFC 3261 §17.1 figures 5 and 6, RFC 6026 §7.2, one state machine for both kinds.

use super::event::Owner;
use super::flow::{Flow, Transmit};
use super::skeleton::{without_body, write_ack, write_cancel};
use super::table::Machine;
use super::timers::{self, T1, Timers};
use super::turn::{Repetition, Turn, keep};
use crate::message::Message;
use crate::time::Moment;

/// One request that was sent.
#[derive(Debug)]
pub(crate) struct Client {
    hash: u64,
    key: Box<[u8]>,
    kind: Kind,
    state: State,
    flow: Flow,
    owner: Owner,
    t1: T1,
    timers: Timers,
    repetition: Option<Repetition>,
    ends: Moment,
    /// Calling: the request. An INVITE in Proceeding: its header fields. Completed: its ACK. Else nothing.
    message: Box<[u8]>,
    cancel: Cancel,
    acks: Vec<KeptAck>,
}

/// What kind of request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Invite,
    /// A CANCEL that the layer itself sent; its user hears nothing of it.
    Cancel,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No response yet; RFC 3261 says Trying for requests other than INVITE.
    Calling,
    Proceeding,
    Completed,
    Accepted,
    Terminated,
}

#[derive(Debug, PartialEq, Eq)]
enum Cancel {
    No,
    /// To be sent with this Reason after the first provisional response.
    Wanted(Option<Box<str>>),
    Sent,
}

/// An ACK to a 2xx, sent again when the 2xx comes again.
#[derive(Debug)]
struct KeptAck {
    to_tag: Box<str>,
    flow: Flow,
    bytes: Box<[u8]>,
}

/// What the layer does after a client transaction has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Absorb,
    /// Hand the response to the user.
    Deliver,
    /// Hand the response to the user, and send the CANCEL that has waited for it.
    DeliverAndCancel,
    /// Send a CANCEL because nobody answered for timer C.
    Cancel,
    /// Tell the user that there is no final response.
    Timeout,
}

impl Client {
    /// The state before the request is sent; [`Client::start`] sends it.
    pub(crate) fn new(
        hash: u64,
        key: &[u8],
        kind: Kind,
        flow: Flow,
        owner: Owner,
        t1: T1,
        now: Moment,
    ) -> Self {
        let timers = Timers::new(t1, flow.transport);
        Self {
            hash,
            key: key.into(),
            kind,
            state: State::Calling,
            flow,
            owner,
            t1,
            timers,
            repetition: timers.a_e_g().map(|interval| Repetition::starting(now, interval)),
            ends: now + timers.b_f_h_l_m(),
            message: Box::default(),
            cancel: Cancel::No,
            acks: Vec::new(),
        }
    }

    /// Sends the request and keeps what a repetition or a CANCEL will need.
    pub(crate) fn start(&mut self, request: &[u8], out: &mut impl Transmit) {
        out.transmit(self.flow, request);
        if self.kind == Kind::Invite || self.repetition.is_some() {
            self.message = request.into();
        }
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    pub(crate) fn owner(&self) -> Owner {
        self.owner
    }

    pub(crate) fn flow(&self) -> Flow {
        self.flow
    }

    pub(crate) fn t1(&self) -> T1 {
        self.t1
    }

    /// Whether the request may not have arrived at all.
    pub(crate) fn is_unheard(&self) -> bool {
        self.state == State::Calling
    }

    /// A response with the key of this transaction.
    pub(crate) fn receive(&mut self, turn: &mut Turn<'_, impl Transmit>, response: &Message<'_>) -> Step {
        let status = response.status();
        let step = match (self.state, self.kind) {
            (State::Calling | State::Proceeding, _) if status < 200 => self.provisional(turn, status),
            (State::Calling | State::Proceeding, Kind::Invite) if status < 300 => {
                self.message = Box::default();
                self.repetition = None;
                self.state = State::Accepted;
                self.ends = turn.now + self.timers.b_f_h_l_m();
                Step::Deliver
            }
            (State::Calling | State::Proceeding, Kind::Invite) => self.refused(turn, response),
            (State::Calling | State::Proceeding, _) => self.answered(turn),
            (State::Completed, Kind::Invite) if status >= 300 => {
                turn.counters.acks_repeated += 1;
                turn.out.transmit(self.flow, &self.message);
                Step::Absorb
            }
            (State::Accepted, _) if (200..300).contains(&status) => self.accepted_again(turn, response),
            _ => Step::Absorb,
        };
        if step == Step::Absorb {
            turn.counters.responses_absorbed += 1;
        }
        match (step, self.kind) {
            (Step::Deliver, Kind::Cancel) => Step::Absorb,
            (step, _) => step,
        }
    }

    /// Its deadline has come.
    pub(crate) fn advance(&mut self, turn: &mut Turn<'_, impl Transmit>) -> Step {
        if self.ends <= turn.now {
            return self.end(turn);
        }
        if let Some(repetition) = &mut self.repetition
            && repetition.at <= turn.now
        {
            turn.counters.requests_repeated += 1;
            turn.out.transmit(self.flow, &self.message);
            let interval = match (self.kind, self.state) {
                (Kind::Invite, _) => Timers::next_a(repetition.interval),
                (_, State::Proceeding) => self.timers.e_proceeding().unwrap_or(repetition.interval),
                _ => self.timers.next_e_g(repetition.interval),
            };
            *repetition = Repetition::starting(turn.now, interval);
        }
        Step::Absorb
    }

    /// The request could not be sent. Returns whom to tell, if anybody.
    pub(crate) fn not_delivered(&mut self) -> Option<Owner> {
        self.state = State::Terminated;
        (self.kind != Kind::Cancel).then_some(self.owner)
    }

    /// The user gives up. Returns whether a CANCEL is to be sent now, later or never.
    pub(crate) fn give_up(&mut self, now: Moment, reason: Option<&str>) -> super::Cancelling {
        use super::Cancelling;
        match (self.kind, self.state, &self.cancel) {
            (Kind::Invite, State::Calling, Cancel::No) => {
                self.cancel = Cancel::Wanted(reason.map(Into::into));
                Cancelling::Waiting
            }
            (Kind::Invite, State::Calling, _) => Cancelling::Waiting,
            (Kind::Invite, State::Proceeding, Cancel::No) => {
                self.cancel = Cancel::Wanted(reason.map(Into::into));
                self.ends = now + self.timers.b_f_h_l_m();
                Cancelling::Sent
            }
            _ => Cancelling::TooLate,
        }
    }

    /// Writes the wanted CANCEL into the turn's buffer; false when none is wanted.
    pub(crate) fn write_wanted_cancel(&mut self, turn: &mut Turn<'_, impl Transmit>) -> bool {
        match core::mem::replace(&mut self.cancel, Cancel::Sent) {
            Cancel::Wanted(reason) => match write_cancel(turn.written, &self.message, reason.as_deref()) {
                Ok(()) => true,
                Err(_) => {
                    turn.counters.unwritable += 1;
                    false
                }
            },
            other => {
                self.cancel = other;
                false
            }
        }
    }

    /// Keeps the ACK to a 2xx with this To tag; false unless there was a 2xx.
    pub(crate) fn keep_ack(&mut self, to_tag: &str, flow: Flow, ack: &[u8]) -> bool {
        if self.state != State::Accepted {
            return false;
        }
        let kept = KeptAck {
            to_tag: to_tag.into(),
            flow,
            bytes: ack.into(),
        };
        if let Some(ack) = self.acks.iter_mut().find(|ack| *ack.to_tag == *to_tag) {
            *ack = kept;
        } else if self.acks.len() < MOST_FORKS {
            self.acks.push(kept);
        } else {
            return false;
        }
        true
    }

    fn provisional(&mut self, turn: &mut Turn<'_, impl Transmit>, status: u16) -> Step {
        let first = self.state == State::Calling;
        self.state = State::Proceeding;
        if self.kind != Kind::Invite {
            return Step::Deliver;
        }
        if first {
            self.repetition = None;
            if let Some(head) = without_body(&self.message) {
                self.message = head;
            }
            if matches!(self.cancel, Cancel::Wanted(_)) {
                self.ends = turn.now + self.timers.b_f_h_l_m();
                return Step::DeliverAndCancel;
            }
        }
        if self.cancel == Cancel::No && (first || status > 100) {
            self.ends = turn.now + timers::C;
        }
        Step::Deliver
    }

    fn refused(&mut self, turn: &mut Turn<'_, impl Transmit>, response: &Message<'_>) -> Step {
        self.repetition = None;
        match write_ack(turn.written, &self.message, response) {
            Ok(()) => turn.out.transmit(self.flow, turn.written),
            Err(_) => {
                turn.written.clear();
                turn.counters.unwritable += 1;
            }
        }
        self.complete(turn.now, self.timers.d());
        if self.state == State::Completed {
            self.message = keep(turn.written);
        }
        Step::Deliver
    }

    fn answered(&mut self, turn: &Turn<'_, impl Transmit>) -> Step {
        self.repetition = None;
        self.complete(turn.now, self.timers.i_k());
        Step::Deliver
    }

    fn complete(&mut self, now: Moment, wait: core::time::Duration) {
        self.message = Box::default();
        self.ends = now + wait;
        self.state = if wait.is_zero() {
            State::Terminated
        } else {
            State::Completed
        };
    }

    fn accepted_again(&mut self, turn: &mut Turn<'_, impl Transmit>, response: &Message<'_>) -> Step {
        let tag = response.to().tag().unwrap_or("");
        match self.acks.iter().find(|ack| &*ack.to_tag == tag) {
            Some(ack) => {
                turn.counters.acks_repeated += 1;
                turn.out.transmit(ack.flow, &ack.bytes);
                Step::Absorb
            }
            None => Step::Deliver,
        }
    }

    /// B, C, D, F, K or M has run out.
    fn end(&mut self, turn: &mut Turn<'_, impl Transmit>) -> Step {
        let unanswered = matches!(self.state, State::Calling | State::Proceeding);
        if self.state == State::Proceeding && self.kind == Kind::Invite && self.cancel == Cancel::No {
            self.cancel = Cancel::Wanted(None);
            self.ends = turn.now + self.timers.b_f_h_l_m();
            return Step::Cancel;
        }
        self.state = State::Terminated;
        if unanswered && self.kind != Kind::Cancel {
            turn.counters.timeouts += 1;
            return Step::Timeout;
        }
        Step::Absorb
    }
}

impl Machine for Client {
    fn hash(&self) -> u64 {
        self.hash
    }

    fn deadline(&self) -> Option<Moment> {
        Some(
            self.repetition
                .map_or(self.ends, |repetition| repetition.at.min(self.ends)),
        )
    }

    fn is_over(&self) -> bool {
        self.state == State::Terminated
    }
}

/// How many dialogs of one forked INVITE have their ACK kept.
const MOST_FORKS: usize = 8;
