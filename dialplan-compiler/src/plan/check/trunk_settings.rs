//! The settings of a trunk that its gateway kind reads, with their defaults.

use super::network::Written;
use super::read_server::port;
use super::{symbols, text};
use crate::catalogue::Profile;
use crate::diagnostics::{Diagnostic, codes};
use crate::settings::{Health, Password, Route, Spanned, TrunkConfig, credential_of_gateway};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// What the gateway kind reads, as text: numbers in decimal, lists separated by commas.
pub(super) fn read(
    name: &str,
    route: &Route,
    config: &TrunkConfig,
    profile: &Profile,
    signalling: &Written,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut settings: BTreeMap<String, String> = BTreeMap::new();
    let parts = [
        target(name, config, profile, signalling, found),
        identity(name, config, found),
        health(&route.health, profile, found),
        times(config, found),
    ];
    for (key, value) in parts.into_iter().flatten().filter(|(_, value)| !value.is_empty()) {
        settings.insert(key.to_owned(), value);
    }
    settings
}

type Part = Vec<(&'static str, String)>;

/// Where requests go.
fn target(
    name: &str,
    config: &TrunkConfig,
    profile: &Profile,
    signalling: &Written,
    found: &mut Vec<Diagnostic>,
) -> Part {
    let host = text::host(&config.trunk_host, "trunkHost", found);
    let addresses = super::resolution::addresses(config, &host, found);
    let within = Written::read(&config.resolves_within, signalling.span, found);
    let unbounded = within.networks.is_empty() && addresses.is_empty();
    // A set has no order: permuted settings must not make another plan.
    let networks = IpNet::aggregate(&if unbounded { signalling } else { &within }.plain());
    let port = port(&config.trunk_port, "trunkPort", profile.port(), found);
    vec![
        ("resolvesWithin", comma_list(networks)),
        ("addresses", comma_list(addresses)),
        ("trunkHost", host),
        ("trunkPort", port.to_string()),
        ("transport", transport(name, config, profile, found)),
    ]
}

/// Who we are to the trunk.
fn identity(name: &str, config: &TrunkConfig, found: &mut Vec<Diagnostic>) -> Part {
    let user = config
        .username
        .as_ref()
        .map(|user| text::free(user, "username", found));
    let credential = credential(name, config, found);
    let caller = config.caller_id_number.as_ref();
    let caller = caller.map(|number| symbols::number(number, "callerIdNumber", found));
    vec![
        ("username", user.unwrap_or_default()),
        ("credential", credential.unwrap_or_default()),
        ("callerIdNumber", caller.unwrap_or_default()),
    ]
}

fn health(written: &Option<Spanned<Health>>, profile: &Profile, found: &mut Vec<Diagnostic>) -> Part {
    let health = written
        .as_ref()
        .map(|health| health.value().clone())
        .unwrap_or_default();
    let interval = profile.health_minimum_seconds().unwrap_or(0).max(HEALTH_INTERVAL);
    let interval = seconds(
        &health.interval_seconds,
        "intervalSeconds",
        0..=3600,
        interval,
        found,
    );
    vec![
        ("healthIntervalSeconds", interval),
        (
            "healthFall",
            seconds(&health.fall, "fall", 1..=100, HEALTH_FALL, found),
        ),
        (
            "healthRise",
            seconds(&health.rise, "rise", 1..=100, HEALTH_RISE, found),
        ),
    ]
}

fn times(config: &TrunkConfig, found: &mut Vec<Diagnostic>) -> Part {
    let (first, progress) = (&config.first_response_seconds, &config.progress_seconds);
    let first = seconds(
        first,
        "firstResponseSeconds",
        1..=32,
        FIRST_RESPONSE_SECONDS,
        found,
    );
    let progress = seconds(progress, "progressSeconds", 1..=180, PROGRESS_SECONDS, found);
    vec![("firstResponseSeconds", first), ("progressSeconds", progress)]
}

fn transport(name: &str, config: &TrunkConfig, profile: &Profile, found: &mut Vec<Diagnostic>) -> String {
    let transports = [("udp", "udp"), ("tcp", "tcp")];
    let written = config.transport.as_ref();
    let transport = written
        .and_then(|word| text::word(word, "transport", &transports, found))
        .unwrap_or(profile.transport());
    if transport == "udp" {
        let place = written.map_or(config.trunk_host.span(), Spanned::span);
        found.push(
            Diagnostic::new(
                &codes::PLAIN_UDP_TRUNK,
                place,
                format!("gateway `{name}` speaks over UDP, which anybody on the way can read, forge and replay"),
            )
            .label("unprotected")
            .remedy("let the way be protected (a tunnel of the provider, a private line) and allow `plain-udp-trunk` with that as the reason; a sealed build asks for it")
            .about(name),
        );
    }
    transport.to_owned()
}

fn credential(name: &str, config: &TrunkConfig, found: &mut Vec<Diagnostic>) -> Option<String> {
    match config.password.as_ref()?.value() {
        Password::Reference(reference) => Some(text::name(&reference.credential, "credential", found)),
        Password::Inline(_) => Some(credential_of_gateway(name)),
    }
}

fn seconds(
    written: &Option<Spanned<u32>>,
    key: &str,
    range: std::ops::RangeInclusive<u32>,
    default: u32,
    found: &mut Vec<Diagnostic>,
) -> String {
    written
        .as_ref()
        .map_or(default, |written| text::within(written, key, range, found))
        .to_string()
}

fn comma_list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values
        .into_iter()
        .map(|value| value.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

const HEALTH_INTERVAL: u32 = 30;
const HEALTH_FALL: u32 = 3;
const HEALTH_RISE: u32 = 2;
const FIRST_RESPONSE_SECONDS: u32 = 5;
const PROGRESS_SECONDS: u32 = 60;
