//! The end of a call: who is told how, and what is given back.

use media::Party;
use routing_table::Cause;
use sip::digest::Carried;
use sip::message::{HeaderName, Message, Method, parse};
use sip::transaction::ServerId;

use super::end::End;
use super::{Call, Ending, Leaving, Stage, Talking};
use crate::access::Permitted;
use crate::arena::Key;
use crate::events::{EndReason, Event};
use crate::owner::{Concern, Role};
use crate::replies::{Reason, Refusal};
use crate::turn::Turn;

impl Call {
    /// Ends the call from whatever stage it is in.
    pub(crate) fn release(&mut self, turn: &mut Turn<'_>, reason: EndReason) {
        match core::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Setup(ringing) => {
                let emergency = ringing.emergency;
                self.stage = Stage::Setup(ringing);
                let refusal = match (reason, emergency) {
                    (EndReason::MediaFailed, Some(emergency)) => self.lose_emergency(turn, emergency),
                    _ => self.unanswered_refusal(reason),
                };
                self.refuse_caller(turn, &refusal);
                self.finish(turn, reason);
            }
            Stage::Talking(talking) => self.hang_up(turn, talking, reason),
            Stage::Ending(ending) => {
                self.stage = Stage::Ending(ending);
                if reason == EndReason::AckMissing {
                    self.send_postponed_bye(turn);
                }
            }
            Stage::Over => {}
        }
    }

    /// What a caller who is not answered yet hears when the call ends for this reason.
    fn unanswered_refusal(&self, reason: EndReason) -> Refusal<'static> {
        let decision = Some(self.by.decision);
        match reason {
            EndReason::ShutDown => Refusal::of(Cause::Overload, decision),
            EndReason::MediaFailed => Refusal::of(Cause::AttemptsFailed, decision),
            _ => Refusal {
                reason: Some(Reason {
                    q850: NORMAL_CLEARING,
                    word: "cancelled",
                    decision,
                }),
                ..Refusal::bare(487)
            },
        }
    }

    /// Gives the caller's INVITE its final refusal.
    pub(super) fn refuse_caller(&self, turn: &mut Turn<'_>, refusal: &Refusal<'_>) {
        let Stage::Setup(ringing) = &self.stage else {
            return;
        };
        turn.refuse_kept(ringing.server, &ringing.request, refusal, &self.calling);
    }

    /// Cancels what is still ringing, gives everything back, and is done.
    pub(super) fn finish(&mut self, turn: &mut Turn<'_>, reason: EndReason) {
        if let Stage::Setup(ringing) = &self.stage {
            ringing
                .branches
                .iter()
                .for_each(|branch| turn.cancel(branch.client));
        }
        self.give_back(turn, reason, core::time::Duration::ZERO);
        self.stage = Stage::Over;
    }

    /// Ports, channels and the place in the exchange's own count; the call record.
    fn give_back(&mut self, turn: &mut Turn<'_>, reason: EndReason, talked: core::time::Duration) {
        if let Some(session) = self.session.take() {
            session.close(turn);
        }
        if let Some(gateway) = self.counted.take() {
            turn.core.admission.leave_gateway(gateway);
        }
        turn.core.admission.leave();
        if let Some(source) = self.stranger {
            turn.core.strangers.leave(turn.now, source);
        }
        turn.out.log(Event::Ended {
            call: self.id,
            reason,
            talked,
            by: self.by,
        });
    }

    /// Ends an answered call: BYE to each end that has not hung up itself.
    fn hang_up(&mut self, turn: &mut Turn<'_>, mut talking: Box<Talking>, reason: EndReason) {
        talking.abandon_requests(turn, &self.calling, self.within());
        if let Some(late) = talking.late_offer.take() {
            turn.acknowledge(late.client, &mut talking.called, late.cseq, None);
        }
        self.give_back(turn, reason, turn.now.since(talking.since));
        // RFC 3261 §15: no BYE to the caller before its ACK has come or its time is over.
        let may_end_caller = talking.unacknowledged.is_none() || reason == EndReason::AckMissing;
        let key = self.key;
        let mut ending = Ending {
            waits_for_caller: false,
            called: None,
            postponed: None,
        };
        if reason != EndReason::CalledLeft && turn.send_bye(&mut talking.called, key, Role::ByeCalled, reason)
        {
            ending.called = Some(Leaving {
                end: talking.called,
                reason,
                challenged: false,
            });
        }
        if reason != EndReason::CallerLeft {
            if may_end_caller {
                ending.waits_for_caller = turn.send_bye(&mut self.calling, key, Role::ByeCaller, reason);
            } else {
                ending.postponed = Some(reason);
            }
        }
        self.stage = Stage::Ending(Box::new(ending));
        self.close_if_done();
    }

    /// The caller's ACK has come, or its time is over: now it may be told that the call is over.
    pub(super) fn send_postponed_bye(&mut self, turn: &mut Turn<'_>) {
        let Stage::Ending(ending) = &mut self.stage else {
            return;
        };
        let Some(reason) = ending.postponed.take() else {
            return;
        };
        ending.waits_for_caller = turn.send_bye(&mut self.calling, self.key, Role::ByeCaller, reason);
        self.close_if_done();
    }

    /// A BYE of ours has its answer, or will have none. A trunk that asks for credentials gets them, once.
    pub(super) fn bye_ended(&mut self, turn: &mut Turn<'_>, party: Party, response: Option<&Message<'_>>) {
        let key = self.key;
        let Stage::Ending(ending) = &mut self.stage else {
            return;
        };
        match party {
            Party::Calling => ending.waits_for_caller = false,
            Party::Called => {
                let again = match (&mut ending.called, response) {
                    (Some(leaving), Some(response)) => turn.send_bye_again(leaving, key, response),
                    _ => false,
                };
                if !again {
                    ending.called = None;
                }
            }
        }
        self.close_if_done();
    }

    fn close_if_done(&mut self) {
        if let Stage::Ending(ending) = &self.stage
            && !ending.waits_for_caller
            && ending.called.is_none()
            && ending.postponed.is_none()
        {
            self.stage = Stage::Over;
        }
    }
}

impl Turn<'_> {
    /// Refuses the INVITE that a call has kept.
    pub(super) fn refuse_kept(&mut self, server: ServerId, request: &[u8], refusal: &Refusal<'_>, end: &End) {
        let Ok(request) = parse(request) else { return };
        let (tag, source) = (end.dialog.id().local_tag, end.flow().peer);
        if refusal
            .write(&mut self.core.message, &request, tag, source)
            .is_ok()
        {
            self.respond(server, refusal.status);
        }
    }

    /// Sends BYE to an end; false when there is no room for it.
    fn send_bye(&mut self, end: &mut End, key: Key, role: Role, reason: EndReason) -> bool {
        self.send_bye_with(end, key, role, reason, &[])
    }

    /// Answers a trunk's challenge to a BYE of ours; false when it was none, or is refused.
    fn send_bye_again(&mut self, leaving: &mut Leaving, key: Key, response: &Message<'_>) -> bool {
        let Permitted::Gateway(gateway) = leaving.end.permitted else {
            return false;
        };
        if leaving.challenged || !matches!(response.status(), 401 | 407) {
            return false;
        }
        leaving.challenged = true;
        let challenger = leaving.end.flow().peer;
        let target = leaving.end.dialog.target().as_str().to_owned();
        let mut carried = Carried::default();
        let credentials =
            self.core
                .credentials(gateway, challenger, response, Method::Bye, &target, &mut carried);
        credentials.is_some_and(|fields| {
            self.send_bye_with(&mut leaving.end, key, Role::ByeCalled, leaving.reason, &fields)
        })
    }

    fn send_bye_with(
        &mut self,
        end: &mut End,
        key: Key,
        role: Role,
        reason: EndReason,
        fields: &[(&'static str, String)],
    ) -> bool {
        let flow = end.next_flow(self.core);
        let mut writer = end.begin(self.core, Method::Bye, flow);
        let (q850, word) = (q850(reason), reason.as_str());
        writer.header_fmt(
            HeaderName::Reason,
            format_args!(
                "{}",
                Reason {
                    q850,
                    word,
                    decision: None
                }
            ),
        );
        for (name, value) in fields {
            writer.header(*name, value);
        }
        if writer.finish().is_err() {
            return false;
        }
        let core = &mut *self.core;
        let outgoing = core.outgoing(flow, Concern::Within(key, role));
        core.transactions
            .send_request(self.now, outgoing, &core.message, self.out)
            .is_ok()
    }
}

/// The Q.850 cause of a call's end.
fn q850(reason: EndReason) -> u8 {
    match reason {
        EndReason::CallerLeft | EndReason::CalledLeft | EndReason::Cancelled => NORMAL_CLEARING,
        EndReason::AckMissing => 102,
        EndReason::PeerLost => 27,
        EndReason::MediaFailed | EndReason::MediaSilent => 31,
        EndReason::ShutDown | EndReason::Failed(_) => 41,
    }
}

/// Q.850 cause 16.
const NORMAL_CLEARING: u8 = 16;
