//! The answer: the first 2xx joins its sender with the caller; every other one is acknowledged and ended.

use gateway_api::Outcome;
use media::Party;
use sip::message::{HeaderName, Message, MessageWriter, Method, parse};
use sip::transaction::{ClientId, Flow, ServerId};

use super::branch::Branch;
use super::content::{SDP, description};
use super::end::End;
use super::session::Unfit;
use super::{Call, LateOffer, Ringing, Stage, Talking};
use crate::access;
use crate::counters::Counter;
use crate::events::{Event, Target};
use crate::owner::Concern;
use crate::replies::ALLOW;
use crate::turn::{Core, Turn};

impl Call {
    /// A branch has a 2xx.
    pub(super) fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        serial: u8,
        client: ClientId,
        flow: Flow,
        response: &Message<'_>,
    ) {
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        let Some(at) = ringing.branches.iter().position(|branch| branch.serial == serial) else {
            return;
        };
        let Some(permitted) = ringing.branches.get(at).map(|branch| branch.permitted) else {
            return;
        };
        let Ok(called) = End::called(response, flow, permitted) else {
            return self.branch_ended(turn, serial, &Outcome::status(502), None);
        };
        match self.join_media(turn, &called, response) {
            Ok(body) => {
                let Stage::Setup(ringing) = &mut self.stage else {
                    return;
                };
                let branch = ringing.branches.swap_remove(at);
                self.join(turn, called, &branch, client, response, body.as_deref());
            }
            Err(_unfit) => {
                turn.acknowledge_and_end(client, called, response);
                self.branch_ended(turn, serial, &Outcome::status(488), None);
            }
        }
    }

    /// The body for the caller's 2xx: the answer to its offer, or the called side's offer.
    fn join_media(
        &mut self,
        turn: &mut Turn<'_>,
        called: &End,
        response: &Message<'_>,
    ) -> Result<Option<Vec<u8>>, Unfit> {
        let Stage::Setup(ringing) = &self.stage else {
            return Ok(None);
        };
        let Some(session) = &mut self.session else {
            return Ok(None);
        };
        let body = description(response);
        match (&ringing.offer, body.is_empty()) {
            (Some(_), false) => session
                .answer(turn, Party::Called, called.permitted, body)
                .map(Some),
            // The answer came with a provisional response and is not repeated; the caller has it.
            (Some(_), true) if ringing.answered_early => Ok(None),
            (Some(_), true) => Err(Unfit::Refused(media::Refusal::Malformed)),
            (None, false) => session
                .offer(turn, Party::Called, called.permitted, body)
                .map(Some),
            (None, true) => Ok(None),
        }
    }

    fn join(
        &mut self,
        turn: &mut Turn<'_>,
        mut called: End,
        branch: &Branch,
        client: ClientId,
        response: &Message<'_>,
        body: Option<&[u8]>,
    ) {
        let Stage::Setup(ringing) = core::mem::replace(&mut self.stage, Stage::Over) else {
            return;
        };
        ringing
            .branches
            .iter()
            .for_each(|other| turn.cancel(other.client));
        let offers_late = ringing.offer.is_none() && body.is_some();
        let late_offer = if offers_late {
            Some(LateOffer {
                client,
                cseq: response.cseq().number,
            })
        } else {
            turn.acknowledge(client, &mut called, response.cseq().number, None);
            None
        };
        turn.answer_invite(&ringing, &self.calling, response.status(), body);
        self.calling.dialog.establish();
        if !offers_late && let Some(session) = &mut self.session {
            session.settle();
        }
        if let Target::Gateway(gateway) = branch.target {
            let outcome = Outcome::status(response.status());
            turn.core
                .gateways
                .call_outcome(turn.now, gateway, branch.flow.peer, &outcome, None);
        }
        turn.out.log(Event::Answered {
            call: self.id,
            target: branch.target,
            by: self.by,
        });
        self.stage = Stage::Talking(Box::new(Talking {
            called,
            since: turn.now,
            unacknowledged: Some(ringing.server),
            late_offer,
            reoffer: None,
            passed: Vec::new(),
        }));
    }

    /// Sends the caller a provisional response.
    pub(super) fn tell_caller(&mut self, turn: &mut Turn<'_>, status: u16, body: Option<&[u8]>) {
        let Stage::Setup(ringing) = &self.stage else {
            return;
        };
        turn.answer_invite(ringing, &self.calling, status, body);
    }

    /// The caller's ACK to a 2xx has come: to its first INVITE, or to a re-INVITE of either party.
    pub(crate) fn acknowledged(&mut self, turn: &mut Turn<'_>, invite: ServerId, ack: &Message<'_>) {
        if !turn.core.transactions.acknowledged(invite) {
            return;
        }
        match &mut self.stage {
            Stage::Talking(talking) if talking.unacknowledged == Some(invite) => {
                talking.unacknowledged = None;
                if let Some(late) = talking.late_offer.take() {
                    self.finish_late_offer(turn, &late, ack);
                }
            }
            Stage::Talking(_) => self.reoffer_acknowledged(turn, invite, ack),
            Stage::Ending(_) => self.send_postponed_bye(turn),
            Stage::Setup(_) | Stage::Over => {}
        }
    }

    /// Whether a response is the winner's 2xx again, whose ACK waits for the caller's answer.
    pub(crate) fn withholds_ack(&self, client: ClientId, response: &Message<'_>) -> bool {
        let Stage::Talking(talking) = &self.stage else {
            return false;
        };
        (200..300).contains(&response.status())
            && talking
                .late_offer
                .as_ref()
                .is_some_and(|late| late.client == client)
            && response.to().tag() == Some(talking.called.dialog.id().remote_tag)
    }

    /// The caller's answer to the called side's offer goes out in our ACK. Without one there is no session.
    fn finish_late_offer(&mut self, turn: &mut Turn<'_>, late: &LateOffer, ack: &Message<'_>) {
        let sender = self.calling.permitted;
        let answer = match (&mut self.session, description(ack)) {
            (Some(session), body) if !body.is_empty() => {
                session.answer(turn, Party::Calling, sender, body).ok()
            }
            _ => None,
        };
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        turn.acknowledge(late.client, &mut talking.called, late.cseq, answer.as_deref());
        match answer {
            Some(_) => self
                .session
                .as_mut()
                .into_iter()
                .for_each(super::session::Session::settle),
            None => self.release(turn, crate::events::EndReason::MediaFailed),
        }
    }
}

impl Turn<'_> {
    /// A response to a branch that no call waits for any more. A 2xx has made a dialog: it is acknowledged and ended.
    pub(crate) fn late_response(&mut self, client: ClientId, flow: Flow, response: &Message<'_>) {
        if !(200..300).contains(&response.status()) || response.method() != Method::Invite {
            return;
        }
        self.core.counters.count(Counter::LateAnswer);
        let Some(permitted) = access::permitted(&self.core.table, flow) else {
            return;
        };
        if let Ok(called) = End::called(response, flow, permitted) {
            self.acknowledge_and_end(client, called, response);
        }
    }

    /// ACK and BYE, for an answer that nobody can use.
    pub(super) fn acknowledge_and_end(&mut self, client: ClientId, mut called: End, response: &Message<'_>) {
        self.acknowledge(client, &mut called, response.cseq().number, None);
        let flow = called.next_flow(self.core);
        if called.begin(self.core, Method::Bye, flow).finish().is_ok() {
            let core = &mut *self.core;
            let outgoing = core.outgoing(flow, Concern::Nobody);
            // When there is no room for it, the peer's own timers end its dialog.
            let _sent = core
                .transactions
                .send_request(self.now, outgoing, &core.message, self.out);
        }
    }

    /// The ACK to a 2xx; the transaction layer repeats it when the 2xx comes again.
    pub(super) fn acknowledge(&mut self, client: ClientId, end: &mut End, cseq: u32, body: Option<&[u8]>) {
        let flow = end.next_flow(self.core);
        let writer = end.begin_ack(self.core, flow, cseq);
        let written = match body {
            Some(body) => writer.finish_with_body(SDP, body),
            None => writer.finish(),
        };
        if written.is_ok() {
            let core = &mut *self.core;
            let tag = end.dialog.id().remote_tag;
            core.transactions
                .acknowledge(client, tag, flow, &core.message, self.out);
        }
    }

    /// Writes and sends a response above 100 to the caller's INVITE.
    fn answer_invite(&mut self, ringing: &Ringing, calling: &End, status: u16, body: Option<&[u8]>) {
        let Ok(request) = parse(&ringing.request) else {
            return;
        };
        let Core { message, locals, .. } = &mut *self.core;
        let (tag, flow) = (calling.dialog.id().local_tag, calling.flow());
        message.clear();
        let mut writer = MessageWriter::response(message, &request, status, Some(tag), Some(flow.peer));
        writer
            .copy(&request, HeaderName::RecordRoute)
            .header(HeaderName::Contact, locals.contact(flow))
            .header(HeaderName::Allow, ALLOW);
        let written = match body {
            Some(body) => writer.finish_with_body(SDP, body),
            None => writer.finish(),
        };
        if written.is_ok() {
            self.respond(ringing.server, status);
        }
    }
}
