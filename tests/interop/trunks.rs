//! Calls through providers, both ways.

use std::net::TcpListener;

use crate::harness::{CREW_SIDE, Namespace, Process, Ship, TRUNK_SIDE, answer_options_on_stream, bound};
use crate::stations::called;

const ALPHA: &str = "10.88.0.11";
const BETA: &str = "10.88.0.12";
const STREAM: &str = "10.88.0.16";

fn provider(ship: &Ship, address: &str, scenario: &str) -> Process {
    ship.sipp(scenario).at(&format!("{address}:5060")).start()
}

fn refusing(ship: &Ship, address: &str, status: &str) -> Process {
    let sipp = ship.sipp("reject").with("status", status).with("reason", "No");
    sipp.at(&format!("{address}:5060")).start()
}

fn calls(ship: &Ship, dialled: &str) {
    let caller = ship.sipp("call").station("101").with("dialled", dialled);
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
}

fn is_refused(ship: &Ship, dialled: &str, status: &str) {
    let caller = ship
        .sipp("refused")
        .station("101")
        .with("dialled", dialled)
        .with("status", status);
    caller
        .with("header", "Reason")
        .with("expected", "Q.850")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_longest_prefix_chooses_the_gateway() {
    let ship = Ship::start("the_longest_prefix_chooses_the_gateway", &[ALPHA, BETA]);
    let mut beta = provider(&ship, BETA, "answer");
    calls(&ship, "00442079460000");
    beta.succeeds();
    let mut alpha = provider(&ship, ALPHA, "answer");
    calls(&ship, "01179460000");
    alpha.succeeds();
    let packets = ship.ends();
    let invites = packets.fields(
        "sip.Method == INVITE && ip.src == 10.88.0.1",
        &["ip.dst", "sip.r-uri.user"],
    );
    assert_eq!(
        invites,
        ["10.88.0.12\t+442079460000", "10.88.0.11\t+441179460000"]
    );
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_trunk_side_shows_nothing_of_the_inside() {
    let ship = Ship::start("the_trunk_side_shows_nothing_of_the_inside", &[ALPHA]);
    let mut alpha = provider(&ship, ALPHA, "answer");
    calls(&ship, "+441179460000");
    alpha.succeeds();
    let packets = ship.ends();
    let trunk = "ip.addr == 10.88.0.0/24 && ip.src == 10.88.0.1";
    assert!(packets.count(trunk) > 0);
    assert_eq!(
        packets.count(&format!(
            "{trunk} && (frame contains \"10.77.\" || frame contains \"Bridge\")"
        )),
        0
    );
    assert_eq!(
        packets.count("ip.src == 10.77.0.1 && frame contains \"trunk-word\""),
        0
    );
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_provider_reaches_the_station_that_the_plan_maps_its_number_to() {
    let ship = Ship::start(
        "a_provider_reaches_the_station_that_the_plan_maps_its_number_to",
        &[],
    );
    let mut callee = called(&ship, "101", "10.77.0.21:5060", "answer");
    let trunk = ship.sipp("trunk_call").with("dialled", "+441234567890");
    trunk.at(&format!("{ALPHA}:5060")).to(TRUNK_SIDE).runs();
    callee.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_trunk_over_tcp_brings_a_call() {
    let ship = Ship::start("a_trunk_over_tcp_brings_a_call", &[]);
    let mut callee = called(&ship, "101", "10.77.0.21:5060", "answer");
    let trunk = ship
        .sipp("trunk_call")
        .with("dialled", "+441234567890")
        .option("-t t1");
    trunk.at(&format!("{STREAM}:5062")).to(TRUNK_SIDE).runs();
    callee.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_trunk_over_tcp_takes_a_call() {
    let test = "a_trunk_over_tcp_takes_a_call";
    let namespace = Namespace::new();
    let listener = namespace.inside(|| TcpListener::bind(format!("{STREAM}:5060")).expect("an address"));
    let ship = Ship::beside(test, namespace);
    answer_options_on_stream(&listener);
    ship.wait_for_log(&["gateway status", "\"gateway\":\"stream\"", "\"to\":\"ready\""]);
    drop(listener);
    let stream = ship.sipp("answer").option("-t t1");
    let mut stream = stream.at(&format!("{STREAM}:5060")).start();
    calls(&ship, "+46812345678");
    stream.succeeds();
    let packets = ship.ends();
    let invite = format!("sip.Method == INVITE && ip.dst == {STREAM}");
    assert_eq!(packets.count(&format!("{invite} && tcp")), 1);
    assert_eq!(packets.count(&format!("{invite} && udp")), 0);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn our_own_invite_that_a_provider_sends_back_is_a_loop() {
    let ship = Ship::start("our_own_invite_that_a_provider_sends_back_is_a_loop", &[ALPHA]);
    let alpha = ship
        .sipp("send_back")
        .with("inbound", "+441234567890")
        .with("ship", TRUNK_SIDE);
    let mut alpha = alpha.at(&format!("{ALPHA}:5060")).start();
    is_refused(&ship, "+441179460000", "500");
    alpha.succeeds();
    let packets = ship.ends();
    let told = "sip.Status-Code == 482 && ip.src == 10.88.0.1";
    assert_eq!(packets.count(&format!("{told} && ip.dst == {ALPHA}")), 1);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_stranger_on_the_trunk_side_gets_silence() {
    let ship = Ship::start("a_stranger_on_the_trunk_side_gets_silence", &[]);
    let stranger = ship.namespace.inside(|| bound("10.88.0.99:5060"));
    let invite = "INVITE sip:+441234567890@10.88.0.1:5080 SIP/2.0\r\nVia: SIP/2.0/UDP 10.88.0.99:5060;branch=z9hG4bKx\r\n\
        From: <sip:x@10.88.0.99>;tag=1\r\nTo: <sip:+441234567890@10.88.0.1>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\
        Contact: <sip:x@10.88.0.99>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    stranger.send_to(invite.as_bytes(), TRUNK_SIDE).expect("sent");
    ship.wait_for_log(&["source denied", "10.88.0.99"]);
    let refused = ship.namespace.inside(|| {
        use std::io::Read as _;
        let mut stream = std::net::TcpStream::connect(TRUNK_SIDE).expect("the system accepts before we do");
        stream.read(&mut [0; 16])
    });
    assert!(
        matches!(refused, Ok(0) | Err(_)),
        "a stranger's connection is closed: {refused:?}"
    );
    ship.signal(rustix::process::Signal::USR1);
    ship.wait_for_log(&["counter", "trunk-source-denied"]);
    assert_eq!(ship.ends().count("ip.dst == 10.88.0.99"), 0);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_busy_callee_is_not_hunted() {
    let ship = Ship::start("a_busy_callee_is_not_hunted", &[ALPHA, BETA]);
    let mut alpha = refusing(&ship, ALPHA, "486");
    is_refused(&ship, "+441179460000", "486");
    alpha.succeeds();
    assert_eq!(
        ship.ends().count("sip.Method == INVITE && ip.dst == 10.88.0.12"),
        0
    );
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_next_gateway_is_tried_after_503() {
    let ship = Ship::start("the_next_gateway_is_tried_after_503", &[ALPHA, BETA]);
    let mut alpha = refusing(&ship, ALPHA, "503");
    let mut beta = provider(&ship, BETA, "answer");
    calls(&ship, "+441179460000");
    alpha.succeeds();
    beta.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_next_gateway_is_tried_after_silence() {
    let ship = Ship::start("the_next_gateway_is_tried_after_silence", &[ALPHA, BETA]);
    let _silent = ship.namespace.inside(|| bound(&format!("{ALPHA}:5060")));
    let mut beta = provider(&ship, BETA, "answer");
    calls(&ship, "+441179460000");
    beta.succeeds();
    ship.ends();
}
