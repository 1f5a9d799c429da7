//! Transactions in virtual time: one side under test, the peer written by hand.

mod invite_client;
mod invite_server;
mod matching;
mod network;
mod other;
mod streams;

use super::*;
use crate::message::{HeaderName, Message, MessageWriter, Method, parse};
use crate::random::tests::Seeded;
use crate::time::Moment;
use core::time::Duration;

/// One transaction layer, a clock, and a record of what it sent and said.
struct Side {
    layer: Transactions,
    now: Moment,
    wire: Wire,
    events: Vec<(u64, Event)>,
}

#[derive(Default)]
struct Wire {
    now: u64,
    sent: Vec<Sent>,
}

#[derive(Clone, Debug)]
struct Sent {
    at: u64,
    flow: Flow,
    bytes: Vec<u8>,
}

impl Transmit for Wire {
    fn transmit(&mut self, flow: Flow, message: &[u8]) {
        self.sent.push(Sent {
            at: self.now,
            flow,
            bytes: message.to_vec(),
        });
    }
}

impl Sent {
    fn message(&self) -> Message<'_> {
        parse(&self.bytes).expect("the layer sends what can be read")
    }

    /// Method of a request, status of a response.
    fn word(&self) -> String {
        let message = self.message();
        match message.is_request() {
            true => message.method().to_string(),
            false => message.status().to_string(),
        }
    }
}

impl Side {
    fn new() -> Self {
        let layer = Transactions::new(1000, &mut Seeded(1));
        Self {
            layer,
            now: Moment::START,
            wire: Wire::default(),
            events: Vec::new(),
        }
    }

    /// Lets time pass up to `millis` since start; every deadline is met at its own moment.
    fn run_to(&mut self, millis: u64) {
        let until = at(millis);
        while let Some(deadline) = self.layer.next_deadline().filter(|deadline| *deadline <= until) {
            self.set_now(deadline.max(self.now));
            while let Some(event) = self.layer.advance(self.now, &mut self.wire) {
                self.events.push((self.now.as_millis(), event));
            }
        }
        self.set_now(until);
    }

    fn set_now(&mut self, now: Moment) {
        self.now = now;
        self.wire.now = now.as_millis();
    }

    fn receive(&mut self, flow: Flow, bytes: &[u8]) -> Delivered {
        let message = parse(bytes).expect("a test sends what can be read");
        self.layer.receive(self.now, flow, &message, &mut self.wire)
    }

    fn send(&mut self, flow: Flow, request: &[u8]) -> ClientId {
        let outgoing = Outgoing {
            flow,
            t1: T1::TERRESTRIAL,
            owner: Owner(7),
        };
        self.layer
            .send_request(self.now, outgoing, request, &mut self.wire)
            .expect("a request is sent")
    }

    /// Receives a request and begins its server transaction.
    fn open(&mut self, flow: Flow, bytes: &[u8]) -> ServerId {
        match self.receive(flow, bytes) {
            Delivered::Request(fresh) => {
                let request = parse(bytes).expect("read before");
                self.layer
                    .open(self.now, fresh, &request, Owner(9), T1::TERRESTRIAL)
                    .expect("room")
            }
            other => panic!("not a new request: {other:?}"),
        }
    }

    fn respond(&mut self, server: ServerId, request: &[u8], status: u16) -> Result<(), RespondError> {
        let response = response(request, status, "srv");
        self.layer
            .respond(self.now, server, status, &response, &mut self.wire)
    }

    /// What was sent since the last look: when, and its method or status.
    fn sent(&mut self) -> Vec<(u64, String)> {
        self.take_sent()
            .iter()
            .map(|sent| (sent.at, sent.word()))
            .collect()
    }

    fn take_sent(&mut self) -> Vec<Sent> {
        core::mem::take(&mut self.wire.sent)
    }

    /// The moments of what was sent, all of which is `word`.
    fn moments_of(&mut self, word: &str) -> Vec<u64> {
        let sent = self.sent();
        assert!(
            sent.iter().all(|(_, sent)| sent == word),
            "{sent:?} is not all {word}"
        );
        sent.into_iter().map(|(at, _)| at).collect()
    }

    fn take_events(&mut self) -> Vec<(u64, Event)> {
        core::mem::take(&mut self.events)
    }

    #[track_caller]
    fn assert_at_rest(&self) {
        assert_eq!(
            (self.layer.clients(), self.layer.servers()),
            (0, 0),
            "transactions are left"
        );
        assert_eq!(self.layer.timers(), 0, "timers are left");
        assert_eq!(self.layer.servers.indexed(), 0, "identities are left");
        assert_eq!(self.layer.next_deadline(), None);
    }
}

fn at(millis: u64) -> Moment {
    Moment::after_start(Duration::from_millis(millis))
}

fn udp() -> Flow {
    flow(Transport::Udp)
}

fn tcp() -> Flow {
    flow(Transport::Tcp)
}

fn flow(transport: Transport) -> Flow {
    let connection = transport.is_reliable().then_some(Connection(3));
    Flow {
        listener: Listener(0),
        transport,
        connection,
        peer: "192.0.2.7:5070".parse().expect("an address"),
    }
}

/// A request with a Via of `branch`; `line` is one more header field or nothing.
fn request_with(
    method: Method<'_>,
    branch: &str,
    sequence: u32,
    to_tag: &str,
    line: Option<(&str, &str)>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = MessageWriter::request(&mut bytes, method, "sip:bob@192.0.2.2");
    writer.header_fmt(
        HeaderName::Via,
        format_args!("SIP/2.0/UDP 192.0.2.7:5070;branch={branch}"),
    );
    writer
        .header(HeaderName::MaxForwards, "70")
        .header(HeaderName::From, "<sip:alice@example.net>;tag=cli");
    let to_tag = if to_tag.is_empty() {
        String::new()
    } else {
        format!(";tag={to_tag}")
    };
    writer.header_fmt(HeaderName::To, format_args!("<sip:bob@example.net>{to_tag}"));
    writer.header(HeaderName::CallId, "call@192.0.2.7");
    writer.header_fmt(HeaderName::CSeq, format_args!("{sequence} {method}"));
    if let Some((name, value)) = line {
        writer.header(name, value);
    }
    writer
        .finish_with_body("text/plain", b"0123456789")
        .expect("a writable request");
    bytes
}

fn request(method: Method<'_>) -> Vec<u8> {
    request_with(method, "z9hG4bK1", 1, "", None)
}

fn invite() -> Vec<u8> {
    request(Method::Invite)
}

/// The ACK to a refusal: the branch of the INVITE.
fn ack() -> Vec<u8> {
    request_with(Method::Ack, "z9hG4bK1", 1, "srv", None)
}

/// The ACK to a 2xx: a branch of its own.
fn ack_to_success() -> Vec<u8> {
    request_with(Method::Ack, "z9hG4bK2", 1, "srv", None)
}

fn response(request: &[u8], status: u16, to_tag: &str) -> Vec<u8> {
    let request = parse(request).expect("a readable request");
    let mut bytes = Vec::new();
    let tag = (status > 100).then_some(to_tag);
    MessageWriter::response(&mut bytes, &request, status, tag, None)
        .finish()
        .expect("a writable response");
    bytes
}
