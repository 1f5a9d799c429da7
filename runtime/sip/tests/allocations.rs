//! Reading a message allocates nothing, and neither does writing one into a buffer that has grown once.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use allocation_counter::measure;
use sip::message::{HeaderName, Message, MessageWriter, Method, parse};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rfc4475");

fn corpus() -> Vec<Vec<u8>> {
    let mut files: Vec<_> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "dat"));
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn read_everything(message: &Message<'_>) -> usize {
    let addresses = message
        .contacts()
        .chain(message.routes())
        .chain(message.record_routes());
    message.vias().count()
        + addresses
            .filter(|address| address.uri.host.ip().is_some())
            .count()
        + message.header_fields().count()
        + message.tokens(HeaderName::Allow).count()
        + message.from().tag().map_or(0, str::len)
        + message.to().display_chars().count()
        + usize::try_from(message.expires().unwrap_or(0)).unwrap()
}

#[test]
fn reading_allocates_nothing_whether_the_message_is_good_or_bad() {
    for bytes in corpus() {
        let counted = measure(|| {
            let _read = parse(&bytes).map(|message| read_everything(&message));
        });
        assert_eq!(counted.count_total, 0);
    }
    let seen = measure(|| drop(Box::new(1)));
    assert_eq!(seen.count_total, 1, "the counter counts");
}

#[test]
fn writing_into_a_grown_buffer_allocates_nothing() {
    let requests = corpus();
    let source = "192.0.2.7:6000".parse().unwrap();
    let mut out = Vec::with_capacity(65_536);
    let mut write_all = || {
        for request in requests
            .iter()
            .filter_map(|bytes| parse(bytes).ok())
            .filter(Message::is_request)
        {
            out.clear();
            let response = MessageWriter::response(&mut out, &request, 200, Some("t"), Some(source));
            response.finish_with_body("application/sdp", b"v=0\r\n").unwrap();
            let mut again = MessageWriter::request(&mut out, Method::Options, "sip:ship.example");
            again
                .copy(&request, HeaderName::Via)
                .header_fmt(HeaderName::CSeq, format_args!("{} OPTIONS", 7));
            again.finish().unwrap();
        }
    };
    assert_eq!(measure(&mut write_all).count_total, 0);
}
