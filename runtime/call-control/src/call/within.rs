//! Requests and responses within a call: whose they are, and what they may do at this stage.

use media::Party;
use sip::dialog::Order;
use sip::message::{Message, MessageWriter, Method};
use sip::transaction::{ClientId, Flow};

use super::end::End;
use super::refusal_within::Within;
use super::{Call, Stage, Talking};
use crate::counters::Counters;
use crate::events::EndReason;
use crate::owner::Role;
use crate::turn::{Incoming, Turn};

impl Call {
    /// Which party sent a request, if it names a dialog of this call and comes from that dialog's peer.
    pub(crate) fn party_of(&self, incoming: &Incoming<'_>, counters: &mut Counters) -> Option<Party> {
        if self.calling.sent(incoming, counters) {
            return Some(Party::Calling);
        }
        let called = match &self.stage {
            Stage::Talking(talking) => Some(&talking.called),
            Stage::Ending(ending) => ending.called.as_ref().map(|leaving| &leaving.end),
            Stage::Setup(_) | Stage::Over => None,
        };
        called
            .filter(|end| end.sent(incoming, counters))
            .map(|_| Party::Called)
    }

    /// Serves a request within the call.
    pub(crate) fn request_within(&mut self, turn: &mut Turn<'_>, incoming: &Incoming<'_>, party: Party) {
        let within = self.within();
        let Some(end) = self.end_mut(party) else {
            return turn.refuse_unknown_dialog(incoming);
        };
        if end.dialog.receive_request(incoming.message.cseq()) == Order::Late {
            return turn.refuse_within(within, incoming, &within.because("out-of-order", 500));
        }
        end.follow(incoming.flow);
        match (incoming.message.method(), &self.stage) {
            (Method::Bye, _) => self.bye(turn, incoming, party),
            (Method::Options, _) => turn.answer_options(incoming),
            (Method::Invite, Stage::Talking(_)) => self.reoffer(turn, incoming, party),
            (Method::Invite, Stage::Setup(_)) => {
                turn.refuse_within(within, incoming, &within.because(PENDING, 491));
            }
            (Method::Info, Stage::Talking(_)) => self.pass(turn, incoming, party),
            _ => turn.refuse_unknown_dialog(incoming),
        }
    }

    /// A party hangs up. A caller may do so before the answer (RFC 3261 §15.1.1): that is a CANCEL.
    fn bye(&mut self, turn: &mut Turn<'_>, incoming: &Incoming<'_>, party: Party) {
        turn.accept(incoming);
        let reason = match (&self.stage, party) {
            (Stage::Setup(_), _) => EndReason::Cancelled,
            (_, Party::Calling) => EndReason::CallerLeft,
            (_, Party::Called) => EndReason::CalledLeft,
        };
        self.release(turn, reason);
    }

    /// A response to a request of ours within the call.
    pub(crate) fn within_response(
        &mut self,
        turn: &mut Turn<'_>,
        role: Role,
        client: ClientId,
        flow: Flow,
        response: &Message<'_>,
    ) {
        match role {
            Role::Reoffer => self.reoffer_response(turn, client, flow, response),
            Role::Passed => self.passed_response(turn, client, response.status()),
            Role::ByeCaller if response.status() >= 200 => {
                self.bye_ended(turn, Party::Calling, Some(response))
            }
            Role::ByeCalled if response.status() >= 200 => {
                self.bye_ended(turn, Party::Called, Some(response))
            }
            Role::ByeCaller | Role::ByeCalled => {}
        }
    }

    /// A request of ours within the call got no answer.
    pub(crate) fn within_failed(&mut self, turn: &mut Turn<'_>, role: Role, client: ClientId) {
        match role {
            Role::Reoffer => self.reoffer_failed(turn, client),
            Role::Passed => self.passed_response(turn, client, 408),
            Role::ByeCaller => self.bye_ended(turn, Party::Calling, None),
            Role::ByeCalled => self.bye_ended(turn, Party::Called, None),
        }
    }

    pub(super) fn end_mut(&mut self, party: Party) -> Option<&mut End> {
        match (party, &mut self.stage) {
            (Party::Calling, _) => Some(&mut self.calling),
            (Party::Called, Stage::Talking(talking)) => Some(&mut talking.called),
            (Party::Called, Stage::Ending(ending)) => ending.called.as_mut().map(|leaving| &mut leaving.end),
            (Party::Called, Stage::Setup(_) | Stage::Over) => None,
        }
    }
}

impl Talking {
    /// Answers what the parties still wait for when the call ends.
    pub(super) fn abandon_requests(&mut self, turn: &mut Turn<'_>, calling: &End, within: Within) {
        if let Some(reoffer) = self.reoffer.take() {
            let end = match reoffer.from {
                Party::Calling => calling,
                Party::Called => &self.called,
            };
            reoffer.abandon(turn, end, within);
        }
        for passed in self.passed.drain(..) {
            let end = match passed.from {
                Party::Calling => calling,
                Party::Called => &self.called,
            };
            let over = within.because(CALL_OVER, 481);
            turn.refuse_kept(passed.server, &passed.request, &over, end);
        }
    }
}

impl Turn<'_> {
    /// 200 without a body.
    pub(super) fn accept(&mut self, incoming: &Incoming<'_>) {
        let core = &mut *self.core;
        let (request, source) = (incoming.message, incoming.flow.peer);
        core.message.clear();
        let written = MessageWriter::response(&mut core.message, request, 200, None, Some(source)).finish();
        self.conclude(incoming, written, 200);
    }
}

/// The word for an INVITE that has to wait for the end of another one.
pub(super) const PENDING: &str = "request-pending";
/// The word for a request that could not be sent to the other party.
pub(super) const NOT_PASSED: &str = "not-passed-on";
/// The word for a request that its call did not outlive.
pub(super) const CALL_OVER: &str = "call-over";
