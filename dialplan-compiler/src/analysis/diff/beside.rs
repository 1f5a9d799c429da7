//! What differs between two plans beside the dialled numbers: everything that reading a binary back shows, key by key.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use routing_table::Access;
use serde_json::Value;

use crate::analysis::addresses::{count, without};
use crate::analysis::networks::networks;
use crate::analysis::readback::{Readback, readback};
use crate::analysis::subject::View;

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// A value, by its path; `None` where a plan has none.
    Value {
        /// Where it is, such as `gateways.shore.calls`.
        path: String,
        /// In the old plan.
        old: Option<String>,
        /// In the new plan.
        new: Option<String>,
    },
    /// The addresses of an access list.
    Addresses {
        /// Which list, such as `gateways.shore.signalling`.
        path: String,
        /// The fewest networks that are permitted no longer.
        removed: Vec<String>,
        /// How many addresses these hold.
        removed_count: u128,
        /// The fewest networks that are permitted newly.
        added: Vec<String>,
        /// How many addresses these hold.
        added_count: u128,
    },
}

impl Beside {
    /// What it is about, such as `gateways.shore.calls`.
    pub fn path(&self) -> &str {
        match self {
            Beside::Value { path, .. } | Beside::Addresses { path, .. } => path,
        }
    }
}

/// Everything that differs beside the dialled numbers, sorted by path.
pub fn beside(old: &View<'_>, new: &View<'_>) -> Vec<Beside> {
    let (left, right) = (values(old), values(new));
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let mut all: Vec<Beside> = paths
        .into_iter()
        .filter(|path| left.get(*path) != right.get(*path))
        .map(|path| Beside::Value {
            path: path.clone(),
            old: left.get(path).cloned(),
            new: right.get(path).cloned(),
        })
        .collect();
    let (left, right) = (access(old), access(new));
    let paths: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for path in paths {
        let none = Vec::new();
        let (old, new) = (left.get(path).unwrap_or(&none), right.get(path).unwrap_or(&none));
        let (removed, added) = (without(old, new), without(new, old));
        if !removed.is_empty() || !added.is_empty() {
            all.push(Beside::Addresses {
                path: path.clone(),
                removed_count: count(&removed),
                removed: networks(removed.into_iter()),
                added_count: count(&added),
                added: networks(added.into_iter()),
            });
        }
    }
    all.sort();
    all
}

/// Every value of a plan by path; lists of things with a name or number are keyed by it, other lists are one value.
fn values(view: &View<'_>) -> BTreeMap<String, String> {
    let mut plan = readback(&view.table, &view.names, 0, None);
    forget_what_is_compared_elsewhere(&mut plan);
    let inbound = view.table.inbound().map(|row| {
        let gateway = view.names.gateway(row.gateway).unwrap_or("");
        let station = view
            .table
            .station(row.station)
            .map_or("", |station| station.number());
        (format!("inbound.{gateway}.{}", row.number), station.to_owned())
    });
    let mut values: BTreeMap<String, String> = inbound.collect();
    if let Ok(Value::Object(plan)) = serde_json::to_value(&plan) {
        let compared = [
            "vessel",
            "partNumber",
            "server",
            "gateways",
            "stations",
            "emergency",
            "precedence",
            "profiles",
        ];
        for (key, value) in plan.iter().filter(|(key, _)| compared.contains(&key.as_str())) {
            flatten(key, value, &mut values);
        }
    }
    values
}

/// Access lists are compared as sets of addresses.
fn forget_what_is_compared_elsewhere(plan: &mut Readback) {
    plan.server.crew_networks.clear();
    for gateway in &mut plan.gateways {
        gateway.signalling.clear();
        gateway.media.clear();
    }
}

fn flatten(path: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                flatten(&format!("{path}.{key}"), member, into);
            }
        }
        Value::Array(members) if members.iter().any(|member| name_of(member).is_some()) => {
            for member in members {
                flatten(
                    &format!("{path}.{}", name_of(member).unwrap_or("?")),
                    member,
                    into,
                );
            }
        }
        Value::Null => {}
        Value::Array(members) if members.is_empty() => {}
        Value::String(text) => {
            into.insert(path.to_owned(), text.clone());
        }
        other => {
            into.insert(path.to_owned(), other.to_string());
        }
    }
}

/// What a member of a list is known by: a station by its number, which is unlike its name unique.
fn name_of(member: &Value) -> Option<&str> {
    let key = |key: &str| member.get(key).and_then(Value::as_str);
    key("number").or_else(|| key("name"))
}

type Ranges = Vec<(IpAddr, IpAddr)>;

fn access(view: &View<'_>) -> BTreeMap<String, Ranges> {
    let crew = [(
        "server.crewNetworks".to_owned(),
        view.table.crew_ranges().collect(),
    )];
    let gateways = view.table.gateways().flat_map(|(index, _)| {
        let name = view.names.gateway(index).unwrap_or("").to_owned();
        [(Access::Signalling, "signalling"), (Access::Media, "media")].map(move |(what, list)| {
            (
                format!("gateways.{name}.{list}"),
                view.table.gateway_ranges(index, what).collect(),
            )
        })
    });
    crew.into_iter().chain(gateways).collect()
}
