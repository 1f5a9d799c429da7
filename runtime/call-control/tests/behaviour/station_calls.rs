//! Calls from station to station.

use crate::peer::*;
use crate::ship::*;

#[test]
fn a_station_calls_another_and_hangs_up() {
    let mut ship = Ship::new();
    let (mut bridge, engine) = stations(&mut ship);
    let mut caller = bridge.dials(&mut ship, "102", &sdp(bridge.peer, 4000));
    let called = Called::by(&mut ship, engine.peer);
    assert_eq!(
        called.invite.header("From").unwrap().split(";tag=").next(),
        Some("<sip:101@10.1.0.1>")
    );
    assert_eq!(called.invite.header("To").unwrap(), "<sip:102@10.1.0.1>");
    assert_eq!(called.invite.header("Max-Forwards").unwrap(), "69");
    assert_ne!(called.invite.message().call_id(), caller.call_id);
    assert!(
        called.invite.body().contains("c=IN IP4 10.1.0.1"),
        "{}",
        called.invite
    );
    called.says(&mut ship, 180, "");
    let ringing = ship.response(bridge.peer, 180);
    called.says(&mut ship, 200, &sdp(engine.peer, 5000));
    ship.request(engine.peer, "ACK");
    let answer = ship.response(bridge.peer, 200);
    assert_eq!(answer.to_tag(), ringing.to_tag());
    assert!(answer.body().contains("c=IN IP4 10.1.0.1"), "{answer}");
    let agreed = ship.relays.values().next().unwrap().unwrap();
    assert_eq!(
        agreed.calling.remote.unwrap().rtp,
        "10.1.0.101:4000".parse().unwrap()
    );
    assert_eq!(
        agreed.called.remote.unwrap().rtp,
        "10.1.0.102:5000".parse().unwrap()
    );
    caller.ack(&mut ship, &answer, "");
    ship.seconds(60);
    caller.sends(&mut ship, "BYE", "", "");
    ship.response(bridge.peer, 200);
    let bye = ship.request(engine.peer, "BYE");
    assert!(bye.reason().starts_with("Q.850;cause=16"), "{bye}");
    called.answers(&mut ship, &bye, 200, "");
    assert_eq!(ship.exchange.census().calls, 0);
    ship.rests();
}
