//! What the branches of a call say before one of them answers.

use core::time::Duration;

use gateway_api::{Outcome, Verdict};
use media::Party;
use routing_table::GatewayIndex;
use sip::message::Message;
use sip::transaction::{ClientId, Flow};

use super::branch::{Branch, Sign, status_of};
use super::content::description;
use super::{Call, Stage};
use crate::admission::Urgency;
use crate::events::{Event, Target};
use crate::gateways::retry_after;
use crate::turn::Turn;

impl Call {
    /// A branch that the call waits for has a response.
    pub(crate) fn branch_response(
        &mut self,
        turn: &mut Turn<'_>,
        serial: u8,
        client: ClientId,
        flow: Flow,
        response: &Message<'_>,
    ) {
        match response.status() {
            100 => self.hear(turn, serial, Sign::Trying),
            101..=199 => {
                self.hear(turn, serial, Sign::Ringing);
                self.relay_progress(turn, serial, response);
            }
            200..=299 => self.answered(turn, serial, client, flow, response),
            401 | 407 if self.answer_challenge(turn, serial, response) => self.end_early_media(turn),
            status => {
                let outcome = Outcome::status(status);
                self.branch_ended(turn, serial, &outcome, retry_after(response));
            }
        }
    }

    /// A branch got no answer: its transaction ended without one.
    pub(crate) fn branch_failed(&mut self, turn: &mut Turn<'_>, serial: u8, outcome: &Outcome) {
        let Stage::Setup(ringing) = &self.stage else {
            return;
        };
        let Some(branch) = ringing.branches.iter().find(|branch| branch.serial == serial) else {
            return;
        };
        let outcome = match outcome {
            Outcome::NoResponse => branch.heard.without_answer(),
            outcome => outcome.clone(),
        };
        self.branch_ended(turn, serial, &outcome, None);
    }

    /// The limit of a branch has come: those whose time is over are given up.
    pub(crate) fn deadline_came(&mut self, turn: &mut Turn<'_>) {
        let now = turn.now;
        while let Stage::Setup(ringing) = &self.stage
            && let Some(branch) = ringing.branches.iter().find(|branch| branch.deadline <= now)
        {
            let (serial, client) = (branch.serial, branch.client);
            let outcome = branch.heard.without_answer();
            turn.cancel(client);
            self.branch_ended(turn, serial, &outcome, None);
        }
    }

    /// A new sign of life of a branch sets a new limit: first for the trunk, then for the person.
    fn hear(&mut self, turn: &mut Turn<'_>, serial: u8, sign: Sign) {
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        let Some(branch) = ringing.branches.iter_mut().find(|branch| branch.serial == serial) else {
            return;
        };
        if sign <= branch.heard {
            return;
        }
        branch.heard = sign;
        let limit = match (branch.target, sign) {
            (Target::Gateway(gateway), Sign::Trying) => turn.progress_limit(gateway),
            _ => RINGS,
        };
        branch.deadline = ringing.search.at_most(turn.now + limit);
    }

    /// Passes a provisional response on: its status, and early media when it is an answer to the caller's offer.
    fn relay_progress(&mut self, turn: &mut Turn<'_>, serial: u8, response: &Message<'_>) {
        let status = response.status();
        if !matches!(status, 180..=183) {
            return;
        }
        let body = match description(response) {
            [] => None,
            answer => self.early_answer(turn, serial, answer),
        };
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        if body.is_none() && ringing.told == status {
            return;
        }
        ringing.told = status;
        ringing.answered_early |= body.is_some();
        self.tell_caller(turn, status, body.as_deref());
    }

    /// The answer of an early dialog, for the caller. Only one branch at a time may have early media: while several
    /// ring, none has. One that cannot be used is left out; the 2xx decides.
    fn early_answer(&mut self, turn: &mut Turn<'_>, serial: u8, answer: &[u8]) -> Option<Vec<u8>> {
        let Stage::Setup(ringing) = &self.stage else {
            return None;
        };
        let [branch] = ringing.branches.as_slice() else {
            return None;
        };
        if branch.serial != serial || ringing.offer.is_none() {
            return None;
        }
        let sender = branch.permitted;
        self.session
            .as_mut()?
            .answer(turn, Party::Called, sender, answer)
            .ok()
    }

    /// What a branch answered early ends with it: its sender is no party of the call any more, and the next one owes the
    /// caller an answer of its own. Whoever has early media is the only branch.
    fn end_early_media(&mut self, turn: &mut Turn<'_>) {
        if let Stage::Setup(ringing) = &mut self.stage
            && core::mem::take(&mut ringing.answered_early)
            && let Some(session) = &self.session
        {
            session.part(turn);
        }
    }

    /// A branch is over without an answer: note what it said, and go on or stop.
    pub(super) fn branch_ended(
        &mut self,
        turn: &mut Turn<'_>,
        serial: u8,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        let Some(at) = ringing.branches.iter().position(|branch| branch.serial == serial) else {
            return;
        };
        let branch = ringing.branches.swap_remove(at);
        self.end_early_media(turn);
        match branch.target {
            Target::Station(_) => self.station_branch_ended(turn, &branch, status_of(outcome)),
            Target::Gateway(gateway) => {
                let peer = branch.flow.peer;
                turn.core
                    .gateways
                    .call_outcome(turn.now, gateway, peer, outcome, retry_after);
                self.gateway_branch_ended(turn, &branch, gateway, outcome);
            }
        }
    }

    fn station_branch_ended(&mut self, turn: &mut Turn<'_>, branch: &Branch, status: u16) {
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        ringing.search.best.station(status);
        // 6xx speaks for the person, whichever phone it came from (RFC 3261 §16.7 step 5).
        if status >= 600 {
            ringing
                .branches
                .drain(..)
                .for_each(|other| turn.cancel(other.client));
        }
        let over = ringing.branches.is_empty();
        let next = over && ringing.search.has_more();
        self.log_failed(turn, branch.target, status, next);
        if over {
            self.try_next_target(turn);
        }
    }

    fn gateway_branch_ended(
        &mut self,
        turn: &mut Turn<'_>,
        branch: &Branch,
        gateway: GatewayIndex,
        outcome: &Outcome,
    ) {
        let status = status_of(outcome);
        let verdict = turn
            .core
            .gateways
            .get(gateway)
            .map(|gateway| gateway.classify(outcome));
        let goes_on = self.urgency == Urgency::Emergency || verdict.is_none_or(Verdict::tries_next_attempt);
        let Stage::Setup(ringing) = &mut self.stage else {
            return;
        };
        if !goes_on {
            ringing.search.best.callee(status);
            self.log_failed(turn, branch.target, status, false);
            self.leave_gateway(turn);
            return self.give_up(turn);
        }
        ringing.search.best.trunk(status);
        let next = ringing.search.has_more();
        // Another address of the same trunk helps when this one is dead or refuses to serve, not when the trunk spoke.
        let dead = matches!(outcome, Outcome::NoResponse | Outcome::TransportError) || status == 503;
        if dead && self.try_next_address(turn) {
            return self.log_failed(turn, branch.target, status, true);
        }
        self.log_failed(turn, branch.target, status, next);
        self.leave_gateway(turn);
        self.try_next_target(turn);
    }

    pub(super) fn log_failed(&self, turn: &mut Turn<'_>, target: Target, status: u16, next: bool) {
        turn.out.log(Event::AttemptFailed {
            call: self.id,
            target,
            status,
            next,
            by: self.by,
        });
    }
}

impl Turn<'_> {
    fn progress_limit(&self, gateway: GatewayIndex) -> Duration {
        self.core
            .gateways
            .get(gateway)
            .map_or(RINGS, |gateway| gateway.progress_limit())
    }

    /// Gives an INVITE of ours up. Its 2xx may still come: see [`Turn::late_response`].
    pub(super) fn cancel(&mut self, client: ClientId) {
        // A branch that has its final answer has nothing left to cancel.
        let _cancelling = self.core.transactions.cancel(self.now, client, None, self.out);
    }
}

/// How long anybody is rung: just under timer C of the proxies that a caller may be behind (RFC 3261 §16.6).
const RINGS: Duration = Duration::from_secs(175);
