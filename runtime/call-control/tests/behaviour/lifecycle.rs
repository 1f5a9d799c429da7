//! Start, limits, failing surroundings, shutdown.

use std::time::Duration;

use call_control::*;
use sip::transaction::Connection;

use crate::peer::*;
use crate::plan::plan_with;
use crate::ship::*;

fn talking(ship: &mut Ship) -> (Calling, Called) {
    let (mut bridge, engine) = (Phone::registered(ship, "101"), Phone::registered(ship, "102"));
    let mut caller = bridge.dials(ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(ship, engine.peer);
    called.says(ship, 200, &sdp(called.peer, 5000));
    ship.request(called.peer, "ACK");
    let answer = ship.response(caller.peer, 200);
    caller.ack(ship, &answer, "");
    (caller, called)
}

fn both_are_told_goodbye(ship: &mut Ship, caller: &Calling, called: &Called, cause: &str) {
    let bye = ship.request(caller.peer, "BYE");
    assert!(bye.reason().starts_with(cause), "{bye}");
    ship.hear(caller.peer, respond(caller.peer, &bye, 200, "x", "", "", ""));
    let bye = ship.request(called.peer, "BYE");
    called.answers(ship, &bye, 200, "");
}

#[test]
fn shutdown_ends_every_call_and_takes_no_new_one() {
    let mut ship = Ship::new();
    let (caller, called) = talking(&mut ship);
    let mut master = Phone::new("103");
    let mut waiting = master.dials(&mut ship, "+442079461111", &sdp(master.peer, 4100));
    let shore = Called::by(&mut ship, Peer::alpha(1));
    shore.says(&mut ship, 180, "");
    ship.response(waiting.peer, 180);
    ship.drive(|exchange, now, out| exchange.shut_down(now, out));
    assert!(!ship.exchange.is_quiet());
    both_are_told_goodbye(&mut ship, &caller, &called, "Q.850;cause=41");
    let refused = ship.response(waiting.peer, 503);
    assert!(refused.header("Retry-After").is_some());
    waiting.ack_refusal(&mut ship, &refused);
    ship.request(Peer::alpha(1), "CANCEL");
    assert!(ship.exchange.is_quiet());
    shore.says(&mut ship, 487, "");
    ship.request(Peer::alpha(1), "ACK");
    let (mut late, _) = master.tries(&mut ship, "102", "", "");
    let _ = &mut late;
    assert_eq!(ship.count(Counter::Overloaded), 1);
    ship.rests();
}

#[test]
fn a_relay_that_fails_ends_its_call() {
    let mut ship = Ship::new();
    let (caller, called) = talking(&mut ship);
    let relay = *ship.relays.keys().next().unwrap();
    ship.drive(|exchange, now, out| exchange.relay_failed(now, relay, out));
    both_are_told_goodbye(&mut ship, &caller, &called, "Q.850;cause=31");
    ship.rests();
}

/// The only relay there is cannot be opened.
fn relay_fails(ship: &mut Ship) {
    let relay = *ship.relays.keys().next().unwrap();
    ship.drive(|exchange, now, out| exchange.relay_failed(now, relay, out));
}

#[test]
fn a_relay_that_cannot_be_opened_has_its_target_tried_again_by_other_ports() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    let first = Called::by(&mut ship, Peer::alpha(1));
    relay_fails(&mut ship);
    let second = Called::by(&mut ship, Peer::alpha(1));
    assert_ne!(first.invite.body(), second.invite.body(), "other ports");
    first.says(&mut ship, 180, "");
    first.is_cancelled(&mut ship);
    joined(&mut ship, &mut caller, &second);
    caller_hangs_up(&mut ship, &mut caller, &second);
    ship.rests();
}

#[test]
fn a_block_of_ports_that_another_program_holds_costs_no_call() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    for _ in 0..5 {
        let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
        let mut called = Called::by(&mut ship, Peer::alpha(1));
        // A fifth of the ports of the plan.
        while offered_port(&called) < 20_020 {
            relay_fails(&mut ship);
            let next = Called::by(&mut ship, Peer::alpha(1));
            called.says(&mut ship, 180, "");
            called.is_cancelled(&mut ship);
            called = next;
        }
        joined(&mut ship, &mut caller, &called);
        caller_hangs_up(&mut ship, &mut caller, &called);
    }
    ship.rests();
}

/// The relay's port that the called party is told.
fn offered_port(called: &Called) -> u16 {
    let offer = called.invite.body();
    let (_, media) = offer.split_once("m=audio ").unwrap();
    media.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn an_emergency_call_without_any_port_is_lost_with_an_alarm() {
    let mut ship = Ship::new();
    let target = Phone::registered(&mut ship, "101").peer;
    let mut galley = Phone::new("104");
    let mut caller = galley.dials(&mut ship, "112", &sdp(galley.peer, 4000));
    for _ in 0..4 {
        Called::by(&mut ship, target);
        relay_fails(&mut ship);
    }
    caller.is_told(&mut ship, 503);
    assert_eq!(ship.count(Counter::EmergencyLost), 1);
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}

#[test]
fn a_relay_that_falls_silent_may_end_its_call() {
    let mut ship = Ship::new();
    let (caller, called) = talking(&mut ship);
    let relay = *ship.relays.keys().next().unwrap();
    ship.drive(|exchange, now, out| exchange.relay_silent(now, relay, out));
    both_are_told_goodbye(&mut ship, &caller, &called, "Q.850;cause=31");
    ship.drive(|exchange, now, out| exchange.relay_silent(now, relay, out));
    ship.rests();
}

#[test]
fn without_a_pair_of_ports_a_call_is_refused() {
    let mut ship = Ship::with(plan_with(
        "\"first\": 20000, \"last\": 20099",
        "\"first\": 20000, \"last\": 20005",
    ));
    let (mut caller, called) = talking(&mut ship);
    let mut master = Phone::new("103");
    let mut second = master.dials(&mut ship, "102", &sdp(master.peer, 4100));
    let refused = ship.response(second.peer, 503);
    second.ack_refusal(&mut ship, &refused);
    assert_eq!(ship.count(Counter::MediaPortsExhausted), 1);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(called.peer, "BYE");
    called.answers(&mut ship, &bye, 200, "");
    ship.rests();
}

#[test]
fn a_send_that_fails_tries_the_next_address_at_once() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    Called::by(&mut ship, Peer::alpha(1));
    ship.drive(|exchange, now, out| exchange.send_failed(now, Peer::alpha(1).flow(), out));
    let second = Called::by(&mut ship, Peer::alpha(2));
    second.says(&mut ship, 486, "");
    ship.request(Peer::alpha(2), "ACK");
    let refused = ship.response(caller.peer, 486);
    caller.ack_refusal(&mut ship, &refused);
    assert_eq!(ship.count(Counter::SendFailed), 1);
    ship.rests();
}

#[test]
fn a_trunk_that_closes_its_connection_without_an_answer_has_its_next_address_tried_at_once() {
    let mut ship = Ship::with(plan_with(
        "\"transport\": \"udp\", \"username\"",
        "\"transport\": \"tcp\", \"username\"",
    ));
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    Called::by(&mut ship, Peer::alpha(1));
    let flow = Flow {
        transport: Transport::Tcp,
        connection: Some(Connection(9)),
        ..Peer::alpha(1).flow()
    };
    ship.drive(|exchange, now, out| exchange.connection_closed(now, flow, out));
    Called::by(&mut ship, Peer::alpha(2)).refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn a_call_outlives_the_connection_that_made_it() {
    let mut ship = Ship::new();
    let (mut caller, called) = talking(&mut ship);
    let flow = Flow {
        transport: Transport::Tcp,
        connection: Some(Connection(3)),
        ..caller.peer.flow()
    };
    let info = caller.within("OPTIONS", 50, "", "");
    ship.hear_by(flow, info);
    ship.response(caller.peer, 200);
    assert_eq!(ship.exchange.connections_in_use(), [Connection(3)].into());
    ship.drive(|exchange, now, out| exchange.connection_closed(now, flow, out));
    assert_eq!(ship.exchange.connections_in_use(), [].into());
    assert_eq!(ship.exchange.census().calls, 1);
    caller.cseq = 60;
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(called.peer, "BYE");
    called.answers(&mut ship, &bye, 200, "");
    ship.rests();
}

#[test]
fn the_log_tells_a_call_from_decision_to_end_with_the_plan_in_every_line() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    let mut caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    for peer in [Peer::alpha(1), Peer::alpha(2)] {
        Called::by(&mut ship, peer).refuses(&mut ship, 503);
    }
    let called = Called::by(&mut ship, Peer::beta(1));
    joined(&mut ship, &mut caller, &called);
    ship.seconds(90);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(caller.peer, 200);
    let bye = ship.request(called.peer, "BYE");
    called.answers(&mut ship, &bye, 200, "");
    let mut story = Vec::new();
    let mut rows = Vec::new();
    for event in &ship.events {
        let (word, by) = match event {
            Event::Decided { by, dialled, .. } => {
                assert_eq!(dialled, "+442079461111");
                ("decided", by)
            }
            Event::Attempt { by, .. } => ("attempt", by),
            Event::AttemptFailed { by, status, .. } => {
                assert_eq!(*status, 503);
                ("failed", by)
            }
            Event::Answered { by, .. } => ("answered", by),
            Event::Ended {
                by, reason, talked, ..
            } => {
                assert_eq!(
                    (*reason, *talked),
                    (EndReason::CallerLeft, Duration::from_secs(90))
                );
                ("ended", by)
            }
            _ => continue,
        };
        assert_eq!(by.plan, ship.plan.table.identity(), "{event:?}");
        story.push(word);
        rows.push(by.decision);
    }
    assert_eq!(
        story,
        [
            "decided", "attempt", "failed", "failed", "attempt", "answered", "ended"
        ]
    );
    let row = ship.plan.names.row(rows[0]).unwrap();
    assert!(row.starts_with("route alpha"), "{row}");
    assert!(rows.iter().all(|&other| other == rows[0]), "{rows:?}");
    ship.rests();
}

#[test]
fn health_checks_make_a_gateway_ready_and_silence_takes_it_offline() {
    let mut ship = Ship::with(plan_with(
        "\"health\": {\"intervalSeconds\": 0, \"fall\": 1, \"rise\": 1},\n     \"config\": {\"trunkHost\": \"beta",
        "\"health\": {\"intervalSeconds\": 60, \"fall\": 1, \"rise\": 1},\n     \"config\": {\"trunkHost\": \"beta",
    ));
    ship.seconds(5);
    let probe = ship.request(Peer::beta(1), "OPTIONS");
    assert!(
        probe.message().request_uri().as_str().contains("beta.example"),
        "{probe}"
    );
    ship.forget(Peer::beta(1));
    ship.hear(
        Peer::beta(1),
        respond(Peer::beta(1), &probe, 200, "p", "", "", ""),
    );
    let states = |ship: &Ship| {
        let beta = |index| ship.plan.names.gateway(index) == Some("beta");
        ship.exchange
            .gateways()
            .find(|(index, ..)| beta(*index))
            .map(|(_, status, ..)| status.as_str())
    };
    assert_eq!(states(&ship), Some("ready"));
    ship.seconds(200);
    assert_eq!(states(&ship), Some("offline"));
    let changes = ship
        .events
        .iter()
        .filter(|event| matches!(event, Event::GatewayStatus { .. }))
        .count();
    assert!(changes >= 2, "{changes}");
}

#[test]
fn a_gateway_takes_its_calls_per_second_and_the_rest_go_elsewhere() {
    let mut ship = Ship::with(plan_with(
        "\"calls\": 3, \"callsPerSecond\": 50, \"reservedForEmergency\": 1",
        "\"calls\": 10, \"callsPerSecond\": 1, \"reservedForEmergency\": 1",
    ));
    let mut first = Phone::new("101");
    let mut one = first.dials(&mut ship, "+442079461111", &sdp(first.peer, 4000));
    let shore = Called::by(&mut ship, Peer::alpha(1));
    let mut second = Phone::new("103");
    let mut two = second.dials(&mut ship, "+442079461111", &sdp(second.peer, 4000));
    let other = Called::by(&mut ship, Peer::beta(1));
    assert_eq!(ship.count(Counter::GatewayAtLimit), 1);
    for (caller, called) in [(&mut one, &shore), (&mut two, &other)] {
        called.says(&mut ship, 486, "");
        ship.request(called.peer, "ACK");
        let refused = ship.response(caller.peer, 486);
        caller.ack_refusal(&mut ship, &refused);
    }
    ship.rests();
}

#[test]
fn a_plan_and_its_gateways_must_belong_together() {
    let address = SideAddress {
        signalling: "10.1.0.1:5060".parse().unwrap(),
        media: "10.1.0.1".parse().unwrap(),
    };
    let setup = Setup {
        table: crate::plan::plan().table,
        profile: None,
        gateways: Vec::new(),
        stations: StationCredentials::new(),
        random: Box::new(Seeded(1)),
        addresses: Addresses {
            crew: address,
            trunk: address,
        },
        transactions: MAX_TRANSACTIONS,
    };
    let refused = Exchange::new(setup).unwrap_err();
    assert_eq!(refused, SetupError::Gateways { planned: 2, given: 0 });
}
