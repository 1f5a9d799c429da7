//! What the transaction layer costs a B2BUA: time for the messages of one call at a steady rate, and memory.
//!
//! `cargo bench -p sip --bench transaction` sends calls through one layer in virtual time (1000 a second, so that the
//! tables hold what 32 s of timers hold) and prints processor nanoseconds a call with and without parsing, and the bytes
//! that one ringing, one answered and one held call keep.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

use sip::message::parse;
use sip::random::Random;
use sip::time::Moment;
use sip::transaction::{
    ClientId, Delivered, Flow, Listener, Outgoing, Owner, ServerId, T1, Transactions, Transmit, Transport,
};
use std::hint::black_box;
use std::time::Duration;

const CALLS: u64 = 40_000;
const CALLS_PER_SECOND: u64 = 1000;

fn main() {
    let mut script = Script::new();
    let mut bench = Bench::new();
    let mut best = [u64::MAX; 2];
    let mut number = 0;
    for _ in 0..5 {
        let begin = processor_time();
        for _ in 0..CALLS {
            number += 1;
            script.number(number);
            bench.whole_call(&script);
        }
        best[0] = best[0].min(nanoseconds_a_call(begin));
        let begin = processor_time();
        for _ in 0..CALLS {
            number += 1;
            script.number(number);
            script.parse_all();
        }
        best[1] = best[1].min(nanoseconds_a_call(begin));
    }
    println!(
        "call with parsing      {:>6} ns (7 messages received, 8 sent)",
        best[0]
    );
    println!("of it the parsing      {:>6} ns", best[1]);
    println!("transaction layer      {:>6} ns", best[0].saturating_sub(best[1]));
    println!(
        "transactions at rate   {:>6}",
        bench.layer.clients() + bench.layer.servers()
    );
    for (stage, name) in [
        (Stage::Ringing, "ringing"),
        (Stage::Answered, "answered"),
        (Stage::Held, "held"),
    ] {
        println!("{name:<22} {:>6} bytes a call", bytes_a_call(stage));
    }
}

fn nanoseconds_a_call(begin: u64) -> u64 {
    (processor_time() - begin) / CALLS
}

/// Nanoseconds this thread has run: a busy machine disturbs it less than the wall clock.
fn processor_time() -> u64 {
    let text =
        std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux with scheduler statistics");
    let first = text.split_whitespace().next().expect("three numbers");
    first.parse().expect("a number")
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Ringing,
    Answered,
    Held,
}

/// What `stage` keeps, tables included, for a thousand calls.
fn bytes_a_call(stage: Stage) -> i64 {
    let mut script = Script::new();
    let mut bench = Bench::new();
    // The wheel's and the buffers' first memory is not the calls'.
    script.number(0);
    bench.whole_call(&script);
    bench.pass(Duration::from_secs(100));
    let measured = allocation_counter::measure(|| {
        for number in 1..=1000 {
            script.number(number);
            let (server, client) = bench.ring(&script);
            if stage >= Stage::Answered {
                bench.answer(&script, server, client);
            }
        }
        if stage == Stage::Held {
            bench.pass(Duration::from_secs(33));
        }
    });
    measured.bytes_current / 1000
}

struct Bench {
    layer: Transactions,
    now: Moment,
    wire: Wire,
}

/// Counts what is sent, as an output buffer would copy it.
struct Wire(Vec<u8>);

impl Transmit for Wire {
    fn transmit(&mut self, _flow: Flow, message: &[u8]) {
        self.0.clear();
        self.0.extend_from_slice(message);
    }
}

struct Zeros;

impl Random for Zeros {
    fn fill(&mut self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

impl Bench {
    fn new() -> Self {
        Self {
            layer: Transactions::new(1 << 20, &mut Zeros),
            now: Moment::START,
            wire: Wire(Vec::new()),
        }
    }

    /// One call as a B2BUA sees it, within the time that one call may take at the rate.
    fn whole_call(&mut self, script: &Script) {
        let (server, client) = self.ring(script);
        self.answer(script, server, client);
        let bye = self.open(&script.caller.bye);
        self.respond(bye, 200, &script.caller.bye_ok);
        self.send(&script.called.bye);
        let _ = self.receive(&script.called.bye_ok);
        self.pass(Duration::from_secs(1) / u32::try_from(CALLS_PER_SECOND).unwrap_or(1));
    }

    fn ring(&mut self, script: &Script) -> (ServerId, ClientId) {
        let server = self.open(&script.caller.invite);
        self.respond(server, 100, &script.caller.trying);
        let client = self.send(&script.called.invite);
        let _ = self.receive(&script.called.trying);
        let _ = self.receive(&script.called.ringing);
        self.respond(server, 180, &script.caller.ringing);
        (server, client)
    }

    fn answer(&mut self, script: &Script, server: ServerId, client: ClientId) {
        let _ = self.receive(&script.called.ok);
        self.layer
            .acknowledge(client, "remote", udp(), &script.called.ack, &mut self.wire);
        self.respond(server, 200, &script.caller.ok);
        let _ = self.receive(&script.caller.ack);
        self.layer.acknowledged(server);
    }

    fn receive(&mut self, bytes: &[u8]) -> Delivered {
        let message = parse(bytes).expect("a readable message");
        black_box(self.layer.receive(self.now, udp(), &message, &mut self.wire))
    }

    fn open(&mut self, bytes: &[u8]) -> ServerId {
        let message = parse(bytes).expect("a readable message");
        match self.layer.receive(self.now, udp(), &message, &mut self.wire) {
            Delivered::Request(fresh) => self
                .layer
                .open(self.now, fresh, &message, Owner(1), T1::TERRESTRIAL)
                .expect("room"),
            other => unreachable!("a new request, not {other:?}"),
        }
    }

    fn respond(&mut self, server: ServerId, status: u16, bytes: &[u8]) {
        self.layer
            .respond(self.now, server, status, bytes, &mut self.wire)
            .expect("an open transaction");
    }

    fn send(&mut self, bytes: &[u8]) -> ClientId {
        let outgoing = Outgoing {
            flow: udp(),
            t1: T1::TERRESTRIAL,
            owner: Owner(1),
        };
        self.layer
            .send_request(self.now, outgoing, bytes, &mut self.wire)
            .expect("room")
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        while self.layer.advance(self.now, &mut self.wire).is_some() {}
    }
}

fn udp() -> Flow {
    let peer = core::net::SocketAddr::from(([192, 0, 2, 7], 5060));
    Flow {
        listener: Listener(0),
        transport: Transport::Udp,
        connection: None,
        peer,
    }
}

/// The messages of one call; eight digits of each make it the call of a number.
struct Script {
    caller: Side,
    called: Side,
    /// Where the digits stand, message by message.
    places: Vec<Vec<usize>>,
}

struct Side {
    invite: Vec<u8>,
    trying: Vec<u8>,
    ringing: Vec<u8>,
    ok: Vec<u8>,
    ack: Vec<u8>,
    bye: Vec<u8>,
    bye_ok: Vec<u8>,
}

impl Script {
    fn new() -> Self {
        let (mut caller, mut called) = (Side::new("a"), Side::new("b"));
        let messages = caller.all_mut().into_iter().chain(called.all_mut());
        let places = messages.map(|message| {
            let marks = message
                .windows(MARK.len())
                .enumerate()
                .filter(|(_, text)| *text == MARK);
            marks.map(|(at, _)| at + MARK.len()).collect()
        });
        Self {
            places: places.collect(),
            caller,
            called,
        }
    }

    fn number(&mut self, number: u64) {
        let digits = format!("{number:08x}");
        let messages = self.caller.all_mut().into_iter().chain(self.called.all_mut());
        for (message, places) in messages.zip(&self.places) {
            for place in places {
                message[*place..place + 8].copy_from_slice(digits.as_bytes());
            }
        }
    }

    /// Parses what [`Bench::whole_call`] receives.
    fn parse_all(&self) {
        let Side { invite, ack, bye, .. } = &self.caller;
        let Side {
            trying,
            ringing,
            ok,
            bye_ok,
            ..
        } = &self.called;
        for bytes in [invite, trying, ringing, ok, ack, bye, bye_ok] {
            black_box(parse(black_box(bytes)).expect("a readable message"));
        }
    }
}

impl Side {
    fn new(side: &str) -> Self {
        let sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.20\r\ns=call\r\nc=IN IP4 192.0.2.20\r\nt=0 0\r\n\
                   m=audio 20000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\n";
        let message =
            |start: &str, branch: &str, sequence: &str, body: &str| {
                format!(
                "{start}\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK{branch}{side}~~00000000;rport\r\n\
                 From: \"Bridge\" <sip:101@ship.example.org>;tag=local~~00000000\r\n\
                 To: <sip:+441234567890@trunk.example.net;user=phone>{tag}\r\n\
                 Call-ID: 3848276298220188511{side}~~00000000@ship.example.org\r\nCSeq: {sequence}\r\n\
                 Max-Forwards: 70\r\nContact: <sip:101@192.0.2.20:5080;transport=udp>\r\n\
                 Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\nUser-Agent: Deck telephone 2.4.1\r\n\
                 Content-Type: application/sdp\r\nContent-Length: {length}\r\n\r\n{body}",
                tag = if start.starts_with("INVITE") || start.contains(" 100 ") { "" } else { ";tag=remote" },
                length = body.len(),
            )
            .into_bytes()
            };
        let uri = "sip:+441234567890@192.0.2.9";
        Self {
            invite: message(&format!("INVITE {uri} SIP/2.0"), "invite", "1 INVITE", sdp),
            trying: message("SIP/2.0 100 Trying", "invite", "1 INVITE", ""),
            ringing: message("SIP/2.0 180 Ringing", "invite", "1 INVITE", ""),
            ok: message("SIP/2.0 200 OK", "invite", "1 INVITE", sdp),
            ack: message(&format!("ACK {uri} SIP/2.0"), "ack", "1 ACK", ""),
            bye: message(&format!("BYE {uri} SIP/2.0"), "bye", "2 BYE", ""),
            bye_ok: message("SIP/2.0 200 OK", "bye", "2 BYE", ""),
        }
    }

    fn all_mut(&mut self) -> [&mut Vec<u8>; 7] {
        let Self {
            invite,
            trying,
            ringing,
            ok,
            ack,
            bye,
            bye_ok,
        } = self;
        [invite, trying, ringing, ok, ack, bye, bye_ok]
    }
}

/// Stands before the digits that [`Script::number`] replaces.
const MARK: &[u8] = b"~~";
