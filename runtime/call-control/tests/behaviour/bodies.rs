//! Session descriptions among other parts, and bodies that nobody here knows.

use call_control::*;

use crate::peer::*;
use crate::ship::*;

const MULTIPART: &str = "Content-Type: multipart/mixed;boundary=b1\r\n";
const LOCATION: &str =
    "Content-Type: application/pidf+xml\r\nContent-ID: <place@phone>\r\n\r\n<presence>4.2 N</presence>";
const SIGNAL: &str =
    "Content-Type: application/isup;version=x\r\nContent-Disposition: signal;handling=optional\r\n\r\nIAM";

/// A description beside another part.
fn beside(other: &str, description: &str) -> String {
    format!("--b1\r\n{other}\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n{description}\r\n--b1--\r\n")
}

/// The answer of a called party whose description stands beside another part.
fn says_beside(ship: &mut Ship, called: &Called, status: u16, other: &str, description: &str) {
    let text = called.response(&called.invite, status, "", &beside(other, description));
    let text = String::from_utf8(text).unwrap();
    let text = text.replacen("Content-Type: application/sdp\r\n", MULTIPART, 1);
    ship.hear(called.peer, text);
}

fn hears_nothing_but_the_description(heard: &Heard) {
    assert_eq!(heard.header("Content-Type").as_deref(), Some("application/sdp"));
    assert!(heard.body().starts_with("v=0\r\n"), "{heard}");
    for secret in ["presence", "IAM", "--b1"] {
        assert!(!heard.text().contains(secret), "{heard}");
    }
}

#[test]
fn a_call_for_help_with_the_callers_location_is_a_call() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    let body = beside(LOCATION, &sdp(phone.peer, 4000));
    let extra = format!("{MULTIPART}Geolocation: <cid:place@phone>\r\n");
    let (mut caller, first) = phone.tries(&mut ship, "112", &body, &extra);
    assert_eq!(first.status(), 100, "{first}");
    let called = Called::by(&mut ship, bridge.peer);
    hears_nothing_but_the_description(&called.invite);
    assert_eq!(called.invite.header("Geolocation"), None);
    joined(&mut ship, &mut caller, &called);
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.calling.remote.unwrap().rtp.port(), 4000);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_trunk_may_answer_with_more_than_a_description() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, Peer::alpha(1));
    says_beside(&mut ship, &called, 183, SIGNAL, &sdp(called.peer, 5000));
    hears_nothing_but_the_description(&ship.response(caller.peer, 183));
    says_beside(&mut ship, &called, 200, SIGNAL, &sdp(called.peer, 5002));
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    hears_nothing_but_the_description(&answer);
    caller.ack(&mut ship, &answer, "");
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.called.remote.unwrap().rtp.port(), 5002);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn a_late_answer_and_a_new_offer_may_stand_beside_other_parts_too() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", "");
    let called = Called::by(&mut ship, engine.peer);
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    let offer = ship.response(caller.peer, 200);
    let ack = caller.ack_text(&offer, &beside(LOCATION, &sdp(caller.peer, 4000)));
    ship.hear(
        caller.peer,
        ack.replacen("Content-Type: application/sdp\r\n", MULTIPART, 1),
    );
    hears_nothing_but_the_description(&ship.request(engine.peer, "ACK"));
    let body = beside(SIGNAL, &sdp(caller.peer, 4002));
    caller.sends(&mut ship, "INVITE", MULTIPART, &body);
    ship.response(caller.peer, 100);
    let reinvite = ship.request(called.peer, "INVITE");
    hears_nothing_but_the_description(&reinvite);
    called.answers(&mut ship, &reinvite, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &answer, "");
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(agreed.calling.remote.unwrap().rtp.port(), 4002);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn an_indispensable_part_that_is_unknown_is_415() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("101");
    for other in [
        SIGNAL.replace("optional", "required"),
        SIGNAL.replace(";handling=optional", ""),
    ] {
        let body = beside(&other, &sdp(phone.peer, 4000));
        let (mut caller, answer) = phone.tries(&mut ship, "102", &body, MULTIPART);
        assert_eq!(
            (answer.status(), answer.header("Accept").as_deref()),
            (415, Some(KNOWN_BODIES))
        );
        caller.ack_refusal(&mut ship, &answer);
    }
    ship.silence(Peer::crew(102));
    ship.rests();
}

#[test]
fn an_unknown_body_that_may_be_ignored_is_no_offer() {
    let mut ship = Ship::new();
    let engine = Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("101");
    let extra = "Content-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n";
    let (mut caller, first) = phone.tries(&mut ship, "102", "hello", extra);
    assert_eq!(first.status(), 100, "{first}");
    let called = Called::by(&mut ship, engine.peer);
    assert!(called.invite.body().is_empty(), "{}", called.invite);
    called.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn no_body_stands_in_the_way_of_a_call_for_help() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::registered(&mut ship, "104");
    let required = SIGNAL.replace("optional", "required");
    for (extra, body, offers) in [
        ("Content-Type: text/plain\r\n", "help".to_owned(), false),
        (MULTIPART, "no part".to_owned(), false),
        (MULTIPART, beside(&required, &sdp(phone.peer, 4000)), true),
    ] {
        let (mut caller, first) = phone.tries(&mut ship, "112", &body, extra);
        assert_eq!(first.status(), 100, "{first}");
        let called = Called::by(&mut ship, bridge.peer);
        assert_eq!(
            called.invite.body().starts_with("v=0"),
            offers,
            "{}",
            called.invite
        );
        caller.gives_up(&mut ship);
        called.says(&mut ship, 180, "");
        called.is_cancelled(&mut ship);
    }
    ship.rests();
}

#[test]
fn a_reinvite_with_an_unknown_body_is_415_and_the_call_stays() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    caller.sends(&mut ship, "INVITE", "Content-Type: text/plain\r\n", "hello");
    let refused = ship.response(caller.peer, 415);
    assert!(refused.header("Accept").is_some(), "{refused}");
    ship.silence(called.peer);
    assert_eq!(ship.count(Counter::MediaRefused), 0);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}
