//! Re-INVITE: hold, resume and new codecs, passed from one party to the other.
//!
//! One at a time (RFC 3261 §14.2): while one is on its way, or a 2xx has no ACK yet, another is answered 491, and 500 when
//! its sender has not even waited for the answer to its own.

use media::Party;
use routing_table::Cause;
use sip::digest::Carried;
use sip::message::{HeaderName, Message, MessageWriter, Method, parse};
use sip::transaction::{ClientId, Flow, ServerId};

use super::content::{SDP, body_fault, description};
use super::end::End;
use super::refusal_within::Within;
use super::within::{CALL_OVER, NOT_PASSED, PENDING};
use super::{Call, LateOffer, Stage, Talking};
use crate::events::EndReason;
use crate::owner::{Concern, Role};
use crate::replies::{More, Refusal};
use crate::turn::{Core, Incoming, Turn};

/// A re-INVITE on its way.
pub(super) struct Reoffer {
    pub(super) from: Party,
    server: ServerId,
    request: Box<[u8]>,
    /// Our re-INVITE to the other party.
    client: ClientId,
    carried: Carried,
    /// The offer as the other party sees it; `None` when it is to make one.
    offer: Option<Box<[u8]>>,
    state: State,
}

enum State {
    /// The other party has not answered.
    Asked,
    /// Its sender gave up, and so the other party has been asked to; what it then answers holds for both.
    Cancelled,
    /// Its sender has a 2xx and owes the ACK, with an answer when the other party made the offer.
    Answered(Option<LateOffer>),
}

impl Call {
    /// Passes a re-INVITE on.
    pub(super) fn reoffer(&mut self, turn: &mut Turn<'_>, incoming: &Incoming<'_>, from: Party) {
        let request = incoming.message;
        let within = self.within();
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        if talking
            .reoffer
            .as_ref()
            .is_some_and(|other| other.keeps_waiting(from))
        {
            let wait = More::RetryAfter(turn.few_seconds());
            return turn.refuse_within(within, incoming, &within.because(PENDING, 500).with(wait));
        }
        if talking.reoffer.is_some() || talking.unacknowledged.is_some() {
            return turn.refuse_within(within, incoming, &within.because(PENDING, 491));
        }
        if let Some(fault) = body_fault(request) {
            let refusal = Refusal::of(fault.cause(), Some(self.by.decision));
            return turn.refuse_within(within, incoming, &refusal);
        }
        let (sender, receiver) = talking.pair(&mut self.calling, from);
        let Some(session) = &mut self.session else {
            return turn.refuse_within(within, incoming, &within.because("no-media", 488));
        };
        let offer = match description(request) {
            [] => None,
            body => match session.offer(turn, from, sender.permitted, body) {
                Ok(body) => Some(body.into_boxed_slice()),
                Err(unfit) => {
                    return turn.refuse_within(within, incoming, &unfit.refusal(self.by.decision));
                }
            },
        };
        let key = self.key;
        let Some(server) = turn.open(incoming, Concern::Within(key, Role::Reoffer).owner()) else {
            let refusal = Refusal::of(Cause::Overload, Some(self.by.decision));
            return turn.refuse_within(within, incoming, &refusal);
        };
        turn.say_trying(server, incoming);
        match turn.send_reinvite(receiver, key, offer.as_deref(), &[]) {
            Some(client) => {
                let request = incoming.bytes.into();
                let carried = Carried::default();
                let reoffer = Reoffer {
                    from,
                    server,
                    request,
                    client,
                    carried,
                    offer,
                    state: State::Asked,
                };
                talking.reoffer = Some(Box::new(reoffer));
            }
            None => {
                let refusal = within.because(NOT_PASSED, 500);
                turn.note_refused_within(within, &refusal);
                turn.refuse_kept(server, incoming.bytes, &refusal, sender);
            }
        }
    }

    /// The other party's response to a re-INVITE.
    pub(super) fn reoffer_response(
        &mut self,
        turn: &mut Turn<'_>,
        client: ClientId,
        flow: Flow,
        response: &Message<'_>,
    ) {
        let (key, within) = (self.key, self.within());
        let Stage::Talking(talking) = &mut self.stage else {
            // It crossed our BYE.
            return turn.late_response(client, flow, response);
        };
        let Some(mut reoffer) = talking.reoffer.take_if(|reoffer| reoffer.client == client) else {
            return;
        };
        let from = reoffer.from;
        let (sender, receiver) = talking.pair(&mut self.calling, from);
        match response.status() {
            ..200 => talking.reoffer = Some(reoffer),
            200..=299 => self.reoffer_accepted(turn, reoffer, response),
            401 | 407
                if matches!(reoffer.state, State::Asked)
                    && reoffer.answer_challenge(turn, receiver, key, response) =>
            {
                talking.reoffer = Some(reoffer);
            }
            status => {
                let lost = matches!(status, 408 | 481);
                reoffer.refuse(turn, sender, within, status);
                self.session.iter_mut().for_each(super::session::Session::settle);
                if lost {
                    self.release(turn, EndReason::PeerLost);
                }
            }
        }
    }

    fn reoffer_accepted(&mut self, turn: &mut Turn<'_>, mut reoffer: Box<Reoffer>, response: &Message<'_>) {
        let within = self.within();
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        let (sender, receiver) = talking.pair(&mut self.calling, reoffer.from);
        receiver.dialog.refresh_target(response);
        let cseq = response.cseq().number;
        let Some(session) = &mut self.session else { return };
        let (other, body) = (reoffer.from.other(), description(response));
        let passed = match &reoffer.offer {
            Some(_) => session.answer(turn, other, receiver.permitted, body),
            None => session.offer(turn, other, receiver.permitted, body),
        };
        let Ok(passed) = passed else {
            turn.acknowledge(reoffer.client, receiver, cseq, None);
            reoffer.refuse(turn, sender, within, 488);
            return self.release(turn, EndReason::MediaFailed);
        };
        let late = match &reoffer.offer {
            Some(_) => {
                turn.acknowledge(reoffer.client, receiver, cseq, None);
                session.settle();
                None
            }
            None => Some(LateOffer {
                client: reoffer.client,
                cseq,
            }),
        };
        if let Ok(request) = parse(&reoffer.request) {
            sender.dialog.refresh_target(&request);
            turn.answer_reinvite(reoffer.server, &request, sender, &passed);
        }
        reoffer.state = State::Answered(late);
        reoffer.offer = None;
        talking.reoffer = Some(reoffer);
    }

    /// The ACK to the 2xx of a re-INVITE.
    pub(super) fn reoffer_acknowledged(&mut self, turn: &mut Turn<'_>, invite: ServerId, ack: &Message<'_>) {
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        let Some(reoffer) = talking.reoffer.take_if(|reoffer| reoffer.server == invite) else {
            return;
        };
        let State::Answered(Some(late)) = reoffer.state else {
            return;
        };
        let (sender, receiver) = talking.pair(&mut self.calling, reoffer.from);
        let answer = match (&mut self.session, description(ack)) {
            (Some(session), body) if !body.is_empty() => {
                session.answer(turn, reoffer.from, sender.permitted, body).ok()
            }
            _ => None,
        };
        turn.acknowledge(late.client, receiver, late.cseq, answer.as_deref());
        match answer {
            Some(_) => self.session.iter_mut().for_each(super::session::Session::settle),
            None => self.release(turn, EndReason::MediaFailed),
        }
    }

    /// The sender of a re-INVITE gives it up. The other party may have accepted it meanwhile: then its sender hears that,
    /// so that both have the same session.
    pub(crate) fn reoffer_cancelled(&mut self, turn: &mut Turn<'_>) {
        if let Stage::Talking(talking) = &mut self.stage
            && let Some(reoffer) = &mut talking.reoffer
            && matches!(reoffer.state, State::Asked)
        {
            turn.cancel(reoffer.client);
            reoffer.state = State::Cancelled;
        }
    }

    /// The other party is silent: RFC 3261 §12.2.1.2 ends the dialog, and with it the call.
    pub(super) fn reoffer_failed(&mut self, turn: &mut Turn<'_>, client: ClientId) {
        let within = self.within();
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        let Some(reoffer) = talking.reoffer.take_if(|reoffer| reoffer.client == client) else {
            return;
        };
        let (sender, _) = talking.pair(&mut self.calling, reoffer.from);
        reoffer.refuse(turn, sender, within, 408);
        self.release(turn, EndReason::PeerLost);
    }
}

impl Talking {
    /// The end that sent something, and the other.
    fn pair<'e>(&'e mut self, calling: &'e mut End, from: Party) -> (&'e mut End, &'e mut End) {
        match from {
            Party::Calling => (calling, &mut self.called),
            Party::Called => (&mut self.called, calling),
        }
    }
}

impl Reoffer {
    /// Whether this party still waits for its answer.
    fn keeps_waiting(&self, party: Party) -> bool {
        self.from == party && !matches!(self.state, State::Answered(_))
    }

    /// The call ends while the re-INVITE is on its way.
    pub(super) fn abandon(self, turn: &mut Turn<'_>, sender: &End, within: Within) {
        match self.state {
            State::Asked | State::Cancelled => {
                let over = within.because(CALL_OVER, 487);
                turn.refuse_kept(self.server, &self.request, &over, sender);
                turn.cancel(self.client);
            }
            State::Answered(_) => {}
        }
    }

    fn refuse(&self, turn: &mut Turn<'_>, sender: &End, within: Within, status: u16) {
        let status = match (&self.state, status) {
            (State::Cancelled, _) => 487,
            (_, 300..=399) => 488,
            (_, 401 | 407 | 503) => 500,
            (_, status) => status,
        };
        turn.refuse_kept(self.server, &self.request, &within.told(status), sender);
    }

    fn answer_challenge(
        &mut self,
        turn: &mut Turn<'_>,
        receiver: &mut End,
        key: crate::arena::Key,
        response: &Message<'_>,
    ) -> bool {
        let Some(gateway) = receiver.permitted.gateway() else {
            return false;
        };
        let (challenger, target) = (receiver.flow().peer, receiver.dialog.target().as_str().to_owned());
        let carried = &mut self.carried;
        let fields = turn
            .core
            .credentials(gateway, challenger, response, Method::Invite, &target, carried);
        let Some(fields) = fields else { return false };
        match turn.send_reinvite(receiver, key, self.offer.as_deref(), &fields) {
            Some(client) => {
                self.client = client;
                true
            }
            None => false,
        }
    }
}

impl Turn<'_> {
    /// 0 to 10, at random (RFC 3261 §14.2).
    fn few_seconds(&mut self) -> u16 {
        let mut byte = [0];
        self.core.random.fill(&mut byte);
        u16::from(byte[0] % 11)
    }

    fn send_reinvite(
        &mut self,
        receiver: &mut End,
        key: crate::arena::Key,
        offer: Option<&[u8]>,
        fields: &[(&'static str, String)],
    ) -> Option<ClientId> {
        let flow = receiver.next_flow(self.core);
        let mut writer = receiver.begin(self.core, Method::Invite, flow);
        for (name, value) in fields {
            writer.header(*name, value);
        }
        let written = match offer {
            Some(offer) => writer.finish_with_body(SDP, offer),
            None => writer.finish(),
        };
        written.ok()?;
        let core = &mut *self.core;
        let outgoing = core.outgoing(flow, Concern::Within(key, Role::Reoffer));
        core.transactions
            .send_request(self.now, outgoing, &core.message, self.out)
            .ok()
    }

    fn answer_reinvite(&mut self, server: ServerId, request: &Message<'_>, sender: &End, body: &[u8]) {
        let Core { message, locals, .. } = &mut *self.core;
        let flow = sender.flow();
        message.clear();
        let mut writer = MessageWriter::response(message, request, 200, None, Some(flow.peer));
        writer.header(HeaderName::Contact, locals.contact(flow));
        if writer.finish_with_body(SDP, body).is_ok() {
            self.respond(server, 200);
        }
    }
}
