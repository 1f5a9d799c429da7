//! Emergency calls: anybody may make them, nothing stands in their way, and every target is tried.

use call_control::*;

use crate::peer::*;
use crate::plan::plan_with;
use crate::ship::*;

/// An INVITE for 112 from a phone without credentials.
fn unauthenticated(ship: &mut Ship, peer: Peer, dialled: &str) -> Calling {
    unauthenticated_again(ship, peer, dialled, "sos")
}

/// The same with a Call-ID of its own.
fn unauthenticated_again(ship: &mut Ship, peer: Peer, dialled: &str, call_id: &str) -> Calling {
    let uri = if dialled.contains(':') {
        dialled.to_owned()
    } else {
        format!("sip:{dialled}@10.1.0.1")
    };
    let (from, to) = ("<sip:nobody@ship>;tag=n".to_owned(), format!("<{uri}>"));
    let body = sdp(peer, 4000);
    let request = Request {
        method: "INVITE",
        uri: uri.clone(),
        from: from.clone(),
        to: to.clone(),
        call_id: call_id.to_owned(),
        cseq: 1,
        branch: format!("sos-{call_id}-{}", peer.ip()),
        extra: String::new(),
        body: &body,
    };
    let text = request.text(peer);
    ship.hear(peer, &text);
    let invite = Sent {
        text,
        cseq: 1,
        branch: request.branch,
    };
    Calling {
        peer,
        uri,
        from,
        to,
        call_id: call_id.to_owned(),
        cseq: 1,
        invite,
    }
}

fn refused_by_shore(ship: &mut Ship) {
    for peer in [Peer::alpha(1), Peer::alpha(2)] {
        Called::by(ship, peer).refuses(ship, 503);
    }
}

#[test]
fn a_phone_without_credentials_reaches_the_bridge() {
    for dialled in ["112", "urn:service:sos", "urn:service:sos.fire"] {
        let mut ship = Ship::new();
        let bridge = Phone::registered(&mut ship, "101");
        let mut caller = unauthenticated(&mut ship, Peer::crew(200), dialled);
        ship.response(caller.peer, 100);
        let mut called = Called::by(&mut ship, bridge.peer);
        assert_eq!(called.invite.message().from().uri.user, Some("anonymous"));
        joined(&mut ship, &mut caller, &called);
        called.sends(&mut ship, "BYE", "", "");
        ship.response(bridge.peer, 200);
        caller.hears_bye(&mut ship);
        ship.rests();
    }
}

#[test]
fn where_the_plan_takes_none_without_credentials_it_is_challenged() {
    let mut ship = Ship::with(plan_with(
        "\"unauthenticatedEmergency\": true",
        "\"unauthenticatedEmergency\": false",
    ));
    let peer = Peer::crew(200);
    unauthenticated(&mut ship, peer, "112");
    ship.response(peer, 407);
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn only_emergency_is_free_of_credentials() {
    let mut ship = Ship::new();
    for dialled in ["102", "+442079461111", "1120"] {
        let peer = Peer::crew(200);
        unauthenticated(&mut ship, peer, dialled);
        ship.response(peer, 407);
    }
    ship.silence(Peer::alpha(1));
    ship.rests();
}

#[test]
fn further_targets_are_tried_after_every_answer_but_2xx() {
    let mut ship = Ship::new();
    let (bridge, master) = (
        Phone::registered(&mut ship, "101"),
        Phone::registered(&mut ship, "103"),
    );
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    Called::by(&mut ship, bridge.peer).refuses(&mut ship, 603);
    let shore = Called::by(&mut ship, Peer::alpha(1));
    assert_eq!(shore.invite.message().request_uri().user, Some("+442079460999"));
    shore.refuses(&mut ship, 486);
    let called = Called::by(&mut ship, master.peer);
    joined(&mut ship, &mut caller, &called);
    caller.hangs_up(&mut ship, &called);
    ship.rests();
}

#[test]
fn a_bridge_that_does_not_pick_up_is_left_after_thirty_seconds() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    let called = Called::by(&mut ship, bridge.peer);
    called.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
    ship.seconds(29);
    ship.silence(Peer::alpha(1));
    ship.seconds(1);
    called.is_cancelled(&mut ship);
    let shore = Called::by(&mut ship, Peer::alpha(1));
    joined(&mut ship, &mut caller, &shore);
    assert_eq!(
        ship.relays.len(),
        1,
        "one relay, now with an end on the trunk side"
    );
    caller.hangs_up(&mut ship, &shore);
    ship.rests();
}

#[test]
fn a_bridge_that_was_heard_before_it_declined_is_heard_no_more() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    let called = Called::by(&mut ship, bridge.peer);
    called.says(&mut ship, 183, &sdp(bridge.peer, 5000));
    ship.response(caller.peer, 183);
    called.refuses(&mut ship, 603);
    let shore = Called::by(&mut ship, Peer::alpha(1));
    let relays: Vec<_> = ship.relays.values().collect();
    assert_eq!(relays, [&None], "a relay of its own, with nothing agreed");
    shore.refuses(&mut ship, 486);
    lost(&mut ship, &mut caller);
    ship.rests();
}

#[test]
fn the_limits_of_the_exchange_and_of_a_gateway_do_not_hold_it_up() {
    let mut ship = Ship::with(plan_with("\"calls\": 20,", "\"calls\": 1,"));
    let mut master = Phone::new("103");
    let mut first = master.dials(&mut ship, "+442079461111", &sdp(master.peer, 4100));
    let busy = Called::by(&mut ship, Peer::alpha(1));
    let mut caller = unauthenticated(&mut ship, Peer::crew(200), "112");
    ship.response(caller.peer, 100);
    refused_by_shore(&mut ship);
    caller.is_told(&mut ship, 503);
    assert_eq!(ship.count(Counter::Overloaded), 0);
    busy.refuses(&mut ship, 486);
    first.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn reserved_channels_wait_for_it() {
    let mut ship = Ship::new();
    let mut calls = Vec::new();
    for number in ["101", "102"] {
        let mut phone = Phone::new(number);
        let caller = phone.dials(&mut ship, "+442079461111", &sdp(phone.peer, 4000));
        calls.push((caller, Called::by(&mut ship, Peer::alpha(1))));
    }
    // Two of three channels are taken, the third is reserved: a routine call goes to the other gateway.
    let mut phone = Phone::new("103");
    let caller = phone.dials(&mut ship, "+442079461111", &sdp(phone.peer, 4000));
    calls.push((caller, Called::by(&mut ship, Peer::beta(1))));
    let caller = unauthenticated(&mut ship, Peer::crew(200), "112");
    ship.response(caller.peer, 100);
    calls.push((caller, Called::by(&mut ship, Peer::alpha(1))));
    for (caller, called) in &mut calls {
        called.refuses(&mut ship, 600);
        let mut refused = ship.next(caller.peer).unwrap();
        if refused.status() == 100 {
            refused = ship.next(caller.peer).unwrap();
        }
        caller.ack_refusal(&mut ship, &refused);
    }
    ship.rests();
}

#[test]
fn a_gateway_that_is_not_known_to_live_is_tried_all_the_same() {
    let mut ship = Ship::with(plan_with("\"intervalSeconds\": 0", "\"intervalSeconds\": 60"));
    ship.forget(Peer::alpha(1));
    ship.forget(Peer::alpha(2));
    let caller = unauthenticated(&mut ship, Peer::crew(200), "112");
    ship.response(caller.peer, 100);
    let shore = Called::by(&mut ship, Peer::alpha(1));
    shore.says(&mut ship, 180, "");
    ship.response(caller.peer, 180);
}

#[test]
fn a_trunk_cannot_make_one() {
    let mut ship = Ship::new();
    let _bridge = Phone::registered(&mut ship, "101");
    Calling::inbound(&mut ship, Peer::alpha(1), "112", "");
    ship.response(Peer::alpha(1), 404);
    ship.rests();
}

#[test]
fn a_target_that_the_offer_does_not_fit_is_passed_over() {
    let mut ship = Ship::with(plan_with(
        "\"codecs\": [\"PCMA\", \"telephone-event\"]",
        "\"codecs\": [\"PCMA\", \"PCMU\"]",
    ));
    let master = Phone::registered(&mut ship, "103");
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &pcmu(phone.peer, 4000));
    ship.silence(Peer::alpha(1));
    let called = Called::by(&mut ship, master.peer);
    called.says(&mut ship, 200, &pcmu(master.peer, 5000));
    ship.request(master.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    caller.ack(&mut ship, &answer, "");
    caller.hangs_up(&mut ship, &called);
    ship.rests();
}

fn lost(ship: &mut Ship, caller: &mut Calling) {
    let refused = ship.response(caller.peer, 503);
    assert!(refused.reason().contains("no-emergency-target"), "{refused}");
    caller.ack_refusal(ship, &refused);
    assert_eq!(ship.count(Counter::EmergencyLost), 1);
    let alarm = |event: &Event| matches!(event, Event::EmergencyLost { .. });
    assert!(ship.events.iter().any(alarm));
}

#[test]
fn an_offer_that_fits_no_target_raises_the_alarm() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &pcmu(phone.peer, 4000));
    lost(&mut ship, &mut caller);
    ship.rests();
}

#[test]
fn without_media_ports_the_alarm_is_raised() {
    let mut ship = Ship::with(plan_with("\"last\": 20099", "\"last\": 20003"));
    Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("104");
    without_ports(&mut ship, &mut phone, 1);
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    lost(&mut ship, &mut caller);
    assert!(ship.count(Counter::MediaPortsExhausted) > 1);
    ship.rests();
}

#[test]
fn other_calls_leave_media_ports_to_calls_for_help() {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("104");
    // The ports carry 25 calls.
    without_ports(&mut ship, &mut phone, 21);
    let mut calls = Vec::new();
    for _ in 0..4 {
        let caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
        calls.push((caller, Called::by(&mut ship, bridge.peer)));
    }
    for call in calls {
        cancelled(&mut ship, call);
    }
    ship.rests();
}

#[test]
fn few_media_ports_leave_room_for_one_call_for_help() {
    let mut ship = Ship::with(plan_with("\"last\": 20099", "\"last\": 20013"));
    let bridge = Phone::registered(&mut ship, "101");
    Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("104");
    // The ports carry three calls; of the seven pairs one is left over.
    without_ports(&mut ship, &mut phone, 2);
    let caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    let called = Called::by(&mut ship, bridge.peer);
    cancelled(&mut ship, (caller, called));
    ship.rests();
}

/// So many calls that each leave two pairs of ports at rest for a while; the next finds none.
fn without_ports(ship: &mut Ship, phone: &mut Phone, calls: usize) {
    for _ in 0..calls {
        let mut caller = phone.dials(ship, "102", &pcmu(phone.peer, 4000));
        caller.is_told(ship, 488);
    }
    let mut caller = phone.dials(ship, "102", &sdp(phone.peer, 4000));
    let refused = caller.is_told(ship, 503);
    assert!(refused.reason().contains("no-channel"), "{refused}");
}

#[test]
fn a_station_under_another_name_is_shown_by_the_number_it_has_proved() {
    let mut ship = Ship::with(plan_with(
        "\"unauthenticatedEmergency\": true",
        "\"unauthenticatedEmergency\": false",
    ));
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    phone.claims("galley");
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    let called = Called::by(&mut ship, bridge.peer);
    assert_eq!(called.invite.message().from().uri.user, Some("104"));
    joined(&mut ship, &mut caller, &called);
    caller.hangs_up(&mut ship, &called);
    ship.rests();
}

/// Calls for help that a phone at this address makes one after the other, all waiting for the bridge.
fn crowd(ship: &mut Ship, host: u8, calls: usize) -> Vec<(Calling, Called)> {
    let (bridge, began) = (Peer::crew(101), ship.now.as_millis());
    let one = |at: usize| {
        let caller = unauthenticated_again(ship, Peer::crew(host), "112", &format!("{host}-{at}-{began}"));
        ship.response(caller.peer, 100);
        (caller, Called::by(ship, bridge))
    };
    (0..calls).map(one).collect()
}

fn cancelled(ship: &mut Ship, (mut caller, called): (Calling, Called)) {
    called.says(ship, 100, "");
    caller.gives_up(ship);
    called.is_cancelled(ship);
}

fn turned_away(ship: &mut Ship, peer: Peer, call_id: &str) {
    let before = (ship.count(Counter::StrangersAtLimit), ship.exchange.census());
    unauthenticated_again(ship, peer, "112", call_id);
    let refused = ship.response(peer, 407);
    assert!(refused.header("Proxy-Authenticate").is_some(), "{refused}");
    let now = (ship.count(Counter::StrangersAtLimit), ship.exchange.census());
    assert_eq!(now, (before.0 + 1, before.1), "counted, and no state");
}

#[test]
fn one_address_without_credentials_has_two_calls_at_a_time() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "101");
    let mut calls = crowd(&mut ship, 200, 2);
    turned_away(&mut ship, Peer::crew(200), "third");
    calls.extend(crowd(&mut ship, 201, 1));
    cancelled(&mut ship, calls.remove(0));
    turned_away(&mut ship, Peer::crew(200), "fourth");
    for call in calls {
        cancelled(&mut ship, call);
    }
    ship.seconds(4);
    for call in crowd(&mut ship, 200, 2) {
        cancelled(&mut ship, call);
    }
    assert!(
        ship.events.contains(&Event::Overloaded { calls: 2 }),
        "{:?}",
        ship.events
    );
    ship.rests();
}

#[test]
fn all_without_credentials_have_six_and_stations_have_no_limit() {
    let mut ship = Ship::with(plan_with("\"calls\": 20,", "\"calls\": 1,"));
    Phone::registered(&mut ship, "101");
    let mut calls = Vec::new();
    for host in 200..206 {
        calls.extend(crowd(&mut ship, host, 1));
    }
    turned_away(&mut ship, Peer::crew(206), "seventh");
    // A station that has not registered is asked to prove itself, and does.
    let mut galley = Phone::new("104");
    let asked = ship.count(Counter::Challenged);
    let caller = galley.dials(&mut ship, "112", &sdp(galley.peer, 4000));
    assert_eq!(ship.count(Counter::Challenged), asked + 1);
    calls.push((caller, Called::by(&mut ship, Peer::crew(101))));
    assert_eq!(calls[6].1.invite.message().from().uri.user, Some("104"));
    for call in calls {
        cancelled(&mut ship, call);
    }
    ship.rests();
}

#[test]
fn a_flood_of_calls_for_help_leaves_the_media_ports_to_others() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "101");
    Phone::registered(&mut ship, "102");
    for round in 0..1000 {
        let peer = Peer::crew(200 + (round % 50) as u8);
        let mut caller = unauthenticated_again(&mut ship, peer, "112", &format!("flood-{round}"));
        let answer = ship.next(peer).unwrap();
        if answer.status() == 100 {
            caller.gives_up(&mut ship);
        }
        ship.pass(std::time::Duration::from_millis(1));
        assert!(ship.exchange.census().port_pairs <= 12);
        ship.forget(peer);
    }
    assert_eq!(ship.count(Counter::StrangersAtLimit), 994);
    let mut master = Phone::new("103");
    let mut caller = master.dials(&mut ship, "102", &sdp(master.peer, 4000));
    Called::by(&mut ship, Peer::crew(102)).refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    assert_eq!(ship.count(Counter::MediaPortsExhausted), 0);
    ship.rests();
}

/// What a target says after so many seconds, and then nothing more.
type Answers = &'static [(u64, u16)];

/// The seconds until master is called, the last target of 112, while the bridge and both addresses of the trunk say this.
fn seconds_to_the_last(bridge_says: Answers, first_says: Answers, second_says: Answers) -> u64 {
    let mut ship = Ship::new();
    let bridge = Phone::registered(&mut ship, "101");
    let master = Phone::registered(&mut ship, "103");
    let mut phone = Phone::new("104");
    phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    let said = [
        (bridge.peer, bridge_says),
        (Peer::alpha(1), first_says),
        (Peer::alpha(2), second_says),
    ];
    let mut called: Vec<(u64, Called, Answers)> = Vec::new();
    for second in 0..200 {
        for (peer, answers) in said {
            while let Some(heard) = ship.next(peer) {
                if heard.method() == "INVITE" && called.iter().all(|(_, called, _)| called.peer != peer) {
                    called.push((second, Called::with(peer, heard), answers));
                }
            }
        }
        for (since, called, answers) in &called {
            for (_, status) in answers.iter().filter(|(after, _)| since + after == second) {
                called.says(&mut ship, *status, "");
            }
        }
        if ship.next(master.peer).is_some() {
            return second;
        }
        ship.seconds(1);
    }
    panic!("master is never called");
}

#[test]
fn the_last_target_is_tried_when_the_plan_says_whatever_the_others_do() {
    let bridge: [Answers; 5] = [
        &[],
        &[(7, 180)],
        &[(7, 486)],
        &[(1, 100), (29, 486)],
        &[(7, 100), (8, 180)],
    ];
    let trunk: [Answers; 8] = [
        &[],
        &[(3, 100)],
        &[(3, 503)],
        &[(3, 100), (22, 503)],
        &[(3, 180)],
        &[(3, 100), (22, 183)],
        &[(3, 183), (22, 503)],
        &[(0, 486)],
    ];
    let mut longest = 0;
    for bridge in bridge {
        for first in trunk {
            for second in trunk {
                longest = longest.max(seconds_to_the_last(bridge, first, second));
            }
        }
    }
    // The bridge has 30 seconds, the trunk 4 for the first response and 20 for progress, whatever its addresses.
    assert_eq!(longest, 30 + 24);
}
