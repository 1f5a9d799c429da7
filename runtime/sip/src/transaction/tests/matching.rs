//! Which message belongs to which transaction (RFC 3261 §17.1.3, §17.2.3, §8.2.2.2).

use super::*;

fn with(request: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = core::str::from_utf8(request).expect("ASCII");
    assert!(text.contains(from), "{from} is in the request");
    text.replace(from, to).into_bytes()
}

#[test]
fn branch_sent_by_and_method_decide_together() {
    let mut side = Side::new();
    let options = request_with(Method::Options, "z9hG4bK1", 1, "x", None);
    side.open(udp(), &options);
    assert_eq!(side.receive(udp(), &options), Delivered::Absorbed);
    for other in [
        with(&options, "branch=z9hG4bK1", "branch=z9hG4bK12"),
        with(&options, "branch=z9hG4bK1", "branch=z9hG4bk1"),
        with(&options, "192.0.2.7:5070;", "192.0.2.7:5071;"),
        with(&options, "192.0.2.7:5070;", "192.0.2.8:5070;"),
        request_with(Method::Info, "z9hG4bK1", 1, "x", None),
    ] {
        assert!(
            matches!(side.receive(udp(), &other), Delivered::Request(_)),
            "{}",
            String::from_utf8_lossy(&other)
        );
    }
}

#[test]
fn a_host_in_sent_by_compares_without_regard_to_case_and_5060_is_the_default_port() {
    let mut side = Side::new();
    let options = with(&request(Method::Options), "192.0.2.7:5070;", "Ship.Example:5060;");
    side.open(udp(), &options);
    assert_eq!(
        side.receive(udp(), &with(&options, "Ship.Example:5060", "sHIP.eXAMPLE")),
        Delivered::Absorbed
    );
}

#[test]
fn two_listeners_never_share_a_transaction() {
    let mut side = Side::new();
    let trunk = Flow {
        listener: Listener(1),
        ..udp()
    };
    side.open(trunk, &invite());
    assert_eq!(side.receive(udp(), &request(Method::Cancel)), Delivered::Refused);
    side.send(trunk, &request(Method::Bye));
    assert_eq!(
        side.receive(udp(), &response(&request(Method::Bye), 200, "x")),
        Delivered::Stray
    );
}

#[test]
fn a_response_with_another_sent_by_or_method_is_a_stray() {
    let mut side = Side::new();
    let bye = request(Method::Bye);
    side.send(udp(), &bye);
    let ok = response(&bye, 200, "srv");
    assert_eq!(
        side.receive(udp(), &with(&ok, "192.0.2.7:5070", "192.0.2.7:5071")),
        Delivered::Stray
    );
    assert_eq!(
        side.receive(udp(), &with(&ok, "1 BYE", "1 INFO")),
        Delivered::Stray
    );
    assert!(matches!(side.receive(udp(), &ok), Delivered::Response { .. }));
}

#[test]
fn without_a_magic_cookie_the_fields_of_rfc_2543_decide() {
    for branch in ["", ";branch=1", ";branch=z9hG4bK"] {
        let mut side = Side::new();
        let old = |bytes: &[u8]| with(bytes, ";branch=z9hG4bK1", branch);
        let invite = old(&invite());
        let server = side.open(udp(), &invite);
        assert_eq!(side.receive(udp(), &invite), Delivered::Absorbed, "{branch}");
        let other = with(&with(&invite, "tag=cli", "tag=other"), "call@", "other@");
        assert!(
            matches!(side.receive(udp(), &other), Delivered::Request(_)),
            "{branch}"
        );
        let cancelled = side.receive(udp(), &old(&request(Method::Cancel)));
        assert_eq!(
            cancelled,
            Delivered::Cancelled {
                invite: server,
                owner: Owner(9)
            }
        );
        side.respond(server, &invite, 487).expect("sent");
        let wrong_tag = old(&request_with(Method::Ack, "z9hG4bK1", 1, "other", None));
        assert_eq!(side.receive(udp(), &wrong_tag), Delivered::Stray);
        assert_eq!(side.receive(udp(), &old(&ack())), Delivered::Absorbed);
        side.run_to(40_000);
        side.assert_at_rest();
    }
}

#[test]
fn a_request_that_came_by_two_ways_is_refused_once() {
    let mut side = Side::new();
    side.open(udp(), &invite());
    side.take_sent();
    let copy = with(&invite(), "z9hG4bK1", "z9hG4bKother");
    assert_eq!(side.receive(udp(), &copy), Delivered::Refused);
    assert_eq!(side.sent(), [(0, "482".to_owned())]);
    assert_eq!(side.layer.counters().merged_requests, 1);
    for (from, to) in [
        ("tag=cli", "tag=new"),
        ("call@", "new@"),
        ("1 INVITE", "2 INVITE"),
    ] {
        let other = with(&copy, from, to);
        assert!(
            matches!(side.receive(udp(), &other), Delivered::Request(_)),
            "another {from}"
        );
    }
}

#[test]
fn a_request_within_a_dialog_and_one_after_a_challenge_are_not_merged() {
    let mut side = Side::new();
    let info = request_with(Method::Info, "z9hG4bK1", 3, "srv", None);
    side.open(udp(), &info);
    let again = with(&info, "z9hG4bK1", "z9hG4bKother");
    assert!(matches!(side.receive(udp(), &again), Delivered::Request(_)));

    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 401).expect("sent");
    let retry = with(&invite(), "z9hG4bK1", "z9hG4bKother");
    assert!(
        matches!(side.receive(udp(), &retry), Delivered::Request(_)),
        "a client that keeps its CSeq"
    );
}

#[test]
fn another_request_under_a_used_branch_is_refused_and_the_call_stays() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    let _ = side.receive(udp(), &ack_to_success());
    side.layer.acknowledged(server);
    side.take_sent();
    let reinvite = request_with(Method::Invite, "z9hG4bK1", 2, "srv", None);
    assert_eq!(side.receive(udp(), &reinvite), Delivered::Refused);
    assert_eq!(side.sent(), [(0, "400".to_owned())]);
    assert_eq!(side.layer.counters().reused_branches, 1);
    let its_ack = request_with(Method::Ack, "z9hG4bK1", 2, "srv", None);
    assert_eq!(side.receive(udp(), &its_ack), Delivered::Stray);
    assert_eq!(side.layer.servers(), 1);
}

#[test]
fn an_ack_belongs_to_the_accepted_invite_with_its_cseq() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    assert_eq!(
        side.receive(udp(), &ack_to_success()),
        Delivered::Stray,
        "nothing is answered yet"
    );
    side.respond(server, &invite(), 200).expect("sent");
    let reinvite = request_with(Method::Invite, "z9hG4bK5", 2, "srv", None);
    let second = side.open(udp(), &reinvite);
    side.respond(second, &reinvite, 200).expect("sent");
    for (sequence, invite) in [(1, server), (2, second)] {
        let ack = request_with(
            Method::Ack,
            &format!("z9hG4bKack{sequence}"),
            sequence,
            "srv",
            None,
        );
        let delivered = side.receive(udp(), &ack);
        assert_eq!(
            delivered,
            Delivered::Acknowledgement {
                invite,
                owner: Owner(9)
            }
        );
    }
    let ack = request_with(Method::Ack, "z9hG4bKack3", 3, "srv", None);
    assert_eq!(side.receive(udp(), &ack), Delivered::Stray);
}

#[test]
fn responses_go_where_the_via_says_but_never_to_another_host() {
    let source: core::net::SocketAddr = "198.51.100.9:40000".parse().expect("an address");
    let from_nat = Flow {
        peer: source,
        ..udp()
    };
    let cases = [
        ("192.0.2.7:5070", "198.51.100.9:5070"),
        ("192.0.2.7", "198.51.100.9:5060"),
        ("192.0.2.7:5070;rport", "198.51.100.9:40000"),
        ("192.0.2.7:5070;maddr=203.0.113.1", "198.51.100.9:5070"),
        ("192.0.2.7:5070;received=203.0.113.1", "198.51.100.9:5070"),
    ];
    for (sent_by, expected) in cases {
        let mut side = Side::new();
        let options = with(&request(Method::Options), "192.0.2.7:5070", sent_by);
        let server = side.open(from_nat, &options);
        side.respond(server, &options, 200).expect("sent");
        assert_eq!(
            side.take_sent()[0].flow.peer,
            expected.parse().expect("an address"),
            "{sent_by}"
        );
    }
    let stream = Flow {
        peer: source,
        ..tcp()
    };
    let bytes = request(Method::Options);
    let message = parse(&bytes).expect("readable");
    assert_eq!(
        reply_flow(stream, &message),
        stream,
        "a stream answers by its connection"
    );
}

#[test]
fn a_message_is_of_the_peer_whose_transaction_it_would_reach() {
    fn belongs(side: &mut Side, listener: Listener, bytes: &[u8]) -> Option<core::net::SocketAddr> {
        let message = parse(bytes).expect("readable");
        Some(side.layer.flow_of(listener, &message)?.peer)
    }
    let mut side = Side::new();
    let (ours, trunk) = (Listener(0), Listener(1));
    let peer = Some(udp().peer);
    let bye = request(Method::Bye);
    assert_eq!(belongs(&mut side, ours, &response(&bye, 200, "srv")), None);
    side.send(udp(), &bye);
    assert_eq!(belongs(&mut side, ours, &response(&bye, 200, "srv")), peer);
    assert_eq!(belongs(&mut side, trunk, &response(&bye, 200, "srv")), None);

    let cancel = request(Method::Cancel);
    assert_eq!(belongs(&mut side, ours, &invite()), None);
    assert_eq!(belongs(&mut side, ours, &cancel), None);
    let server = side.open(udp(), &invite());
    assert_eq!(belongs(&mut side, ours, &invite()), peer);
    assert_eq!(belongs(&mut side, ours, &cancel), peer);
    assert_eq!(belongs(&mut side, trunk, &cancel), None);
    assert_eq!(belongs(&mut side, ours, &ack_to_success()), None);
    side.respond(server, &invite(), 200).expect("sent");
    assert_eq!(belongs(&mut side, ours, &ack_to_success()), peer);
    assert_eq!(belongs(&mut side, ours, &request(Method::Options)), None);
}

#[test]
fn the_ack_to_a_refusal_is_of_the_peer_that_was_refused() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 486).expect("sent");
    let bytes = ack();
    let message = parse(&bytes).expect("readable");
    let flow = side.layer.flow_of(Listener(0), &message);
    assert_eq!(flow.map(|flow| flow.peer), Some(udp().peer));
}

#[test]
fn a_transaction_keeps_less_than_a_kilobyte_beside_its_messages() {
    assert!(
        size_of::<client::Client>() <= 320,
        "{}",
        size_of::<client::Client>()
    );
    assert!(
        size_of::<server::Server>() <= 320,
        "{}",
        size_of::<server::Server>()
    );
}
