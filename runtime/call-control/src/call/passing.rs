//! DTMF in INFO requests, passed on between the parties; no other body crosses.

use media::Party;
use routing_table::Cause;
use sip::message::{Method, parse};
use sip::transaction::{ClientId, ServerId};

use super::within::NOT_PASSED;
use super::{Call, Stage};
use crate::owner::{Concern, Role};
use crate::replies::{More, Refusal};
use crate::turn::{Incoming, Turn};

/// A request that waits for the other party's answer.
pub(super) struct Passed {
    pub(super) from: Party,
    pub(super) server: ServerId,
    pub(super) request: Box<[u8]>,
    client: ClientId,
}

impl Call {
    /// Passes an INFO on.
    pub(super) fn pass(&mut self, turn: &mut Turn<'_>, incoming: &Incoming<'_>, from: Party) {
        let (key, within) = (self.key, self.within());
        let content_type = incoming.message.content_type().unwrap_or_default();
        let Some(content_type) = PASSED
            .split(", ")
            .find(|known| content_type.eq_ignore_ascii_case(known))
        else {
            let refusal = Refusal::of(Cause::UnknownBody, Some(self.by.decision));
            return turn.refuse_within(within, incoming, &refusal.with(More::Accept(PASSED)));
        };
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        if talking.passed.len() >= MAX_WAITING || incoming.message.body().len() > MAX_BODY {
            return turn.refuse_within(within, incoming, &within.because("key-press-limit", 500));
        }
        let to = match from {
            Party::Calling => &mut talking.called,
            Party::Called => &mut self.calling,
        };
        let flow = to.next_flow(turn.core);
        let writer = to.begin(turn.core, Method::Info, flow);
        if writer
            .finish_with_body(content_type, incoming.message.body())
            .is_err()
        {
            return turn.refuse_within(within, incoming, &within.because(NOT_PASSED, 400));
        }
        let core = &mut *turn.core;
        let outgoing = core.outgoing(flow, Concern::Within(key, Role::Passed));
        let Ok(client) = core
            .transactions
            .send_request(turn.now, outgoing, &core.message, turn.out)
        else {
            return turn.refuse_within(within, incoming, &within.because(NOT_PASSED, 500));
        };
        let Some(server) = turn.open(incoming, Concern::Nobody.owner()) else {
            let refusal = Refusal::of(Cause::Overload, Some(self.by.decision));
            return turn.refuse_within(within, incoming, &refusal);
        };
        talking.passed.push(Passed {
            from,
            server,
            request: incoming.bytes.into(),
            client,
        });
    }

    /// The other party answered an INFO, or did not (408).
    pub(super) fn passed_response(&mut self, turn: &mut Turn<'_>, client: ClientId, status: u16) {
        let within = self.within();
        let Stage::Talking(talking) = &mut self.stage else {
            return;
        };
        let Some(at) = talking.passed.iter().position(|passed| passed.client == client) else {
            return;
        };
        if status < 200 {
            return;
        }
        let passed = talking.passed.swap_remove(at);
        let end = match passed.from {
            Party::Calling => &self.calling,
            Party::Called => &talking.called,
        };
        let answer = match status {
            ..300 => Refusal::bare(status),
            // Never the sender's business, and never a relayed 503.
            300..=399 | 401 | 407 | 503 => within.told(500),
            status => within.told(status),
        };
        debug_assert!(parse(&passed.request).is_ok(), "kept as it was parsed");
        turn.refuse_kept(passed.server, &passed.request, &answer, end);
    }
}

/// The bodies that cross: both ways to write a key press in INFO.
const PASSED: &str = "application/dtmf-relay, application/dtmf";
/// More key presses at a time than a hand makes.
const MAX_WAITING: usize = 8;
/// Longer than any key press.
const MAX_BODY: usize = 256;
