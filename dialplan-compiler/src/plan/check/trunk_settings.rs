//! The settings of a trunk that its gateway kind reads, with their defaults.

use super::network::Written;
use super::read_server::port;
use super::{symbols, text};
use crate::catalogue::Profile;
use crate::diagnostics::Diagnostic;
use crate::settings::{Password, Route, Spanned, TrunkConfig, credential_of_gateway};
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
    let mut settings = BTreeMap::new();
    let mut set = |key: &str, value: String| {
        if !value.is_empty() {
            settings.insert(key.to_owned(), value);
        }
    };
    let host = text::host(&config.trunk_host, "trunkHost", found);
    let addresses = super::resolution::addresses(config, &host, found);
    let within = Written::read(&config.resolves_within, signalling.span, found);
    let networks = if within.networks.is_empty() && addresses.is_empty() {
        signalling
    } else {
        &within
    };
    set(
        "resolvesWithin",
        comma_list(networks.networks.iter().map(|(network, _)| network)),
    );
    set("addresses", comma_list(&addresses));
    set("trunkHost", host);
    set(
        "trunkPort",
        port(&config.trunk_port, "trunkPort", profile.port(), found).to_string(),
    );
    set("transport", transport(config, profile, found));
    set(
        "username",
        config
            .username
            .as_ref()
            .map(|user| text::free(user, "username", found))
            .unwrap_or_default(),
    );
    set("credential", credential(name, config, found).unwrap_or_default());
    let caller = config.caller_id_number.as_ref();
    set(
        "callerIdNumber",
        caller
            .map(|number| symbols::number(number, "callerIdNumber", found))
            .unwrap_or_default(),
    );
    let health = route
        .health
        .as_ref()
        .map(|health| health.value().clone())
        .unwrap_or_default();
    let interval = profile
        .health_minimum_seconds()
        .map_or(HEALTH_INTERVAL, |least| least.max(HEALTH_INTERVAL));
    set(
        "healthIntervalSeconds",
        seconds(
            &health.interval_seconds,
            "intervalSeconds",
            0..=3600,
            interval,
            found,
        ),
    );
    set(
        "healthFall",
        seconds(&health.fall, "fall", 1..=100, HEALTH_FALL, found),
    );
    set(
        "healthRise",
        seconds(&health.rise, "rise", 1..=100, HEALTH_RISE, found),
    );
    let first = seconds(
        &config.first_response_seconds,
        "firstResponseSeconds",
        1..=32,
        FIRST_RESPONSE_SECONDS,
        found,
    );
    set("firstResponseSeconds", first);
    set(
        "progressSeconds",
        seconds(
            &config.progress_seconds,
            "progressSeconds",
            1..=180,
            PROGRESS_SECONDS,
            found,
        ),
    );
    settings
}

fn transport(config: &TrunkConfig, profile: &Profile, found: &mut Vec<Diagnostic>) -> String {
    let transports = [("udp", "udp"), ("tcp", "tcp")];
    let written = config.transport.as_ref();
    written
        .and_then(|word| text::word(word, "transport", &transports, found))
        .unwrap_or(profile.transport())
        .to_owned()
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
