//! Messages cut out of byte streams, however the network splits the bytes.

use proptest::prelude::*;
use sip::message::MAX_BYTES;
use sip::stream::{Frame, StreamFault, StreamFramer};

/// What came out of a stream, owned; an error ends it.
#[derive(Clone, Debug, PartialEq)]
enum Seen {
    Message(Vec<u8>),
    Ping,
    Broken(StreamFault),
}

/// Pushes the pieces one by one and takes every frame after each.
fn cut<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<Seen> {
    let mut framer = StreamFramer::new();
    let mut seen = Vec::new();
    for piece in pieces {
        if let Err(fault) = framer.push(piece) {
            seen.push(Seen::Broken(fault));
            return seen;
        }
        loop {
            match framer.next_frame() {
                Ok(Some(Frame::Message(bytes))) => seen.push(Seen::Message(bytes.to_vec())),
                Ok(Some(Frame::Ping)) => seen.push(Seen::Ping),
                Ok(None) => break,
                Err(fault) => {
                    seen.push(Seen::Broken(fault));
                    return seen;
                }
            }
        }
    }
    seen
}

fn message(name: &str, fold: bool, body: &[u8]) -> Vec<u8> {
    let gap = if fold { "\r\n  " } else { " " };
    let head = format!(
        "OPTIONS sip:ship SIP/2.0\r\nSubject: x\r\n{name}:{gap}{}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn part() -> impl Strategy<Value = (Vec<u8>, Vec<Seen>)> {
    let name = prop::sample::select(vec!["Content-Length", "content-length", "l", "L "]);
    let body = prop::collection::vec(prop::sample::select(b"\r\nab: 0".to_vec()), 0..60);
    let whole = (name, any::<bool>(), body).prop_map(|(name, fold, body)| {
        let bytes = message(name, fold, &body);
        (bytes.clone(), vec![Seen::Message(bytes)])
    });
    let ping = Just((b"\r\n\r\n".to_vec(), vec![Seen::Ping]));
    prop_oneof![4 => whole, 1 => ping]
}

proptest! {
    #[test]
    fn a_stream_reads_the_same_byte_by_byte_in_pieces_and_at_once(
        parts in prop::collection::vec(part(), 1..6),
        size in 1usize..200,
    ) {
        let stream: Vec<u8> = parts.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
        let expected: Vec<Seen> = parts.into_iter().flat_map(|(_, seen)| seen).collect();
        prop_assert_eq!(&cut(stream.chunks(1)), &expected);
        prop_assert_eq!(&cut(stream.chunks(size)), &expected);
        prop_assert_eq!(&cut(std::iter::once(&stream[..])), &expected);
    }

    #[test]
    fn any_bytes_are_cut_alike_whatever_the_pieces(
        stream in prop::collection::vec(prop::sample::select(b"\r\n\r\n :l0A".to_vec()), 0..80),
        size in 1usize..20,
    ) {
        prop_assert_eq!(cut(stream.chunks(1)), cut(stream.chunks(size)));
    }
}

#[test]
fn an_empty_line_before_a_message_is_skipped() {
    let bytes = message("l", false, b"");
    let stream = [b"\r\n", &bytes[..], b"\r\n", &bytes].concat();
    assert_eq!(
        cut(stream.chunks(1)),
        [Seen::Message(bytes.clone()), Seen::Message(bytes)]
    );
}

#[test]
fn a_message_without_a_length_breaks_the_stream_and_stays_readable() {
    let stream = b"OPTIONS sip:ship SIP/2.0\r\nSubject: x\r\n\r\n";
    assert_eq!(cut(stream.chunks(7)), [Seen::Broken(StreamFault::LengthMissing)]);
    let mut framer = StreamFramer::new();
    framer.push(stream).unwrap();
    assert_eq!(framer.next_frame(), Err(StreamFault::LengthMissing));
    assert_eq!(
        framer.next_frame(),
        Err(StreamFault::LengthMissing),
        "it stays broken"
    );
    assert_eq!(framer.pending(), stream);
}

#[test]
fn a_length_that_is_no_number_breaks_the_stream() {
    for length in ["-1", "x", "", "4294967296", "1, 1", "1\r\nl: 1"] {
        let stream = format!("OPTIONS sip:ship SIP/2.0\r\nl: {length}\r\n\r\n");
        assert_eq!(
            cut(stream.as_bytes().chunks(5)),
            [Seen::Broken(StreamFault::LengthMalformed)],
            "{length}"
        );
    }
}

#[test]
fn a_stream_holds_no_more_than_one_message() {
    let head = "OPTIONS sip:ship SIP/2.0\r\n";
    let announced = format!("{head}l: {MAX_BYTES}\r\n\r\n");
    assert_eq!(
        cut(announced.as_bytes().chunks(9)),
        [Seen::Broken(StreamFault::TooLong)]
    );
    let endless = format!("{head}{}", "Subject: x\r\n".repeat(MAX_BYTES / 12));
    assert_eq!(
        cut(endless.as_bytes().chunks(1400)),
        [Seen::Broken(StreamFault::TooLong)]
    );
    let mut framer = StreamFramer::new();
    framer.push(&[b'x'; MAX_BYTES]).unwrap();
    framer.push(&[b'x'; MAX_BYTES]).unwrap();
    assert_eq!(framer.push(b"x"), Err(StreamFault::TooLong));
}

#[test]
fn the_largest_message_passes() {
    let head = "OPTIONS sip:ship SIP/2.0\r\nl: 65000\r\n\r\n";
    let bytes = [head.as_bytes(), &[b'x'; 65_000]].concat();
    assert_eq!(cut(bytes.chunks(1)), [Seen::Message(bytes.clone())]);
}

#[test]
fn what_is_not_sip_is_known_by_its_first_byte() {
    for noise in [&b"\x16\x03\x01"[..], b" ", b"\0", b"\n", b"\rX", b"\r\n\rX"] {
        assert_eq!(
            cut(noise.chunks(1)),
            [Seen::Broken(StreamFault::NotSip)],
            "{noise:?}"
        );
    }
}
