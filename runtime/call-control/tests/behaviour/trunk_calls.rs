//! Calls through trunks: what they see, what they are asked, and when the next one is tried.

use call_control::*;

use crate::peer::*;
use crate::plan::{SETTINGS, plan_of};
use crate::ship::*;

const NUMBER: &str = "+442079461111";

/// A call of station 101 to the shore, and the INVITE at the first address of `alpha`.
fn outbound(ship: &mut Ship) -> (Calling, Called) {
    let mut bridge = Phone::new("101");
    let caller = bridge.dials(ship, NUMBER, &sdp(bridge.peer, 4000));
    let called = Called::by(ship, Peer::alpha(1));
    (caller, called)
}

#[test]
fn a_trunk_sees_its_own_name_the_ships_number_and_nothing_of_the_inside() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    let invite = called.invite.message();
    assert_eq!(
        invite.request_uri().as_str(),
        "sip:+442079461111@alpha.example:5070"
    );
    assert_eq!(invite.from().uri.user, Some("+442079460100"));
    assert_eq!(invite.headers("Record-Route").count(), 0);
    called.says(&mut ship, 183, &sdp(Peer::alpha(1), 5000));
    let early = ship.response(caller.peer, 183);
    assert!(early.body().contains("c=IN IP4 10.1.0.1"), "{early}");
    assert!(
        ship.relays.values().next().unwrap().is_some(),
        "early media passes"
    );
    called.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    joined(&mut ship, &mut caller, &called);
    let bye = caller_hangs_up(&mut ship, &mut caller, &called);
    for heard in [&called.invite, &bye] {
        assert!(!heard.text().contains("10.1.0."), "{heard}");
        assert!(!heard.text().contains("101@"), "{heard}");
    }
    ship.rests();
}

/// Whether any media passes the only relay.
fn media_passes(ship: &Ship) -> bool {
    let agreed = ship.relays.values().next().unwrap().unwrap_or_default();
    agreed.calling.remote.is_some() || agreed.called.remote.is_some()
}

#[test]
fn early_media_ends_with_the_attempt_that_gave_it() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(&mut ship, 183, &sdp(called.peer, 5000));
    ship.response(caller.peer, 183);
    assert!(media_passes(&ship));
    called.refuses(&mut ship, 503);
    let second = Called::by(&mut ship, Peer::alpha(2));
    assert!(!media_passes(&ship), "another address of the same trunk is tried");
    second.says(&mut ship, 183, &sdp(second.peer, 5002));
    ship.response(caller.peer, 183);
    assert!(media_passes(&ship));
    second.refuses(&mut ship, 500);
    let third = Called::by(&mut ship, Peer::beta(1));
    assert!(!media_passes(&ship), "another trunk is tried");
    joined(&mut ship, &mut caller, &third);
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(
        agreed.called.remote.unwrap().rtp,
        "10.7.2.1:5000".parse().unwrap()
    );
    caller_hangs_up(&mut ship, &mut caller, &third);
    ship.rests();
}

#[test]
fn the_early_answer_of_one_attempt_is_not_the_answer_of_the_next() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(&mut ship, 183, &sdp(called.peer, 5000));
    ship.response(caller.peer, 183);
    called.refuses(&mut ship, 500);
    let next = Called::by(&mut ship, Peer::beta(1));
    next.says(&mut ship, 200, "");
    ship.request(next.peer, "ACK");
    next.hears_bye(&mut ship);
    caller.is_told(&mut ship, 488);
    ship.rests();
}

#[test]
fn early_media_ends_when_the_trunk_asks_for_credentials() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(&mut ship, 183, &sdp(called.peer, 5000));
    ship.response(caller.peer, 183);
    let challenge = "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n1\", qop=\"auth\"\r\n";
    called.says_with(&mut ship, 407, challenge, "");
    ship.request(called.peer, "ACK");
    let again = Called::by(&mut ship, called.peer);
    assert!(!media_passes(&ship));
    joined(&mut ship, &mut caller, &again);
    assert!(media_passes(&ship));
    caller_hangs_up(&mut ship, &mut caller, &again);
    ship.rests();
}

#[test]
fn only_header_fields_of_the_allow_list_cross() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let extra = "X-Secret: inside\r\nUser-Agent: phone 1.2\r\nP-Asserted-Identity: <sip:999@ship>\r\n\
                 Subject: hello\r\nSupported: 100rel, timer\r\n";
    let (mut caller, first) = bridge.tries(&mut ship, NUMBER, &sdp(bridge.peer, 4000), extra);
    assert_eq!(first.status(), 100);
    let called = Called::by(&mut ship, Peer::alpha(1));
    for name in ["X-Secret", "User-Agent", "Subject", "Supported"] {
        assert_eq!(called.invite.header(name), None, "{name}");
    }
    assert!(!called.invite.text().contains("999"));
    called.says_with(&mut ship, 486, "Server: trunk 9\r\nX-Inner: y\r\n", "");
    ship.request(Peer::alpha(1), "ACK");
    let refused = ship.response(caller.peer, 486);
    assert_eq!(
        (refused.header("Server"), refused.header("X-Inner")),
        (None, None)
    );
    caller.ack_refusal(&mut ship, &refused);
    ship.rests();
}

#[test]
fn a_trunks_challenge_is_answered_once() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    let challenge = "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n1\", qop=\"auth\"\r\n";
    called.says_with(&mut ship, 407, challenge, "");
    ship.request(called.peer, "ACK");
    let again = Called::by(&mut ship, called.peer);
    let credentials = again.invite.header("Proxy-Authorization").unwrap();
    assert!(
        credentials.contains("username=\"ship\"") && credentials.contains("nc=00000001"),
        "{credentials}"
    );
    assert_eq!(again.invite.message().cseq().number, 2);
    assert_eq!(
        again.invite.message().call_id(),
        called.invite.message().call_id()
    );
    assert_ne!(
        again.invite.message().via_top().branch(),
        called.invite.message().via_top().branch()
    );
    again.says_with(&mut ship, 407, &challenge.replace("n1", "n2"), "");
    ship.request(called.peer, "ACK");
    // Refused credentials are the trunk's fault: the next attempt.
    let next = Called::by(&mut ship, Peer::beta(1));
    assert_eq!(next.invite.header("Proxy-Authorization"), None);
    next.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn a_stale_nonce_is_answered_once_more() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says_with(
        &mut ship,
        401,
        "WWW-Authenticate: Digest realm=\"a\", nonce=\"n1\", qop=\"auth\"\r\n",
        "",
    );
    ship.request(called.peer, "ACK");
    let again = Called::by(&mut ship, called.peer);
    assert!(
        again
            .invite
            .header("Authorization")
            .unwrap()
            .contains("nonce=\"n1\"")
    );
    let stale = "WWW-Authenticate: Digest realm=\"a\", nonce=\"n2\", qop=\"auth\", stale=true\r\n";
    again.says_with(&mut ship, 401, stale, "");
    ship.request(called.peer, "ACK");
    let third = Called::by(&mut ship, called.peer);
    assert!(
        third
            .invite
            .header("Authorization")
            .unwrap()
            .contains("nonce=\"n2\"")
    );
    joined(&mut ship, &mut caller, &third);
    caller_hangs_up(&mut ship, &mut caller, &third);
    ship.rests();
}

#[test]
fn no_station_is_ever_given_a_trunks_credentials() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    called.says_with(
        &mut ship,
        407,
        "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n\", qop=\"auth\"\r\n",
        "",
    );
    ship.request(engine.peer, "ACK");
    ship.silence(engine.peer);
    caller.is_told(&mut ship, 500);

    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    joined(&mut ship, &mut caller, &called);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(engine.peer, "BYE");
    let challenge = "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n\", qop=\"auth\"\r\n";
    ship.hear(engine.peer, called.response(&bye, 407, challenge, ""));
    ship.silence(engine.peer);
    ship.rests();
}

#[test]
fn a_trunk_that_challenges_bye_gets_credentials_once() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    joined(&mut ship, &mut caller, &called);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(called.peer, "BYE");
    let challenge = "Proxy-Authenticate: Digest realm=\"alpha\", nonce=\"n\", qop=\"auth\"\r\n";
    ship.hear(called.peer, called.response(&bye, 407, challenge, ""));
    let again = ship.request(called.peer, "BYE");
    assert!(again.header("Proxy-Authorization").is_some());
    ship.hear(called.peer, called.response(&again, 407, challenge, ""));
    ship.silence(called.peer);
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn the_next_gateway_is_tried_on_503_with_the_number_in_its_own_format() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.refuses(&mut ship, 503);
    let second = Called::by(&mut ship, Peer::alpha(2));
    second.refuses(&mut ship, 500);
    let third = Called::by(&mut ship, Peer::beta(1));
    assert_eq!(
        third.invite.message().request_uri().as_str(),
        "sip:00442079461111@beta.example:5070"
    );
    assert_eq!(third.invite.message().from().uri.user, Some("+442079460200"));
    joined(&mut ship, &mut caller, &third);
    assert_eq!(calls_by_gateway(&ship), [("alpha", 0), ("beta", 1)]);
    caller_hangs_up(&mut ship, &mut caller, &third);
    ship.rests();
}

fn calls_by_gateway(ship: &Ship) -> Vec<(&'static str, u32)> {
    let mut calls: Vec<_> = ship
        .exchange
        .gateways()
        .map(|(index, _, _, calls)| (ship.plan.names.gateway(index).unwrap(), calls))
        .collect();
    calls.sort_unstable();
    calls
}

#[test]
fn the_next_address_and_then_the_next_gateway_are_tried_on_silence() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    ship.seconds(5);
    ship.forget(Peer::alpha(1));
    let _second = Called::by(&mut ship, Peer::alpha(2));
    ship.seconds(4);
    ship.forget(Peer::alpha(2));
    let third = Called::by(&mut ship, Peer::beta(1));
    ship.forget(Peer::beta(1));
    third.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    joined(&mut ship, &mut caller, &third);
    ship.forget(Peer::alpha(1));
    // The first address wakes up: it is told that nobody waits for it any more.
    called.says(&mut ship, 180, "");
    ship.request(Peer::alpha(1), "CANCEL");
    called.says(&mut ship, 200, &sdp(Peer::alpha(1), 5000));
    ship.request(Peer::alpha(1), "ACK");
    called.hears_bye(&mut ship);
    ship.silence(caller.peer);
    caller_hangs_up(&mut ship, &mut caller, &third);
    ship.rests();
}

#[test]
fn a_trunk_that_only_tries_is_left_after_the_progress_limit() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(&mut ship, 100, "");
    ship.seconds(21);
    ship.request(Peer::alpha(1), "CANCEL");
    let next = Called::by(&mut ship, Peer::beta(1));
    ship.forget(Peer::beta(1));
    next.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn a_phone_that_rings_is_not_hunted_away_from_its_owner() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    ship.seconds(170);
    ship.silence(Peer::beta(1));
    ship.silence(Peer::alpha(1));
    ship.seconds(10);
    ship.request(Peer::alpha(1), "CANCEL");
    ship.silence(Peer::beta(1));
    while let Some(heard) = ship.next(caller.peer) {
        if heard.status() == 480 {
            caller.ack_refusal(&mut ship, &heard);
        }
    }
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn busy_is_not_hunted() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.silence(Peer::alpha(2));
    ship.silence(Peer::beta(1));
    ship.rests();
}

#[test]
fn a_redirection_is_not_followed() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = outbound(&mut ship);
    called.contact = "<sip:+19005550100@premium.example>".to_owned();
    called.refuses(&mut ship, 302);
    let next = Called::by(&mut ship, Peer::beta(1));
    next.refuses(&mut ship, 302);
    let refused = ship.response(caller.peer, 500);
    assert!(!refused.text().contains("premium"));
    caller.ack_refusal(&mut ship, &refused);
    ship.rests();
}

#[test]
fn the_route_set_is_followed_where_the_access_list_permits() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = outbound(&mut ship);
    called.contact = "<sip:agent@192.168.5.5:5090>".to_owned();
    let routes = "Record-Route: <sip:10.7.1.9:5071;lr>\r\n";
    called.says_with(&mut ship, 200, routes, &sdp(Peer::alpha(1), 5000));
    let proxy = Peer {
        side: Side::Trunk,
        address: "10.7.1.9:5071".parse().unwrap(),
    };
    let ack = ship.request(proxy, "ACK");
    assert_eq!(ack.message().request_uri().as_str(), "sip:agent@192.168.5.5:5090");
    assert_eq!(ack.header("Route").as_deref(), Some("<sip:10.7.1.9:5071;lr>"));
    let answer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &answer, "");
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(proxy, "BYE");
    ship.hear(proxy, respond(proxy, &bye, 200, "x", "", "", ""));
    ship.rests();
}

#[test]
fn a_next_hop_outside_the_access_list_is_never_sent_to() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = outbound(&mut ship);
    called.contact = "<sip:agent@192.0.2.66:5090;maddr=192.0.2.67>".to_owned();
    joined(&mut ship, &mut caller, &called);
    let bye = caller_hangs_up(&mut ship, &mut caller, &called);
    assert_eq!(
        bye.message().request_uri().as_str(),
        "sip:agent@192.0.2.66:5090;maddr=192.0.2.67"
    );
    assert!(ship.count(Counter::NextHopDenied) >= 2);
    for stranger in ["192.0.2.66:5090", "192.0.2.67:5090", "192.0.2.67:5060"] {
        ship.silence(Peer {
            side: Side::Trunk,
            address: stranger.parse().unwrap(),
        });
    }
    ship.rests();
}

#[test]
fn an_inbound_call_reaches_the_station_of_its_number() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let mut caller = Calling::inbound(
        &mut ship,
        Peer::alpha(7),
        "+442079460100",
        &sdp(Peer::alpha(7), 4000),
    );
    ship.response(caller.peer, 100);
    let mut called = Called::by(&mut ship, bridge.peer);
    assert_eq!(called.invite.message().from().uri.user, Some("+33123456789"));
    called.says(&mut ship, 180, "");
    let ringing = ship.response(caller.peer, 180);
    assert!(!ringing.text().contains("10.1.0."), "{ringing}");
    called.says(&mut ship, 200, &sdp(bridge.peer, 5000));
    ship.request(bridge.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    assert!(answer.body().contains("c=IN IP4 10.7.0.1"), "{answer}");
    caller.ack(&mut ship, &answer, "");
    called.sends(&mut ship, "BYE", "", "");
    ship.response(bridge.peer, 200);
    caller.hears_bye(&mut ship);
    ship.rests();
}

#[test]
fn another_trunk_cannot_speak_in_a_trunks_call() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = outbound(&mut ship);
    joined(&mut ship, &mut caller, &called);
    let peer = called.peer;
    called.peer = Peer::beta(1);
    called.sends(&mut ship, "BYE", "", "");
    ship.response(Peer::beta(1), 481);
    assert_eq!(ship.count(Counter::WrongPeer), 1);
    // Another address of the same trunk may.
    called.peer = Peer::alpha(5);
    called.sends(&mut ship, "BYE", "", "");
    ship.response(Peer::alpha(5), 200);
    called.peer = peer;
    caller.hears_bye(&mut ship);
    ship.rests();
}

#[test]
fn another_trunk_cannot_answer_nor_acknowledge() {
    let mut ship = Ship::new();
    let (mut caller, mut called) = outbound(&mut ship);
    let peer = called.peer;
    // Another address of the same trunk may speak.
    called.peer = Peer::alpha(5);
    called.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    called.peer = Peer::beta(1);
    called.says(&mut ship, 200, &sdp(Peer::beta(1), 5000));
    ship.silence(caller.peer);
    ship.silence(Peer::beta(1));
    assert_eq!(ship.count(Counter::WrongPeer), 1);
    called.peer = peer;
    joined(&mut ship, &mut caller, &called);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.forget(Peer::alpha(1));

    let bridge = Phone::registered(&mut ship, "101");
    let body = sdp(peer, 4000);
    let mut caller = Calling::inbound(&mut ship, peer, "+442079460100", &body);
    ship.response(peer, 100);
    let called = Called::by(&mut ship, bridge.peer);
    called.says(&mut ship, 200, &sdp(bridge.peer, 5000));
    ship.request(bridge.peer, "ACK");
    let answer = ship.response(peer, 200);
    let ack = caller.ack_text(&answer, "");
    ship.hear(Peer::beta(1), &ack);
    assert_eq!(ship.count(Counter::WrongPeer), 2);
    ship.seconds(1);
    ship.response(peer, 200);
    ship.hear(peer, &ack);
    ship.forget(peer);
    caller_hangs_up(&mut ship, &mut caller, &called);
    assert_eq!(ship.count(Counter::AckMissing), 0);
    ship.rests();
}

#[test]
fn a_trunk_on_another_codec_is_not_joined() {
    let mut ship = Ship::new();
    let (mut caller, called) = outbound(&mut ship);
    called.says(
        &mut ship,
        200,
        &sdp(called.peer, 5000)
            .replace("8 101", "0")
            .replace("a=rtpmap:8 PCMA", "a=rtpmap:0 PCMU"),
    );
    ship.request(called.peer, "ACK");
    called.hears_bye(&mut ship);
    let next = Called::by(&mut ship, Peer::beta(1));
    next.refuses(&mut ship, 488);
    caller.is_told(&mut ship, 488);
    ship.rests();
}

#[test]
fn an_offer_that_does_not_fit_a_gateway_goes_to_the_next() {
    let codecs = SETTINGS
        .replace(
            "\"codecs\": [\"PCMA\", \"telephone-event\"]",
            "\"codecs\": [\"PCMA\", \"PCMU\"]",
        )
        .replace(
            "\"callerIdNumber\": \"+442079460200\", \"codecs\": [\"PCMA\"]",
            "\"callerIdNumber\": \"+442079460200\", \"codecs\": [\"PCMU\"]",
        );
    let mut ship = Ship::with(plan_of(&codecs));
    let mut phone = Phone::new("101");
    let mut caller = phone.dials(&mut ship, "+442079461111", &pcmu(phone.peer, 4000));
    ship.silence(Peer::alpha(1));
    let called = Called::by(&mut ship, Peer::beta(1));
    assert_eq!(calls_by_gateway(&ship), [("alpha", 0), ("beta", 1)]);
    called.says(&mut ship, 200, &pcmu(called.peer, 5000));
    joined_now(&mut ship, &mut caller, &called);
    caller_hangs_up(&mut ship, &mut caller, &called);
    ship.rests();
}

#[test]
fn an_offer_that_fits_no_gateway_is_488_with_a_warning() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let mut caller = phone.dials(&mut ship, "+442079461111", &pcmu(phone.peer, 4000));
    let refused = ship.response(caller.peer, 488);
    assert!(refused.reason().contains("codec-mismatch"), "{refused}");
    assert!(
        refused.header("Warning").unwrap().starts_with("305 "),
        "{refused}"
    );
    caller.ack_refusal(&mut ship, &refused);
    assert_eq!(calls_by_gateway(&ship), [("alpha", 0), ("beta", 0)]);
    ship.rests();
}

fn joined_now(ship: &mut Ship, caller: &mut Calling, called: &Called) {
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    caller.ack(ship, &answer, "");
}

#[test]
fn a_trunk_caller_is_never_shown_by_a_number_of_the_ship() {
    for number in ["103", "112"] {
        let mut ship = Ship::new();
        let bridge = Phone::registered(&mut ship, "101");
        let peer = Peer::alpha(1);
        let identity = format!("P-Asserted-Identity: <sip:{number}@provider.example>\r\n");
        let body = sdp(peer, 4000);
        let mut caller = Calling::inbound_with(&mut ship, peer, "+442079460100", &body, "in-1", &identity);
        ship.response(peer, 100);
        let called = Called::by(&mut ship, bridge.peer);
        assert_eq!(called.invite.message().from().uri.user, Some("anonymous"));
        called.refuses(&mut ship, 486);
        caller.is_told(&mut ship, 486);
        ship.rests();
    }
}
