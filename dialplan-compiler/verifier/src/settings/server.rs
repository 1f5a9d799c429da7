//! The keys `server`, `numbering`, `stations` and `classes`.

use std::net::{IpAddr, Ipv4Addr};

use crate::json::{Fault, Node};
use crate::network::Range;
use crate::numbering::Numbering;
use crate::settings::codecs::{codecs, numbered};
use crate::settings::object::{
    Object, address, boolean, bounded, credential, digits, each, networks, owned, symbols, text,
};

/// The exchange itself, in the words of the table's record `server`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) sip_port: u16,
    pub(crate) trunk_port: u16,
    pub(crate) media_ports: (u16, u16),
    pub(crate) md5: bool,
    pub(crate) unauthenticated_emergency: bool,
    pub(crate) realm: String,
    pub(crate) calls: u32,
    pub(crate) calls_per_second: u32,
    pub(crate) codecs: Vec<u8>,
    pub(crate) listen: Option<IpAddr>,
    pub(crate) trunk_listen: Option<IpAddr>,
    pub(crate) advertise: Option<IpAddr>,
}

/// A crew station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Station {
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) class: String,
    pub(crate) credential: String,
}

/// What stands for *no limit*.
pub(crate) const UNLIMITED: u32 = u32::MAX;

/// Reads `server`, which may be missing, and the crew networks.
pub(crate) fn server(node: Option<&Node<'_>>, vessel: &str) -> Result<(Server, Vec<Range>), Fault> {
    let everywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let mut server = Server {
        sip_port: 5060,
        trunk_port: 5080,
        media_ports: (20_000, 20_999),
        md5: false,
        unauthenticated_emergency: false,
        realm: vessel.to_owned(),
        calls: UNLIMITED,
        calls_per_second: UNLIMITED,
        codecs: ["PCMA", "PCMU", "telephone-event"]
            .into_iter()
            .filter_map(numbered)
            .collect(),
        listen: Some(everywhere),
        trunk_listen: Some(everywhere),
        advertise: None,
    };
    let Some(node) = node else {
        return Ok((server, Vec::new()));
    };
    let mut object = Object::of(node)?;
    let port = |node: &Node<'_>| bounded(node, 1..=65_535);
    server.sip_port = object.read("sipPort", port)?.unwrap_or(server.sip_port);
    server.trunk_port = object.read("trunkPort", port)?.unwrap_or(server.trunk_port);
    server.listen = object.read("listen", address)?.or(server.listen);
    server.trunk_listen = object.read("trunkListen", address)?.or(server.listen);
    server.advertise = object.read("advertise", address)?;
    let crew = object.read("crewNetworks", networks)?.unwrap_or_default();
    server.realm = object.read("realm", owned)?.unwrap_or(server.realm);
    server.md5 = object.read("digest", digest)?.unwrap_or(false);
    server.unauthenticated_emergency = object.read("unauthenticatedEmergency", boolean)?.unwrap_or(false);
    server.media_ports = object
        .read("mediaPorts", media_ports)?
        .unwrap_or(server.media_ports);
    server.codecs = object.read("codecs", codecs)?.unwrap_or(server.codecs);
    if let Some(limits) = object.optional("limits") {
        let mut limits = Object::of(limits)?;
        server.calls = limits
            .read("calls", |node| bounded(node, 1..=65_535))?
            .unwrap_or(UNLIMITED);
        server.calls_per_second = limits
            .read("callsPerSecond", |node| bounded(node, 1..=65_535))?
            .unwrap_or(UNLIMITED);
        limits.finish()?;
    }
    object.finish()?;
    Ok((server, crew))
}

fn digest(node: &Node<'_>) -> Result<bool, Fault> {
    match text(node)? {
        "MD5" => Ok(true),
        "SHA-256" => Ok(false),
        _ => Err(Fault::new(node.at, "`SHA-256` or `MD5` is wanted")),
    }
}

fn media_ports(node: &Node<'_>) -> Result<(u16, u16), Fault> {
    let mut object = Object::of(node)?;
    let first = bounded(object.required("first")?, 1024..=65_535)?;
    let last = bounded(object.required("last")?, 1024..=65_535)?;
    object.finish()?;
    Ok((first, last))
}

pub(crate) fn numbering(node: Option<&Node<'_>>) -> Result<Numbering, Fault> {
    let mut numbering = Numbering {
        international: "00".to_owned(),
        ..Numbering::default()
    };
    let Some(node) = node else { return Ok(numbering) };
    let mut object = Object::of(node)?;
    numbering.country = object
        .read("countryCode", |node| digits(node, 3))?
        .unwrap_or_default();
    let international = object.read("internationalPrefix", |node| digits(node, 8))?;
    numbering.international = international.unwrap_or(numbering.international);
    numbering.national = object
        .read("nationalPrefix", |node| digits(node, 8))?
        .unwrap_or_default();
    if numbering.country.is_empty() && !numbering.national.is_empty() {
        return Err(Fault::new(object.at, "`nationalPrefix` needs `countryCode`"));
    }
    object.finish()?;
    Ok(numbering)
}

/// The stations, sorted by number.
pub(crate) fn stations(node: Option<&Node<'_>>, classes: Option<&[String]>) -> Result<Vec<Station>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let mut stations = each(node, |node| station(node, classes))?;
    stations.sort_by(|left, right| left.number.cmp(&right.number));
    let mut pairs = stations.iter().zip(stations.iter().skip(1));
    if let Some((station, _)) = pairs.find(|(left, right)| left.number == right.number) {
        return Err(Fault::new(
            node.at,
            format!("the number `{}` is given twice", station.number),
        ));
    }
    Ok(stations)
}

fn station(node: &Node<'_>, classes: Option<&[String]>) -> Result<Station, Fault> {
    let mut object = Object::of(node)?;
    let number = symbols(object.required("number")?)?;
    let name = object.read("name", owned)?.unwrap_or_else(|| number.clone());
    let written = object.read("class", |node| {
        text(node).map(|class| (node.at, class.to_owned()))
    })?;
    let (at, class) = match (written, classes) {
        (Some(written), _) => written,
        (None, None) => (object.at, DEFAULT_CLASS.to_owned()),
        (None, Some(_)) => return Err(Fault::new(object.at, "the station has no `class`")),
    };
    let known = classes.map_or(class == DEFAULT_CLASS, |classes| classes.contains(&class));
    if !known {
        return Err(Fault::new(at, format!("there is no class `{class}`")));
    }
    let spoken = number.replace('*', "s").replace('#', "h").replace('+', "p");
    let own = object.read("credential", credential)?;
    object.finish()?;
    Ok(Station {
        name,
        class,
        credential: own.unwrap_or_else(|| format!("station-{spoken}")),
        number,
    })
}

/// The class of every station where `classes` is not written.
pub(crate) const DEFAULT_CLASS: &str = "crew";
