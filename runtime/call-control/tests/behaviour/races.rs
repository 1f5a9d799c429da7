//! What crosses, is lost, or comes too late.

use call_control::*;

use crate::peer::*;
use crate::ship::*;

/// A ringing call, and the 200 that its caller has heard; the ACK is not sent yet.
fn unacknowledged(ship: &mut Ship) -> (Calling, Called, Heard) {
    let (caller, called) = ringing(ship);
    let answer = answered(ship, &caller, &called);
    (caller, called, answer)
}

#[test]
fn cancel_while_ringing_is_487_at_once() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    caller.cancel(&mut ship);
    let mut heard = [ship.next(caller.peer).unwrap(), ship.next(caller.peer).unwrap()];
    heard.sort_by_key(Heard::status);
    assert_eq!(
        (heard[0].status(), heard[0].message().method().as_str()),
        (200, "CANCEL")
    );
    assert_eq!(heard[1].status(), 487);
    caller.ack_refusal(&mut ship, &heard[1]);
    let cancel = ship.request(called.peer, "CANCEL");
    assert_eq!(
        cancel.message().via_top().branch(),
        called.invite.message().via_top().branch()
    );
    assert_eq!(ship.exchange.census().calls, 0);
    called.answers(&mut ship, &cancel, 200, "");
    called.refuses(&mut ship, 487);
    ship.rests();
}

#[test]
fn cancel_before_the_first_provisional_response_waits_for_it() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    caller.gives_up(&mut ship);
    ship.silence(engine.peer);
    called.says(&mut ship, 180, "");
    called.is_cancelled(&mut ship);
    ship.silence(caller.peer);
    ship.rests();
}

#[test]
fn an_answer_that_crosses_cancel_is_acknowledged_and_ended() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    caller.gives_up(&mut ship);
    ship.request(called.peer, "CANCEL");
    called.says(&mut ship, 200, &sdp(called.peer, 5000));
    let ack = ship.request(called.peer, "ACK");
    assert_eq!(ack.to_tag(), called.tag);
    called.hears_bye(&mut ship);
    assert_eq!(ship.count(Counter::LateAnswer), 1);
    ship.silence(caller.peer);
    ship.rests();
}

#[test]
fn cancel_after_the_answer_changes_nothing() {
    let mut ship = Ship::new();
    let (mut caller, called, answer) = unacknowledged(&mut ship);
    caller.cancel(&mut ship);
    let told = ship.next(caller.peer).unwrap();
    assert_eq!(told.message().method().as_str(), "CANCEL");
    assert!(matches!(told.status(), 200 | 481), "{told}");
    ship.silence(called.peer);
    caller.ack(&mut ship, &answer, "");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_callee_that_never_ends_its_invite_holds_nothing() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    caller.gives_up(&mut ship);
    ship.request(called.peer, "CANCEL");
    assert_eq!(ship.exchange.census().calls, 0);
    assert!(ship.relays.is_empty());
    ship.rests();
}

#[test]
fn a_lost_200_comes_again() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    ship.lossy.insert(caller.peer, 2);
    called.says(&mut ship, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    ship.silence(caller.peer);
    ship.seconds(2);
    let answer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &answer, "");
    ship.seconds(40);
    ship.silence(caller.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn without_an_ack_both_ends_are_told_goodbye() {
    let mut ship = Ship::new();
    let (caller, called, _) = unacknowledged(&mut ship);
    ship.seconds(31);
    assert_eq!(ship.exchange.census().calls, 1);
    ship.seconds(2);
    let heard: Vec<Heard> = std::iter::from_fn(|| ship.next(caller.peer)).collect();
    let bye = heard
        .iter()
        .find(|heard| heard.method() == "BYE")
        .unwrap()
        .clone();
    assert!(
        heard.iter().filter(|heard| heard.status() == 200).count() >= 8,
        "{}",
        heard.len()
    );
    ship.hear(caller.peer, respond(caller.peer, &bye, 200, "x", "", "", ""));
    let bye = ship.request(called.peer, "BYE");
    assert!(bye.reason().starts_with("Q.850;cause=102"), "{bye}");
    called.answers(&mut ship, &bye, 200, "");
    assert_eq!(ship.count(Counter::AckMissing), 1);
    ship.rests();
}

#[test]
fn a_lost_ack_of_ours_is_repeated_when_the_200_comes_again() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    for _ in 0..3 {
        called.says(&mut ship, 200, &sdp(called.peer, 5000));
        ship.request(called.peer, "ACK");
    }
    ship.silence(caller.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_late_retransmission_of_the_invite_starts_no_second_call() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    ship.seconds(5);
    let again = caller.invite.text.clone();
    ship.hear(caller.peer, again);
    ship.silence(called.peer);
    assert_eq!(ship.exchange.census().calls, 1);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_retransmission_while_ringing_is_answered_with_the_last_response() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    let again = caller.invite.text.clone();
    ship.hear(caller.peer, again);
    ship.response(caller.peer, 180);
    ship.silence(called.peer);
    called.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn the_first_of_forked_phones_wins_and_the_others_are_cancelled() {
    let mut ship = Ship::new();
    let mut bridge = Phone::registered(&mut ship, "101");
    let (mut one, mut two) = (Phone::at("102", 20), Phone::at("102", 21));
    assert_eq!(one.register(&mut ship, "").status(), 200);
    assert_eq!(two.register(&mut ship, "").status(), 200);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let (first, second) = (Called::by(&mut ship, one.peer), Called::by(&mut ship, two.peer));
    first.says(&mut ship, 180, "");
    second.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    ship.silence(caller.peer);
    joined(&mut ship, &mut caller, &second);
    let cancel = ship.request(one.peer, "CANCEL");
    first.answers(&mut ship, &cancel, 200, "");
    // Its owner picked up at the same moment.
    first.says(&mut ship, 200, &sdp(one.peer, 5002));
    ship.request(one.peer, "ACK");
    first.hears_bye(&mut ship);
    assert_eq!(ship.count(Counter::LateAnswer), 1);
    ship.silence(two.peer);
    caller_hangs_up(&mut ship, &mut caller, &second);
    ship.rests();
}

#[test]
fn one_busy_phone_does_not_stop_the_others_and_a_decline_does() {
    let mut ship = Ship::new();
    let mut bridge = Phone::registered(&mut ship, "101");
    let (mut one, mut two) = (Phone::at("102", 20), Phone::at("102", 21));
    one.register(&mut ship, "");
    two.register(&mut ship, "");
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let (first, second) = (Called::by(&mut ship, one.peer), Called::by(&mut ship, two.peer));
    first.refuses(&mut ship, 486);
    ship.silence(caller.peer);
    second.refuses(&mut ship, 480);
    caller.is_told(&mut ship, 486);

    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let (first, second) = (Called::by(&mut ship, one.peer), Called::by(&mut ship, two.peer));
    second.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    first.refuses(&mut ship, 603);
    caller.is_told(&mut ship, 603);
    second.is_cancelled(&mut ship);
    ship.rests();
}

#[test]
fn a_downstream_fork_that_answers_twice_is_joined_once() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, Peer::alpha(1));
    joined(&mut ship, &mut caller, &called);
    let other = Called {
        tag: "other".to_owned(),
        invite: called.invite.clone(),
        contact: String::new(),
        ..called
    };
    other.says(&mut ship, 200, &sdp(Peer::alpha(1), 5004));
    assert_eq!(ship.request(Peer::alpha(1), "ACK").to_tag(), "other");
    let bye = ship.request(Peer::alpha(1), "BYE");
    assert_eq!(bye.to_tag(), "other");
    other.answers(&mut ship, &bye, 200, "");
    let called = Called {
        tag: format!("called-{}", Peer::alpha(1).ip()),
        ..other
    };
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_reinvite_before_the_ack_is_491() {
    let mut ship = Ship::new();
    let (mut caller, mut called, answer) = unacknowledged(&mut ship);
    called.sends(&mut ship, "INVITE", "", &sdp(called.peer, 5000));
    ship.response(called.peer, 491);
    caller.ack(&mut ship, &answer, "");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_bye_of_the_called_side_waits_for_the_callers_ack() {
    let mut ship = Ship::new();
    let (mut caller, mut called, answer) = unacknowledged(&mut ship);
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 200);
    ship.silence(caller.peer);
    caller.ack(&mut ship, &answer, "");
    caller.hears_bye(&mut ship);
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn both_hang_up_at_once() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let ours = ship.request(called.peer, "BYE");
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 200);
    called.answers(&mut ship, &ours, 200, "");
    assert_eq!(ship.exchange.census().calls, 0);
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 481);
    ship.rests();
}

#[test]
fn a_bye_with_wrong_tags_is_481_and_the_call_stays() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let bye = caller.within("BYE", 77, "", "");
    let tag = caller.to.rsplit("tag=").next().unwrap().to_owned();
    let last = if tag.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}", &tag[..tag.len() - 1]);
    ship.hear(caller.peer, bye.replace(&tag, &forged));
    ship.response(caller.peer, 481);
    assert_eq!(ship.count(Counter::UnknownDialog), 1);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_caller_may_say_goodbye_before_the_answer() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    called.says(&mut ship, 180, "");
    let ringing = ship.response(caller.peer, 180);
    caller.uri = ringing.contact();
    caller.to = ringing.header("To").unwrap();
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    caller.is_told(&mut ship, 487);
    ship.request(engine.peer, "CANCEL");
    called.refuses(&mut ship, 487);
    ship.rests();
}

#[test]
fn responses_without_a_to_tag_do_no_harm() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    let untagged = |called: &Called, status, body: &str| {
        let text = String::from_utf8(called.response(&called.invite, status, "", body)).unwrap();
        text.replace(&format!(";tag={}", called.tag), "")
    };
    ship.hear(engine.peer, untagged(&called, 180, ""));
    ship.response(caller.peer, 180);
    ship.hear(engine.peer, untagged(&called, 486, ""));
    ship.request(engine.peer, "ACK");
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn a_bare_ack_is_met_by_silence() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let stray = caller
        .within("ACK", 99, "", "")
        .replace(&caller.call_id, "nothing");
    ship.hear(caller.peer, stray);
    ship.silence(caller.peer);
    assert_eq!(ship.count(Counter::StrayAck), 1);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_silent_peer_ends_its_bye_after_64_t1() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    ship.request(called.peer, "BYE");
    assert_eq!(ship.exchange.census().calls, 1);
    ship.seconds(33);
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}
