//! What arrives: responses to their client transaction, requests to their server transaction or to the user.

use super::client::{Kind, Step};
use super::event::{ClientId, Delivered, Fresh, Id, Owner, ServerId};
use super::flow::{Flow, Transmit, reply, reply_flow};
use super::key::{write_client, write_identity, write_server};
use super::server::{Mergeable, Server, ServerKey};
use super::timers::T1;
use super::turn::Turn;
use super::{Transactions, client::Client};
use crate::message::{Message, MessageWriter, Method};
use crate::time::Moment;

impl Transactions {
    /// Takes a message that came by `flow`, sends what the transaction layer has to send at once, and says what
    /// it means to the user.
    pub fn receive(
        &mut self,
        now: Moment,
        flow: Flow,
        message: &Message<'_>,
        out: &mut impl Transmit,
    ) -> Delivered {
        match message.method() {
            _ if !message.is_request() => self.receive_response(now, flow, message, out),
            Method::Ack => self.receive_ack(now, flow, message),
            Method::Cancel => self.receive_cancel(now, flow, message, out),
            _ => self.receive_request(now, flow, message, out),
        }
    }

    fn receive_response(
        &mut self,
        now: Moment,
        flow: Flow,
        response: &Message<'_>,
        out: &mut impl Transmit,
    ) -> Delivered {
        write_client(
            &mut self.key,
            flow.listener,
            &response.via_top(),
            response.method(),
        );
        let key = &self.key;
        let hash = self.hash(key);
        let Some(id) = self
            .clients
            .find(hash, |client: &Client| client.key() == key.as_slice())
        else {
            self.counters.stray_responses += 1;
            return Delivered::Stray;
        };
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let changed = self.clients.change(id, |client| {
            let step = client.receive(&mut turn, response);
            (step, client.owner())
        });
        let Some((step, owner)) = changed.map(|changed| changed.result) else {
            return Delivered::Stray;
        };
        if step == Step::DeliverAndCancel {
            self.send_wanted_cancel(now, id, out);
        }
        match step {
            Step::Deliver | Step::DeliverAndCancel => Delivered::Response {
                client: ClientId(id),
                owner,
            },
            Step::Absorb | Step::Cancel | Step::Timeout => Delivered::Absorbed,
        }
    }

    fn receive_request(
        &mut self,
        now: Moment,
        flow: Flow,
        request: &Message<'_>,
        out: &mut impl Transmit,
    ) -> Delivered {
        let method = request.method();
        write_server(&mut self.key, flow.listener, request);
        let key = &self.key;
        let hash = self.hash(key);
        if let Some(id) = self.servers.find(hash, |server| server.is_request(key, method)) {
            return self.receive_again(now, id, flow, request, out);
        }
        if request.to().tag().is_none() {
            write_identity(&mut self.key, flow.listener, request, method);
            let identity = &self.key;
            let identity_hash = self.hash(identity);
            if self
                .servers
                .find_identity(identity_hash, |server| server.is_merged(identity))
                .is_some()
            {
                self.counters.merged_requests += 1;
                self.refuse(flow, request, 482, out);
                return Delivered::Refused;
            }
        }
        Delivered::Request(Fresh { flow, hash })
    }

    /// A request whose branch is known: a retransmission, or a client that uses a branch twice.
    fn receive_again(
        &mut self,
        now: Moment,
        id: Id,
        flow: Flow,
        request: &Message<'_>,
        out: &mut impl Transmit,
    ) -> Delivered {
        write_identity(&mut self.key, flow.listener, request, request.method());
        let identity = &self.key;
        if self
            .servers
            .get(id)
            .is_some_and(|server| server.contradicts(identity))
        {
            self.counters.reused_branches += 1;
            self.refuse(flow, request, 400, out);
            return Delivered::Refused;
        }
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        self.servers.change(id, |server| server.request_again(&mut turn));
        Delivered::Absorbed
    }

    fn receive_ack(&mut self, now: Moment, flow: Flow, ack: &Message<'_>) -> Delivered {
        write_server(&mut self.key, flow.listener, ack);
        let key = &self.key;
        let invite = self
            .servers
            .find(self.hash(key), |server| server.is_request(key, Method::Invite));
        if let Some(id) = invite
            && self.servers.change(id, |server| server.confirm(now, ack)) == Some(true)
        {
            return Delivered::Absorbed;
        }
        write_identity(&mut self.key, flow.listener, ack, Method::Invite);
        let identity = &self.key;
        let accepted = self
            .servers
            .find_identity(self.hash(identity), |server| server.is_accepted_as(identity));
        match accepted.and_then(|id| Some((id, self.servers.get(id)?.owner()))) {
            Some((id, owner)) => Delivered::Acknowledgement {
                invite: ServerId(id),
                owner,
            },
            None => {
                self.counters.stray_acks += 1;
                Delivered::Stray
            }
        }
    }

    fn receive_cancel(
        &mut self,
        now: Moment,
        flow: Flow,
        cancel: &Message<'_>,
        out: &mut impl Transmit,
    ) -> Delivered {
        write_server(&mut self.key, flow.listener, cancel);
        let key = &self.key;
        let hash = self.hash(key);
        if let Some(id) = self
            .servers
            .find(hash, |server| server.is_request(key, Method::Cancel))
        {
            let mut turn = Turn {
                now,
                out,
                written: &mut self.written,
                counters: &mut self.counters,
            };
            self.servers.change(id, |server| server.request_again(&mut turn));
            return Delivered::Absorbed;
        }
        let Some(target) = self.servers.find(hash, |server| server.is_target_of_cancel(key)) else {
            self.counters.stray_cancels += 1;
            self.refuse(flow, cancel, 481, out);
            return Delivered::Refused;
        };
        self.accept_cancel(now, flow, cancel, hash, target, out);
        let owner = self.servers.get(target).map(Server::owner);
        match (self.servers.change(target, Server::cancel), owner) {
            (Some(true), Some(owner)) => Delivered::Cancelled {
                invite: ServerId(target),
                owner,
            },
            _ => Delivered::Absorbed,
        }
    }

    /// Answers a CANCEL with 200 and the To tag that its INVITE got (RFC 3261 §9.2).
    fn accept_cancel(
        &mut self,
        now: Moment,
        flow: Flow,
        cancel: &Message<'_>,
        hash: u64,
        target: Id,
        out: &mut impl Transmit,
    ) {
        let tag = self
            .servers
            .get(target)
            .and_then(Server::to_tag)
            .map(str::to_owned);
        let tag = tag.unwrap_or_else(|| stateless_tag(hash));
        self.written.clear();
        let writer = MessageWriter::response(&mut self.written, cancel, 200, Some(&tag), Some(flow.peer));
        if writer.finish().is_err() {
            self.counters.unwritable += 1;
            return;
        }
        let response = core::mem::take(&mut self.written);
        let key = ServerKey::new(&self.key, b"CANCEL", b"", None, Mergeable::No);
        let way = reply_flow(flow, cancel);
        let fallback = cancel.via_top();
        let fallback = core::net::SocketAddr::new(flow.peer.ip(), fallback.port.unwrap_or(5060));
        let mut server = Server::new(hash, key, way, fallback, Owner(0), T1::TERRESTRIAL, now);
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let answered = server.respond(&mut turn, 200, &response);
        debug_assert_eq!(answered, Ok(()), "a new transaction takes its first response");
        if !crate::transaction::table::Machine::is_over(&server) && self.servers.insert(server).is_none() {
            self.counters.overflows += 1;
        }
        self.written = response;
    }

    /// Answers without state; the To tag depends on the request alone (RFC 3261 §8.2.7).
    fn refuse(&mut self, flow: Flow, request: &Message<'_>, status: u16, out: &mut impl Transmit) {
        let tag = stateless_tag(self.hash(request.call_id().as_bytes()));
        self.written.clear();
        let writer = MessageWriter::response(&mut self.written, request, status, Some(&tag), Some(flow.peer));
        match writer.finish() {
            Ok(()) => reply(flow, request, &self.written, out),
            Err(_) => self.counters.unwritable += 1,
        }
    }

    /// Sends the CANCEL that a client transaction has come to want, as a transaction of its own.
    pub(super) fn send_wanted_cancel(&mut self, now: Moment, invite: Id, out: &mut impl Transmit) {
        let mut turn = Turn {
            now,
            out,
            written: &mut self.written,
            counters: &mut self.counters,
        };
        let wanted = self.clients.change(invite, |client| {
            client
                .write_wanted_cancel(&mut turn)
                .then(|| (client.flow(), client.t1(), client.owner()))
        });
        let Some((flow, t1, owner)) = wanted.and_then(|changed| changed.result) else {
            return;
        };
        let cancel = core::mem::take(&mut self.written);
        if let Ok(message) = crate::message::parse(&cancel) {
            write_client(&mut self.key, flow.listener, &message.via_top(), Method::Cancel);
            let hash = self.hash(&self.key);
            let mut client = Client::new(hash, &self.key, Kind::Cancel, flow, owner, t1, now);
            client.start(&cancel, out);
            if self.clients.insert(client).is_none() {
                self.counters.overflows += 1;
            }
        }
        self.written = cancel;
    }
}

fn stateless_tag(hash: u64) -> String {
    format!("{hash:016x}")
}
