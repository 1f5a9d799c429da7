use super::*;
use crate::MediaRemote;
use proptest::prelude::*;

const NOW: Duration = Duration::from_secs(7);
const PCMA: u8 = 8;
const EVENT: u8 = 101;
const G729: u8 = 18;

fn stream(remote: &str, accepts: &[u8]) -> Stream {
    let rtp: SocketAddr = remote.parse().unwrap();
    let rtcp = SocketAddr::new(rtp.ip(), rtp.port() + 1);
    Stream {
        remote: Some(MediaRemote { rtp, rtcp }),
        accepts: accepts.iter().copied().collect(),
    }
}

fn agreed() -> Agreed {
    Agreed {
        calling: stream("10.0.0.5:4000", &[PCMA, EVENT]),
        called: stream("192.0.2.9:6000", &[PCMA]),
    }
}

fn relay() -> Relay {
    let mut relay = Relay::new(Duration::ZERO);
    relay.apply(&agreed());
    relay
}

fn voice(payload_type: u8) -> Vec<u8> {
    let mut packet = vec![0x80, payload_type, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4];
    packet.extend_from_slice(&[0xd5; 160]);
    packet
}

const REPORT: [u8; 8] = [0x80, 201, 0, 1, 1, 2, 3, 4];

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn a_packet_of_the_named_address_goes_to_the_address_that_the_other_named() {
    let mut relay = relay();
    let sent = relay.receive(
        NOW,
        Party::Calling,
        Component::Rtp,
        at("10.0.0.5:4000"),
        &voice(PCMA),
    );
    assert_eq!(sent, Ok(at("192.0.2.9:6000")));
    let back = relay.receive(
        NOW,
        Party::Called,
        Component::Rtp,
        at("192.0.2.9:6000"),
        &voice(EVENT),
    );
    assert_eq!(back, Ok(at("10.0.0.5:4000")));
    assert_eq!(relay.counters(Party::Calling).packets, 1);
    assert_eq!(relay.counters(Party::Calling).octets, 172);
    assert_eq!(relay.last_heard(Party::Calling), NOW);
}

#[test]
fn reports_go_between_the_rtcp_ports() {
    let mut relay = relay();
    let sent = relay.receive(NOW, Party::Called, Component::Rtcp, at("192.0.2.9:6001"), &REPORT);
    assert_eq!(sent, Ok(at("10.0.0.5:4001")));
    let wrong = relay.receive(NOW, Party::Called, Component::Rtcp, at("192.0.2.9:6000"), &REPORT);
    assert_eq!(wrong, Err(DropReason::WrongSource));
}

#[test]
fn another_address_or_port_is_dropped_and_counted() {
    let mut relay = relay();
    for source in [
        "10.0.0.6:4000",
        "10.0.0.5:4002",
        "192.0.2.9:6000",
        "[2001:db8::1]:4000",
    ] {
        let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at(source), &voice(PCMA));
        assert_eq!(sent, Err(DropReason::WrongSource), "{source}");
    }
    assert_eq!(relay.counters(Party::Calling).dropped(DropReason::WrongSource), 4);
    assert_eq!(relay.counters(Party::Calling).packets, 0);
    assert_eq!(
        relay.last_heard(Party::Calling),
        Duration::ZERO,
        "strangers do not keep a call alive"
    );
}

#[test]
fn an_address_mapped_into_ipv6_is_the_same_address() {
    let sent = relay().receive(
        NOW,
        Party::Calling,
        Component::Rtp,
        at("[::ffff:10.0.0.5]:4000"),
        &voice(PCMA),
    );
    assert!(sent.is_ok());
}

#[test]
fn a_payload_type_that_the_receiver_did_not_name_is_dropped() {
    let mut relay = relay();
    for payload_type in [G729, EVENT, 72, 127] {
        let packet = voice(payload_type);
        let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at("10.0.0.5:4000"), &packet);
        assert_eq!(sent, Err(DropReason::PayloadType));
    }
}

#[test]
fn what_is_no_rtp_does_not_pass() {
    let mut relay = relay();
    let stun = [
        0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
    for packet in [&b""[..], &stun, b"\r\n\r\n"] {
        let sent = relay.receive(NOW, Party::Calling, Component::Rtp, at("10.0.0.5:4000"), packet);
        assert_eq!(sent, Err(DropReason::Malformed));
    }
}

#[test]
fn nothing_passes_before_the_answer_and_nothing_to_a_party_on_hold() {
    let mut relay = Relay::new(NOW);
    let early = relay.receive(
        NOW,
        Party::Called,
        Component::Rtp,
        at("192.0.2.9:6000"),
        &voice(PCMA),
    );
    assert_eq!(early, Err(DropReason::NotAgreed));
    relay.apply(&Agreed {
        calling: Stream::default(),
        ..agreed()
    });
    let held = relay.receive(
        NOW,
        Party::Called,
        Component::Rtp,
        at("192.0.2.9:6000"),
        &voice(PCMA),
    );
    assert_eq!(held, Err(DropReason::NoDestination));
}

#[test]
fn a_new_agreement_ends_the_old_one() {
    let mut relay = relay();
    relay.apply(&Agreed {
        calling: stream("10.0.0.5:4100", &[PCMA]),
        ..agreed()
    });
    let old = relay.receive(
        NOW,
        Party::Calling,
        Component::Rtp,
        at("10.0.0.5:4000"),
        &voice(PCMA),
    );
    assert_eq!(old, Err(DropReason::WrongSource));
    let new = relay.receive(
        NOW,
        Party::Calling,
        Component::Rtp,
        at("10.0.0.5:4100"),
        &voice(PCMA),
    );
    assert!(new.is_ok());
}

proptest! {
    #[test]
    fn every_packet_passes_or_is_counted_once(
        steps in proptest::collection::vec((any::<bool>(), any::<bool>(), 0usize..4, proptest::collection::vec(any::<u8>(), 0..40)), 0..60)
    ) {
        let sources = ["10.0.0.5:4000", "10.0.0.5:4001", "192.0.2.9:6000", "192.0.2.9:6001"].map(at);
        let mut relay = relay();
        let (mut calling, mut called) = (0, 0);
        for (is_calling, is_rtp, source, bytes) in steps {
            let party = if is_calling { calling += 1; Party::Calling } else { called += 1; Party::Called };
            let component = if is_rtp { Component::Rtp } else { Component::Rtcp };
            if let Ok(to) = relay.receive(NOW, party, component, sources[source], &bytes) {
                prop_assert_eq!(sources[source], if is_calling { sources[usize::from(!is_rtp)] } else { sources[2 + usize::from(!is_rtp)] });
                prop_assert_eq!(to, if is_calling { sources[2 + usize::from(!is_rtp)] } else { sources[usize::from(!is_rtp)] });
            }
        }
        for (party, total) in [(Party::Calling, calling), (Party::Called, called)] {
            let counters = relay.counters(party);
            let drops: u64 = DropReason::ALL.iter().map(|&reason| counters.dropped(reason)).sum();
            prop_assert_eq!(counters.packets + drops, total);
        }
    }
}
