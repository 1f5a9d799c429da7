//! The gateways of a draft as routes that define one: their names, and examples where the source says nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::Example;
use super::draft::{Draft, Gateway, Rule};
use super::number_form::Formats;
use super::writing::{some, texts};
use crate::plan::NumberFormat;
use crate::settings::{Route, Spanned, TrunkConfig};

/// The gateways, and what was made up for each.
#[derive(Debug, Default)]
pub(super) struct Trunks {
    /// The name in the settings by the name in the source.
    pub(super) names: BTreeMap<String, String>,
    pub(super) routes: Vec<Spanned<Route>>,
    pub(super) examples: Vec<Example>,
}

/// Writes every gateway of the draft.
pub(super) fn trunks(draft: &mut Draft, formats: &Formats) -> Trunks {
    tell_addresses_apart(draft);
    let mut trunks = Trunks {
        names: names(draft),
        ..Trunks::default()
    };
    let mut next = 0;
    for (key, gateway) in &draft.gateways {
        let gateway_name = trunks.names.get(key).cloned().unwrap_or_default();
        let (route, keys) = defining(&gateway_name, gateway, formats.get(key), &mut next);
        trunks.routes.push(Spanned::unwritten(route));
        trunks.examples.push(Example {
            gateway: gateway_name,
            keys,
        });
    }
    trunks
}

/// The source address tells which trunk a call comes from, so two gateways cannot have one address.
fn tell_addresses_apart(draft: &mut Draft) {
    let mut taken: BTreeMap<IpAddr, String> = BTreeMap::new();
    let mut same: Vec<(String, String)> = Vec::new();
    for (name, gateway) in &mut draft.gateways {
        let Some(address) = gateway.host.as_ref().and_then(|host| host.parse().ok()) else {
            continue;
        };
        match taken.get(&address) {
            Some(other) => {
                same.push((name.clone(), other.clone()));
                *gateway = Gateway::default();
            }
            None => {
                taken.insert(address, name.clone());
            }
        }
    }
    for (name, other) in same {
        let uses = |rule: &&Rule| rule.steps.iter().any(|step| step.gateway == name);
        let place = draft.rules.iter().find(uses).map(|rule| rule.place.clone());
        draft.leave_out(
            &place.unwrap_or_default(),
            format!("the address of `{name}`"),
            format!("it is that of `{other}`, and the address tells which trunk a call comes from"),
            "give both one gateway, or the trunks different addresses",
        );
    }
}

/// A name for each gateway that files and logs can carry.
fn names(draft: &Draft) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    for key in draft.gateways.keys() {
        let clean = |symbol: char| {
            if symbol.is_ascii_alphanumeric() || "._-".contains(symbol) {
                symbol
            } else {
                '-'
            }
        };
        let clean: String = key.chars().map(clean).collect();
        let clean = clean.trim_matches(['.', '_', '-']);
        let mut name: String = if clean.is_empty() { "gateway" } else { clean }
            .chars()
            .take(56)
            .collect();
        let base = name.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}-{number}");
        }
        names.insert(key.clone(), name);
    }
    names
}

/// A route that defines a gateway and takes no prefix, and the keys whose values are examples.
fn defining(
    name: &str,
    gateway: &Gateway,
    format: Option<&NumberFormat>,
    next: &mut u32,
) -> (Route, Vec<&'static str>) {
    let mut keys = Vec::new();
    let host = gateway.host.clone().unwrap_or_else(|| {
        keys.push("trunkHost");
        format!(
            "{}.example.net",
            name.to_ascii_lowercase()
                .replace(['_', '.'], "-")
                .trim_matches('-')
        )
    });
    let network = match host.parse::<IpAddr>() {
        Ok(address @ IpAddr::V4(_)) => format!("{address}/32"),
        Ok(address @ IpAddr::V6(_)) => format!("{address}/128"),
        Err(_) => {
            keys.push("allowedIps");
            *next += 1;
            // RFC 3849: addresses for documentation, which no trunk has.
            format!("2001:db8::{next:x}/128")
        }
    };
    let config = TrunkConfig {
        trunk_host: Spanned::unwritten(host),
        trunk_port: gateway.port.map(|port| Spanned::unwritten(port.into())),
        transport: gateway
            .transport
            .map(|transport| Spanned::unwritten(transport.to_owned())),
        username: None,
        password: None,
        caller_id_number: None,
        allowed_ips: some(texts([network.as_str()])),
        codecs: None,
        addresses: Vec::new(),
        resolves_within: Vec::new(),
        signalling_access: None,
        media_access: None,
        first_response_seconds: None,
        progress_seconds: None,
    };
    let format = format.copied().unwrap_or(NumberFormat::AsDialled);
    let route = Route {
        name: some(name.to_owned()),
        plugin: some("libgw-sip.so".to_owned()),
        prefixes: some(Vec::new()),
        number_format: some(format.name().to_owned()),
        config: some(config),
        ..Route::default()
    };
    (route, keys)
}
