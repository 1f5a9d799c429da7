//! Who may speak, and what strangers hear: nothing.

use call_control::*;
use sip::transaction::Connection;

use crate::peer::*;
use crate::ship::*;

fn options(peer: Peer) -> String {
    Request {
        method: "OPTIONS",
        uri: "sip:10.1.0.1".to_owned(),
        from: "<sip:x@y.example>;tag=f".to_owned(),
        to: "<sip:10.1.0.1>".to_owned(),
        call_id: "o".to_owned(),
        cseq: 1,
        branch: "o".to_owned(),
        extra: String::new(),
        body: "",
    }
    .text(peer)
}

#[test]
fn a_source_outside_the_lists_hears_nothing_and_leaves_no_state() {
    let mut ship = Ship::new();
    let outsider = |side, ip: [u8; 4]| Peer {
        side,
        address: (ip, 5060).into(),
    };
    for (peer, counter) in [
        (outsider(Side::Crew, [192, 0, 2, 1]), Counter::CrewSourceDenied),
        (outsider(Side::Crew, [10, 7, 1, 1]), Counter::CrewSourceDenied),
        (outsider(Side::Trunk, [192, 0, 2, 1]), Counter::TrunkSourceDenied),
        (outsider(Side::Trunk, [10, 1, 0, 101]), Counter::TrunkSourceDenied),
    ] {
        let before = ship.count(counter);
        ship.hear(peer, options(peer));
        Calling::inbound(&mut ship, peer, "+442079460100", "");
        ship.silence(peer);
        assert_eq!(ship.count(counter), before + 2);
        assert!(!ship.exchange.permits(peer.side, peer.ip()));
    }
    assert_eq!(ship.exchange.census(), Census::default());
    let logged = ship
        .events
        .iter()
        .filter(|event| matches!(event, Event::SourceDenied { .. }))
        .count();
    assert_eq!(logged, 1, "one line a second");
    ship.rests();
}

#[test]
fn a_stranger_on_tcp_is_disconnected() {
    let mut ship = Ship::new();
    let peer = Peer {
        side: Side::Trunk,
        address: "192.0.2.1:9999".parse().unwrap(),
    };
    let flow = Flow {
        transport: Transport::Tcp,
        connection: Some(Connection(4)),
        ..peer.flow()
    };
    ship.hear_by(flow, options(peer));
    ship.silence(peer);
    assert_eq!(ship.closed_connections, [Connection(4)]);
    ship.rests();
}

#[test]
fn a_mapped_address_is_the_address_it_maps() {
    let mut ship = Ship::new();
    let peer = Peer {
        side: Side::Crew,
        address: "[::ffff:10.1.0.50]:5060".parse().unwrap(),
    };
    ship.hear(peer, options(peer));
    ship.response(peer, 200);
    ship.rests();
}

#[test]
fn garbage_is_counted_and_keep_alives_are_not() {
    let mut ship = Ship::new();
    ship.hear(Peer::crew(50), "\r\n\r\n");
    assert_eq!(ship.count(Counter::Unparsable), 0);
    ship.hear(Peer::crew(50), "hello");
    assert_eq!(ship.count(Counter::Unparsable), 1);
    let broken = options(Peer::crew(50)).replace("Max-Forwards: 70", "Max-Forwards: many");
    ship.hear(Peer::crew(50), broken);
    ship.response(Peer::crew(50), 400);
    assert_eq!(ship.count(Counter::Malformed), 1);
    ship.rests();
}

#[test]
fn a_request_within_a_call_counts_only_from_its_own_peer() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    joined(&mut ship, &mut caller, &called);
    let thief = Peer::crew(66);
    let bye = caller
        .within("BYE", 50, "", "")
        .replace("10.1.0.101:5060;branch", "10.1.0.66:5060;branch");
    ship.hear(thief, bye);
    ship.response(thief, 481);
    assert_eq!(ship.count(Counter::WrongPeer), 1);
    ship.silence(engine.peer);
    let guessed = caller
        .within("BYE", 51, "", "")
        .replace("tag=from-101", "tag=from-999");
    ship.hear(caller.peer, guessed);
    ship.response(caller.peer, 481);
    assert_eq!(ship.exchange.census().calls, 1);
    caller.cseq = 60;
    caller.hangs_up(&mut ship, &called);
    ship.rests();
}

#[test]
fn media_addresses_are_bound_by_the_lists_too() {
    let mut ship = Ship::new();
    let mut bridge = Phone::registered(&mut ship, "101");
    let engine = Phone::registered(&mut ship, "102");
    let foreign = sdp(bridge.peer, 4000).replace("10.1.0.101", "192.0.2.9");
    let caller = bridge.dials(&mut ship, "102", &foreign);
    let refused = ship.response(bridge.peer, 488);
    assert!(
        refused.header("Warning").unwrap().starts_with("399 "),
        "{refused}"
    );
    caller_acks(&mut ship, caller, &refused);
    ship.silence(engine.peer);
    assert_eq!(ship.count(Counter::MediaAddressDenied), 1);

    let caller = bridge.dials(&mut ship, "+442079461111", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, Peer::alpha(1));
    called.says(&mut ship, 200, &sdp(Peer::crew(101), 5000));
    ship.request(Peer::alpha(1), "ACK");
    called.hears_bye(&mut ship);
    assert_eq!(ship.count(Counter::MediaAddressDenied), 2);
    let called = Called::by(&mut ship, Peer::beta(1));
    called.refuses(&mut ship, 486);
    let refused = ship.response(bridge.peer, 486);
    caller_acks(&mut ship, caller, &refused);
    ship.rests();
}

#[test]
fn nobody_sends_the_relay_its_own_media() {
    let mut ship = Ship::new();
    let mut bridge = Phone::registered(&mut ship, "101");
    let engine = Phone::registered(&mut ship, "102");
    let own = |port| sdp(bridge.peer, port).replace("10.1.0.101", "10.1.0.1");
    let own_rtcp = format!("{}a=rtcp:20001 IN IP4 10.1.0.1\r\n", sdp(bridge.peer, 4000));
    let beside = own(20100);
    let denied = [own(20000), own(20098), own_rtcp];
    for offer in &denied {
        let caller = bridge.dials(&mut ship, "102", offer);
        let refused = ship.response(bridge.peer, 488);
        let warning = refused.header("Warning").unwrap();
        assert!(warning.starts_with("399 "), "{refused}");
        caller_acks(&mut ship, caller, &refused);
        ship.silence(engine.peer);
    }
    assert_eq!(ship.count(Counter::MediaAddressDenied), 3);

    // A telephone on the ship's own machine has another port.
    let caller = bridge.dials(&mut ship, "102", &beside);
    let called = Called::by(&mut ship, engine.peer);
    called.says(&mut ship, 200, &denied[0]);
    ship.request(engine.peer, "ACK");
    called.hears_bye(&mut ship);
    assert_eq!(ship.count(Counter::MediaAddressDenied), 4);
    let refused = ship.response(bridge.peer, 488);
    caller_acks(&mut ship, caller, &refused);
    ship.rests();
}

fn caller_acks(ship: &mut Ship, mut caller: Calling, refused: &Heard) {
    caller.ack_refusal(ship, refused);
}
