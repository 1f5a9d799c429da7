//! A vessel whose dial plan is damaged: emergency calls still reach the bridge, nothing else is routed, and it says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use routing_table::Table;

use super::{Elf, Running, attest, repaired, run, with_free_ports};
use crate::caller::{Caller, Refusal, ha1};
use crate::vessel_binary::{binary_of, scratch};

const FALLBACK: &str = ".dialplan.fallback";

/// The test vessel on ports that nobody uses, its dial plan damaged in one byte.
fn damaged(name: &str) -> (PathBuf, Elf) {
    let fallback = Elf::of_section(&binary_of("harbour"), FALLBACK);
    let binary = fallback.write_with(&repaired(with_free_ports(&fallback, &[])), &scratch(name));
    let elf = Elf::read(&binary);
    let last = elf.table().len() - 1;
    let table = elf.patched(&[(last, &[elf.table()[last] ^ 1])]);
    let binary = elf.write_with(&table, &scratch(name));
    let fallback = Elf::of_section(&binary, FALLBACK);
    (binary, fallback)
}

#[test]
fn emergency_calls_still_ring_the_bridge_and_nothing_else_is_routed() {
    let (binary, fallback) = damaged("emergency-only");
    let table = Table::open(fallback.table()).expect("the fallback is well-formed");
    let (server, password) = (table.server(), "of the test");
    let vessel = (server.listen(), server.sip_port()).into();
    let hashes = ["100", "101"].map(|number| ha1(number, server.realm(), password));
    let mut running = Running::start(&binary, &hashes);
    let [first, second] = hashes;
    let mut bridge = Caller::new("127.0.1.100", vessel, "100", first);
    let mut mess = Caller::new("127.0.1.101", vessel, "101", second);
    bridge.wait_for_vessel(|| running.is_gone());
    bridge.register();
    mess.call("112");
    bridge.take_call();
    assert_eq!(mess.outcome("112"), 200);
    let unreachable = Refusal {
        status: 404,
        cause: Some(1),
    };
    for number in ["100", "+33123456789", "+870773111"] {
        assert_eq!(mess.dial(number), unreachable, "{number}");
    }
    let log = running.log_at_end(&binary);
    let says = "EMERGENCY CALLS TO THE BRIDGE ONLY";
    let alarms: Vec<_> = log
        .lines()
        .filter(|line| line.contains("ALARM") && line.contains(says))
        .collect();
    assert_eq!(alarms.len(), 2, "banner and log:\n{log}");
    let decided = log.lines().filter(|line| line.contains("decided"));
    for line in decided {
        assert!(line.contains("plan=\"fallback:"), "{line}");
    }
}

#[test]
fn attestation_and_self_test_name_the_damage_and_what_is_left() {
    let (binary, _) = damaged("attested");
    let attested = run(&binary, &["--attest"]);
    assert_eq!(attested.status.code(), Some(70));
    let attested: serde_json::Value = serde_json::from_slice(&attested.stdout).expect("it is JSON");
    let identity = attested["identity"].as_str().unwrap_or_default();
    assert!(identity.starts_with("fallback:"), "{attested}");
    assert_eq!(attested["fallback"], attested["identity"]);
    let alarm = attested["alarms"][0].as_str().unwrap_or_default();
    assert!(alarm.contains("the dial plan in this binary"), "{attested}");
    assert!(alarm.contains("EMERGENCY CALLS TO THE BRIDGE ONLY"), "{attested}");

    let tested = run(&binary, &["--self-test"]);
    assert_eq!(tested.status.code(), Some(70));
    let shown = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(shown.contains("FAIL dial plan: "), "{shown}");
    assert!(shown.contains("ok   emergency fallback: fallback:"), "{shown}");
    assert!(
        shown.contains("ok   crew ports: "),
        "the rest is tested too: {shown}"
    );
}

#[test]
fn with_both_tables_damaged_nothing_starts() {
    let (_, fallback) = damaged("both");
    let damage = fallback.patched(&[(fallback.table().len() - 1, &[0xff])]);
    let binary = fallback.write_with(&damage, &scratch("both-damaged"));
    let started = run(&binary, &[]);
    assert_eq!(started.status.code(), Some(70));
    let shown = String::from_utf8_lossy(&started.stderr).into_owned();
    assert!(shown.contains("No call is routed."), "{shown}");
    assert!(shown.contains("the fallback for emergency calls"), "{shown}");
    assert_eq!(run(&binary, &["--self-test"]).status.code(), Some(70));
    assert_eq!(run(&binary, &["--attest"]).status.code(), Some(70));
}

#[test]
fn a_damaged_fallback_beside_a_whole_plan_is_an_alarm_and_no_hindrance() {
    let elf = Elf::of_section(&binary_of("harbour"), FALLBACK);
    let damage = elf.patched(&[(elf.table().len() - 1, &[0xff])]);
    let binary = elf.write_with(&damage, &scratch("fallback-damaged"));
    let says = |binary: &Path| beside_a_whole_plan(binary)["alarms"][0].to_string();
    let alarm = says(&binary);
    assert!(alarm.contains("the fallback for emergency calls"), "{alarm}");
    let binary = elf.write_with(&vec![0; elf.table().len()], &scratch("fallback-blank"));
    let alarm = says(&binary);
    assert!(
        alarm.contains("is missing: its section holds zeros only"),
        "{alarm}"
    );
}

#[test]
fn damaged_names_are_an_alarm_and_the_whole_plan_is_used_without_them() {
    let elf = Elf::whole_section(&binary_of("harbour"), ".dialplan.names");
    let binary = elf.write_with(&elf.patched(&[(0, b"?")]), &scratch("names-damaged"));
    let attested = beside_a_whole_plan(&binary);
    let alarm = attested["alarms"][0].to_string();
    assert!(
        alarm.contains("the names in this binary are damaged: "),
        "{alarm}"
    );
    assert_eq!(attested["gateways"][0]["name"], "gateway 0");
    let shown = String::from_utf8(run(&binary, &["--self-test"]).stdout).expect("it is text");
    assert!(
        shown.contains("ok   dial plan: ") && shown.contains("FAIL names: "),
        "{shown}"
    );
}

/// What a binary with one alarm beside a whole dial plan attests.
fn beside_a_whole_plan(binary: &Path) -> serde_json::Value {
    let attested = run(binary, &["--attest"]);
    assert_eq!(attested.status.code(), Some(70));
    let attested: serde_json::Value = serde_json::from_slice(&attested.stdout).expect("it is JSON");
    let identity = attested["identity"].as_str().unwrap_or_default();
    assert_eq!(identity.len(), 64, "the dial plan is in use: {attested}");
    assert_eq!(attested["alarms"].as_array().map(Vec::len), Some(1), "{attested}");
    attested
}

#[test]
fn no_emission_profile_is_set_by_a_damaged_plan() {
    let (binary, _) = damaged("profile-not-set");
    let refused = run(&binary, &["--set-emission-profile", "silent"]);
    assert_eq!(refused.status.code(), Some(70));
    let shown = String::from_utf8_lossy(&refused.stderr).into_owned();
    let says = "error: no emission profile is set: the dial plan in this binary is ";
    assert!(shown.starts_with(says), "{shown}");
}

#[test]
fn a_plan_without_emergency_stations_has_no_fallback_and_says_so() {
    let binary = binary_of("original");
    let attested = attest(&binary);
    let fallback = attested["fallback"].as_str().unwrap_or_default();
    assert!(fallback.starts_with("none: "), "{attested}");
    let elf = Elf::read(&binary);
    let damage = elf.patched(&[(elf.table().len() - 1, &[0xff])]);
    let damaged = elf.write_with(&damage, &scratch("no-fallback"));
    let started = Command::new(damaged).output().expect("the binary runs");
    assert_eq!(started.status.code(), Some(70));
}
