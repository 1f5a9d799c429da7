//! The gateways that routes with `plugin` define, with everything that the binary must hold of them.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::json::{Fault, Node, Value};
use crate::network::{Range, networks as written};
use crate::numbering::NumberFormat;
use crate::settings::codecs::codecs;
use crate::settings::manifest::{Kind, Profile};
use crate::settings::object::{
    Object, address, boolean, bounded, credential, each, networks, owned, symbols, text,
};
use crate::settings::server::UNLIMITED;

/// A gateway, in the words of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gateway {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) profile: String,
    pub(crate) format: NumberFormat,
    pub(crate) radiates: bool,
    pub(crate) calls: u32,
    pub(crate) calls_per_second: u32,
    pub(crate) reserved: u32,
    pub(crate) codecs: Vec<u8>,
    pub(crate) settings: BTreeMap<String, String>,
    pub(crate) signalling: Vec<Range>,
    pub(crate) media: Vec<Range>,
}

/// A gateway as its route has it, and the secret that must not be in the binary.
pub(crate) struct Defined {
    pub(crate) gateway: Gateway,
    pub(crate) default_prefixes: Vec<String>,
    pub(crate) secret: Option<String>,
}

/// Reads the gateway's keys of a route whose `plugin` is `plugin`.
pub(crate) fn gateway(
    route: &mut Object<'_, '_>,
    plugin: &Node<'_>,
    name: Option<&str>,
    kinds: &[Kind],
) -> Result<Defined, Fault> {
    let wanted = text(plugin)?;
    let (kind, profile_name, profile) = kinds
        .iter()
        .flat_map(|kind| {
            kind.profiles
                .iter()
                .map(move |(name, profile)| (kind, name, profile))
        })
        .find(|(_, _, profile)| profile.plugins.iter().any(|known| known == wanted))
        .ok_or_else(|| Fault::new(plugin.at, format!("no gateway kind goes by `{wanted}`")))?;
    let name = name.unwrap_or(profile_name).to_owned();
    let mut gateway = Gateway {
        format: route
            .read("numberFormat", number_format)?
            .unwrap_or(profile.format),
        radiates: route.read("radiates", boolean)?.unwrap_or(false),
        calls: UNLIMITED,
        calls_per_second: profile.calls_per_second.unwrap_or(UNLIMITED),
        reserved: 0,
        codecs: profile.codecs.clone(),
        settings: BTreeMap::new(),
        signalling: Vec::new(),
        media: Vec::new(),
        kind: kind.name.clone(),
        profile: profile_name.clone(),
        name,
    };
    if let Some(limits) = route.optional("limits") {
        let mut limits = Object::of(limits)?;
        gateway.calls = limits
            .read("calls", |node| bounded(node, 1..=65_535))?
            .unwrap_or(UNLIMITED);
        let rate = limits.read("callsPerSecond", |node| bounded(node, 1..=65_535))?;
        gateway.calls_per_second = rate.unwrap_or(gateway.calls_per_second);
        gateway.reserved = limits
            .read("reservedForEmergency", |node| bounded(node, 0..=65_535))?
            .unwrap_or(0);
        limits.finish()?;
    }
    health(route.optional("health"), profile, &mut gateway.settings)?;
    let secret = config(route.required("config")?, profile, &mut gateway)?;
    Ok(Defined {
        gateway,
        default_prefixes: profile.default_prefixes.clone(),
        secret,
    })
}

fn number_format(node: &Node<'_>) -> Result<NumberFormat, Fault> {
    NumberFormat::named(text(node)?).ok_or_else(|| Fault::new(node.at, "a number format is wanted"))
}

fn health(
    node: Option<&Node<'_>>,
    profile: &Profile,
    settings: &mut BTreeMap<String, String>,
) -> Result<(), Fault> {
    let (mut interval, mut fall, mut rise) = (profile.health_minimum.max(30), 3, 2);
    if let Some(node) = node {
        let mut object = Object::of(node)?;
        interval = object
            .read("intervalSeconds", |node| bounded(node, 0..=3600))?
            .unwrap_or(interval);
        fall = object
            .read("fall", |node| bounded(node, 1..=100))?
            .unwrap_or(fall);
        rise = object
            .read("rise", |node| bounded(node, 1..=100))?
            .unwrap_or(rise);
        object.finish()?;
    }
    for (key, value) in [
        ("healthIntervalSeconds", interval),
        ("healthFall", fall),
        ("healthRise", rise),
    ] {
        settings.insert(key.to_owned(), value.to_string());
    }
    Ok(())
}

fn config(node: &Node<'_>, profile: &Profile, gateway: &mut Gateway) -> Result<Option<String>, Fault> {
    let mut object = Object::of(node)?;
    let host = text(object.required("trunkHost")?)?;
    let host_address: Option<IpAddr> = host.parse().ok();
    let host = host_address.map_or_else(|| host.to_ascii_lowercase(), |address| address.to_string());
    let port: u16 = object
        .read("trunkPort", |node| bounded(node, 1..=65_535))?
        .unwrap_or(profile.port);
    let transport = object
        .read("transport", owned)?
        .unwrap_or_else(|| profile.transport.clone());
    let username = object.read("username", owned)?;
    let (credential, secret) = match object.optional("password") {
        None => (None, None),
        Some(Node {
            value: Value::Text(secret),
            ..
        }) => (Some(format!("trunk-{}", gateway.name)), Some(secret.to_string())),
        Some(node) => (Some(credential(node)?), None),
    };
    let caller = object.read("callerIdNumber", symbols)?;
    let both = object.read("allowedIps", networks)?;
    let own = |list: Option<Vec<Range>>| list.or_else(|| both.clone()).filter(|list| !list.is_empty());
    let empty = || Fault::new(node.at, "an access list is missing or empty");
    gateway.signalling = own(object.read("signallingAccess", access)?).ok_or_else(empty)?;
    gateway.media = own(object.read("mediaAccess", access)?).ok_or_else(empty)?;
    gateway.codecs = object
        .read("codecs", codecs)?
        .unwrap_or_else(|| gateway.codecs.clone());
    let addresses = object.read("addresses", |node| each(node, address))?;
    let addresses = addresses.or_else(|| host_address.map(|address| vec![address]));
    let within = object.read("resolvesWithin", networks)?;
    let within = within.or_else(|| addresses.is_none().then(|| gateway.signalling.clone()));
    let first: u32 = object
        .read("firstResponseSeconds", |node| bounded(node, 1..=32))?
        .unwrap_or(5);
    let progress: u32 = object
        .read("progressSeconds", |node| bounded(node, 1..=180))?
        .unwrap_or(60);
    object.finish()?;
    let addresses = addresses.map(|list| list.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(","));
    let settings = [
        ("trunkHost", Some(host)),
        ("trunkPort", Some(port.to_string())),
        ("transport", Some(transport)),
        ("username", username),
        ("credential", credential),
        ("callerIdNumber", caller),
        ("addresses", addresses),
        ("resolvesWithin", within.map(|ranges| written(&ranges).join(","))),
        ("firstResponseSeconds", Some(first.to_string())),
        ("progressSeconds", Some(progress.to_string())),
    ];
    let written = settings
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    gateway.settings.extend(written);
    Ok(secret)
}

fn access(node: &Node<'_>) -> Result<Vec<Range>, Fault> {
    let mut object = Object::of(node)?;
    let ranges = networks(object.required("networks")?)?;
    object.pass_over("source");
    object.pass_over("reviewed");
    object.finish()?;
    Ok(ranges)
}
