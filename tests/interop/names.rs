//! Trunks that are known by name: dnsmasq as the ship's name server, or one that never answers.

use std::path::PathBuf;
use std::sync::LazyLock;

use crate::harness::{CREW_SIDE, Namespace, Process, Ship, bound, folder};
use crate::stations::called;
use crate::vessel_binary::binary_of;

static BINARY: LazyLock<PathBuf> = LazyLock::new(|| binary_of("tests/vessels/named"));

/// The name server, and what its answers say: the second address lies outside of what the plan permits.
pub const SERVER: &str = "10.88.0.53";
const NEAR: &str = "10.88.0.17";
const ELSEWHERE: &str = "10.88.0.66";

fn calls(ship: &Ship, dialled: &str) {
    let caller = ship.sipp("call").station("101").with("dialled", dialled);
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_trunk_is_called_where_its_name_leads_and_never_outside_of_the_plan_s_networks() {
    let test = "a_trunk_is_called_where_its_name_leads";
    let mut namespace = Namespace::new();
    namespace.asks(SERVER);
    let _server = name_server(&namespace, test);
    let provider = namespace.inside(|| bound(&format!("{NEAR}:5060")));
    let ship = Ship::of(&BINARY, test, namespace);
    ship.becomes_ready(&provider, "near");
    drop(provider);
    let mut near = ship.sipp("answer").at(&format!("{NEAR}:5060")).start();
    calls(&ship, "+442079460000");
    near.succeeds();
    let refused = ship.sipp("refused").station("101").with("dialled", "+4930123456");
    refused
        .with("status", "503")
        .with("header", "Reason")
        .with("expected", "Q.850")
        .at("10.77.0.21:5060")
        .to(CREW_SIDE)
        .runs();
    let packets = ship.ends();
    let invites = packets.fields(
        "sip.Method == INVITE && ip.src == 10.88.0.1",
        &["ip.dst", "sip.r-uri.host"],
    );
    assert_eq!(invites, [format!("{NEAR}\tnear.provider.test")]);
    assert_ne!(
        packets.count(&format!("dns.a == {ELSEWHERE}")),
        0,
        "that answer came"
    );
    assert_eq!(
        packets.count(&format!("ip.dst == {ELSEWHERE}")),
        0,
        "and was not used"
    );
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn an_answer_outside_of_the_plan_s_networks_is_an_alarm() {
    let test = "an_answer_outside_of_the_plan_s_networks_is_an_alarm";
    let mut namespace = Namespace::new();
    namespace.asks(SERVER);
    let _server = name_server(&namespace, test);
    let ship = Ship::of(&BINARY, test, namespace);
    ship.wait_for_log(&["ALARM", "moved.provider.test", ELSEWHERE]);
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_name_server_that_never_answers_delays_no_call_on_board() {
    let test = "a_name_server_that_never_answers_delays_no_call_on_board";
    let mut namespace = Namespace::new();
    namespace.asks(SERVER);
    let server = namespace.inside(|| bound(&format!("{SERVER}:53")));
    let ship = Ship::of(&BINARY, test, namespace);
    let mut question = [0; 512];
    server
        .recv_from(&mut question)
        .expect("the vessel asks for its trunks");
    let mut callee = called(&ship, "102", "10.77.0.22:5060", "answer");
    calls(&ship, "102");
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "caller-left"]);
    // Lines are waited for in their order: the call was over while the vessel still waited for the name server.
    ship.wait_for_log(&["ALARM", "provider.test", "cannot be resolved"]);
    ship.ends();
}

fn name_server(namespace: &Namespace, test: &str) -> Process {
    let answers = [("near.provider.test", NEAR), ("moved.provider.test", ELSEWHERE)];
    dnsmasq(namespace, test, &answers)
}

/// A name server at [`SERVER`] that knows these names and their addresses.
pub fn dnsmasq(namespace: &Namespace, test: &str, answers: &[(&str, &str)]) -> Process {
    let mut command = namespace.command("dnsmasq");
    command.args([
        "--keep-in-foreground",
        "--log-facility=-",
        "--conf-file=/dev/null",
    ]);
    command.args([
        "--no-resolv",
        "--no-hosts",
        "--bind-interfaces",
        "--user=root",
        "--pid-file=",
    ]);
    command.arg(format!("--listen-address={SERVER}"));
    for (name, address) in answers {
        command.arg(format!("--address=/{name}/{address}"));
    }
    let mut process = Process::start("dnsmasq", &mut command, &folder(test));
    process.wait_for(&["started, version"]);
    process
}
