//! Transactions other than INVITE: timers E, F, J and K.

use super::*;

#[test]
fn timer_e_stops_doubling_at_t2_and_timer_f_ends_the_transaction() {
    let mut side = Side::new();
    let client = side.send(udp(), &request(Method::Bye));
    side.run_to(100_000);
    let sent = side.moments_of("BYE");
    assert_eq!(
        sent,
        [
            0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500
        ]
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
    side.assert_at_rest();
}

#[test]
fn after_a_provisional_response_timer_e_runs_at_t2() {
    let mut side = Side::new();
    let client = side.send(udp(), &request(Method::Options));
    side.run_to(100);
    let trying = response(&request(Method::Options), 100, "");
    assert_eq!(
        side.receive(udp(), &trying),
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    side.run_to(100_000);
    let sent = side.moments_of("OPTIONS");
    assert_eq!(sent, [0, 500, 4500, 8500, 12_500, 16_500, 20_500, 24_500, 28_500]);
    assert_eq!(side.take_events().len(), 1);
    side.assert_at_rest();
}

#[test]
fn a_final_response_is_delivered_once_and_timer_k_absorbs_the_rest() {
    let mut side = Side::new();
    let client = side.send(udp(), &request(Method::Bye));
    side.run_to(100);
    let ok = response(&request(Method::Bye), 200, "srv");
    assert_eq!(
        side.receive(udp(), &ok),
        Delivered::Response {
            client,
            owner: Owner(7)
        }
    );
    assert_eq!(side.receive(udp(), &ok), Delivered::Absorbed);
    side.run_to(5090);
    assert_eq!(side.layer.clients(), 1, "timer K lasts T4");
    side.run_to(5100);
    assert_eq!(side.moments_of("BYE"), [0]);
    assert_eq!(side.layer.counters().responses_absorbed, 1);
    side.assert_at_rest();
}

#[test]
fn a_repeated_request_gets_its_final_response_again_while_timer_j_runs() {
    let mut side = Side::new();
    let bye = request_with(Method::Bye, "z9hG4bK1", 2, "srv", None);
    let server = side.open(udp(), &bye);
    assert_eq!(side.receive(udp(), &bye), Delivered::Absorbed);
    assert_eq!(side.sent(), []);
    side.respond(server, &bye, 200).expect("sent");
    side.run_to(31_990);
    assert_eq!(side.receive(udp(), &bye), Delivered::Absorbed);
    assert_eq!(side.moments_of("200"), [0, 31_990]);
    side.run_to(32_000);
    side.assert_at_rest();
    assert!(
        matches!(side.receive(udp(), &bye), Delivered::Request(_)),
        "forgotten"
    );
}

#[test]
fn a_request_that_the_user_forgets_ends_after_64_t1() {
    let mut side = Side::new();
    let server = side.open(udp(), &request(Method::Options));
    side.run_to(40_000);
    assert_eq!(
        side.take_events(),
        [(
            32_000,
            Event::Unanswered {
                server,
                owner: Owner(9)
            }
        )]
    );
    side.assert_at_rest();
}

#[test]
fn a_full_table_refuses_and_recovers() {
    let mut side = Side::new();
    side.layer = Transactions::new(1, &mut Seeded(1));
    let server = side.open(udp(), &request(Method::Options));
    let other = request_with(Method::Options, "z9hG4bKx", 2, "", None);
    let Delivered::Request(fresh) = side.receive(udp(), &other) else {
        panic!("a new request")
    };
    let message = parse(&other).expect("readable");
    let full = side
        .layer
        .open(side.now, fresh, &message, Owner(1), T1::TERRESTRIAL);
    assert_eq!(full, Err(Full));
    side.send(udp(), &request(Method::Bye));
    let outgoing = Outgoing {
        flow: udp(),
        t1: T1::TERRESTRIAL,
        owner: Owner(1),
    };
    let refused = side
        .layer
        .send_request(side.now, outgoing, &other, &mut side.wire);
    assert_eq!(refused, Err(NotSent::Full));
    assert_eq!(side.layer.counters().overflows, 2);
    side.respond(server, &request(Method::Options), 200)
        .expect("sent");
    side.run_to(40_000);
    side.assert_at_rest();
    side.send(udp(), &other);
}

#[test]
fn what_is_no_request_is_not_sent() {
    let mut side = Side::new();
    let outgoing = Outgoing {
        flow: udp(),
        t1: T1::TERRESTRIAL,
        owner: Owner(1),
    };
    let without_branch = b"OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n".as_slice();
    for bytes in [
        ack().as_slice(),
        b"",
        b"x",
        b"OPTIONS sip:a SIP/2.0\r\n\r\n",
        without_branch,
    ] {
        let refused = side.layer.send_request(side.now, outgoing, bytes, &mut side.wire);
        assert_eq!(refused, Err(NotSent::Unreadable));
    }
    assert_eq!(side.sent(), []);
}
