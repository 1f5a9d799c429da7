//! The server transaction: RFC 3261 §17.2 figures 7 and 8, RFC 6026 §7.1, one state machine for both kinds.

use super::RespondError;
use super::event::Owner;
use super::flow::{Flow, Transmit, Transport};
use super::table::Machine;
use super::timers::{self, T1, Timers};
use super::turn::{Repetition, Turn, keep};
use crate::message::{Message, Method, parse};
use crate::time::Moment;
use core::net::SocketAddr;

/// One request that is being answered.
#[derive(Debug)]
pub(crate) struct Server {
    hash: u64,
    key: ServerKey,
    kind: Kind,
    state: State,
    reply: Flow,
    /// Where a connection to the client is opened when that of the request is gone (RFC 3261 §18.2.2).
    fallback: SocketAddr,
    owner: Owner,
    timers: Timers,
    repetition: Option<Repetition>,
    ends: Option<Moment>,
    /// The response that is sent again when the request comes again or its ACK does not come.
    response: Box<[u8]>,
    cancelled: Cancelled,
}

/// What a server transaction is found by; see [`super::key`].
#[derive(Debug)]
pub(crate) struct ServerKey {
    /// Branch part, method, identity.
    text: Box<[u8]>,
    branch_end: u32,
    method_end: u32,
    /// Of the identity, if there is one: for an INVITE, and for what might arrive by two ways.
    pub(crate) identity_hash: Option<u64>,
    /// Whether a copy by another way is to be refused: only outside of dialogs (RFC 3261 §8.2.2.2).
    mergeable: Mergeable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mergeable {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Invite,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No response yet; an INVITE is in Proceeding from the beginning.
    Trying,
    Proceeding,
    Completed,
    Confirmed,
    Accepted,
    Terminated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cancelled {
    No,
    Yes,
}

/// What the layer does after a server transaction has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Nothing,
    /// Tell the user that the ACK to its 2xx never came.
    Unacknowledged,
    /// Tell the user that it did not answer.
    Unanswered,
}

impl ServerKey {
    /// A key of three parts; `identity` is empty if there is none.
    pub(crate) fn new(
        branch: &[u8],
        method: &[u8],
        identity: &[u8],
        identity_hash: Option<u64>,
        mergeable: Mergeable,
    ) -> Self {
        let end = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Self {
            text: [branch, method, identity].concat().into(),
            branch_end: end(branch.len()),
            method_end: end(branch.len() + method.len()),
            identity_hash,
            mergeable,
        }
    }

    fn part(&self, from: u32, to: Option<u32>) -> &[u8] {
        let place = |end: u32| usize::try_from(end).unwrap_or(usize::MAX);
        let to = to.map_or(self.text.len(), place);
        self.text.get(place(from)..to).unwrap_or_default()
    }

    fn branch(&self) -> &[u8] {
        self.part(0, Some(self.branch_end))
    }

    fn method(&self) -> &[u8] {
        self.part(self.branch_end, Some(self.method_end))
    }

    fn identity(&self) -> &[u8] {
        self.part(self.method_end, None)
    }
}

impl Server {
    /// The state before any response.
    pub(crate) fn new(
        hash: u64,
        key: ServerKey,
        reply: Flow,
        fallback: SocketAddr,
        owner: Owner,
        t1: T1,
        now: Moment,
    ) -> Self {
        let timers = Timers::new(t1, reply.transport);
        let is_invite = key.method() == Method::Invite.as_str().as_bytes();
        let (kind, state, ends) = match is_invite {
            true => (Kind::Invite, State::Proceeding, None),
            false => (Kind::Other, State::Trying, Some(now + timers.b_f_h_l_m())),
        };
        Self {
            hash,
            key,
            kind,
            state,
            reply,
            fallback,
            owner,
            timers,
            repetition: None,
            ends,
            response: Box::default(),
            cancelled: Cancelled::No,
        }
    }

    /// Whether a request with this branch part and method is this one again.
    pub(crate) fn is_request(&self, branch: &[u8], method: Method<'_>) -> bool {
        self.key.branch() == branch && self.key.method() == method.as_str().as_bytes()
    }

    /// Whether a CANCEL with this branch part means this request.
    pub(crate) fn is_target_of_cancel(&self, branch: &[u8]) -> bool {
        self.key.branch() == branch && self.key.method() != Method::Cancel.as_str().as_bytes()
    }

    /// Whether a new request with this identity is a copy of this one that came by another way. A challenged
    /// request is not counted: some clients try again without a new CSeq number.
    pub(crate) fn is_merged(&self, identity: &[u8]) -> bool {
        self.key.mergeable == Mergeable::Yes && self.key.identity() == identity
    }

    /// Whether a request with the branch of this one is really another one.
    pub(crate) fn contradicts(&self, identity: &[u8]) -> bool {
        self.key.identity_hash.is_some() && self.key.identity() != identity
    }

    /// Whether an ACK with this identity acknowledges a 2xx of this INVITE.
    pub(crate) fn is_accepted_as(&self, identity: &[u8]) -> bool {
        self.state == State::Accepted && self.key.identity() == identity
    }

    pub(crate) fn identity_hash(&self) -> Option<u64> {
        self.key.identity_hash
    }

    pub(crate) fn owner(&self) -> Owner {
        self.owner
    }

    pub(crate) fn reply(&self) -> Flow {
        self.reply
    }

    /// The To tag of the last response that is still kept.
    pub(crate) fn to_tag(&self) -> Option<&str> {
        parse(&self.response).ok()?.to().tag()
    }

    /// The request came again.
    pub(crate) fn request_again(&mut self, turn: &mut Turn<'_, impl Transmit>) {
        turn.counters.requests_absorbed += 1;
        let repeats = matches!(self.state, State::Proceeding | State::Completed);
        if repeats && !self.response.is_empty() {
            self.send_again(turn);
        }
    }

    /// The user answers.
    pub(crate) fn respond(
        &mut self,
        turn: &mut Turn<'_, impl Transmit>,
        status: u16,
        response: &[u8],
    ) -> Result<(), RespondError> {
        if !matches!(self.state, State::Trying | State::Proceeding) {
            return Err(RespondError::Answered);
        }
        turn.out.transmit(self.reply, response);
        self.response = keep(response);
        match (self.kind, status) {
            (_, ..200) => self.provisional(turn.now, status),
            (Kind::Invite, ..300) => self.accepted(turn.now),
            (Kind::Invite, _) => self.refused(turn.now),
            (Kind::Other, _) => self.end_after(turn.now, State::Completed, self.timers.j()),
        }
        if matches!(status, 401 | 407) {
            self.key.mergeable = Mergeable::No;
        }
        Ok(())
    }

    /// A CANCEL has come; true the first time that it means something.
    pub(crate) fn cancel(&mut self) -> bool {
        let open = self.kind == Kind::Invite && self.state == State::Proceeding;
        open && core::mem::replace(&mut self.cancelled, Cancelled::Yes) == Cancelled::No
    }

    /// An ACK with the branch of this INVITE; false unless the INVITE was refused.
    pub(crate) fn confirm(&mut self, now: Moment, ack: &Message<'_>) -> bool {
        match self.state {
            State::Completed if self.kind == Kind::Invite && self.is_ack_to_response(ack) => {
                self.end_after(now, State::Confirmed, self.timers.i_k());
                self.response = Box::default();
                true
            }
            State::Confirmed => true,
            _ => false,
        }
    }

    /// The user has found the dialog of the ACK to its 2xx; false when it had before, or there was no 2xx.
    pub(crate) fn acknowledged(&mut self) -> bool {
        self.repetition = None;
        let first = self.state == State::Accepted && !self.response.is_empty();
        if first {
            self.response = Box::default();
        }
        first
    }

    /// The connection of the request is gone: answer by a new one, with what may not have arrived.
    pub(crate) fn connection_lost(&mut self, turn: &mut Turn<'_, impl Transmit>) {
        if self.reply.transport == Transport::Tcp && self.reply.connection.take().is_some() {
            self.reply.peer = self.fallback;
            if matches!(self.state, State::Completed | State::Accepted) && !self.response.is_empty() {
                self.send_again(turn);
            }
        }
    }

    /// Its deadline has come.
    pub(crate) fn advance(&mut self, turn: &mut Turn<'_, impl Transmit>) -> Step {
        if self.ends.is_some_and(|ends| ends <= turn.now) {
            return self.end(turn);
        }
        if let Some(repetition) = self.repetition
            && repetition.at <= turn.now
        {
            self.send_again(turn);
            let interval = match self.state {
                State::Proceeding => repetition.interval,
                _ => self.timers.next_e_g(repetition.interval),
            };
            self.repetition = Some(Repetition::starting(turn.now, interval));
        }
        Step::Nothing
    }

    fn send_again(&self, turn: &mut Turn<'_, impl Transmit>) {
        turn.counters.responses_repeated += 1;
        turn.out.transmit(self.reply, &self.response);
    }

    fn provisional(&mut self, now: Moment, status: u16) {
        self.state = State::Proceeding;
        if self.kind == Kind::Invite && status > 100 {
            self.repetition = Some(Repetition::starting(now, timers::RINGING));
        }
    }

    fn accepted(&mut self, now: Moment) {
        self.state = State::Accepted;
        self.repetition = Some(Repetition::starting(now, self.timers.first_2xx()));
        self.ends = Some(now + self.timers.b_f_h_l_m());
    }

    fn refused(&mut self, now: Moment) {
        self.state = State::Completed;
        self.repetition = self
            .timers
            .a_e_g()
            .map(|interval| Repetition::starting(now, interval));
        self.ends = Some(now + self.timers.b_f_h_l_m());
    }

    fn end_after(&mut self, now: Moment, state: State, wait: core::time::Duration) {
        self.repetition = None;
        self.ends = Some(now + wait);
        self.state = if wait.is_zero() { State::Terminated } else { state };
    }

    /// By RFC 2543 the To tag decides too; a unique branch says enough.
    fn is_ack_to_response(&self, ack: &Message<'_>) -> bool {
        !super::key::rests_on_fields(self.key.branch()) || self.to_tag() == ack.to().tag()
    }

    /// H, I, J or L has run out, or the user was silent.
    fn end(&mut self, turn: &mut Turn<'_, impl Transmit>) -> Step {
        let state = core::mem::replace(&mut self.state, State::Terminated);
        match (state, self.kind) {
            (State::Accepted, _) if !self.response.is_empty() => {
                turn.counters.unacknowledged_successes += 1;
                Step::Unacknowledged
            }
            (State::Completed, Kind::Invite) => {
                turn.counters.unacknowledged_refusals += 1;
                Step::Nothing
            }
            (State::Trying | State::Proceeding, _) => Step::Unanswered,
            _ => Step::Nothing,
        }
    }
}

impl Machine for Server {
    fn hash(&self) -> u64 {
        self.hash
    }

    fn deadline(&self) -> Option<Moment> {
        let repeats = self.repetition.map(|repetition| repetition.at);
        repeats.into_iter().chain(self.ends).min()
    }

    fn is_over(&self) -> bool {
        self.state == State::Terminated
    }
}
