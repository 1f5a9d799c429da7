//! What an operator asks of a finished binary: its own test, its options, and what a number in its log stands for.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use routing_table::Table;

use super::{Elf, Running, free_port, repaired, run, secrets, with_free_ports};
use crate::caller::{Caller, ha1};
use crate::dialplan_program::dialplan;
use crate::vessel_binary::{binary_of, scratch};

/// The test vessel on ports that nobody uses, and its table.
fn vessel(name: &str, patches: &[(usize, &[u8])]) -> (PathBuf, Vec<u8>) {
    let elf = Elf::read(&binary_of("harbour"));
    let table = repaired(with_free_ports(&elf, patches));
    (elf.write_with(&table, &scratch(name)), table)
}

fn hashes(table: &Table<'_>) -> [String; 2] {
    ["100", "101"].map(|number| ha1(number, table.server().realm(), "of the test"))
}

/// What `dialplan` says of a binary.
fn asked(arguments: &[&str], binary: &Path) -> String {
    let output = Command::new(dialplan()).args(arguments).arg(binary).output();
    let output = output.expect("the command runs");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{shown}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    shown
}

#[test]
fn an_intact_vessel_passes_its_own_test() {
    let server = Elf::read(&binary_of("harbour")).block(b"server\0\0");
    // Other media ports than those of the vessels that other tests run.
    let (first, last) = (12_000_u16.to_le_bytes(), 12_099_u16.to_le_bytes());
    let (binary, table) = vessel("self-test", &[(server + 4, &first), (server + 6, &last)]);
    let table = Table::open(&table).expect("it is well-formed");
    let tested = Command::new(&binary)
        .args(["--self-test", "--credentials"])
        .arg(secrets(&binary, &hashes(&table)))
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs");
    let shown = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert_eq!(tested.status.code(), Some(0), "{shown}");
    assert!(
        shown.contains("ok   trunk media: 127.0.2.1 ports 12000 to 12099"),
        "{shown}"
    );
    assert!(shown.ends_with(" passed, 0 failed\n"), "{shown}");
}

#[test]
fn another_trunk_port_is_listened_on_and_shown_as_a_deviation() {
    let (binary, table) = vessel("trunk-port", &[]);
    let table = Table::open(&table).expect("it is well-formed");
    let (planned, other) = (table.server().trunk_port(), free_port("127.0.2.1"));
    let option = other.to_string();
    let deviation = format!("trunk port {other} instead of the plan's {planned}");

    let mut command = Command::new(&binary);
    command.args(["--trunk-port", &option, "--credentials"]);
    let mut running = Running::spawn(command.arg(secrets(&binary, &hashes(&table))), &binary);
    let mut provider = Caller::new("127.0.3.1", ([127, 0, 2, 1], other).into(), "100", String::new());
    provider.wait_for_vessel(|| running.is_gone());
    let log = running.log_at_end(&binary);
    let crew = format!(
        "  crew side      127.0.1.1:{} UDP and TCP",
        table.server().sip_port()
    );
    for line in [
        crew,
        format!("  trunk side     127.0.2.1:{other} UDP and TCP"),
        format!("  DEVIATION      {deviation}"),
        "  gateway        shore: sip-trunk, profile generic, connecting (".to_owned(),
        "  gateway        spare: sip-trunk, profile generic, connecting (".to_owned(),
    ] {
        assert!(log.contains(&line), "the banner says `{line}`:\n{log}");
    }

    let attested = run(&binary, &["--attest", "--trunk-port", &option]);
    let attested: serde_json::Value = serde_json::from_slice(&attested.stdout).expect("it is JSON");
    assert_eq!(attested["deviations"], serde_json::json!([deviation]));
}

#[test]
fn a_folder_of_gateways_is_refused_and_those_that_are_linked_are_listed() {
    let refused = run(&binary_of("harbour"), &["--gateway-dir", "/nowhere"]);
    assert_eq!(refused.status.code(), Some(64));
    let shown = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        shown.contains("gateways are linked into this binary") && shown.contains("\n  sip-trunk "),
        "{shown}"
    );
}

#[test]
fn a_decision_number_in_the_log_is_what_readback_and_explain_say() {
    let (binary, table) = vessel("logged", &[]);
    let table = Table::open(&table).expect("it is well-formed");
    let server = table.server();
    let mut running = Running::start(&binary, &hashes(&table));
    let at = (server.listen(), server.sip_port()).into();
    let [hash, _] = hashes(&table);
    let mut bridge = Caller::new("127.0.1.120", at, "100", hash);
    bridge.wait_for_vessel(|| running.is_gone());
    let calls = [
        ("+870773111", "denied"),
        ("101", "station 101"),
        ("1x2", "refused 404 (illegal-number)"),
    ];
    for (number, _) in calls {
        bridge.dial(number);
    }
    let log = running.log_at_end(&binary);
    // As it was built: ports of its own make another identity, but no other rows.
    let built = binary_of("harbour");
    let plan = asked(&["readback"], &built);
    for (number, decides) in calls {
        let line = log
            .lines()
            .find(|line| line.contains(" decided ") && line.contains(&format!("{number:?}")))
            .unwrap_or_else(|| panic!("{number} is in the log:\n{log}"));
        let decision = line
            .split(' ')
            .find_map(|word| word.strip_prefix("decision="))
            .unwrap_or_else(|| panic!("{line}"));
        let row = plan
            .lines()
            .find(|row| row.split_whitespace().next() == Some(decision))
            .unwrap_or_else(|| panic!("{decision} is read back:\n{plan}"));
        assert!(row.contains(decides), "{number}: {row}");
        let explained = asked(&["explain", number, "--from", "100", "--binary"], &built);
        let mut words = explained.split(|symbol: char| !symbol.is_alphanumeric());
        assert!(words.any(|word| word == decision), "{decision}:\n{explained}");
    }
}
