//! The plainest reading of the settings: every prefix is looked at for every number, and the longest wins. Slow on
//! purpose; the product walk is held against it.

use crate::meaning::Meaning;
use crate::product::claims::{choice, class_mask};
use crate::settings::Plan;
use crate::settings::routes::Route;

/// What the settings say of a number, and whether a longer number could match.
pub(crate) fn meaning(plan: &Plan, dialled: &str) -> Meaning {
    if let Some(entry) = plan.emergency.iter().find(|entry| entry.number == dialled) {
        return Meaning::Emergency(entry.clone());
    }
    if plan.stations_ring && plan.stations.iter().any(|station| station.number == dialled) {
        return Meaning::Station(dialled.to_owned());
    }
    let read = plan.numbering.reading(dialled);
    let length = |prefix: &String| {
        let prefix = plan.numbering.reading(prefix);
        if read.starts_with(&prefix) {
            prefix.len()
        } else {
            0
        }
    };
    let longest = |prefixes: &[String]| prefixes.iter().map(length).max().unwrap_or(0);
    let routed = plan
        .routes
        .iter()
        .map(|route| longest(&route.prefixes))
        .max()
        .unwrap_or(0);
    let denied = longest(&plan.denied);
    if routed == 0 && denied == 0 {
        return Meaning::Nothing;
    }
    if denied > routed {
        return Meaning::Denied;
    }
    let mut routes: Vec<&Route> = plan
        .routes
        .iter()
        .filter(|route| longest(&route.prefixes) == routed)
        .collect();
    routes.sort_by_key(|route| route.order);
    routes.retain(|route| {
        let closed = denied > 0 || sends_denied(plan, route, dialled);
        (!closed || route.overrides_deny) && class_mask(route, plan) != 0
    });
    if routes.is_empty() {
        return Meaning::Denied;
    }
    Meaning::Route(routes.into_iter().map(|route| choice(route, plan)).collect())
}

/// Whether a longer number has a meaning: one of an exact number, or one of a prefix.
pub(crate) fn has_more(plan: &Plan, dialled: &str) -> bool {
    let exact = plan.emergency.iter().map(|entry| &entry.number);
    let stations = plan
        .stations
        .iter()
        .filter(|_| plan.stations_ring)
        .map(|station| &station.number);
    if exact
        .chain(stations)
        .any(|number| number.len() > dialled.len() && number.starts_with(dialled))
    {
        return true;
    }
    let prefixes = || {
        plan.routes
            .iter()
            .flat_map(|route| &route.prefixes)
            .chain(&plan.denied)
    };
    if meaning_by_prefix(plan, dialled) {
        return true;
    }
    prefixes().any(|prefix| {
        let read = plan.numbering.reading(prefix);
        spellings(plan, &read)
            .iter()
            .any(|spelling| spelling.len() > dialled.len() && spelling.starts_with(dialled))
    })
}

/// A prefix that matches already matches every longer number that is read alike.
fn meaning_by_prefix(plan: &Plan, dialled: &str) -> bool {
    let read = plan.numbering.reading(dialled);
    let mut prefixes = plan
        .routes
        .iter()
        .flat_map(|route| &route.prefixes)
        .chain(&plan.denied);
    prefixes.any(|prefix| read.starts_with(&plan.numbering.reading(prefix)))
}

fn sends_denied(plan: &Plan, route: &Route, dialled: &str) -> bool {
    let rewrites = route.strip > 0 || !route.prepend.is_empty();
    let Some(rest) = dialled.get(usize::from(route.strip)..).filter(|_| rewrites) else {
        return false;
    };
    let read = plan.numbering.reading(&format!("{}{rest}", route.prepend));
    plan.denied
        .iter()
        .any(|denied| read.starts_with(&plan.numbering.reading(denied)))
}

/// Beginnings that are read as something that begins with `read`, each way of dialling once.
fn spellings(plan: &Plan, read: &str) -> Vec<String> {
    let numbering = &plan.numbering;
    let mut spellings = vec![read.to_owned()];
    if let Some(rest) = read.strip_prefix('+') {
        spellings.push(format!("{}{rest}", numbering.international));
        if !numbering.national.is_empty() {
            if let Some(home) = rest.strip_prefix(&numbering.country) {
                spellings.push(format!("{}{home}", numbering.national));
            } else if numbering.country.starts_with(rest) {
                spellings.push(numbering.national.clone());
            }
        }
    }
    spellings
}
