//! What is written reads back the same, and nothing written becomes a header field that was not meant.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use sip::message::{HeaderName, Message, MessageWriter, Method, NameAddr, Rport, WriteError, parse};
use sip::uri::Uri;
use std::net::SocketAddr;

fn token() -> impl Strategy<Value = String> {
    "[-A-Za-z0-9.!%*_+`'~]{1,12}"
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9-]{0,8}(\\.[a-z]{2,5}){0,2}",
        any::<[u8; 4]>().prop_map(|b| std::net::Ipv4Addr::from(b).to_string()),
        any::<[u16; 8]>().prop_map(|b| format!("[{}]", std::net::Ipv6Addr::from(b))),
    ]
}

fn uri() -> impl Strategy<Value = String> {
    let user = "([-A-Za-z0-9_.!~*'()&=+$,;?/#]|%[0-9A-F]{2}){1,12}(:[a-z0-9]{0,5})?@";
    let params = "(;[a-z]{1,6}(=[-a-zA-Z0-9:/%.]{1,8})?){0,3}";
    let port = prop::option::of(1u16..);
    ("sips?", prop::option::of(user), host(), port, params).prop_map(|(scheme, user, host, port, params)| {
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        format!("{scheme}:{}{host}{port}{params}", user.unwrap_or_default())
    })
}

/// A quoted display name of any characters, controls behind backslashes, or words, or none.
fn display() -> impl Strategy<Value = String> {
    let quoted = prop::collection::vec(any::<char>(), 0..8).prop_map(|chars| {
        let inner =
            chars
                .into_iter()
                .filter(|c| !matches!(c, '\r' | '\n'))
                .fold(String::new(), |mut text, c| {
                    if c == '"' || c == '\\' || c.is_ascii_control() {
                        text.push('\\');
                    }
                    text.push(c);
                    text
                });
        format!("\"{inner}\" ")
    });
    prop_oneof![quoted, "[A-Za-z]{1,6}( [A-Za-z]{1,6})? ", Just(String::new())]
}

fn name_addr() -> impl Strategy<Value = String> {
    (display(), uri()).prop_map(|(display, uri)| format!("{display}<{uri}>"))
}

#[derive(Clone, Debug)]
struct Parts {
    method: String,
    uri: String,
    vias: Vec<(String, String, u16, String)>,
    from: String,
    to: String,
    tag: String,
    call_id: String,
    cseq: u32,
    max_forwards: u8,
    contacts: Vec<String>,
    others: Vec<(String, String)>,
    body: Vec<u8>,
}

fn parts() -> impl Strategy<Value = Parts> {
    let via = (
        prop::sample::select(vec!["UDP", "TCP", "TLS", "SCTP"]),
        host(),
        1u16..,
        "z9hG4bK[a-zA-Z0-9]{1,20}",
    );
    let via = via.prop_map(|(transport, host, port, branch)| (transport.to_owned(), host, port, branch));
    let other = ("X-[A-Za-z0-9]{1,8}", "[^\\x00-\\x1f\\x7f]{0,20}");
    let routing = (
        token(),
        uri(),
        prop::collection::vec(via, 1..4),
        name_addr(),
        name_addr(),
        token(),
    );
    let call_id = "[!-~]{1,20}";
    let rest = (
        call_id,
        0u32..1 << 31,
        any::<u8>(),
        prop::collection::vec(name_addr(), 0..3),
        prop::collection::vec(other, 0..4),
        prop::collection::vec(any::<u8>(), 0..50),
    );
    (routing, rest).prop_map(|((method, uri, vias, from, to, tag), rest)| {
        let (call_id, cseq, max_forwards, contacts, others, body) = rest;
        Parts {
            method,
            uri,
            vias,
            from,
            to,
            tag,
            call_id,
            cseq,
            max_forwards,
            contacts,
            others,
            body,
        }
    })
}

fn written(parts: &Parts) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = MessageWriter::request(&mut out, Method::Other(&parts.method), &parts.uri);
    for (transport, host, port, branch) in &parts.vias {
        writer.header_fmt(
            HeaderName::Via,
            format_args!("SIP/2.0/{transport} {host}:{port};branch={branch};rport"),
        );
    }
    writer.header_fmt(HeaderName::From, format_args!("{};tag={}", parts.from, parts.tag));
    writer
        .header(HeaderName::To, &parts.to)
        .header(HeaderName::CallId, &parts.call_id);
    writer.header_fmt(HeaderName::CSeq, format_args!("{} {}", parts.cseq, parts.method));
    writer.header_fmt(HeaderName::MaxForwards, format_args!("{}", parts.max_forwards));
    if !parts.contacts.is_empty() {
        writer.header(HeaderName::Contact, &parts.contacts.join(", "));
    }
    for (name, value) in &parts.others {
        writer.header(name.as_str(), value);
    }
    writer
        .finish_with_body("application/octet-stream", &parts.body)
        .unwrap();
    out
}

fn assert_says(message: &Message<'_>, parts: &Parts) {
    assert_eq!(message.method().as_str(), parts.method);
    assert_eq!(message.request_uri().as_str(), parts.uri);
    let vias: Vec<_> = message.vias().collect();
    assert_eq!(vias.len(), parts.vias.len());
    for (via, (transport, host, port, branch)) in vias.iter().zip(&parts.vias) {
        assert_eq!(
            (via.transport.as_str(), via.host.as_str()),
            (transport.as_str(), host.as_str())
        );
        assert_eq!(
            (via.port, via.branch(), via.rport()),
            (Some(*port), Some(branch.as_str()), Rport::Asked)
        );
    }
    let from = NameAddr::parse(&parts.from).unwrap();
    assert_eq!(
        (message.from().display, message.from().uri),
        (from.display, from.uri)
    );
    assert_eq!(message.from().tag(), Some(parts.tag.as_str()));
    assert_eq!(
        (message.to().as_str(), message.to().tag()),
        (parts.to.trim(), None)
    );
    assert_eq!(message.call_id(), parts.call_id);
    assert_eq!(message.cseq().number, parts.cseq);
    assert_eq!(message.max_forwards(), Some(parts.max_forwards));
    let contacts: Vec<_> = message.contacts().map(|contact| contact.uri.as_str()).collect();
    let expected: Vec<_> = parts
        .contacts
        .iter()
        .map(|text| NameAddr::parse(text).unwrap().uri.as_str())
        .collect();
    assert_eq!(contacts, expected);
    let others: Vec<_> = message
        .header_fields()
        .filter(|(name, _)| name.as_str().starts_with("X-"))
        .collect();
    assert_eq!(others.len(), parts.others.len());
    for ((name, value), (written_name, written_value)) in others.iter().zip(&parts.others) {
        assert_eq!(
            (name.as_str(), *value),
            (written_name.as_str(), written_value.trim_matches([' ', '\t']))
        );
    }
    assert_eq!(message.body(), parts.body);
}

proptest! {
    #[test]
    fn a_written_request_reads_back(parts in parts()) {
        assert_says(&parse(&written(&parts)).unwrap(), &parts);
    }

    #[test]
    fn a_response_copies_what_identifies_its_request(
        parts in parts(),
        status in 100u16..700,
        tag in token(),
        source in any::<([u8; 4], u16)>(),
    ) {
        let request_bytes = written(&parts);
        let request = parse(&request_bytes).unwrap();
        let source = SocketAddr::from((source.0, source.1.max(1)));
        let mut out = b"before".to_vec();
        let writer = MessageWriter::response(&mut out, &request, status, Some(&tag), Some(source));
        writer.finish().unwrap();
        let response = parse(out.strip_prefix(b"before").unwrap()).unwrap();
        prop_assert_eq!(response.status(), status);
        prop_assert_eq!(response.from(), request.from());
        prop_assert_eq!((response.to().uri, response.to().tag()), (request.to().uri, Some(tag.as_str())));
        prop_assert_eq!(response.call_id(), request.call_id());
        prop_assert_eq!(response.cseq(), request.cseq());
        let top = response.via_top();
        prop_assert_eq!((top.rport(), top.received()), (Rport::Filled(source.port()), Some(source.ip())));
        prop_assert_eq!((top.host, top.branch()), (request.via_top().host, request.via_top().branch()));
        let below = |message: &Message<'_>| message.vias().skip(1).map(|via| via.as_str().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(below(&response), below(&request));
    }

    #[test]
    fn no_value_becomes_a_header_field(value in "[a-z\\r\\n\\t :\\\\\\x00]{0,12}") {
        let mut out = Vec::new();
        let mut writer = MessageWriter::request(&mut out, Method::Options, "sip:ship");
        for (name, text) in [("v", "SIP/2.0/UDP h"), ("f", "sip:a@b"), ("t", "sip:a@b"), ("i", "1"), ("CSeq", "1 OPTIONS")] {
            writer.header(name, text);
        }
        writer.header("X-Value", &value);
        match writer.finish() {
            Ok(()) => prop_assert_eq!(parse(&out).unwrap().header_fields().count(), 7),
            Err(fault) => {
                prop_assert_eq!(fault, WriteError::Value);
                prop_assert!(out.is_empty(), "nothing half-written stays");
            }
        }
    }
}

#[test]
fn a_start_line_and_a_name_cannot_be_broken_either() {
    let mut out = b"kept".to_vec();
    for (method, uri) in [
        ("A B", "sip:a"),
        ("", "sip:a"),
        ("A", "sip:a b"),
        ("A", ""),
        ("A", "sip:a\r\nX: y"),
    ] {
        let fault = MessageWriter::request(&mut out, Method::Other(method), uri).finish();
        assert_eq!(fault, Err(WriteError::StartLine));
    }
    for name in ["", "a b", "a:", "a\r\nb"] {
        let mut writer = MessageWriter::request(&mut out, Method::Options, "sip:a");
        writer.header(name, "x");
        assert_eq!(writer.finish(), Err(WriteError::Name));
    }
    let mut writer = MessageWriter::request(&mut out, Method::Options, "sip:a");
    writer.header_fmt("a", format_args!("x\r\n y"));
    assert_eq!(
        writer.finish(),
        Err(WriteError::Value),
        "formatted text has no folds"
    );
    assert_eq!(out, b"kept");
}

#[test]
fn a_fold_is_written_as_one_space() {
    let bytes = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/rfc4475/wsinv.dat"
    ))
    .unwrap();
    let request = parse(&bytes).unwrap();
    let mut out = Vec::new();
    MessageWriter::response(&mut out, &request, 100, None, None)
        .finish()
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains("Via: SIP  /   2.0 /UDP 192.0.2.2;branch=390skdjuw\r\n"),
        "{text}"
    );
    assert!(
        text.contains("CSeq: 0009 INVITE\r\n") && !text.contains("\r\n "),
        "{text}"
    );
}

#[test]
fn the_top_via_says_where_the_request_came_from() {
    let cases = [
        // sent-by, source, what is written
        (
            "192.0.2.7:5060;branch=1",
            "192.0.2.7:6000",
            "192.0.2.7:5060;branch=1",
        ),
        (
            "192.0.2.7;branch=1;rport",
            "192.0.2.7:6000",
            "192.0.2.7;branch=1;rport=6000;received=192.0.2.7",
        ),
        (
            "10.0.0.1;branch=1",
            "192.0.2.7:6000",
            "10.0.0.1;branch=1;received=192.0.2.7",
        ),
        (
            "phone.example ;x=\"a;b\" ;y",
            "192.0.2.7:1",
            "phone.example;x=\"a;b\";y;received=192.0.2.7",
        ),
        (
            "10.0.0.1;received=203.0.113.1;rport=1",
            "[::ffff:192.0.2.7]:2",
            "10.0.0.1;rport=2;received=192.0.2.7",
        ),
        (
            "[2001:db8::1];branch=1",
            "[2001:db8::2]:5",
            "[2001:db8::1];branch=1;received=2001:db8::2",
        ),
        (
            "192.0.2.7, SIP/2.0/TCP b",
            "192.0.2.7:5060",
            "192.0.2.7, SIP/2.0/TCP b",
        ),
    ];
    for (sent_by, source, expected) in cases {
        let bytes = format!(
            "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP {sent_by}\r\nFrom: sip:a@b;tag=1\r\nTo: sip:a@b\r\n\
             Call-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n"
        );
        let mut out = Vec::new();
        let request = parse(bytes.as_bytes()).unwrap();
        MessageWriter::response(&mut out, &request, 200, Some("t"), Some(source.parse().unwrap()))
            .finish()
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains(&format!("Via: SIP/2.0/UDP {expected}\r\n")),
            "{text}"
        );
    }
}

#[test]
fn parts_of_an_address_are_found() {
    let uri = Uri::parse("sips:a%20b:pw@[::1]:5061;transport=tcp;lr?Subject=x&Priority=y").unwrap();
    assert_eq!(
        (uri.user, uri.password, uri.port),
        (Some("a%20b"), Some("pw"), Some(5061))
    );
    assert_eq!(
        (uri.params.get("TRANSPORT"), uri.params.find("lr")),
        (Some("tcp"), Some(None))
    );
    assert_eq!(uri.headers, "Subject=x&Priority=y");
    let tel = Uri::parse("tel:+44-20-7946;phone-context=example.com").unwrap();
    assert_eq!(
        (tel.user, tel.params.get("phone-context")),
        (Some("+44-20-7946"), Some("example.com"))
    );
    let sos = Uri::parse("urn:service:sos.police").unwrap();
    assert_eq!(
        (sos.scheme, sos.opaque()),
        (sip::uri::Scheme::Urn, "service:sos.police")
    );
    assert_eq!(Uri::parse("sip:*21#@ship").unwrap().user, Some("*21#"));
}
