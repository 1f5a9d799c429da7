//! Refusals that no row of the plan makes: within a call, of a call that cannot begin, and when nothing has room.

use call_control::*;

use crate::peer::*;
use crate::ship::*;

/// The number of the decision that the only call so far rests on, as refusals name it.
fn decided(ship: &Ship) -> String {
    let by = ship.events.iter().find_map(|event| match event {
        Event::Decided { by, .. } => Some(by),
        _ => None,
    });
    by.unwrap().decision.to_string()
}

/// What the log says of refusals within calls.
fn logged(ship: &Ship) -> Vec<(u16, &str, String)> {
    let within = ship.events.iter().filter_map(|event| match event {
        Event::RefusedWithin { status, word, by, .. } => {
            assert_eq!(by.plan, ship.plan.table.identity());
            Some((*status, *word, by.decision.to_string()))
        }
        _ => None,
    });
    within.collect()
}

fn names(answer: &Heard, q850: u8, word: &str, decision: &str) {
    let expected = format!("Q.850;cause={q850};text=\"{word} {decision}\"");
    assert_eq!(answer.reason(), expected, "{answer}");
}

#[test]
fn what_is_refused_within_a_call_names_the_decision_of_the_call() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    let decision = decided(&ship);
    let old = caller.within("INFO", 1, "Content-Type: application/dtmf\r\n", "5");
    ship.hear(caller.peer, old);
    names(&ship.response(caller.peer, 500), 41, "out-of-order", &decision);
    ship.seconds(1);
    caller.sends(&mut ship, "INFO", "Content-Type: application/secret\r\n", "x");
    names(&ship.response(caller.peer, 415), 79, "unknown-body", &decision);
    ship.seconds(1);
    caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4002));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.sends(&mut ship, "INVITE", "", &sdp(called.peer, 5002));
    names(&ship.response(called.peer, 491), 41, "request-pending", &decision);
    called.answers(&mut ship, &reinvite, 488, "");
    ship.request(called.peer, "ACK");
    names(&ship.response(caller.peer, 488), 88, "other-party", &decision);
    let expected = [
        (500, "out-of-order", decision.clone()),
        (415, "unknown-body", decision.clone()),
        (491, "request-pending", decision),
    ];
    assert_eq!(
        logged(&ship),
        expected,
        "what the other party refuses is not the exchange's own refusal"
    );
    assert_eq!(ship.count(Counter::RefusedWithinCall), 3);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn refusals_within_calls_are_logged_once_a_second() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    for _ in 0..5 {
        caller.sends(&mut ship, "INFO", "Content-Type: application/secret\r\n", "x");
        ship.response(caller.peer, 415);
    }
    assert_eq!(logged(&ship).len(), 1);
    assert_eq!(ship.count(Counter::RefusedWithinCall), 5);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_call_that_ends_answers_what_still_waits_with_its_decision() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    let decision = decided(&ship);
    caller.sends(&mut ship, "INFO", "Content-Type: application/dtmf\r\n", "5");
    ship.request(called.peer, "INFO");
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 200);
    names(&ship.response(caller.peer, 481), 41, "call-over", &decision);
    caller.hears_bye(&mut ship);
    ship.rests();
}

/// How calls ended that never began.
fn not_begun(ship: &Ship) -> Vec<(EndReason, String)> {
    let ended = ship.events.iter().filter_map(|event| match event {
        Event::Ended { reason, by, .. } => Some((*reason, by.decision.to_string())),
        _ => None,
    });
    ended.collect()
}

#[test]
fn an_invite_without_a_contact_is_400_with_the_number_of_its_decision() {
    let mut ship = Ship::new();
    let peer = Peer::alpha(1);
    let uri = "sip:+442079460100@10.7.0.1:5080";
    let mut caller = Calling::inbound_with(&mut ship, peer, "+442079460100", "", "bare", NO_CONTACT);
    assert_eq!(caller.uri, uri);
    let answer = ship.response(peer, 400);
    let decision = decided(&ship);
    names(&answer, 41, "no-contact", &decision);
    caller.ack_refusal(&mut ship, &answer);
    assert_eq!(not_begun(&ship), [(EndReason::Failed(400), decision)]);
    assert_eq!(ship.count(Counter::CallRefused), 1);
    ship.rests();
}

#[test]
fn an_offer_that_is_no_session_description_is_400_with_the_number_of_its_decision() {
    let mut ship = Ship::new();
    let (mut bridge, _) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", "nothing of the kind");
    let answer = caller.is_told(&mut ship, 400);
    let decision = decided(&ship);
    names(&answer, 41, "session-description", &decision);
    assert_eq!(not_begun(&ship), [(EndReason::Failed(400), decision)]);
    ship.rests();
}

#[test]
fn a_full_table_of_transactions_costs_no_refusal_its_number() {
    let mut ship = Ship::with_room_for(20);
    let (mut caller, called) = talking(&mut ship);
    while ship.count(Counter::Overloaded) == 0 {
        caller.sends(&mut ship, "INFO", "Content-Type: application/secret\r\n", "x");
        ship.response(caller.peer, 415);
    }
    assert!(ship.events.contains(&Event::Overloaded { calls: 1 }));
    ship.events.clear();

    let mut phone = Phone::new("103");
    let (mut refused, answer) = phone.tries(&mut ship, "102", &sdp(phone.peer, 4000), "");
    let decision = decided(&ship);
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.header("Retry-After").as_deref(), Some("5"));
    names(&answer, 42, "overload", &decision);
    refused.ack_refusal(&mut ship, &answer);
    assert_eq!(not_begun(&ship), [(EndReason::Failed(503), decision)]);
    ship.events.clear();

    let peer = Peer::alpha(1);
    let mut refused = Calling::inbound(&mut ship, peer, "+442079460100", &sdp(peer, 6000));
    let answer = ship.response(peer, 486);
    names(&answer, 17, "inbound-limit", &decided(&ship));
    refused.ack_refusal(&mut ship, &answer);

    let (mut refused, answer) = phone.tries(&mut ship, "777", &sdp(phone.peer, 4000), "");
    assert_eq!(answer.status(), 404, "what needs no room is refused as ever");
    names(&answer, 1, "no-match", "d0");
    refused.ack_refusal(&mut ship, &answer);

    caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4002));
    let answer = ship.response(caller.peer, 503);
    assert!(answer.reason().contains("overload d"), "{answer}");
    let ack = ack_of_refusal(&caller.invite.text, &answer);
    ship.hear(caller.peer, ack);
    ship.silence(called.peer);

    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    called.hears_bye(&mut ship);
    ship.rests();
}
