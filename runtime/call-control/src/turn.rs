//! What every part of call control works on: the plan, its surroundings, and the message at hand.

use routing_table::{Admits, DecisionNumber, Ingress, Question, Table};
use sip::message::{Message, MessageWriter, WriteError};
use sip::random::{Random, Token};
use sip::time::Moment;
use sip::transaction::{Flow, Fresh, Outgoing, Owner, ServerId, T1, Transactions, Wheel, reply};

use crate::access::{self, Permitted};
use crate::addresses::Locals;
use crate::admission::Admission;
use crate::counters::{Counter, Counters};
use crate::events::{DecidedBy, Event};
use crate::gateways::Gateways;
use crate::guard::{Door, Guard, Proof};
use crate::media_ports::MediaPorts;
use crate::outputs::Outputs;
use crate::owner::Concern;
use crate::pace::Pace;
use crate::registrar::bindings::Bindings;
use crate::replies::Refusal;
use crate::strangers::Strangers;

/// Everything but the calls.
pub(crate) struct Core {
    pub(crate) table: Table<'static>,
    pub(crate) profile: Option<routing_table::ProfileIndex>,
    pub(crate) locals: Locals,
    pub(crate) transactions: Transactions,
    pub(crate) gateways: Gateways,
    pub(crate) bindings: Bindings,
    pub(crate) guard: Guard,
    pub(crate) admission: Admission,
    pub(crate) strangers: Strangers,
    pub(crate) media: MediaPorts,
    pub(crate) counters: Counters,
    pub(crate) random: Box<dyn Random + Send>,
    /// Deadlines of calls, by their place.
    pub(crate) deadlines: Wheel,
    /// The message under construction; its memory is reused.
    pub(crate) message: Vec<u8>,
    /// To tag of answers that keep no state, and the mark by which our own requests are known when they come back.
    pub(crate) tag: Token,
    pub(crate) shutting_down: bool,
    pub(crate) denials: Pace,
    pub(crate) overloads: Pace,
    /// Of credentials.
    pub(crate) refusals: Pace,
    /// Of calls whose senders have proved nothing.
    pub(crate) strange_calls: Pace,
    /// Of requests within calls.
    pub(crate) refusals_within: Pace,
}

/// One turn of the exchange: something arrived, or a time has come.
pub(crate) struct Turn<'t> {
    pub(crate) now: Moment,
    pub(crate) core: &'t mut Core,
    pub(crate) out: &'t mut Outputs,
}

/// A new request from a permitted source.
pub(crate) struct Incoming<'m> {
    pub(crate) flow: Flow,
    pub(crate) permitted: Permitted,
    pub(crate) message: &'m Message<'m>,
    /// The message as bytes.
    pub(crate) bytes: &'m [u8],
    pub(crate) fresh: Fresh,
}

impl Core {
    /// A decision of the plan, as events state it.
    pub(crate) fn decided_by(&self, decision: DecisionNumber) -> DecidedBy {
        DecidedBy {
            decision,
            plan: self.table.identity(),
        }
    }

    /// Asks the plan.
    pub(crate) fn decide(
        &self,
        ingress: Ingress,
        dialled: &[u8],
        class: Option<routing_table::ClassIndex>,
        precedence: Option<routing_table::Level>,
    ) -> routing_table::Decision {
        let admits: &[Admits] = self.gateways.admits();
        self.table.decide(&Question {
            ingress,
            dialled,
            class,
            precedence,
            profile: self.profile,
            admits,
        })
    }

    /// Whether the emission profile in force keeps a gateway silent.
    pub(crate) fn is_silent(&self, gateway: routing_table::GatewayIndex) -> bool {
        let profile = self.table.profile_in_force(self.profile);
        profile.is_some_and(|profile| !profile.permits(gateway))
    }

    /// Whether a message fits the transaction of somebody else than its sender: who has seen a branch may not steer the
    /// call that it belongs to.
    pub(crate) fn is_foreign(&mut self, flow: Flow, permitted: Permitted, message: &Message<'_>) -> bool {
        let Some(ours) = self.transactions.flow_of(flow.listener, message) else {
            return false;
        };
        !access::permitted(&self.table, ours).is_some_and(|peer| peer.is_peer(ours, permitted, flow))
    }

    /// The sending parameters of a request to a peer.
    pub(crate) fn outgoing(&self, flow: Flow, concern: Concern) -> Outgoing {
        Outgoing {
            flow,
            t1: T1_OF_PEERS,
            owner: concern.owner(),
        }
    }
}

impl Turn<'_> {
    /// Opens a server transaction; `None` when there is no room for one.
    pub(crate) fn open(&mut self, incoming: &Incoming<'_>, owner: Owner) -> Option<ServerId> {
        self.core
            .transactions
            .open(self.now, incoming.fresh, incoming.message, owner, T1_OF_PEERS)
            .ok()
    }

    /// Sends the final answer that lies in `core.message` and keeps it for retransmissions, while there is room.
    pub(crate) fn conclude(&mut self, incoming: &Incoming<'_>, written: Result<(), WriteError>, status: u16) {
        if written.is_err() {
            return self.refuse_without_state(incoming, &Refusal::bare(500));
        }
        match self.open(incoming, Concern::Nobody.owner()) {
            Some(server) => self.respond(server, status),
            None => {
                self.core.counters.count(Counter::Overloaded);
                self.log_overload();
                reply(incoming.flow, incoming.message, &self.core.message, self.out);
            }
        }
    }

    /// Says that the exchange is at its own limits, at most once a second.
    pub(crate) fn log_overload(&mut self) {
        if self.core.overloads.may_log(self.now) {
            self.out.log(Event::Overloaded {
                calls: self.core.admission.calls(),
            });
        }
    }

    /// Sends the response that lies in `core.message`.
    pub(crate) fn respond(&mut self, server: ServerId, status: u16) {
        let core = &mut *self.core;
        // A transaction that has ended, or has its final answer, has nobody left to tell.
        let _told = core
            .transactions
            .respond(self.now, server, status, &core.message, self.out);
    }

    /// Refuses a request for good: the answer is kept for retransmissions.
    pub(crate) fn refuse(&mut self, incoming: &Incoming<'_>, refusal: &Refusal<'_>) {
        let tag = self.core.tag;
        let written = refusal.write(
            &mut self.core.message,
            incoming.message,
            tag.as_str(),
            incoming.flow.peer,
        );
        self.conclude(incoming, written, refusal.status);
    }

    /// Refuses a request for which a transaction is open already.
    pub(crate) fn refuse_in(
        &mut self,
        server: ServerId,
        incoming: &Incoming<'_>,
        refusal: &Refusal<'_>,
        tag: &str,
    ) {
        let (request, source) = (incoming.message, incoming.flow.peer);
        if refusal
            .write(&mut self.core.message, request, tag, source)
            .is_ok()
        {
            self.respond(server, refusal.status);
        }
    }

    /// 100, at once: it stops the sender's retransmissions.
    pub(crate) fn say_trying(&mut self, server: ServerId, incoming: &Incoming<'_>) {
        let core = &mut *self.core;
        core.message.clear();
        let (request, source) = (incoming.message, incoming.flow.peer);
        let written = MessageWriter::response(&mut core.message, request, 100, None, Some(source)).finish();
        if written.is_ok() {
            self.respond(server, 100);
        }
    }

    /// Refuses a request and forgets it: for whoever has not proved anything yet.
    pub(crate) fn refuse_without_state(&mut self, incoming: &Incoming<'_>, refusal: &Refusal<'_>) {
        let core = &mut *self.core;
        let written = refusal.write(
            &mut core.message,
            incoming.message,
            core.tag.as_str(),
            incoming.flow.peer,
        );
        if written.is_ok() {
            reply(incoming.flow, incoming.message, &core.message, self.out);
        }
    }

    /// Asks for credentials, without keeping state.
    pub(crate) fn challenge(&mut self, incoming: &Incoming<'_>, door: Door, proof: Proof) {
        let core = &mut *self.core;
        core.counters.count(Counter::Challenged);
        if let Proof::Refused(sip::digest::Staleness::Fresh) = proof {
            core.counters.count(Counter::CredentialsRefused);
            if core.refusals.may_log(self.now) {
                self.out.log(Event::CredentialsRefused {
                    source: incoming.flow.peer,
                });
            }
        }
        let challenge = core.guard.challenge(self.now, proof);
        core.message.clear();
        let (request, source, tag) = (incoming.message, incoming.flow.peer, core.tag.as_str());
        let mut writer =
            MessageWriter::response(&mut core.message, request, door.status(), Some(tag), Some(source));
        writer.header(door.challenge_field(), &challenge);
        if writer.finish().is_ok() {
            reply(incoming.flow, request, &core.message, self.out);
        }
    }
}

/// Max-Forwards of requests that begin here, and of one whose sender named none (RFC 3261 §8.1.1.6, §16.6 step 3).
pub(crate) const MAX_FORWARDS: u8 = 70;
/// The round-trip estimate of every peer. The default serves a satellite trunk too: it repeats more than needed, and
/// every longer wait is 64 times as long.
const T1_OF_PEERS: T1 = T1::TERRESTRIAL;
