//! The INVITE client transaction: timers A, B, C, D and M, ACK and CANCEL.

use super::*;

#[test]
fn timer_a_doubles_until_timer_b_ends_the_transaction() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.run_to(100_000);
    assert_eq!(
        side.moments_of("INVITE"),
        [0, 500, 1500, 3500, 7500, 15_500, 31_500]
    );
    assert_eq!(
        side.take_events(),
        [(
            32_000,
            Event::Timeout {
                client,
                owner: Owner(7)
            }
        )]
    );
    assert_eq!(side.layer.counters().requests_repeated, 6);
    side.assert_at_rest();
}

#[test]
fn a_satellite_trunk_waits_four_times_as_long() {
    let mut side = Side::new();
    let outgoing = Outgoing {
        flow: udp(),
        t1: T1::SATELLITE,
        owner: Owner(7),
    };
    side.layer
        .send_request(side.now, outgoing, &invite(), &mut side.wire)
        .expect("sent");
    side.run_to(200_000);
    assert_eq!(
        side.moments_of("INVITE"),
        [0, 2000, 6000, 14_000, 30_000, 62_000, 126_000]
    );
    assert!(matches!(
        side.take_events()[..],
        [(128_000, Event::Timeout { .. })]
    ));
    side.assert_at_rest();
}

#[test]
fn a_provisional_response_stops_the_retransmission_and_frees_the_body() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.run_to(700);
    let delivered = side.receive(udp(), &response(&invite(), 180, "srv"));
    assert_eq!(
        delivered,
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    side.run_to(60_000);
    assert_eq!(side.moments_of("INVITE"), [0, 500]);
    assert_eq!(side.take_events(), []);
    let kept = skeleton::without_body(&invite()).expect("a body to drop");
    assert_eq!(parse(&kept).expect("readable").body(), b"");
    assert_eq!(kept.len() + b"0123456789".len() + "1".len(), invite().len());
}

#[test]
fn timer_c_cancels_an_invite_that_rings_for_ever_and_64_t1_later_it_is_gone() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 100, ""));
    side.run_to(100_000);
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.take_sent();
    side.run_to(280_990);
    assert_eq!(side.sent(), []);
    side.run_to(400_000);
    let cancels = side.moments_of("CANCEL");
    assert_eq!(cancels[..3], [281_000, 281_500, 282_500]);
    assert_eq!(
        side.take_events(),
        [(
            313_000,
            Event::Timeout {
                client,
                owner: Owner(7)
            }
        )]
    );
    side.assert_at_rest();
}

#[test]
fn a_refusal_is_acknowledged_by_the_transaction_and_again_when_it_comes_again() {
    let mut side = Side::new();
    let invite = request_with(
        Method::Invite,
        "z9hG4bK1",
        1,
        "",
        Some(("Route", "<sip:p.example.net;lr>")),
    );
    let client = side.send(udp(), &invite);
    side.take_sent();
    let busy = response(&invite, 486, "srv");
    side.run_to(100);
    assert_eq!(
        side.receive(udp(), &busy),
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    let sent = side.take_sent();
    let ack = sent[0].message();
    assert_eq!(ack.method(), Method::Ack);
    assert_eq!(ack.request_uri().as_str(), "sip:bob@192.0.2.2");
    assert_eq!(ack.via_top().branch(), Some("z9hG4bK1"));
    assert_eq!(ack.vias().count(), 1);
    assert_eq!(ack.header(HeaderName::Route), Some("<sip:p.example.net;lr>"));
    assert_eq!((ack.from().tag(), ack.to().tag()), (Some("cli"), Some("srv")));
    assert_eq!((ack.call_id(), ack.cseq().number), ("call@192.0.2.7", 1));
    assert!(ack.body().is_empty());

    side.run_to(600);
    assert_eq!(side.receive(udp(), &busy), Delivered::Absorbed);
    assert_eq!(side.moments_of("ACK"), [600]);
    side.run_to(32_090);
    assert_eq!(side.layer.clients(), 1, "timer D lasts 32 s");
    side.run_to(32_100);
    side.assert_at_rest();
    assert_eq!(side.receive(udp(), &busy), Delivered::Stray);
    assert_eq!(side.layer.counters().stray_responses, 1);
}

#[test]
fn a_refusal_after_ringing_is_acknowledged_from_what_was_kept() {
    let mut side = Side::new();
    side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.take_sent();
    let _ = side.receive(udp(), &response(&invite(), 603, "srv"));
    let sent = side.take_sent();
    let ack = sent[0].message();
    assert_eq!(
        (ack.method(), ack.cseq().method, ack.to().tag()),
        (Method::Ack, Method::Ack, Some("srv"))
    );
}

#[test]
fn a_success_is_handed_up_until_it_is_acknowledged_and_then_answered_by_the_layer() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.take_sent();
    let success = response(&invite(), 200, "srv");
    let delivered = Delivered::Response {
        client,
        owner: Owner(7),
    };
    assert_eq!(side.receive(udp(), &success), delivered);
    assert_eq!(
        side.receive(udp(), &success),
        delivered,
        "the user has not acknowledged it"
    );
    let hop = Flow {
        peer: "192.0.2.9:5060".parse().expect("an address"),
        ..udp()
    };
    side.layer
        .acknowledge(client, "srv", hop, &ack_to_success(), &mut side.wire);
    side.run_to(500);
    assert_eq!(
        side.receive(udp(), &success),
        Delivered::Absorbed,
        "the ACK was lost"
    );
    let acks = side.take_sent();
    assert_eq!(
        acks.iter().map(|ack| (ack.at, ack.flow)).collect::<Vec<_>>(),
        [(0, hop), (500, hop)]
    );
    assert_eq!(
        side.receive(udp(), &response(&invite(), 200, "fork")),
        delivered,
        "another dialog"
    );
    side.run_to(31_990);
    assert_eq!(side.layer.clients(), 1, "timer M lasts 64*T1");
    side.run_to(32_000);
    assert_eq!(side.take_events(), []);
    side.assert_at_rest();
}

#[test]
fn a_late_refusal_after_a_success_is_absorbed() {
    let mut side = Side::new();
    side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 200, "srv"));
    side.take_sent();
    assert_eq!(
        side.receive(udp(), &response(&invite(), 486, "other")),
        Delivered::Absorbed
    );
    assert_eq!(
        side.receive(udp(), &response(&invite(), 180, "srv")),
        Delivered::Absorbed
    );
    assert_eq!(side.sent(), []);
}

#[test]
fn a_cancel_waits_for_the_first_provisional_response() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    assert_eq!(
        side.layer.cancel(side.now, client, None, &mut side.wire),
        Cancelling::Waiting
    );
    side.run_to(100);
    assert_eq!(side.moments_of("INVITE"), [0]);
    let _ = side.receive(udp(), &response(&invite(), 100, ""));
    assert_eq!(side.moments_of("CANCEL"), [100]);
    assert_eq!(
        side.layer.cancel(side.now, client, None, &mut side.wire),
        Cancelling::TooLate,
        "sent already"
    );
}

#[test]
fn a_given_up_invite_is_repeated_because_only_its_provisional_response_lets_the_cancel_go() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.layer.cancel(side.now, client, None, &mut side.wire);
    side.run_to(600);
    assert_eq!(side.moments_of("INVITE"), [0, 500], "the first 100 was lost");
    let _ = side.receive(udp(), &response(&invite(), 100, ""));
    side.run_to(20_000);
    let repeated = side.sent();
    assert!(repeated.iter().all(|(_, word)| word == "CANCEL"), "{repeated:?}");
    assert_eq!(repeated[0].0, 600);
}

#[test]
fn a_caller_that_does_not_round_its_moments_neither_loops_nor_fires_early() {
    let mut side = Side::new();
    side.now = Moment::after_start(Duration::from_nanos(1_234_567));
    side.send(udp(), &invite());
    side.take_sent();
    let early = Moment::after_start(Duration::from_nanos(501_000_000));
    assert_eq!(side.layer.advance(early, &mut side.wire), None);
    assert_eq!(side.sent(), []);
    let due = side.layer.next_deadline().expect("timer A");
    assert_eq!(side.layer.advance(due, &mut side.wire), None);
    assert_eq!(side.take_sent().len(), 1);
}

#[test]
fn a_cancel_without_any_provisional_response_ends_with_timer_b() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.layer.cancel(side.now, client, None, &mut side.wire);
    side.run_to(50_000);
    assert_eq!(
        side.take_events(),
        [(
            32_000,
            Event::Timeout {
                client,
                owner: Owner(7)
            }
        )]
    );
    assert_eq!(side.moments_of("INVITE").len(), 7);
    side.assert_at_rest();
}

#[test]
fn a_cancel_repeats_the_fields_of_its_invite_and_is_repeated_until_answered() {
    let mut side = Side::new();
    let invite = request_with(
        Method::Invite,
        "z9hG4bK1",
        5,
        "",
        Some(("Route", "<sip:p.example.net;lr>")),
    );
    let client = side.send(udp(), &invite);
    let _ = side.receive(udp(), &response(&invite, 180, "srv"));
    side.take_sent();
    let reason = Some("SIP;cause=200;text=\"Call completed elsewhere\"");
    assert_eq!(
        side.layer.cancel(side.now, client, reason, &mut side.wire),
        Cancelling::Sent
    );
    side.run_to(600);
    let sent = side.take_sent();
    assert_eq!(sent.iter().map(|sent| sent.at).collect::<Vec<_>>(), [0, 500]);
    let cancel = sent[0].message();
    assert_eq!(cancel.method(), Method::Cancel);
    assert_eq!(cancel.cseq().number, 5);
    assert_eq!(cancel.request_uri().as_str(), "sip:bob@192.0.2.2");
    assert_eq!(cancel.via_top().branch(), Some("z9hG4bK1"));
    assert_eq!(cancel.header(HeaderName::Route), Some("<sip:p.example.net;lr>"));
    assert_eq!((cancel.to().tag(), cancel.from().tag()), (None, Some("cli")));
    assert_eq!(cancel.header("Reason"), reason);
    assert_eq!(
        side.receive(udp(), &response(&sent[0].bytes, 200, "srv")),
        Delivered::Absorbed
    );
    side.run_to(900);
    assert_eq!(side.sent(), [], "an answered CANCEL is not repeated");

    let ended = side.receive(udp(), &response(&invite, 487, "srv"));
    assert_eq!(
        ended,
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    assert_eq!(side.moments_of("ACK"), [900]);
    side.run_to(40_000);
    assert_eq!(side.take_events(), []);
    side.assert_at_rest();
}

#[test]
fn a_cancelled_invite_that_is_never_answered_ends_after_64_t1() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.run_to(10_000);
    side.layer.cancel(side.now, client, None, &mut side.wire);
    let cancel = side.take_sent().pop().expect("a CANCEL").bytes;
    let _ = side.receive(udp(), &response(&cancel, 200, "srv"));
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.run_to(100_000);
    assert_eq!(
        side.take_events(),
        [(
            42_000,
            Event::Timeout {
                client,
                owner: Owner(7)
            }
        )]
    );
    side.assert_at_rest();
}

#[test]
fn a_success_that_crosses_the_cancel_is_handed_up() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.layer.cancel(side.now, client, None, &mut side.wire);
    let cancel = side.take_sent().pop().expect("a CANCEL").bytes;
    let delivered = side.receive(udp(), &response(&invite(), 200, "srv"));
    assert_eq!(
        delivered,
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    assert_eq!(
        side.receive(udp(), &response(&cancel, 481, "srv")),
        Delivered::Absorbed
    );
    side.run_to(40_000);
    assert_eq!(side.take_events(), []);
    side.assert_at_rest();
}

#[test]
fn a_success_before_the_waiting_cancel_makes_it_needless() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    side.layer.cancel(side.now, client, None, &mut side.wire);
    let _ = side.receive(udp(), &response(&invite(), 200, "srv"));
    assert_eq!(side.moments_of("INVITE"), [0]);
    assert_eq!(
        side.layer.cancel(side.now, client, None, &mut side.wire),
        Cancelling::TooLate
    );
}

#[test]
fn a_lost_cancel_is_sent_again_and_its_silence_says_nothing() {
    let mut side = Side::new();
    let client = side.send(udp(), &invite());
    let _ = side.receive(udp(), &response(&invite(), 180, "srv"));
    side.take_sent();
    side.layer.cancel(side.now, client, None, &mut side.wire);
    let _ = side.receive(udp(), &response(&invite(), 487, "srv"));
    side.run_to(100_000);
    let cancels = side
        .sent()
        .into_iter()
        .filter(|(_, word)| word == "CANCEL")
        .count();
    assert_eq!(
        cancels, 11,
        "timer E: 0, 0.5, 1.5, 3.5, then each 4 s up to 31.5 s"
    );
    assert_eq!(
        side.take_events(),
        [],
        "the user has its 487 and hears nothing of the CANCEL"
    );
    side.assert_at_rest();
}
