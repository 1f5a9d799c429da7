//! Message parsing beside rsip 0.4 in the same run: parse alone, and parse with the typed fields a proxy reads.
//!
//! `cargo bench -p sip --bench parse` prints nanoseconds a message (the best of several rounds, taken in turns, so
//! that a busy machine disturbs both alike) and the ratio. Exit status 1 when parsing and reading takes more than a quarter
//! of rsip's time; parsing alone is only shown, since rsip defers most of it to the reading.
#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use rsip::headers::ToTypedHeader;
use rsip::message::HeadersExt;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

const INVITE: &[u8] = b"INVITE sip:+441234567890@trunk.example.net:5060;user=phone SIP/2.0\r\n\
Via: SIP/2.0/UDP 192.0.2.20:5080;branch=z9hG4bK5f1e9c7a2b6d4830;rport\r\n\
Via: SIP/2.0/UDP 10.1.4.101:5060;branch=z9hG4bKnashds8a7;received=10.1.4.101\r\n\
Max-Forwards: 69\r\n\
From: \"Bridge, port wing\" <sip:101@ship.example.org;transport=udp>;tag=9fxced76sl\r\n\
To: \"Harbour master\" <sip:+441234567890@trunk.example.net;user=phone>\r\n\
Call-ID: 3848276298220188511@ship.example.org\r\n\
CSeq: 314159 INVITE\r\n\
Contact: \"Bridge\" <sip:101@192.0.2.20:5080;transport=udp>\r\n\
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO\r\n\
Supported: replaces, timer\r\n\
Session-Expires: 1800;refresher=uac\r\n\
User-Agent: Deck telephone 2.4.1 (build 20251109)\r\n\
P-Asserted-Identity: <sip:+441234500101@trunk.example.net>\r\n\
Content-Type: application/sdp\r\n\
Content-Length: 298\r\n\
\r\n\
v=0\r\n\
o=- 3848276298 1 IN IP4 192.0.2.20\r\n\
s=call\r\n\
c=IN IP4 192.0.2.20\r\n\
t=0 0\r\n\
m=audio 20000 RTP/AVP 8 0 101\r\n\
a=rtpmap:8 PCMA/8000\r\n\
a=rtpmap:0 PCMU/8000\r\n\
a=rtpmap:101 telephone-event/8000\r\n\
a=fmtp:101 0-16\r\n\
a=ptime:20\r\n\
a=maxptime:60\r\n\
a=sendrecv\r\n\
a=rtcp:20001\r\n\
a=ssrc:1234567890 cname:deck\r\n\
a=label:1\r\n";

fn main() -> ExitCode {
    let ok = &b"SIP/2.0 200 OK\r\n"[..];
    let answer = [
        ok,
        INVITE
            .split_at(INVITE.windows(2).position(|pair| pair == b"\r\n").unwrap() + 2)
            .1,
    ]
    .concat();
    println!(
        "{:<10} {:>9} {:>6} {:>12} {:>12} {:>7}",
        "message", "what", "bytes", "own ns", "rsip ns", "ratio"
    );
    let mut met = true;
    for (name, bytes) in [("INVITE", INVITE), ("200", &answer)] {
        let parse = compare(bytes, own_parse, rsip_parse);
        let typed = compare(bytes, own_typed, rsip_typed);
        for (what, (own, rsip)) in [("parse", parse), ("typed", typed)] {
            println!(
                "{name:<10} {what:>9} {:>6} {own:>12.0} {rsip:>12.0} {:>7.3}",
                bytes.len(),
                own / rsip
            );
        }
        let holds = typed.0 <= LARGEST_RATIO * typed.1;
        let word = if holds { "met   " } else { "MISSED" };
        println!("  {word} {name}: parsing and reading takes at most {LARGEST_RATIO} of rsip's time");
        met &= holds;
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn own_parse(bytes: &[u8]) {
    black_box(sip::message::parse(bytes).is_ok());
}

fn own_typed(bytes: &[u8]) {
    let message = sip::message::parse(bytes).unwrap();
    black_box(message.via_top().branch());
    black_box((message.from().uri, message.from().tag()));
    black_box((message.to().uri, message.to().tag()));
    black_box(message.cseq());
    black_box(message.call_id());
    black_box(message.contacts().next().unwrap().uri);
    black_box(message.max_forwards());
}

fn rsip_parse(bytes: &[u8]) {
    black_box(rsip::SipMessage::try_from(bytes).unwrap());
}

fn rsip_typed(bytes: &[u8]) {
    let message = rsip::SipMessage::try_from(bytes).unwrap();
    let via = message.via_header().unwrap().typed().unwrap();
    black_box(via.branch());
    let from = message.from_header().unwrap().typed().unwrap();
    black_box((from.uri.clone(), from.tag()));
    let to = message.to_header().unwrap().typed().unwrap();
    black_box((to.uri.clone(), to.tag()));
    black_box(message.cseq_header().unwrap().typed().unwrap());
    black_box(message.call_id_header().unwrap());
    black_box(message.contact_header().unwrap().typed().unwrap().uri);
    black_box(message.max_forwards_header().unwrap().num().unwrap());
}

/// The best nanoseconds a call of each, in alternating rounds.
fn compare(bytes: &[u8], own: fn(&[u8]), peer: fn(&[u8])) -> (f64, f64) {
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(round(bytes, own));
        best.1 = best.1.min(round(bytes, peer));
    }
    best
}

fn round(bytes: &[u8], parse: fn(&[u8])) -> f64 {
    let begin = Instant::now();
    for _ in 0..CALLS {
        parse(black_box(bytes));
    }
    begin.elapsed().as_nanos() as f64 / f64::from(CALLS)
}

const LARGEST_RATIO: f64 = 0.25;
const ROUNDS: usize = 30;
const CALLS: u32 = 2_000;
