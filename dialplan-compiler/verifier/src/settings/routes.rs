//! The keys `deny`, `gateways.routes`, `emergency` and `inbound`.

use std::collections::BTreeMap;

use crate::json::{Fault, Node};
use crate::settings::gateways::{Defined, Gateway, gateway};
use crate::settings::manifest::Kind;
use crate::settings::object::{Object, bounded, each, owned, symbols, text, whole};

/// A route as written.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) at: usize,
    pub(crate) name: String,
    pub(crate) prefixes: Vec<String>,
    /// Positions of gateways.
    pub(crate) attempts: Vec<usize>,
    pub(crate) order: Option<i64>,
    pub(crate) strip: u8,
    pub(crate) prepend: String,
    pub(crate) least: u8,
    pub(crate) most: u8,
    /// Names of classes; none: every class.
    pub(crate) classes: Option<Vec<String>>,
    pub(crate) overrides_deny: bool,
}

/// An emergency number with its targets in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Emergency {
    pub(crate) number: String,
    pub(crate) calling_number: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) callback: Option<String>,
    pub(crate) targets: Vec<Target>,
}

/// Whom an emergency call tries; gateways by position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    Station(String),
    Gateway(usize, String),
}

/// A number of a gateway and the station that takes its calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Inbound {
    pub(crate) gateway: usize,
    pub(crate) number: String,
    pub(crate) station: String,
}

/// The routes, the gateways that they define, and the secrets written among them.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    pub(crate) routes: Vec<Route>,
    pub(crate) gateways: Vec<Gateway>,
    pub(crate) secrets: Vec<String>,
}

/// The denied prefixes.
pub(crate) fn denied(node: Option<&Node<'_>>) -> Result<Vec<String>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let entries = each(node, |node| {
        let mut object = Object::of(node)?;
        let prefixes = each(object.required("prefixes")?, symbols)?;
        object.pass_over("reason");
        object.finish()?;
        Ok(prefixes)
    })?;
    Ok(entries.concat())
}

/// Reads `gateways`.
pub(crate) fn routes(node: Option<&Node<'_>>, kinds: &[Kind]) -> Result<Routes, Fault> {
    let mut all = Routes::default();
    let Some(node) = node else { return Ok(all) };
    let mut object = Object::of(node)?;
    object.pass_over("pluginDir");
    let written = object.optional("routes");
    object.finish()?;
    let Some(written) = written else { return Ok(all) };
    let mut raw = each(written, |node| route(node, kinds, &mut all))?;
    let positions: BTreeMap<&str, usize> = all
        .gateways
        .iter()
        .enumerate()
        .map(|(position, gateway)| (gateway.name.as_str(), position))
        .collect();
    if positions.len() < all.gateways.len() {
        return Err(Fault::new(written.at, "two gateways have one name"));
    }
    for (route, attempts) in &mut raw {
        for (at, name) in attempts {
            route
                .attempts
                .push(*positions.get(name.as_str()).ok_or_else(|| unknown(*at, name))?);
        }
    }
    all.routes = raw.into_iter().map(|(route, _)| route).collect();
    Ok(all)
}

type Names = Vec<(usize, String)>;

fn route(node: &Node<'_>, kinds: &[Kind], all: &mut Routes) -> Result<(Route, Names), Fault> {
    let mut object = Object::of(node)?;
    let name = object.read("name", owned)?;
    let defined = match object.optional("plugin") {
        None => None,
        Some(plugin) => Some(gateway(&mut object, plugin, name.as_deref(), kinds)?),
    };
    let defaults = defined
        .as_ref()
        .map(|defined| defined.default_prefixes.clone())
        .unwrap_or_default();
    let own = defined.map(|Defined { gateway, secret, .. }| {
        let name = gateway.name.clone();
        all.gateways.push(gateway);
        all.secrets.extend(secret);
        name
    });
    let name = name
        .or_else(|| own.clone())
        .ok_or_else(|| Fault::new(node.at, "the route has no `name`"))?;
    let attempts = object.read("attempts", |node| each(node, |item| Ok((item.at, owned(item)?))))?;
    let attempts = attempts
        .or_else(|| own.map(|own| vec![(node.at, own)]))
        .unwrap_or_default();
    let route = Route {
        at: node.at,
        name,
        prefixes: object
            .read("prefixes", |node| each(node, symbols))?
            .unwrap_or(defaults),
        attempts: Vec::new(),
        order: object.read("order", whole)?,
        strip: object.read("strip", |node| bounded(node, 0..=64))?.unwrap_or(0),
        prepend: object.read("prepend", prepend)?.unwrap_or_default(),
        least: object
            .read("minDigits", |node| bounded(node, 1..=64))?
            .unwrap_or(0),
        most: object
            .read("maxDigits", |node| bounded(node, 1..=64))?
            .unwrap_or(u8::MAX),
        classes: object.read("classes", |node| each(node, owned))?,
        overrides_deny: object.optional("overridesDeny").is_some(),
    };
    object.finish()?;
    if !route.prefixes.is_empty() && attempts.is_empty() {
        return Err(Fault::new(node.at, "the route leads nowhere"));
    }
    Ok((route, attempts))
}

fn prepend(node: &Node<'_>) -> Result<String, Fault> {
    if text(node)?.is_empty() {
        Ok(String::new())
    } else {
        symbols(node)
    }
}

/// The emergency entries in the order in which they are written: the first answers for `urn:service:sos`.
pub(crate) fn emergency(node: Option<&Node<'_>>, gateways: &[Gateway]) -> Result<Vec<Emergency>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    each(node, |node| {
        let mut object = Object::of(node)?;
        let number = symbols(object.required("number")?)?;
        let entry = Emergency {
            targets: each(object.required("targets")?, |node| {
                target(node, &number, gateways)
            })?,
            calling_number: object.read("callingNumber", symbols)?,
            location: object.read("location", owned)?,
            callback: object.read("callback", symbols)?,
            number,
        };
        object.finish()?;
        Ok(entry)
    })
}

fn target(node: &Node<'_>, emergency: &str, gateways: &[Gateway]) -> Result<Target, Fault> {
    let mut object = Object::of(node)?;
    let target = match object.optional("station") {
        Some(station) => Target::Station(symbols(station)?),
        None => {
            let gateway = named(object.required("gateway")?, gateways)?;
            let number = object.read("number", symbols)?;
            Target::Gateway(gateway, number.unwrap_or_else(|| emergency.to_owned()))
        }
    };
    object.finish()?;
    Ok(target)
}

/// The inbound map, sorted.
pub(crate) fn inbound(node: Option<&Node<'_>>, gateways: &[Gateway]) -> Result<Vec<Inbound>, Fault> {
    let Some(node) = node else { return Ok(Vec::new()) };
    let mut entries = each(node, |node| {
        let mut object = Object::of(node)?;
        let entry = Inbound {
            gateway: named(object.required("gateway")?, gateways)?,
            number: symbols(object.required("number")?)?,
            station: symbols(object.required("station")?)?,
        };
        object.finish()?;
        Ok(entry)
    })?;
    entries.sort();
    Ok(entries)
}

/// The position of the gateway that a value names.
pub(crate) fn named(node: &Node<'_>, gateways: &[Gateway]) -> Result<usize, Fault> {
    let name = text(node)?;
    gateways
        .iter()
        .position(|gateway| gateway.name == name)
        .ok_or_else(|| unknown(node.at, name))
}

fn unknown(at: usize, name: &str) -> Fault {
    Fault::new(at, format!("there is no gateway `{name}`"))
}
