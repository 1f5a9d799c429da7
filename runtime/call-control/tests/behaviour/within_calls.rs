//! Requests within a call: hold, late offers, key presses, glare.

use call_control::*;

use crate::peer::*;
use crate::ship::*;

fn held(peer: Peer, port: u16) -> String {
    sdp_with(peer, port, "8 101", "a=sendonly\r\n")
}

#[test]
fn hold_and_resume_are_passed_with_their_directions() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    assert!(reinvite.body().contains("a=sendonly"), "{reinvite}");
    called.answers(
        &mut ship,
        &reinvite,
        200,
        &sdp_with(called.peer, 5000, "8 101", "a=recvonly\r\n"),
    );
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    assert!(answer.body().contains("a=recvonly"), "{answer}");
    caller.ack(&mut ship, &answer, "");
    caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    assert!(reinvite.body().contains("a=sendrecv"), "{reinvite}");
    called.answers(&mut ship, &reinvite, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &answer, "");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn the_called_side_may_hold_too_and_move_its_media() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    called.sends(&mut ship, "INVITE", "", &sdp(called.peer, 6000));
    ship.response(called.peer, 100);
    let reinvite = ship.request(caller.peer, "INVITE");
    ship.hear(
        caller.peer,
        respond(caller.peer, &reinvite, 200, "x", "", "", &sdp(caller.peer, 4000)),
    );
    ship.request(caller.peer, "ACK");
    ship.response(called.peer, 200);
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.called.remote.unwrap().rtp.port(), 6000);
    let ack = called.within("ACK", called.cseq, "", "");
    ship.hear(called.peer, ack);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_reinvite_without_an_offer_gets_one_and_its_ack_carries_the_answer() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", "");
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    assert!(reinvite.body().is_empty());
    called.answers(&mut ship, &reinvite, 200, &sdp(called.peer, 5002));
    ship.silence(called.peer);
    let offer = ship.response(caller.peer, 200);
    assert!(offer.body().contains("m=audio"), "{offer}");
    caller.ack(&mut ship, &offer, &sdp(caller.peer, 4002));
    let ack = ship.request(called.peer, "ACK");
    assert!(ack.body().contains("c=IN IP4 10.1.0.1"), "{ack}");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_refused_reinvite_leaves_the_call_as_it_was() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4444));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.answers(&mut ship, &reinvite, 488, "");
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 488);
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.calling.remote.unwrap().rtp.port(), 4000);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn glare_is_491_for_whoever_came_second() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.sends(&mut ship, "INVITE", "", &held(called.peer, 5000));
    ship.response(called.peer, 491);
    called.answers(&mut ship, &reinvite, 491, "");
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 491);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn who_sends_a_second_reinvite_before_the_answer_to_its_first_is_told_to_wait() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4000));
    let refused = ship.response(caller.peer, 500);
    let seconds: u16 = refused.header("Retry-After").unwrap().parse().unwrap();
    assert!(seconds <= 10, "{refused}");
    ship.silence(called.peer);
    called.answers(&mut ship, &reinvite, 488, "");
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 488);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_bye_overtakes_a_reinvite() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 200);
    ship.response(caller.peer, 487);
    caller.hears_bye(&mut ship);
    called.answers(&mut ship, &reinvite, 481, "");
    ship.request(called.peer, "ACK");
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

/// The caller sends a re-INVITE and gives it up while the other party thinks about it; gives what that party hears.
fn is_cancelled(ship: &mut Ship, caller: &mut Calling, called: &Called, offer: &str) -> (Heard, Heard) {
    let sent = caller.sends(ship, "INVITE", "", offer);
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.answers(ship, &reinvite, 100, "");
    ship.hear(caller.peer, cancel_of(&sent));
    ship.response(caller.peer, 200);
    (reinvite, ship.request(called.peer, "CANCEL"))
}

#[test]
fn a_cancelled_reinvite_leaves_the_call_up() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let offer = held(caller.peer, 4000);
    let (reinvite, cancel) = is_cancelled(&mut ship, &mut caller, &called, &offer);
    called.answers(&mut ship, &cancel, 200, "");
    ship.silence(caller.peer);
    called.answers(&mut ship, &reinvite, 487, "");
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 487);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_reinvite_that_is_accepted_while_it_is_cancelled_holds_for_both() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let offer = sdp(caller.peer, 4444);
    let (reinvite, cancel) = is_cancelled(&mut ship, &mut caller, &called, &offer);
    called.answers(&mut ship, &reinvite, 200, &sdp(called.peer, 5555));
    ship.request(called.peer, "ACK");
    called.answers(&mut ship, &cancel, 200, "");
    let answer = ship.response(caller.peer, 200);
    assert!(answer.body().starts_with("v=0"), "{answer}");
    caller.ack(&mut ship, &answer, "");
    let agreed = ship.relays.values().next().unwrap().unwrap();
    let ports = [agreed.calling, agreed.called].map(|stream| stream.remote.unwrap().rtp.port());
    assert_eq!(ports, [4444, 5555]);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_call_that_ends_while_a_cancelled_reinvite_waits_answers_it() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = talking(&mut ship);
    let sent = caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    ship.request(called.peer, "INVITE");
    ship.hear(caller.peer, cancel_of(&sent));
    ship.response(caller.peer, 200);
    called.sends(&mut ship, "BYE", "", "");
    ship.response(called.peer, 200);
    ship.response(caller.peer, 487);
    caller.hears_bye(&mut ship);
    ship.rests();
}

#[test]
fn a_peer_that_has_lost_the_call_ends_it_for_both() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "", &held(caller.peer, 4000));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    called.answers(&mut ship, &reinvite, 481, "");
    ship.request(called.peer, "ACK");
    ship.response(caller.peer, 481);
    caller.hears_bye(&mut ship);
    let bye = ship.request(called.peer, "BYE");
    called.answers(&mut ship, &bye, 481, "");
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn key_presses_in_info_are_passed_and_nothing_else_is() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let body = "Signal=5\r\nDuration=160\r\n";
    caller.sends(
        &mut ship,
        "INFO",
        "Content-Type: application/dtmf-relay\r\n",
        body,
    );
    let info = ship.request(called.peer, "INFO");
    assert_eq!(
        (info.body().as_str(), info.header("Content-Type").as_deref()),
        (body, Some("application/dtmf-relay"))
    );
    ship.silence(caller.peer);
    called.answers(&mut ship, &info, 200, "");
    ship.response(caller.peer, 200);
    caller.sends(&mut ship, "INFO", "Content-Type: application/secret\r\n", "x");
    ship.response(caller.peer, 415);
    ship.silence(called.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn an_info_that_nobody_answers_is_408() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INFO", "Content-Type: application/dtmf\r\n", "5");
    ship.seconds(33);
    ship.forget(called.peer);
    let heard: Vec<u16> = std::iter::from_fn(|| ship.next(caller.peer))
        .map(|heard| heard.status())
        .collect();
    assert!(heard.is_empty() || heard == [408], "{heard:?}");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn what_a_call_does_not_serve() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "OPTIONS", "", "");
    ship.response(caller.peer, 200);
    for method in ["UPDATE", "PRACK", "REFER", "MESSAGE"] {
        caller.sends(&mut ship, method, "", "");
        ship.response(caller.peer, 405);
    }
    caller.sends(&mut ship, "INVITE", "Require: timer\r\n", &sdp(caller.peer, 4000));
    ship.response(caller.peer, 420);
    ship.silence(called.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_request_with_an_old_sequence_number_is_500() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let old = caller.within("INFO", 1, "Content-Type: application/dtmf\r\n", "5");
    ship.hear(caller.peer, old);
    ship.response(caller.peer, 500);
    ship.silence(called.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_late_offer_goes_out_in_the_200_and_the_answer_in_the_ack() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", "");
    let called = Called::by(&mut ship, engine.peer);
    assert!(called.invite.body().is_empty());
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    ship.silence(engine.peer);
    let offer = ship.response(caller.peer, 200);
    assert!(offer.body().contains("c=IN IP4 10.1.0.1"), "{offer}");
    caller.ack(&mut ship, &offer, &sdp(caller.peer, 4000));
    let ack = ship.request(engine.peer, "ACK");
    assert!(ack.body().contains("c=IN IP4 10.1.0.1"), "{ack}");
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.calling.remote.unwrap().rtp.port(), 4000);
    // The callee did not hear the ACK.
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    assert!(!ship.request(engine.peer, "ACK").body().is_empty());
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_200_that_comes_again_before_the_callers_ack_leaves_a_late_offer_alone() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", "");
    let mut called = Called::by(&mut ship, engine.peer);
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    let offer = ship.response(caller.peer, 200);
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    ship.silence(engine.peer);
    assert_eq!(ship.count(Counter::LateAnswer), 0);
    // Another phone behind a proxy has answered too: that dialog is not the call's.
    let winner = std::mem::replace(&mut called.tag, "fork".to_owned());
    called.says(&mut ship, 200, &sdp(engine.peer, 5002));
    assert_eq!(ship.request(engine.peer, "ACK").to_tag(), "fork");
    called.hears_bye(&mut ship);
    called.tag = winner;
    caller.ack(&mut ship, &offer, &sdp(caller.peer, 4000));
    let ack = ship.request(engine.peer, "ACK");
    assert_eq!(ack.to_tag(), called.tag);
    assert!(ack.body().contains("c=IN IP4 10.1.0.1"), "{ack}");
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn an_ack_without_the_answer_ends_the_call() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", "");
    let called = Called::by(&mut ship, engine.peer);
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    let offer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &offer, "");
    ship.request(engine.peer, "ACK");
    called.hears_bye(&mut ship);
    caller.hears_bye(&mut ship);
    ship.rests();
}

#[test]
fn a_held_call_costs_little_and_no_timer() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    ship.seconds(100);
    let census = ship.exchange.census();
    assert_eq!(
        (census.calls, census.clients, census.servers, census.timers),
        (1, 0, 0, 0)
    );
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_codec_change_that_the_plan_forbids_is_488() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let body = sdp(caller.peer, 4000)
        .replace("8 101", "0")
        .replace("a=rtpmap:8 PCMA", "a=rtpmap:0 PCMU");
    caller.sends(&mut ship, "INVITE", "", &body);
    ship.response(caller.peer, 488);
    ship.silence(called.peer);
    assert_eq!(ship.count(Counter::MediaRefused), 1);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}
