//! Gateways and access lists: which gateway of the binary is which of the settings, and what of them differs.

use super::{Faults, codecs};
use crate::network::{Range, least_difference, merged, number};
use crate::settings::Plan;
use crate::settings::gateways::Gateway;
use crate::table::contents::Contents;

/// For each gateway of the binary the position of the gateway in the settings that it is: the one that is equal, else
/// one that at least leads to the same host; one beyond the last if there is none.
pub(crate) fn matched(plan: &Plan, held: &[Gateway]) -> Vec<usize> {
    let mut free: Vec<usize> = (0..plan.gateways.len()).collect();
    let mut found: Vec<Option<usize>> = vec![None; held.len()];
    let likeness: [fn(&Gateway, &Gateway) -> bool; 4] = [
        |one, other| content(one) == content(other),
        |one, other| {
            one.settings.get("trunkHost") == other.settings.get("trunkHost")
                && one.signalling == other.signalling
        },
        |one, other| one.settings.get("trunkHost") == other.settings.get("trunkHost"),
        |one, other| one.signalling == other.signalling,
    ];
    for alike in likeness {
        for (place, gateway) in found.iter_mut().zip(held).filter(|(place, _)| place.is_none()) {
            let position = free.iter().position(|at| {
                plan.gateways
                    .get(*at)
                    .is_some_and(|claimed| alike(claimed, gateway))
            });
            *place = position.map(|position| free.remove(position));
        }
    }
    found
        .into_iter()
        .map(|place| place.unwrap_or(plan.gateways.len()))
        .collect()
}

/// A gateway without its name, which is outside of the table, and as a plan without profiles holds it.
fn content(gateway: &Gateway) -> Gateway {
    Gateway {
        name: String::new(),
        ..gateway.clone()
    }
}

pub(crate) fn gateways(plan: &Plan, contents: &Contents, matched: &[usize]) -> Vec<String> {
    let mut faults = Faults::default();
    let Some(held) = faults.readable("the gateways", &contents.gateways) else {
        return faults.0;
    };
    for (position, claimed) in plan.gateways.iter().enumerate() {
        if !matched.contains(&position) {
            faults.0.push(format!(
                "gateway `{}` is in the settings, not in the binary",
                claimed.name
            ));
        }
    }
    for (gateway, position) in held.iter().zip(matched) {
        let Some(claimed) = plan.gateways.get(*position) else {
            let host = gateway.settings.get("trunkHost").map_or("", String::as_str);
            faults.0.push(format!(
                "a gateway to `{host}` of kind `{}` is in the binary, not in the settings",
                gateway.kind
            ));
            continue;
        };
        let name = &claimed.name;
        faults.differ(&format!("kind of gateway `{name}`"), &claimed.kind, &gateway.kind);
        faults.differ(
            &format!("profile of gateway `{name}`"),
            &claimed.profile,
            &gateway.profile,
        );
        faults.differ(
            &format!("number format of gateway `{name}`"),
            claimed.format.word(),
            gateway.format.word(),
        );
        let radiates = claimed.radiates && !plan.profiles.is_empty();
        faults.differ(
            &format!("whether gateway `{name}` radiates"),
            radiates,
            gateway.radiates,
        );
        faults.differ(
            &format!("most calls of gateway `{name}`"),
            claimed.calls,
            gateway.calls,
        );
        faults.differ(
            &format!("most calls a second of gateway `{name}`"),
            claimed.calls_per_second,
            gateway.calls_per_second,
        );
        faults.differ(
            &format!("reserved calls of gateway `{name}`"),
            claimed.reserved,
            gateway.reserved,
        );
        faults.differ(
            &format!("codecs of gateway `{name}`"),
            codecs(&claimed.codecs),
            codecs(&gateway.codecs),
        );
        let mut keys: Vec<_> = claimed.settings.keys().chain(gateway.settings.keys()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            faults.differ(
                &format!("`{key}` of gateway `{name}`"),
                claimed.settings.get(key),
                gateway.settings.get(key),
            );
        }
    }
    faults.0
}

pub(crate) fn access(plan: &Plan, contents: &Contents, matched: &[usize]) -> Vec<String> {
    let mut faults = Faults::default();
    let Some(held) = faults.readable("the access lists", &contents.access) else {
        return faults.0;
    };
    let of = |list: u32, gateway: Option<u32>| {
        let own = held
            .iter()
            .filter(|(held, owner, _)| *held == list && gateway.is_none_or(|gateway| gateway == *owner));
        merged(own.map(|(_, _, range)| *range).collect())
    };
    faults.ranges("the crew networks", &plan.crew, &of(0, None));
    for (position, claimed) in (0..).zip(&plan.gateways) {
        let gateway = matched
            .iter()
            .position(|matched| *matched == position)
            .and_then(|at| u32::try_from(at).ok());
        let Some(gateway) = gateway else { continue };
        let name = &claimed.name;
        faults.ranges(
            &format!("the signalling access of gateway `{name}`"),
            &claimed.signalling,
            &of(1, Some(gateway)),
        );
        faults.ranges(
            &format!("the media access of gateway `{name}`"),
            &claimed.media,
            &of(2, Some(gateway)),
        );
    }
    let gateways = matched.len();
    if held.iter().any(|(list, gateway, _)| {
        *list > 0 && usize::try_from(*gateway).is_ok_and(|gateway| gateway >= gateways)
    }) {
        faults
            .0
            .push("an access list belongs to a gateway that does not exist".to_owned());
    }
    faults.0
}

impl Faults {
    fn ranges(&mut self, what: &str, claimed: &[Range], held: &[Range]) {
        if let Some(address) = least_difference(claimed, held) {
            let (family, value) = number(address);
            let permitted = claimed
                .iter()
                .any(|range| range.family == family && (range.first..=range.last).contains(&value));
            let (settings, binary) = if permitted {
                ("permit", "denies")
            } else {
                ("deny", "permits")
            };
            self.0.push(format!(
                "{what}: the settings {settings} {address}, the binary {binary} it"
            ));
        }
    }
}
