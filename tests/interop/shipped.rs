//! The vessels that anybody builds first, as they are: `dialplans/reference` takes calls, `dialplans/original` runs.

use std::path::PathBuf;
use std::sync::LazyLock;

use crate::harness::{Namespace, Process, Ship, bound};
use crate::names::{SERVER, dnsmasq};
use crate::vessel_binary::binary_of;

static REFERENCE: LazyLock<PathBuf> = LazyLock::new(|| binary_of("dialplans/reference"));

const CREW: &str = "127.0.0.1:5060";
const TRUNKS: &str = "127.0.0.1:5080";
const SHORE: &str = "127.77.0.1:5070";
/// Of the networks in which the plan lets Twilio's name resolve, and of those from which its media come.
const TWILIO: &str = "54.171.127.193";
const TWILIO_MEDIA: &str = "168.86.128.1";

/// HA1 of `NUMBER:mv-reference:word-NUMBER`, and the trunks' passwords.
const SECRETS: &str = "\
station-101 ha1-md5:168e956f4afcf7a1db6ac850069a4fc2
station-102 ha1-md5:0507c7941ca3fc399979e2c513187641
trunk-shore password:trunk-word
trunk-twilio password:trunk-word
";

fn reference(test: &str, namespace: Namespace) -> Ship {
    Ship::with(&REFERENCE, SECRETS, test, namespace)
}

fn called(ship: &Ship, number: &str, at: &str) -> Process {
    let register = ship.sipp("register").station(number).with("expires", "300");
    register.at(at).to(CREW).runs();
    ship.sipp("answer").at(at).start()
}

fn calls(ship: &Ship, number: &str, dialled: &str) {
    let caller = ship.sipp("call").station(number).with("dialled", dialled);
    caller.at("127.0.0.21:5060").to(CREW).runs();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn a_station_of_the_reference_vessel_calls_a_station() {
    let ship = reference("a_station_of_the_reference_vessel", Namespace::new());
    let mut callee = called(&ship, "101", "127.0.0.22:5060");
    calls(&ship, "102", "101");
    callee.succeeds();
    ship.wait_for_log(&["\"ended\"", "caller-left"]);
    ship.ends();
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_longest_prefix_chooses_the_trunk_of_the_reference_vessel() {
    let test = "the_longest_prefix_chooses_the_trunk_of_the_reference_vessel";
    let mut namespace = Namespace::new();
    namespace.has(&format!("{TWILIO}/32"));
    namespace.has(&format!("{TWILIO_MEDIA}/32"));
    namespace.asks(SERVER);
    let _names = dnsmasq(&namespace, test, &[("mv-reference.pstn.twilio.com", TWILIO)]);
    let twilio_at = format!("{TWILIO}:5060");
    let providers = namespace.inside(|| [bound(SHORE), bound(&twilio_at)]);
    let ship = reference(test, namespace);
    for (provider, gateway) in providers.iter().zip(["\"shore\"", "\"twilio\""]) {
        ship.becomes_ready(provider, gateway);
    }
    drop(providers);
    let mut shore = ship.sipp("answer").at(SHORE).start();
    calls(&ship, "101", "00442079460000");
    shore.succeeds();
    let twilio = ship.sipp("answer").option(&format!("-mi {TWILIO_MEDIA}"));
    let mut twilio = twilio.at(&twilio_at).start();
    calls(&ship, "101", "+12125550100");
    twilio.succeeds();
    let packets = ship.ends();
    let invites = packets.fields(
        "sip.Method == INVITE && udp.srcport == 5080",
        &["ip.dst", "sip.r-uri.user", "sip.r-uri.host"],
    );
    assert_eq!(
        invites,
        [
            "127.77.0.1\t+442079460000\tshore.example.net",
            "54.171.127.193\t+12125550100\tmv-reference.pstn.twilio.com"
        ]
    );
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn only_addresses_of_its_access_lists_bring_calls_to_the_reference_vessel() {
    let test = "only_addresses_of_its_access_lists_bring_calls_to_the_reference_vessel";
    let namespace = Namespace::new();
    namespace.has("54.172.60.1/32");
    namespace.has(&format!("{TWILIO_MEDIA}/32"));
    let stranger = namespace.inside(|| bound("127.78.0.1:5060"));
    let ship = reference(test, namespace);
    for (from, media, number) in [
        ("127.77.0.9:5060", "127.77.0.9", "+442079460100"),
        ("54.172.60.1:5060", TWILIO_MEDIA, "+442079460101"),
    ] {
        let mut callee = called(&ship, "101", "127.0.0.22:5060");
        let trunk = ship.sipp("trunk_call").with("dialled", number);
        trunk.option(&format!("-mi {media}")).at(from).to(TRUNKS).runs();
        callee.succeeds();
    }
    let options = "OPTIONS sip:127.0.0.1:5080 SIP/2.0\r\nVia: SIP/2.0/UDP 127.78.0.1:5060;branch=z9hG4bKx\r\n\
        From: <sip:x@127.78.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\
        Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    stranger.send_to(options.as_bytes(), TRUNKS).expect("sent");
    ship.wait_for_log(&["source denied", "127.78.0.1"]);
    assert_eq!(ship.ends().count("ip.dst == 127.78.0.1"), 0);
}

#[test]
#[ignore = "needs root and SIP programs: cargo xtask test"]
fn the_vessel_of_the_original_example_runs_and_answers_its_provider() {
    let test = "the_vessel_of_the_original_example_runs";
    let namespace = Namespace::new();
    let provider = namespace.machine("54.172.60");
    let binary = binary_of("dialplans/original");
    let ship = Ship::with(&binary, "trunk-twilio password:trunk-word\n", test, namespace);
    let mut command = provider.command("sipsak");
    command.args(["-vv", "-s", "sip:54.172.60.1:5080"]);
    Process::start("sipsak", &mut command, &ship.folder).succeeds();
    let packets = ship.ends();
    let told = "sip.Status-Code == 200 && ip.src == 54.172.60.1 && ip.dst == 54.172.60.2";
    assert_eq!(packets.count(told), 1);
}
