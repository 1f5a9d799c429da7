//! The closed list of what can steer a call, and what looks as if it could and cannot.

use std::net::IpAddr;

use super::form::Input;
use crate::analysis::readback::{GatewayPlan, Readback};
use crate::plan::DialPlan;

/// Everything that a decision or what follows it depends on.
pub(super) fn inputs(plan: &DialPlan, table: &Readback) -> Vec<Input> {
    let input = |what, who, bound: String| Input { what, who, bound };
    let server = plan.server();
    let networks = |networks: &[String]| match networks {
        [] => "nobody".to_owned(),
        networks => networks.join(", "),
    };
    let classes = match plan.classes() {
        [] => "the plan has no class of service".to_owned(),
        classes => format!(
            "one of {}; compiled into the binary with the station",
            classes.join(", ")
        ),
    };
    let precedence = match &table.precedence {
        None => "ignored: the plan has no precedence levels".to_owned(),
        Some(precedence) => format!(
            "one of {}; above the class of service the call is refused",
            precedence.levels.join(", ")
        ),
    };
    let profiles: Vec<&str> = plan.profiles().iter().map(|profile| profile.name()).collect();
    let profile = match profiles.as_slice() {
        [] => "the plan has no emission profiles".to_owned(),
        names => format!(
            "one of {}; anything else means the most restrictive",
            names.join(", ")
        ),
    };
    let resolves: Vec<String> = table.gateways.iter().filter_map(resolved).collect();
    let unauthenticated = match plan.server().unauthenticated_emergency() {
        true => {
            "taken from the crew networks, a few at a time; reaches the targets of the emergency number, nothing else"
        }
        false => "refused as any other call without credentials",
    };
    vec![
        input(
            "the side a message arrives on, and its source address",
            "the network",
            format!(
                "crew side from {}; trunk side from the access lists; anybody else gets no answer and no state",
                networks(&table.server.crew_networks)
            ),
        ),
        input(
            "the dialled number: user part of the Request-URI, or a service URN",
            "the caller",
            "decided by the compiled table alone; every number is in a class above".to_owned(),
        ),
        input(
            "who calls: digest over the station's credential",
            "the caller",
            format!("one of {} stations, challenged by {}", plan.stations().len(), server.digest().name()),
        ),
        input(
            "an emergency call without credentials",
            "anybody on the crew side",
            unauthenticated.to_owned(),
        ),
        input("the class of service of the station", "nobody at run time", classes),
        input("Resource-Priority, or a dialled precedence", "the caller", precedence),
        input("the emission profile in force", "the operator, at a start", profile),
        input(
            "what each gateway admits: status, channels in use, calls per second",
            "the trunk and the load",
            "takes gateways off a list of attempts, never adds or reorders ordinary ones; see gateway failures".to_owned(),
        ),
        input(
            "registrations: where a station is reachable",
            "the station, authenticated",
            "contacts inside the crew networks only; never decides which station rings".to_owned(),
        ),
        input(
            "the final answer of an attempt",
            "the trunk",
            "chooses between stopping and the next gateway of the same list; 3xx is not followed".to_owned(),
        ),
        input(
            "answers of the name servers",
            "the network",
            match resolves.as_slice() {
                [] => "none is asked".to_owned(),
                resolves => format!("{}; others are refused with an alarm", resolves.join("; ")),
            },
        ),
        input(
            "the called number of an inbound call",
            "the trunk",
            format!(
                "one of the {} entries of the inbound map, to a station; else refused. Trunk to trunk does not exist",
                plan.inbound().len()
            ),
        ),
        input(
            "offered codecs, Max-Forwards, the mark of a loop",
            "the peer",
            "can refuse a call, never send it elsewhere".to_owned(),
        ),
        input(
            "secrets: $CREDENTIALS_DIRECTORY, or a credentials file",
            "the operator, at a start",
            "what is missing makes a station or a trunk fail; nothing else is read from there".to_owned(),
        ),
        input(
            "options of the program",
            "the operator, at a start",
            "--trunk-port moves a port and is shown as a deviation; no option changes a route".to_owned(),
        ),
        input(
            "Route, Record-Route outside a call, maddr, Path, Contact of a 3xx, REFER, Via received",
            "the peer",
            "do not steer a call".to_owned(),
        ),
    ]
}

/// A gateway whose trunk's name is resolved when running, with the networks that answers must lie in; fixed addresses need no name server.
fn resolved(gateway: &GatewayPlan) -> Option<String> {
    let setting = |name: &str| gateway.settings.get(name).map(String::as_str);
    let host = setting("trunkHost")?;
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if setting("addresses").is_some() || literal.parse::<IpAddr>().is_ok() {
        return None;
    }
    let within = setting("resolvesWithin").unwrap_or("its access list");
    Some(format!("{host} of {} within {within}", gateway.name))
}
