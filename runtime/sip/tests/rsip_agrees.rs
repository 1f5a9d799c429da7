//! rsip 0.4 as second opinion: where both accept a message, both read the same.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use rsip::headers::{ToTypedHeader, UntypedHeader};
use rsip::message::HeadersExt;
use sip::message::{Message, parse};
use sip::uri::{Scheme, Uri};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rfc4475");

/// Compares what both read; returns how many typed header fields rsip could read at all.
fn compare(ours: &Message<'_>, theirs: &rsip::SipMessage) -> usize {
    let mut compared = 0;
    match theirs {
        rsip::SipMessage::Request(request) => {
            assert_eq!(ours.method().as_str(), request.method.to_string());
            assert_same_address(ours.request_uri(), &request.uri);
        }
        rsip::SipMessage::Response(response) => assert_eq!(ours.status(), response.status_code.code()),
    }
    assert!(
        theirs.body().starts_with(ours.body()),
        "rsip keeps what follows Content-Length"
    );
    if let Ok(call_id) = theirs.call_id_header() {
        compared += 1;
        assert_eq!(ours.call_id(), call_id.value());
    }
    if let Ok(via) = theirs.via_header().and_then(|field| field.typed()) {
        compared += 1;
        assert_eq!(
            ours.via_top().host.as_str(),
            via.uri.host_with_port.host.to_string()
        );
        assert_eq!(ours.via_top().port, via.uri.host_with_port.port.map(u16::from));
        assert_eq!(ours.via_top().branch(), via.branch().map(|branch| branch.value()));
        assert_eq!(ours.via_top().transport.as_str(), via.transport.to_string());
    }
    if let Ok(from) = theirs.from_header().and_then(|field| field.typed()) {
        compared += 1;
        assert_eq!(ours.from().tag(), from.tag().map(|tag| tag.value()));
        assert_same_address(ours.from().uri, &from.uri);
    }
    if let Ok(to) = theirs.to_header().and_then(|field| field.typed()) {
        compared += 1;
        assert_eq!(ours.to().tag(), to.tag().map(|tag| tag.value()));
        assert_same_address(ours.to().uri, &to.uri);
    }
    if let Ok(cseq) = theirs.cseq_header().and_then(|field| field.typed()) {
        compared += 1;
        assert_eq!(
            (ours.cseq().number, ours.cseq().method.as_str()),
            (cseq.seq, cseq.method.to_string().as_str())
        );
    }
    if let (Some(ours), Ok(theirs)) = (
        ours.max_forwards(),
        theirs.max_forwards_header().and_then(|field| field.num()),
    ) {
        compared += 1;
        assert_eq!(u32::from(ours), theirs);
    }
    if let Ok(theirs) = theirs.contact_header().and_then(|field| field.typed()) {
        compared += 1;
        assert_same_address(ours.contacts().next().unwrap().uri, &theirs.uri);
    }
    compared
}

/// Compares user and host of a SIP address, unless rsip took both for a host, as it does when the user holds a dot.
fn assert_same_address(ours: Uri<'_>, theirs: &rsip::Uri) {
    let host = theirs.host_with_port.host.to_string();
    if matches!(ours.scheme, Scheme::Sip | Scheme::Sips) && !host.contains('@') {
        assert_eq!((ours.user, ours.host.as_str()), (theirs.user(), host.as_str()));
    }
}

#[test]
fn both_read_the_torture_messages_that_both_accept_alike() {
    let mut messages = 0;
    let mut typed = 0;
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        if let (Ok(ours), Ok(theirs)) = (parse(&bytes), rsip::SipMessage::try_from(&bytes[..])) {
            messages += 1;
            typed += compare(&ours, &theirs);
        }
    }
    assert!(
        messages >= 15 && typed >= 60,
        "{messages} messages, {typed} typed header fields compared"
    );
}

/// Addresses as rsip can read them: no password, no escapes, no IPv6, nothing but words in quotes.
fn address() -> impl Strategy<Value = String> {
    "(\"[A-Za-z ]{0,9}\" )?<sip:([a-z0-9]{1,9}@)?[a-z][a-z0-9]{0,9}(\\.[a-z]{2,4}){0,2}(:[1-9][0-9]{0,3})?(;transport=(udp|tcp))?>"
}

proptest! {
    #[test]
    fn both_read_plain_messages_alike(
        start in prop::sample::select(vec!["INVITE sip:102@ship.example SIP/2.0", "SIP/2.0 180 Ringing"]),
        via in "(UDP|TCP|TLS) [a-z]{1,9}(:[1-9][0-9]{0,3})?;branch=z9hG4bK[a-z0-9]{1,20}(;rport)?",
        from in address(),
        to in address(),
        tag in "[a-z0-9]{1,12}",
        call_id in "[a-zA-Z0-9]{1,20}(@[a-z0-9.]{1,9})?",
        cseq in 0u32..1 << 31,
        hops in any::<u8>(),
        contact in address(),
        body in "[ -~]{0,40}",
    ) {
        let text = format!(
            "{start}\r\nVia: SIP/2.0/{via}\r\nMax-Forwards: {hops}\r\nFrom: {from};tag={tag}\r\nTo: {to}\r\n\
             Call-ID: {call_id}\r\nCSeq: {cseq} INVITE\r\nContact: {contact}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let ours = parse(text.as_bytes()).unwrap();
        if let Ok(theirs) = rsip::SipMessage::try_from(text.as_bytes()) {
            prop_assert!(compare(&ours, &theirs) >= 6);
        }
    }
}
