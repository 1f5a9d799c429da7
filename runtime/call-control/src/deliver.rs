//! Whom a message or an event of the transaction layer concerns.

use std::collections::BTreeSet;

use gateway_api::Outcome;
use sip::message::{Fault, Message, Rejected};
use sip::time::Moment;
use sip::transaction::{self, ClientId, Connection, Delivered, Flow, Transmit};

use crate::access::Permitted;
use crate::arena::Key;
use crate::call::Call;
use crate::counters::Counter;
use crate::events::{EndReason, Event};
use crate::exchange::Exchange;
use crate::gateways;
use crate::outputs::{Output, Outputs};
use crate::owner::Concern;
use crate::relays::RelayId;
use crate::side::Side;
use crate::turn::{Incoming, Turn};

impl Exchange {
    /// Silence on UDP, a closed connection on TCP, a counter, and at most one line a second in the log.
    pub(crate) fn deny(&mut self, now: Moment, flow: Flow, out: &mut Outputs) {
        let side = Side::of(flow);
        self.core.counters.count(match side {
            Side::Crew => Counter::CrewSourceDenied,
            Side::Trunk => Counter::TrunkSourceDenied,
        });
        if let Some(connection) = flow.connection {
            out.push(Output::CloseConnection(connection));
        }
        if self.core.denials.may_log(now) {
            out.log(Event::SourceDenied {
                side,
                source: flow.peer,
            });
        }
    }

    pub(crate) fn reject(&mut self, flow: Flow, rejected: &Rejected<'_>, out: &mut Outputs) {
        match rejected {
            // A keep-alive of a phone behind address translation (RFC 5626 §4.4.1).
            Rejected::Drop(Fault::Empty) => {}
            Rejected::Drop(_) => self.core.counters.count(Counter::Unparsable),
            Rejected::Reply(refusal) => {
                let core = &mut self.core;
                core.counters.count(Counter::Malformed);
                core.message.clear();
                refusal.write_response(&mut core.message, core.tag.as_str(), flow.peer);
                out.transmit(flow, &core.message);
            }
        }
    }

    pub(crate) fn deliver(
        &mut self,
        now: Moment,
        flow: Flow,
        permitted: Permitted,
        message: &Message<'_>,
        bytes: &[u8],
        out: &mut Outputs,
    ) {
        if self.core.is_foreign(flow, permitted, message) {
            return self.core.counters.count(Counter::WrongPeer);
        }
        match self.core.transactions.receive(now, flow, message, out) {
            Delivered::Request(fresh) => {
                let incoming = Incoming {
                    flow,
                    permitted,
                    message,
                    bytes,
                    fresh,
                };
                self.request(now, &incoming, out);
            }
            Delivered::Response { client, owner } => {
                self.response(now, Concern::of(owner), client, flow, message, out);
            }
            Delivered::Acknowledgement { invite, owner } => {
                if let Concern::Caller(key) | Concern::Within(key, _) = Concern::of(owner) {
                    self.with_call(now, key, out, |call, turn| {
                        call.acknowledged(turn, invite, message)
                    });
                }
            }
            Delivered::Cancelled { owner, .. } => match Concern::of(owner) {
                Concern::Caller(key) => {
                    self.with_call(now, key, out, |call, turn| {
                        call.release(turn, EndReason::Cancelled)
                    });
                }
                Concern::Within(key, _) => {
                    self.with_call(now, key, out, Call::reoffer_cancelled);
                }
                Concern::Nobody | Concern::Branch(..) | Concern::Probe { .. } => {}
            },
            Delivered::Stray if !message.is_request() => self.core.counters.count(Counter::StrayResponse),
            // The ACK to a refusal that kept no state.
            Delivered::Stray if message.to().tag() == Some(self.core.tag.as_str()) => {}
            Delivered::Stray => self.core.counters.count(Counter::StrayAck),
            Delivered::Absorbed | Delivered::Refused => {}
        }
    }

    fn response(
        &mut self,
        now: Moment,
        concern: Concern,
        client: ClientId,
        flow: Flow,
        response: &Message<'_>,
        out: &mut Outputs,
    ) {
        match concern {
            Concern::Branch(key, serial) => {
                let waiting = self.calls.get(key).is_some_and(|call| call.waits_for(serial));
                if waiting {
                    self.with_call(now, key, out, |call, turn| {
                        call.branch_response(turn, serial, client, flow, response);
                    });
                } else if self
                    .calls
                    .get(key)
                    .is_none_or(|call| !call.withholds_ack(client, response))
                {
                    self.turn(now, out).late_response(client, flow, response);
                }
            }
            Concern::Within(key, role) => {
                self.with_call(now, key, out, |call, turn| {
                    call.within_response(turn, role, client, flow, response);
                });
            }
            Concern::Probe { gateway, slot } if response.status() >= 200 => {
                let retry_after = gateways::retry_after(response);
                let outcome = Outcome::status(response.status());
                self.turn(now, out)
                    .probe_ended(gateway, slot, &outcome, retry_after);
            }
            Concern::Nobody | Concern::Caller(_) | Concern::Probe { .. } => {}
        }
    }

    pub(crate) fn transaction_event(&mut self, now: Moment, event: transaction::Event, out: &mut Outputs) {
        match event {
            transaction::Event::Timeout { client, owner } => {
                self.client_failed(now, Concern::of(owner), client, &Outcome::NoResponse, out);
            }
            transaction::Event::NotDelivered { client, owner } => {
                self.client_failed(now, Concern::of(owner), client, &Outcome::TransportError, out);
            }
            transaction::Event::Unacknowledged { owner, .. } => {
                if let Concern::Caller(key) | Concern::Within(key, _) = Concern::of(owner) {
                    self.core.counters.count(Counter::AckMissing);
                    self.with_call(now, key, out, |call, turn| {
                        call.release(turn, EndReason::AckMissing)
                    });
                }
            }
            transaction::Event::Unanswered { .. } => {}
        }
    }

    fn client_failed(
        &mut self,
        now: Moment,
        concern: Concern,
        client: ClientId,
        outcome: &Outcome,
        out: &mut Outputs,
    ) {
        match concern {
            Concern::Branch(key, serial) => {
                self.with_call(now, key, out, |call, turn| {
                    call.branch_failed(turn, serial, outcome)
                });
            }
            Concern::Within(key, role) => {
                self.with_call(now, key, out, |call, turn| call.within_failed(turn, role, client));
            }
            Concern::Probe { gateway, slot } => {
                self.turn(now, out).probe_ended(gateway, slot, outcome, None);
            }
            Concern::Nobody | Concern::Caller(_) => {}
        }
    }

    pub(crate) fn transport_failed(&mut self, now: Moment, flow: Flow, out: &mut Outputs) {
        self.core.transactions.transport_failed(now, flow, out);
        self.advance(now, out);
    }

    /// The connections that a station is registered by or a call speaks through: the last that may be closed when
    /// there are too many.
    #[must_use]
    pub fn connections_in_use(&self) -> BTreeSet<Connection> {
        let calls = self
            .calls
            .keys()
            .into_iter()
            .filter_map(|key| self.calls.get(key));
        self.core
            .bindings
            .connections()
            .chain(calls.flat_map(Call::connections))
            .collect()
    }

    pub(crate) fn forget_connection(&mut self, now: Moment, connection: Connection, out: &mut Outputs) {
        let lost = self.core.bindings.connection_closed(connection);
        self.turn(now, out).log_lost(lost);
        for key in self.calls.keys() {
            if let Some(call) = self.calls.get_mut(key) {
                call.forget_connection(connection);
            }
        }
    }

    /// Works on the call that has this relay.
    pub(crate) fn with_call_of(
        &mut self,
        now: Moment,
        relay: RelayId,
        out: &mut Outputs,
        work: impl FnOnce(&mut Call, &mut Turn<'_>),
    ) {
        let of_relay = |key: &Key| {
            self.calls
                .get(*key)
                .is_some_and(|call| call.relay() == Some(relay))
        };
        if let Some(key) = self.calls.keys().into_iter().find(of_relay) {
            self.with_call(now, key, out, work);
        }
    }
}
