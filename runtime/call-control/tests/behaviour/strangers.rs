//! Whoever has seen a call's branches, tags and Call-ID, but is not its peer, cannot steer it.

use call_control::*;

use crate::peer::*;
use crate::plan::plan_with;
use crate::ship::*;

const NUMBER: &str = "+442079461111";

/// The same text as its peer would write it, sent by somebody else: counted, and met by silence.
fn in_vain(ship: &mut Ship, thief: Peer, text: impl AsRef<[u8]>) {
    let before = ship.count(Counter::WrongPeer);
    ship.hear(thief, text);
    ship.silence(thief);
    assert_eq!(ship.count(Counter::WrongPeer), before + 1);
}

#[test]
fn nobody_else_cancels_refuses_or_answers_a_stations_call() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    let thief = Peer::crew(66);
    in_vain(&mut ship, thief, caller.cancel_text());
    for status in [180, 200, 302, 486, 603] {
        let stolen = called.response(&called.invite, status, "", &sdp(thief, 6000));
        in_vain(&mut ship, thief, stolen);
    }
    ship.silence(caller.peer);
    ship.silence(called.peer);
    joined(&mut ship, &mut caller, &called);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn nobody_else_acknowledges_a_refusal() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    called.refuses(&mut ship, 486);
    let refused = ship.response(caller.peer, 486);
    let ack = ack_of_refusal(&caller.invite.text, &refused);
    in_vain(&mut ship, Peer::crew(66), ack);
    ship.seconds(1);
    ship.response(caller.peer, 486);
    caller.ack_refusal(&mut ship, &refused);
    ship.rests();
}

#[test]
fn an_answer_that_is_too_late_is_ended_with_its_own_sender_only() {
    let mut ship = Ship::new();
    let (mut caller, called) = ringing(&mut ship);
    caller.gives_up(&mut ship);
    ship.request(called.peer, "CANCEL");
    let answer = called.response(&called.invite, 200, "", &sdp(called.peer, 5000));
    in_vain(&mut ship, Peer::crew(66), &answer);
    assert_eq!(ship.count(Counter::LateAnswer), 0);
    ship.hear(called.peer, answer);
    ship.request(called.peer, "ACK");
    called.hears_bye(&mut ship);
    assert_eq!(ship.count(Counter::LateAnswer), 1);
    ship.rests();
}

#[test]
fn nobody_else_answers_cancels_or_acknowledges_a_reinvite() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let thief = Peer::crew(66);
    let sent = caller.sends(&mut ship, "INVITE", "", &sdp(caller.peer, 4002));
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    for status in [200, 481, 488] {
        let stolen = called.response(&reinvite, status, "", &sdp(thief, 6000));
        in_vain(&mut ship, thief, stolen);
    }
    in_vain(&mut ship, thief, cancel_of(&sent));
    ship.silence(caller.peer);
    ship.silence(called.peer);
    called.answers(&mut ship, &reinvite, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    let ack = caller.ack_text(&answer, "");
    in_vain(&mut ship, thief, &ack);
    // The 200 goes on coming until its own sender has acknowledged it.
    ship.seconds(1);
    ship.response(caller.peer, 200);
    ship.hear(caller.peer, &ack);
    ship.forget(caller.peer);
    ship.seconds(10);
    ship.silence(caller.peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn nobody_else_answers_a_bye_or_a_key_press() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let thief = Peer::crew(66);
    caller.sends(&mut ship, "INFO", "Content-Type: application/dtmf\r\n", "5");
    let info = ship.request(called.peer, "INFO");
    in_vain(&mut ship, thief, called.response(&info, 481, "", ""));
    ship.silence(caller.peer);
    called.answers(&mut ship, &info, 200, "");
    ship.response(caller.peer, 200);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(called.peer, "BYE");
    in_vain(&mut ship, thief, called.response(&bye, 200, "", ""));
    assert_eq!(ship.exchange.census().calls, 1, "the BYE is still repeated");
    called.answers(&mut ship, &bye, 200, "");
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn a_station_may_answer_and_cancel_from_another_port() {
    let mut ship = Ship::new();
    let elsewhere = |mut peer: Peer| {
        peer.address.set_port(40_000);
        peer
    };
    let (caller, called) = ringing(&mut ship);
    let ringing = called.response(&called.invite, 183, "", "");
    ship.hear(elsewhere(called.peer), ringing);
    ship.response(caller.peer, 183);
    ship.hear(elsewhere(caller.peer), caller.cancel_text());
    ship.response(elsewhere(caller.peer), 200);
    let refused = ship.response(caller.peer, 487);
    let ack = ack_of_refusal(&caller.invite.text, &refused);
    ship.hear(elsewhere(caller.peer), ack);
    ship.request(called.peer, "CANCEL");
    ship.hear(
        elsewhere(called.peer),
        called.response(&called.invite, 487, "", ""),
    );
    ship.request(called.peer, "ACK");
    assert_eq!(ship.count(Counter::WrongPeer), 0);
    ship.rests();
}

#[test]
fn another_trunk_refuses_and_cancels_nothing_and_another_address_of_the_same_does() {
    let mut ship = Ship::new();
    let mut bridge = Phone::registered(&mut ship, "101");
    let mut caller = bridge.dials(&mut ship, NUMBER, &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, Peer::alpha(1));
    for status in [180, 200, 407, 486, 503] {
        let stolen = called.response(&called.invite, status, "", "");
        in_vain(&mut ship, Peer::beta(1), stolen);
    }
    ship.silence(caller.peer);
    ship.silence(Peer::alpha(2));
    ship.hear(Peer::alpha(9), called.response(&called.invite, 486, "", ""));
    ship.request(Peer::alpha(1), "ACK");
    caller.is_told(&mut ship, 486);

    let peer = Peer::alpha(7);
    let mut caller = Calling::inbound(&mut ship, peer, "+442079460100", &sdp(peer, 4000));
    ship.response(peer, 100);
    let called = Called::by(&mut ship, bridge.peer);
    called.says(&mut ship, 180, "");
    ship.response(peer, 180);
    in_vain(&mut ship, Peer::beta(1), caller.cancel_text());
    ship.silence(called.peer);
    ship.hear(Peer::alpha(8), caller.cancel_text());
    ship.response(
        Peer {
            address: ([10, 7, 1, 8], 5070).into(),
            ..peer
        },
        200,
    );
    caller.is_told(&mut ship, 487);
    ship.request(called.peer, "CANCEL");
    called.refuses(&mut ship, 487);
    ship.rests();
}

#[test]
fn a_gateway_is_not_alive_because_another_answers_its_health_check() {
    let beta = "\"health\": {\"intervalSeconds\": 0, \"fall\": 1, \"rise\": 1},\n     \"config\": {\"trunkHost\": \"beta";
    let mut ship = Ship::with(plan_with(beta, &beta.replace(": 0", ": 60")));
    ship.seconds(5);
    let probe = ship.request(Peer::beta(1), "OPTIONS");
    let status = |ship: &Ship| {
        let beta = |index| ship.plan.names.gateway(index) == Some("beta");
        let found = ship.exchange.gateways().find(|(index, ..)| beta(*index));
        found.map(|(_, status, ..)| status.as_str())
    };
    let before = status(&ship);
    assert_ne!(before, Some("ready"));
    let answer = respond(Peer::beta(1), &probe, 200, "p", "", "", "");
    in_vain(&mut ship, Peer::alpha(1), &answer);
    assert_eq!(status(&ship), before);
    ship.hear(Peer::beta(1), answer);
    assert_eq!(status(&ship), Some("ready"));
}
