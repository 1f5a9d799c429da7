//! The INVITE server transaction: timers G, H, I and L, the repeated 2xx, CANCEL.

use super::*;

#[test]
fn a_repeated_invite_gets_the_last_provisional_response_again() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    assert_eq!(
        side.receive(udp(), &invite()),
        Delivered::Absorbed,
        "nothing to say yet"
    );
    assert_eq!(side.sent(), []);
    side.respond(server, &invite(), 100).expect("sent");
    side.respond(server, &invite(), 180).expect("sent");
    side.take_sent();
    assert_eq!(side.receive(udp(), &invite()), Delivered::Absorbed);
    assert_eq!(side.moments_of("180"), [0]);
    assert_eq!(side.layer.counters().requests_absorbed, 2);
}

#[test]
fn ringing_is_repeated_each_minute_for_the_timer_c_of_proxies() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 100).expect("sent");
    side.run_to(200_000);
    assert_eq!(side.moments_of("100"), [0]);
    side.respond(server, &invite(), 180).expect("sent");
    side.run_to(330_000);
    assert_eq!(side.moments_of("180"), [200_000, 260_000, 320_000]);
}

#[test]
fn a_refusal_is_repeated_by_timer_g_until_timer_h_gives_up() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 486).expect("sent");
    side.run_to(100_000);
    let sent = side.moments_of("486");
    assert_eq!(
        sent,
        [
            0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500
        ]
    );
    assert_eq!(side.layer.counters().unacknowledged_refusals, 1);
    assert_eq!(side.take_events(), []);
    side.assert_at_rest();
}

#[test]
fn a_lost_ack_to_a_refusal_is_answered_with_the_refusal_and_timer_i_absorbs_more_acks() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 486).expect("sent");
    side.run_to(600);
    assert_eq!(side.moments_of("486"), [0, 500]);
    assert_eq!(side.receive(udp(), &ack()), Delivered::Absorbed);
    side.run_to(2000);
    assert_eq!(side.receive(udp(), &ack()), Delivered::Absorbed);
    assert_eq!(side.receive(udp(), &invite()), Delivered::Absorbed);
    side.run_to(5590);
    assert_eq!(side.layer.servers(), 1, "timer I lasts T4");
    side.run_to(5600);
    assert_eq!(side.sent(), []);
    side.assert_at_rest();
    assert_eq!(side.receive(udp(), &ack()), Delivered::Stray);
    assert_eq!(side.layer.counters().stray_acks, 1);
}

#[test]
fn a_lost_success_is_repeated_until_its_ack() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    side.run_to(4000);
    assert_eq!(side.moments_of("200"), [0, 500, 1500, 3500]);
    let delivered = Delivered::Acknowledgement {
        invite: server,
        owner: Owner(9),
    };
    assert_eq!(side.receive(udp(), &ack_to_success()), delivered);
    assert!(side.layer.acknowledged(server));
    assert_eq!(
        side.receive(udp(), &ack_to_success()),
        delivered,
        "a lost 200 was repeated, so is its ACK"
    );
    assert!(!side.layer.acknowledged(server));
    side.run_to(31_990);
    assert_eq!(side.sent(), []);
    assert_eq!(side.layer.servers(), 1, "timer L lasts 64*T1");
    side.run_to(32_000);
    assert_eq!(side.take_events(), []);
    side.assert_at_rest();
    assert_eq!(side.receive(udp(), &ack_to_success()), Delivered::Stray);
}

#[test]
fn a_success_without_ack_is_reported_after_64_t1() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    side.run_to(100_000);
    let sent = side.moments_of("200");
    assert_eq!(
        sent,
        [
            0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500
        ]
    );
    let expected = Event::Unacknowledged {
        invite: server,
        owner: Owner(9),
    };
    assert_eq!(side.take_events(), [(32_000, expected)]);
    side.assert_at_rest();
}

#[test]
fn a_late_retransmission_of_an_answered_invite_begins_no_second_call() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    let _ = side.receive(udp(), &ack_to_success());
    side.layer.acknowledged(server);
    side.take_sent();
    side.run_to(20_000);
    assert_eq!(side.receive(udp(), &invite()), Delivered::Absorbed);
    assert_eq!(side.sent(), []);
}

#[test]
fn a_second_final_response_is_refused() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    assert_eq!(side.respond(server, &invite(), 486), Err(RespondError::Answered));
    assert_eq!(
        side.layer.respond(side.now, server, 99, b"", &mut side.wire),
        Err(RespondError::Status)
    );
    side.run_to(100_000);
    assert_eq!(side.respond(server, &invite(), 486), Err(RespondError::Ended));
}

#[test]
fn a_cancel_is_answered_here_and_told_once() {
    let mut side = Side::new();
    let server = side.open(udp(), &invite());
    side.respond(server, &invite(), 180).expect("sent");
    side.take_sent();
    let cancel = request(Method::Cancel);
    let cancelled = Delivered::Cancelled {
        invite: server,
        owner: Owner(9),
    };
    assert_eq!(side.receive(udp(), &cancel), cancelled);
    let sent = side.take_sent();
    let answer = sent[0].message();
    assert_eq!((answer.status(), answer.method()), (200, Method::Cancel));
    assert_eq!(
        answer.to().tag(),
        Some("srv"),
        "the tag of the INVITE's responses"
    );
    assert_eq!(side.receive(udp(), &cancel), Delivered::Absorbed);
    assert_eq!(side.sent(), [(0, "200".to_owned())]);

    side.respond(server, &invite(), 487).expect("sent");
    assert_eq!(side.receive(udp(), &ack()), Delivered::Absorbed);
    side.run_to(40_000);
    side.assert_at_rest();
}

#[test]
fn a_cancel_after_the_final_response_is_answered_and_changes_nothing() {
    for status in [200, 486] {
        let mut side = Side::new();
        let server = side.open(udp(), &invite());
        side.respond(server, &invite(), status).expect("sent");
        side.take_sent();
        assert_eq!(side.receive(udp(), &request(Method::Cancel)), Delivered::Absorbed);
        assert_eq!(side.sent(), [(0, "200".to_owned())]);
    }
}

#[test]
fn a_cancel_for_nothing_gets_481_without_state() {
    let mut side = Side::new();
    assert_eq!(side.receive(udp(), &request(Method::Cancel)), Delivered::Refused);
    let first = side.take_sent();
    assert_eq!(first[0].message().status(), 481);
    assert!(first[0].message().to().tag().is_some());
    assert_eq!(side.receive(udp(), &request(Method::Cancel)), Delivered::Refused);
    assert_eq!(
        side.take_sent()[0].bytes,
        first[0].bytes,
        "the same answer without memory"
    );
    assert_eq!(side.layer.counters().stray_cancels, 2);
    side.assert_at_rest();
}

#[test]
fn a_stateless_refusal_leaves_nothing_and_its_ack_is_silent() {
    let mut side = Side::new();
    assert!(matches!(side.receive(udp(), &invite()), Delivered::Request(_)));
    let bytes = invite();
    let message = parse(&bytes).expect("readable");
    reply(udp(), &message, &response(&bytes, 401, "x"), &mut side.wire);
    assert_eq!(
        side.take_sent()[0].flow.peer,
        "192.0.2.7:5070".parse().expect("an address")
    );
    assert_eq!(side.receive(udp(), &ack()), Delivered::Stray);
    assert_eq!(side.sent(), []);
    side.assert_at_rest();
}
