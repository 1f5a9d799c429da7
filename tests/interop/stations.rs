//! Calls between stations.

use crate::harness::{CREW_SIDE, Process, Ship};

/// Registers a station at an address.
pub fn register(ship: &Ship, number: &str, at: &str) {
    ship.sipp("register")
        .station(number)
        .with("expires", "300")
        .at(at)
        .to(CREW_SIDE)
        .runs();
}

/// A registered station that runs a scenario when it is called.
pub fn called(ship: &Ship, number: &str, at: &str, scenario: &str) -> Process {
    register(ship, number, at);
    ship.sipp(scenario).at(at).start()
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_station_calls_a_station_and_hangs_up() {
    let ship = Ship::start("a_station_calls_a_station_and_hangs_up", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    ship.sipp("call")
        .station("101")
        .with("dialled", "102")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "caller-left"]);
    let packets = ship.ends();
    assert_eq!(packets.count("sip.Method == INVITE && ip.dst == 10.77.0.22"), 1);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_called_station_may_hang_up() {
    let ship = Ship::start("the_called_station_may_hang_up", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer_and_end");
    let caller = ship
        .sipp("call_ended_by_callee")
        .station("101")
        .with("dialled", "102");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "called-left"]);
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn hold_and_resume_are_seen_by_the_other_side() {
    let ship = Ship::start("hold_and_resume_are_seen_by_the_other_side", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer_held");
    let caller = ship.sipp("call_with_hold").station("101").with("dialled", "102");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    let packets = ship.ends();
    let seen = |filter: &str, attribute: &str| {
        packets.count(&format!(
            "{filter} && sip.CSeq.method == INVITE && ip.src == 10.77.0.1 && sdp.media_attr == \"{attribute}\""
        ))
    };
    let (offers, answers) = (
        "sip.Method && ip.dst == 10.77.0.22",
        "sip.Status-Code == 200 && ip.dst == 10.77.0.21",
    );
    assert_eq!((seen(offers, "sendonly"), seen(answers, "recvonly")), (1, 1));
    assert_eq!((seen(offers, "recvonly"), seen(answers, "sendonly")), (0, 0));
    assert_eq!(packets.count("sip.Method == INVITE && ip.dst == 10.77.0.22"), 3);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_call_over_tcp_reaches_a_station_on_udp() {
    let ship = Ship::start("a_call_over_tcp_reaches_a_station_on_udp", &[]);
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    let caller = ship
        .sipp("call")
        .station("101")
        .with("dialled", "102")
        .option("-t t1");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_wrong_password_and_an_unknown_number_get_the_same_answer() {
    let ship = Ship::start("a_wrong_password_and_an_unknown_number_get_the_same_answer", &[]);
    for (number, at) in [("101", "10.77.0.21:5060"), ("199", "10.77.0.22:5060")] {
        let stranger = ship
            .sipp("register_refused")
            .with("number", number)
            .with("word", "guess");
        stranger.with("expires", "300").at(at).to(CREW_SIDE).runs();
    }
    let packets = ship.ends();
    let shape = |address: &str| {
        let filter = format!("sip.Status-Code && ip.dst == {address}");
        packets.fields(&filter, &["sip.Status-Code", "frame.len"])
    };
    assert_eq!(shape("10.77.0.21"), shape("10.77.0.22"));
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn sipsak_gets_an_answer_to_its_options() {
    let ship = Ship::start("sipsak_gets_an_answer_to_its_options", &[]);
    let mut command = ship.namespace.command("sipsak");
    command.args(["-vv", "-s", &format!("sip:{CREW_SIDE}")]);
    Process::start("sipsak", &mut command, &ship.folder).succeeds();
    ship.ends();
}
