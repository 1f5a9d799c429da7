//! Everything of a plan that is no automaton: the exchange, stations, gateways, access lists, inbound map, precedence,
//! emission profiles, names. Each comparison says what the settings say and what the binary says.

mod gateways;
mod words;

use std::net::IpAddr;

use crate::numbering::Numbering;
use crate::settings::Plan;
use crate::settings::codecs::name as codec;
use crate::settings::server::Server;
use crate::table::contents::Contents;
use crate::table::{Blocks, Record};

pub(crate) use gateways::{access, gateways, matched};
use words::Words;

/// What a field is called, and what it holds in words.
type Field<T> = (&'static str, fn(&T) -> String);

/// Collects what differs.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn differ<T: PartialEq + Words>(&mut self, what: &str, settings: T, binary: T) {
        if settings != binary {
            let (settings, binary) = (settings.words(), binary.words());
            self.0
                .push(format!("{what}: settings {settings}, binary {binary}"));
        }
    }

    /// The value, or a fault that says why there is none.
    fn readable<'v, T>(&mut self, what: &str, value: &'v Result<T, String>) -> Option<&'v T> {
        value
            .as_ref()
            .map_err(|why| self.0.push(format!("{what} cannot be read: {why}")))
            .ok()
    }
}

pub(crate) fn server(plan: &Plan, contents: &Contents) -> Vec<String> {
    let mut faults = Faults::default();
    if let Some(held) = faults.readable("the server record", &contents.server) {
        let claimed = &plan.server;
        let fields: [Field<Server>; 12] = [
            ("SIP port", |server| server.sip_port.to_string()),
            ("trunk port", |server| server.trunk_port.to_string()),
            ("media ports", |server| {
                format!("{}-{}", server.media_ports.0, server.media_ports.1)
            }),
            ("digest", |server| {
                if server.md5 {
                    "MD5".into()
                } else {
                    "SHA-256".into()
                }
            }),
            ("unauthenticated emergency calls", |server| {
                server.unauthenticated_emergency.to_string()
            }),
            ("realm", |server| server.realm.clone()),
            ("most calls", |server| server.calls.to_string()),
            ("most calls a second", |server| {
                server.calls_per_second.to_string()
            }),
            ("codecs", |server| codecs(&server.codecs)),
            ("listen address", |server| address(server.listen)),
            ("trunk listen address", |server| address(server.trunk_listen)),
            ("advertised address", |server| address(server.advertise)),
        ];
        for (what, field) in fields {
            faults.differ(what, field(claimed), field(held));
        }
    }
    if let Some(held) = faults.readable("the numbering record", &contents.numbering) {
        let claimed = &plan.numbering;
        let fields: [Field<Numbering>; 3] = [
            ("country code", |numbering| numbering.country.clone()),
            ("international prefix", |numbering| {
                numbering.international.clone()
            }),
            ("national prefix", |numbering| numbering.national.clone()),
        ];
        for (what, field) in fields {
            faults.differ(what, field(claimed), field(held));
        }
    }
    faults.0
}

fn address(address: Option<IpAddr>) -> String {
    address.map_or_else(|| "none".to_owned(), |address| address.to_string())
}

fn codecs(numbers: &[u8]) -> String {
    numbers
        .iter()
        .map(|number| codec(*number))
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn stations(plan: &Plan, contents: &Contents) -> Vec<String> {
    let mut faults = Faults::default();
    let Some(held) = faults.readable("the stations", &contents.stations) else {
        return faults.0;
    };
    let class = |name: &str| {
        plan.classes
            .iter()
            .position(|class| class == name)
            .and_then(|at| u32::try_from(at).ok())
    };
    for station in &plan.stations {
        let claimed = Some((
            station.number.clone(),
            class(&station.class).unwrap_or(u32::MAX),
            station.credential.clone(),
        ));
        let found = held
            .iter()
            .find(|(number, _, _)| *number == station.number)
            .cloned();
        faults.differ(
            "a station (number, class by position, credential)",
            claimed,
            found,
        );
    }
    for (number, _, _) in held {
        if !plan.stations.iter().any(|station| station.number == *number) {
            faults
                .0
                .push(format!("station {number} is in the binary, not in the settings"));
        }
    }
    faults.0
}

pub(crate) fn inbound(plan: &Plan, contents: &Contents, matched: &[usize]) -> Vec<String> {
    let mut faults = Faults::default();
    let stations = faults.readable("the stations", &contents.stations).cloned();
    let (Some(held), Some(stations)) = (faults.readable("the inbound map", &contents.inbound), stations)
    else {
        return faults.0;
    };
    let name = |position: Option<usize>| {
        position
            .and_then(|position| plan.gateways.get(position))
            .map_or("none", |gateway| gateway.name.as_str())
    };
    let held = held.iter().map(|(gateway, number, station)| {
        let gateway = usize::try_from(*gateway)
            .ok()
            .and_then(|gateway| matched.get(gateway))
            .copied();
        let station = usize::try_from(*station)
            .ok()
            .and_then(|station| stations.get(station));
        (
            name(gateway),
            number.as_str(),
            station.map_or("none", |(number, _, _)| number.as_str()),
        )
    });
    let mut held: Vec<_> = held.collect();
    held.sort_unstable();
    let claimed = plan.inbound.iter().map(|entry| {
        (
            name(Some(entry.gateway)),
            entry.number.as_str(),
            entry.station.as_str(),
        )
    });
    let mut claimed: Vec<_> = claimed.collect();
    claimed.sort_unstable();
    for entry in claimed.iter().filter(|entry| !held.contains(entry)) {
        faults.0.push(format!(
            "{} of gateway `{}` rings {} by the settings, not by the binary",
            entry.1, entry.0, entry.2
        ));
    }
    for entry in held.iter().filter(|entry| !claimed.contains(entry)) {
        faults.0.push(format!(
            "{} of gateway `{}` rings {} by the binary, not by the settings",
            entry.1, entry.0, entry.2
        ));
    }
    faults.differ("number of inbound entries", claimed.len(), held.len());
    faults.0
}

pub(crate) fn precedence(plan: &Plan, contents: &Contents) -> Vec<String> {
    let mut faults = Faults::default();
    let claimed = &plan.precedence;
    if let Some(held) = faults.readable("the precedence levels", &contents.levels) {
        faults.differ("precedence levels", &claimed.levels, held);
    }
    if let Some(held) = faults.readable("the precedence prefixes", &contents.dialled_levels) {
        let prefixes = claimed
            .dialled
            .iter()
            .map(|(prefix, level)| (prefix.clone(), number(*level)));
        faults.differ("precedence prefixes", &prefixes.collect::<Vec<_>>(), held);
    }
    let highest = |class: &String| claimed.classes.get(class).map(|level| number(*level));
    let classes = plan
        .classes
        .iter()
        .filter(|_| !claimed.levels.is_empty())
        .map(|class| highest(class).unwrap_or(u32::MAX));
    faults.differ(
        "highest level of each class",
        classes.collect::<Vec<_>>(),
        contents.class_levels.clone(),
    );
    faults.0
}

pub(crate) fn profiles(plan: &Plan, contents: &Contents, matched: &[usize]) -> Vec<String> {
    let mut faults = Faults::default();
    let Some(held) = faults.readable("the emission profiles", &contents.profiles) else {
        return faults.0;
    };
    let claimed = plan.profiles.iter().map(|profile| {
        let bits = (0..64u32)
            .zip(matched)
            .filter(|(_, position)| profile.gateways.checked_shr(number(**position)).unwrap_or(0) & 1 == 1);
        let mask = bits.fold(0u64, |mask, (bit, _)| mask | 1 << bit);
        (
            mask.count_ones(),
            mask,
            u32::from(profile.emergency_radiates),
            profile.name.clone(),
        )
    });
    let mut claimed: Vec<_> = claimed.collect();
    claimed.sort();
    let claimed: Vec<_> = claimed
        .into_iter()
        .map(|(_, mask, emergency, name)| (name, emergency, mask))
        .collect();
    faults.differ(
        "emission profiles (name, emergency calls radiate, gateways that may carry calls)",
        &claimed,
        held,
    );
    faults.0
}

/// The names that people read.
pub(crate) fn names(plan: &Plan, bytes: &[u8], names: &Blocks, matched: &[usize]) -> Vec<String> {
    let mut faults = Faults::default();
    let text = |record: &Record<'_>, at: usize| match names.text(record.word(at)) {
        Ok(text) => text.unwrap_or_default(),
        Err(why) => why,
    };
    let list = |block: &str| {
        names
            .records(bytes, block)
            .iter()
            .map(|record| text(record, 0))
            .collect::<Vec<_>>()
    };
    let vessel: Vec<_> = names
        .records(bytes, "vessel")
        .iter()
        .map(|record| (text(record, 0), text(record, 4)))
        .collect();
    faults.differ(
        "vessel and part number",
        vec![(plan.vessel.clone(), plan.part_number.clone().unwrap_or_default())],
        vessel,
    );
    let gateways = matched.iter().map(|at| {
        plan.gateways
            .get(*at)
            .map(|gateway| gateway.name.clone())
            .unwrap_or_default()
    });
    faults.differ("names of the gateways", gateways.collect(), list("gateways"));
    faults.differ("names of the classes", plan.classes.clone(), list("classes"));
    faults.differ(
        "names of the stations",
        plan.stations.iter().map(|station| station.name.clone()).collect(),
        list("stations"),
    );
    faults.0
}

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
