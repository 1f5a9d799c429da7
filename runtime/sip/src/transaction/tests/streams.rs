//! Reliable transports: no repetition, no absorbing, and connections that break.

use super::*;

#[test]
fn a_request_on_a_stream_is_sent_once_and_still_times_out() {
    for (method, word) in [(Method::Invite, "INVITE"), (Method::Bye, "BYE")] {
        let mut side = Side::new();
        let client = side.send(tcp(), &request(method));
        side.run_to(100_000);
        assert_eq!(side.moments_of(word), [0]);
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
}

#[test]
fn final_responses_on_a_stream_end_the_transactions_at_once() {
    let mut side = Side::new();
    side.send(tcp(), &invite());
    let _ = side.receive(tcp(), &response(&invite(), 486, "srv"));
    assert_eq!(side.sent().last().map(|(_, word)| word.as_str()), Some("ACK"));
    side.assert_at_rest();
    side.send(tcp(), &request(Method::Bye));
    let _ = side.receive(tcp(), &response(&request(Method::Bye), 200, "srv"));
    side.assert_at_rest();
    let server = side.open(tcp(), &request(Method::Options));
    side.respond(server, &request(Method::Options), 200)
        .expect("sent");
    side.assert_at_rest();
}

#[test]
fn a_refusal_on_a_stream_is_sent_once_and_waits_for_its_ack() {
    let mut side = Side::new();
    let server = side.open(tcp(), &invite());
    side.respond(server, &invite(), 486).expect("sent");
    side.run_to(10_000);
    assert_eq!(side.moments_of("486"), [0]);
    assert_eq!(side.receive(tcp(), &ack()), Delivered::Absorbed);
    side.assert_at_rest();
}

#[test]
fn a_success_is_repeated_on_a_stream_too_for_what_lies_behind_it_may_be_udp() {
    let mut side = Side::new();
    let server = side.open(tcp(), &invite());
    side.respond(server, &invite(), 200).expect("sent");
    side.run_to(2000);
    assert_eq!(side.moments_of("200"), [0, 500, 1500]);
    assert!(side.layer.acknowledged(server));
    side.run_to(40_000);
    side.assert_at_rest();
}

#[test]
fn a_request_that_could_not_be_sent_is_reported_and_one_that_was_heard_waits() {
    let mut side = Side::new();
    let unheard = side.send(tcp(), &invite());
    let other = request_with(Method::Invite, "z9hG4bKx", 2, "", None);
    let heard = side.send(tcp(), &other);
    let _ = side.receive(tcp(), &response(&other, 180, "srv"));
    side.layer.transport_failed(side.now, tcp(), &mut side.wire);
    side.run_to(10);
    assert_eq!(
        side.take_events(),
        [(
            0,
            Event::NotDelivered {
                client: unheard,
                owner: Owner(7)
            }
        )]
    );
    let ok = side.receive(tcp(), &response(&other, 200, "srv"));
    assert_eq!(
        ok,
        Delivered::Response {
            client: heard,
            owner: Owner(7)
        }
    );
}

#[test]
fn a_response_goes_by_a_new_connection_when_that_of_the_request_is_gone() {
    let mut side = Side::new();
    let server = side.open(tcp(), &invite());
    side.respond(server, &invite(), 486).expect("sent");
    side.take_sent();
    side.layer.transport_failed(side.now, tcp(), &mut side.wire);
    let sent = side.take_sent();
    let expected = Flow {
        connection: None,
        peer: "192.0.2.7:5070".parse().expect("an address"),
        ..tcp()
    };
    assert_eq!(
        sent.iter()
            .map(|sent| (sent.word(), sent.flow))
            .collect::<Vec<_>>(),
        [("486".into(), expected)]
    );
    side.layer.transport_failed(side.now, expected, &mut side.wire);
    assert_eq!(side.sent(), [], "one more try, not a loop");
}
