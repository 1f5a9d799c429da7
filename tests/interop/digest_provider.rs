//! Kamailio as a provider that demands digest, with sipp behind it as the called telephone.

use std::fs;
use std::path::Path;

use crate::harness::{CREW_SIDE, Namespace, Process, Ship, folder};

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_provider_that_demands_digest_gets_it_and_the_caller_sees_nothing_of_it() {
    let test = "a_provider_that_demands_digest_gets_it";
    let namespace = Namespace::new();
    let _kamailio = kamailio(&namespace, &folder(test));
    let ship = Ship::beside(test, namespace);
    ship.wait_for_log(&["gateway status", "\"gateway\":\"digest\"", "\"to\":\"ready\""]);
    let mut callee = ship.sipp("answer").at("10.88.0.13:5070").start();
    let caller = ship.sipp("call").station("101").with("dialled", "+4930123456");
    caller.at("10.77.0.21:5060").to(CREW_SIDE).runs();
    callee.succeeds();
    let packets = ship.ends();
    let signed =
        "sip.Method == INVITE && ip.src == 10.88.0.1 && ip.dst == 10.88.0.13 && sip.Proxy-Authorization";
    assert_eq!(packets.count(signed), 1);
    assert_eq!(
        packets.count("ip.addr == 10.77.0.21 && frame contains \"provider.example\""),
        0
    );
}

/// Starts Kamailio with its files in `folder`; returns when it serves.
fn kamailio(namespace: &Namespace, folder: &Path) -> Process {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/kamailio.cfg");
    let configuration = folder.join("kamailio.cfg");
    fs::copy(source, &configuration).expect("the configuration can be copied");
    let mut command = namespace.command("kamailio");
    command
        .args(["-DD", "-E", "-m", "128", "-M", "16", "-f"])
        .arg(&configuration);
    command.args(["-P"]).arg(folder.join("kamailio.pid"));
    let mut process = Process::start("kamailio", &mut command, folder);
    process.wait_for(&["serving as provider"]);
    process
}
