//! IPv6 in SIP messages, after the cases of RFC 5118 §4.

use sip::message::{Fault, HeaderName, parse};
use sip::uri::Uri;

fn register(uri: &str, via: &str, contact: &str) -> Vec<u8> {
    format!(
        "REGISTER {uri} SIP/2.0\r\nTo: sip:user@example.com\r\nFrom: sip:user@example.com;tag=81x2\r\n\
         Via: {via}\r\nCall-ID: SSG9559905523997077@hlau_4100\r\nMax-Forwards: 70\r\nContact: {contact}\r\n\
         CSeq: 98176 REGISTER\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

const VIA: &str = "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111";
const CONTACT: &str = "\"Caller\" <sip:caller@[2001:db8::1]>";

#[test]
fn a_reference_in_brackets_is_an_address() {
    let bytes = register("sip:[2001:db8::10]", VIA, CONTACT);
    let message = parse(&bytes).unwrap();
    assert_eq!(
        message.request_uri().host.ip(),
        Some("2001:db8::10".parse().unwrap())
    );
    assert_eq!(message.request_uri().port, None);
    assert_eq!(
        message.via_top().host.ip(),
        Some("2001:db8::9:1".parse().unwrap())
    );
    assert_eq!(
        message.contacts().next().unwrap().uri.host.as_str(),
        "[2001:db8::1]"
    );
}

#[test]
fn an_address_without_brackets_is_refused() {
    assert_eq!(
        parse(&register("sip:2001:db8::10", VIA, CONTACT))
            .err()
            .map(|r| r.fault()),
        Some(Fault::RequestUri)
    );
    let via = register(
        "sip:example.com",
        "SIP/2.0/UDP 2001:db8::9:1;branch=z9hG4bK1",
        CONTACT,
    );
    assert_eq!(
        parse(&via).err().map(|r| r.fault()),
        Some(Fault::Malformed(HeaderName::Via))
    );
}

#[test]
fn a_port_glued_inside_the_brackets_belongs_to_the_address() {
    let uri = Uri::parse("sip:[2001:db8::10:5070]").unwrap();
    assert_eq!(
        (uri.host.ip(), uri.port),
        (Some("2001:db8::10:5070".parse().unwrap()), None)
    );
    let uri = Uri::parse("sip:[2001:db8::10]:5070").unwrap();
    assert_eq!(
        (uri.host.ip(), uri.port),
        (Some("2001:db8::10".parse().unwrap()), Some(5070))
    );
}

#[test]
fn received_is_read_with_and_without_brackets() {
    for received in ["[2001:db8::9:255]", "2001:db8::9:255"] {
        let via = format!("SIP/2.0/UDP [2001:db8::9:1];received={received};branch=z9hG4bKas3-111");
        let bytes = register("sip:[2001:db8::10]", &via, CONTACT);
        assert_eq!(
            parse(&bytes).unwrap().via_top().received(),
            Some("2001:db8::9:255".parse().unwrap())
        );
    }
}

#[test]
fn both_families_live_in_one_message() {
    let via = format!("{VIA}, SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK2");
    let bytes = register("sip:192.0.2.10", &via, CONTACT);
    let hosts: Vec<_> = parse(&bytes)
        .unwrap()
        .vias()
        .map(|via| via.host.ip().unwrap().is_ipv6())
        .collect();
    assert_eq!(hosts, [true, false]);
}

#[test]
fn mapped_addresses_and_the_extra_colon_of_the_grammar_are_read() {
    let mapped = Uri::parse("sip:user@[::ffff:192.0.2.10]:19823").unwrap();
    assert_eq!(
        mapped.host.ip().unwrap().to_canonical(),
        "192.0.2.10".parse::<std::net::IpAddr>().unwrap()
    );
    let extra = Uri::parse("sip:user@[2001:db8:::192.0.2.1]").unwrap();
    assert_eq!(extra.host.ip(), Some("2001:db8::192.0.2.1".parse().unwrap()));
}

#[test]
fn brackets_around_anything_else_are_refused() {
    for host in [
        "[]",
        "[",
        "[::1",
        "[192.0.2.1]",
        "[example.com]",
        "[::1]x",
        "[::g]",
        "[1:2:3:4:5:6:7:8:9]",
        "[fe80::1%eth0]",
    ] {
        assert_eq!(Uri::parse(&format!("sip:{host}")), None, "{host}");
    }
}
