//! The status table, row by row, as an independent program sees it.

use crate::harness::{CREW_SIDE, Ship, TRUNK_SIDE};
use crate::stations::{called, register};

/// One row: who dials what, and what comes back.
struct Row {
    scenario: &'static str,
    number: &'static str,
    dialled: &'static str,
    status: &'static str,
    header: &'static str,
    expected: &'static str,
}

const fn row(
    number: &'static str,
    dialled: &'static str,
    status: &'static str,
    expected: &'static str,
) -> Row {
    Row {
        scenario: "refused",
        number,
        dialled,
        status,
        header: "Reason",
        expected,
    }
}

/// Rows that need nobody but the caller.
const ROWS: &[Row] = &[
    row("101", "777", "404", "cause=1"),
    row("101", "10", "484", "cause=28"),
    row("101", "12x", "404", "cause=28"),
    row("102", "+15551234567", "403", "cause=21"),
    row("101", "+87012345678", "403", "cause=21"),
    row("101", "+44117946000012345", "404", "cause=28"),
    row("101", "103", "480", "cause=20"),
    row("101", "+390612345678", "503", "cause=38"),
    row("102", "92101", "403", "cause=46"),
    Row {
        scenario: "unauthenticated",
        header: "Proxy-Authenticate",
        ..row("101", "102", "407", "Digest")
    },
    Row {
        scenario: "refused_hops",
        ..row("101", "102", "483", "Q.850")
    },
    Row {
        scenario: "emergency_unanswered",
        ..row("101", "112", "503", "Q.850")
    },
];

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn each_refusal_has_its_status_and_cause() {
    let ship = Ship::start("each_refusal_has_its_status_and_cause", &[]);
    for (port, row) in (5100..).zip(ROWS) {
        let caller = ship
            .sipp(row.scenario)
            .station(row.number)
            .with("dialled", row.dialled);
        let caller = caller
            .with("status", row.status)
            .with("header", row.header)
            .with("expected", row.expected);
        caller.at(&format!("10.77.0.21:{port}")).to(CREW_SIDE).runs();
    }
    ship.wait_for_log(&["ALARM: an emergency call found nobody", "\"number\":\"112\""]);
    let packets = ship.ends();
    assert_eq!(packets.count("sip.Status-Code == 503 && sip.Retry-After"), 0);
    assert_eq!(packets.count("sip.Method == INVITE && ip.src == 10.88.0.1"), 0);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_codec_outside_the_plan_is_refused_with_a_warning() {
    let ship = Ship::start("a_codec_outside_the_plan_is_refused_with_a_warning", &[]);
    register(&ship, "102", "10.77.0.22:5060");
    let caller = ship
        .sipp("refused_codec")
        .station("101")
        .with("dialled", "102")
        .with("status", "488");
    caller
        .with("header", "Warning")
        .with("expected", "30[0-9] ")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn when_every_attempt_failed_the_caller_gets_500_and_never_a_relayed_503() {
    let ship = Ship::start("when_every_attempt_failed_the_caller_gets_500", &["10.88.0.12"]);
    let beta = ship.sipp("reject").with("status", "503").with("reason", "No");
    let mut beta = beta.at("10.88.0.12:5060").start();
    let caller = ship
        .sipp("refused")
        .station("101")
        .with("dialled", "+442079460000")
        .with("status", "500");
    let caller = caller.with("header", "Reason").with("expected", "Q.850");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    beta.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn of_several_failed_attempts_the_best_answer_is_told() {
    let answering = ["10.88.0.11", "10.88.0.12"];
    let ship = Ship::start("of_several_failed_attempts_the_best_answer_is_told", &answering);
    let refusing = |status, address| {
        let sipp = ship.sipp("reject").with("status", status).with("reason", "No");
        sipp.at(&format!("{address}:5060")).start()
    };
    let mut providers = [refusing("488", answering[0]), refusing("503", answering[1])];
    let caller = ship
        .sipp("refused")
        .station("101")
        .with("dialled", "+441179460000")
        .with("status", "488");
    let caller = caller.with("header", "Reason").with("expected", "cause=88");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    for provider in &mut providers {
        provider.succeeds();
    }
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_callee_s_answer_is_relayed() {
    let ship = Ship::start("the_callee_s_answer_is_relayed", &[]);
    register(&ship, "102", "10.77.0.22:5060");
    for (port, status) in [(5101, "486"), (5102, "603")] {
        let callee = ship.sipp("reject").with("status", status).with("reason", "No");
        let mut callee = callee.at("10.77.0.22:5060").start();
        let caller = ship
            .sipp("refused")
            .station("101")
            .with("dialled", "102")
            .with("status", status);
        let caller = caller.with("header", "Reason").with("expected", "Q.850");
        caller.at(&format!("10.77.0.21:{port}")).to(CREW_SIDE).runs();
        callee.succeeds();
    }
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_gateway_s_limit_refuses_outbound_with_503_and_inbound_with_486() {
    let ship = Ship::start("a_gateway_s_limit_refuses", &["10.88.0.14"]);
    register(&ship, "101", "10.77.0.21:5060");
    let mut provider = ship.sipp("answer_until_end").at("10.88.0.14:5060").start();
    let caller = ship
        .sipp("call_held")
        .station("102")
        .with("dialled", "+33140000000")
        .with("talk", "6000");
    let mut first = caller.at("10.77.0.22:5060").to(CREW_SIDE).start();
    ship.wait_for_log(&["\"answered\""]);
    let second = ship
        .sipp("refused")
        .station("103")
        .with("dialled", "+33140000000")
        .with("status", "503");
    second
        .with("header", "Reason")
        .with("expected", "cause=34")
        .at("10.77.0.23:5060")
        .to(CREW_SIDE)
        .runs();
    let inbound = ship
        .sipp("trunk_refused")
        .with("dialled", "+441234567890")
        .with("status", "486");
    inbound
        .with("header", "Reason")
        .with("expected", "Q.850")
        .at("10.88.0.14:5070")
        .to(TRUNK_SIDE)
        .runs();
    first.succeeds();
    provider.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_full_exchange_refuses_with_503_and_retry_after() {
    let ship = Ship::start("a_full_exchange_refuses_with_503_and_retry_after", &[]);
    register(&ship, "102", "10.77.0.22:5060");
    let mut callee = ship
        .sipp("answer_until_end")
        .option("-m 6")
        .at("10.77.0.22:5060")
        .start();
    let held = ship
        .sipp("call_held")
        .station("101")
        .with("dialled", "102")
        .with("talk", "5000");
    let mut callers = held
        .option("-m 6 -r 6")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .start();
    for _ in 0..6 {
        ship.wait_for_log(&["\"answered\""]);
    }
    let seventh = ship
        .sipp("refused")
        .station("103")
        .with("dialled", "102")
        .with("status", "503");
    seventh
        .with("header", "Retry-After")
        .with("expected", "[0-9]")
        .at("10.77.0.23:5060")
        .to(CREW_SIDE)
        .runs();
    callers.succeeds();
    callee.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_inbound_number_that_nobody_has_is_404_and_an_absent_station_480() {
    let ship = Ship::start("an_inbound_number_that_nobody_has", &[]);
    for (port, dialled, status) in [(5101, "+441234500000", "404"), (5102, "+441234567893", "480")] {
        let trunk = ship
            .sipp("trunk_refused")
            .with("dialled", dialled)
            .with("status", status);
        let trunk = trunk.with("header", "Reason").with("expected", "Q.850");
        trunk.at(&format!("10.88.0.11:{port}")).to(TRUNK_SIDE).runs();
    }
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_emergency_call_without_credentials_rings_the_bridge() {
    let ship = Ship::start("an_emergency_call_without_credentials", &[]);
    let mut bridge = called(&ship, "101", "10.77.0.21:5060", "answer");
    let caller = ship
        .sipp("emergency_call")
        .with("number", "unknown")
        .with("dialled", "112");
    caller.at("10.77.0.30:5060").to(CREW_SIDE).runs();
    bridge.succeeds();
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_emergency_call_with_the_caller_s_location_rings_the_bridge_which_hears_the_offer_alone() {
    let ship = Ship::start("an_emergency_call_with_the_caller_s_location", &[]);
    let mut bridge = called(&ship, "101", "10.77.0.21:5060", "answer");
    let caller = ship
        .sipp("emergency_located")
        .with("number", "unknown")
        .with("dialled", "112")
        .with("cabin", "4711");
    caller.at("10.77.0.30:5060").to(CREW_SIDE).runs();
    bridge.succeeds();
    let packets = ship.ends();
    assert_eq!(
        packets.count("sip.Method == INVITE && sdp && ip.dst == 10.77.0.21"),
        1
    );
    assert_eq!(
        packets.count("frame contains \"4711\" && ip.src == 10.77.0.30"),
        1
    );
    assert_eq!(packets.count("frame contains \"4711\" && ip.src == 10.77.0.1"), 0);
}
