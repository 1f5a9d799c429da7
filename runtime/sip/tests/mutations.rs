//! Mutated torture messages: nothing panics, and whatever is accepted can be read and written again.
//!
//! The seed is fixed, so that a failure replays; `SIP_MUTATIONS=5000000 cargo test --release …` searches longer.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use sip::message::{HeaderName, Message, MessageWriter, Rejected, parse};
use sip::stream::StreamFramer;
use std::hint::black_box;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rfc4475");
const SEED: u64 = 0x5eed_4475;
const MUTATIONS: u64 = 20_000;

/// Texts that steer a parser: separators, limits, and bytes that begin something.
const MORSELS: [&[u8]; 32] = [
    b"\r\n",
    b"\r\n ",
    b"\r",
    b"\n",
    b":",
    b";",
    b",",
    b"\"",
    b"\\",
    b"<",
    b">",
    b"@",
    b"%",
    b"[",
    b"]",
    b"=",
    b"?",
    b" ",
    b"\t",
    b"\0",
    b"\xff",
    b"\xc3\xa9",
    b"4294967296",
    b"-1",
    b"Via: SIP/2.0/UDP h\r\n",
    b"l: 3\r\n",
    b"SIP/2.0",
    b";tag=",
    b"\r\n\r\n",
    b"*",
    b"/",
    b"::",
];

/// Steele and Vigna's SplitMix64: enough to choose mutations, and a seed is one number.
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

fn mutate(bytes: &mut Vec<u8>, donor: &[u8], choices: &mut Choices) {
    let at = choices.below(bytes.len() + 1);
    let until = (at + choices.below(24)).min(bytes.len());
    match choices.below(6) {
        0 => drop(bytes.drain(at..until)),
        1 => drop(bytes.splice(at..at, MORSELS[choices.below(MORSELS.len())].iter().copied())),
        2 => drop(bytes.splice(at..until, MORSELS[choices.below(MORSELS.len())].iter().copied())),
        3 => bytes.truncate(at),
        4 => {
            let from = choices.below(donor.len());
            let to = (from + choices.below(120)).min(donor.len());
            drop(bytes.splice(at..until, donor[from..to].iter().copied()));
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << choices.below(8);
            }
        }
    }
}

fn read_everything(message: &Message<'_>) {
    black_box((
        message.start_line(),
        message.method(),
        message.request_uri(),
        message.status(),
        message.reason(),
    ));
    black_box((
        message.call_id(),
        message.cseq(),
        message.max_forwards(),
        message.expires(),
        message.body(),
    ));
    black_box((
        message.content_type(),
        message.content_length(),
        message.contact_is_wildcard(),
    ));
    for part in message.body_part().parts() {
        black_box((part.media_type(), part.disposition(), part.is_optional()));
        assert!(
            part.bytes().len() < message.body().len(),
            "a part is shorter than the whole"
        );
    }
    for via in message.vias() {
        black_box((
            via,
            via.branch(),
            via.received(),
            via.rport(),
            via.host.ip(),
            via.as_str(),
        ));
        black_box(via.reply_address("192.0.2.1:5060".parse().unwrap()));
        black_box(via.params.iter().count());
    }
    let addresses = message
        .contacts()
        .chain(message.routes())
        .chain(message.record_routes());
    for address in addresses.chain([message.from(), message.to()]) {
        black_box((
            address.tag(),
            address.as_str(),
            address.uri.host.ip(),
            address.uri.opaque(),
        ));
        black_box(address.display_chars().count());
        black_box(address.params.iter().chain(address.uri.params.iter()).count());
    }
    for (name, value) in message.header_fields() {
        assert_eq!(
            message
                .headers(name)
                .filter(|found| *found == value)
                .count()
                .min(1),
            1
        );
    }
    message
        .tokens(HeaderName::Require)
        .for_each(|token| assert!(!token.is_empty()));
}

/// What a server does with the message: answer it; the answer must be readable and say the same.
fn answer(message: &Message<'_>) {
    let mut out = Vec::new();
    MessageWriter::response(
        &mut out,
        message,
        200,
        Some("t"),
        Some("192.0.2.1:5060".parse().unwrap()),
    )
    .finish()
    .unwrap();
    let response = parse(&out).unwrap();
    assert_eq!(response.call_id(), message.call_id());
    assert_eq!(response.cseq(), message.cseq());
    assert_eq!(response.vias().count(), message.vias().count());
    assert_eq!(response.via_top().branch(), message.via_top().branch());
    assert_eq!(response.to().tag(), message.to().tag().or(Some("t")));
    assert_eq!(response.from().tag(), message.from().tag());
}

#[test]
fn no_mutation_of_the_torture_messages_panics() {
    let mut files: Vec<_> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "dat"));
    files.sort();
    let corpus: Vec<_> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    let rounds = std::env::var("SIP_MUTATIONS").map_or(MUTATIONS, |rounds| rounds.parse().unwrap());
    let mut choices = Choices(SEED);
    let mut accepted = 0u64;
    for _ in 0..rounds {
        let mut bytes = corpus[choices.below(corpus.len())].clone();
        for _ in 0..=choices.below(4) {
            let donor = &corpus[choices.below(corpus.len())];
            mutate(&mut bytes, donor, &mut choices);
        }
        match parse(&bytes) {
            Ok(message) => {
                accepted += 1;
                read_everything(&message);
                if message.is_request() {
                    answer(&message);
                }
            }
            Err(Rejected::Reply(refusal)) => {
                let mut out = Vec::new();
                refusal.write_response(&mut out, "t", "192.0.2.1:5060".parse().unwrap());
                assert!(
                    out.windows(4).filter(|end| end == b"\r\n\r\n").count() == 1,
                    "one message: {out:?}"
                );
            }
            Err(Rejected::Drop(fault)) => assert!(!fault.to_string().is_empty()),
        }
        let mut framer = StreamFramer::new();
        framer.push(&bytes).unwrap();
        while let Ok(Some(frame)) = framer.next_frame() {
            black_box(frame);
        }
    }
    assert!(
        accepted > rounds / 20 && accepted < rounds,
        "the mutations reach both verdicts: {accepted}"
    );
}
