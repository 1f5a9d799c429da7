//! Routes that never decide a call: denied, hidden by an earlier route of the same prefix, or open to nobody.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes, Row};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Route, Station};
use crate::settings;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes<'_>, found: &mut Vec<Diagnostic>) {
    let mut hidden: BTreeMap<usize, Vec<Hidden>> = BTreeMap::new();
    let mut overriding: BTreeSet<usize> = BTreeSet::new();
    let mut closed: Option<(&str, Span)> = None;
    for (prefix, rows) in prefixes.iter() {
        // In sorted order everything that a denied prefix closes follows it directly.
        let open = closed.filter(|(denied, _)| prefix.starts_with(denied));
        closed = open.or_else(|| Some((prefix, denial(rows)?)));
        for row in rows {
            let Owner::Route(index) = row.owner else { continue };
            let Some(route) = draft.plan.routes().get(index) else {
                continue;
            };
            let (by, why) = match closed {
                Some(_) if route.overrides_deny() => {
                    overriding.insert(index);
                    continue;
                }
                Some((_, by)) => (Some(by), DENIED),
                None => (earlier(draft, route, rows), DECIDED),
            };
            hidden.entry(index).or_default().extend(by.map(|by| Hidden {
                span: row.span,
                by,
                why,
            }));
        }
    }
    for (index, (route, written)) in draft.plan.routes().iter().zip(&draft.routes).enumerate() {
        found.extend(hidden.get(&index).and_then(|prefixes| shadowed(route, prefixes)));
        if !overriding.contains(&index) {
            found.extend(
                written
                    .value()
                    .overrides_deny
                    .as_ref()
                    .map(|why| nothing_denied(route, why.span())),
            );
        }
        found.extend(open_to_nobody(route, written.value(), draft.plan.stations()));
    }
}

/// A prefix that decides nothing, and what decides in its place.
struct Hidden {
    span: Span,
    by: Span,
    why: &'static str,
}

const DENIED: &str = "denied here";
const DECIDED: &str = "decided here";

/// The place of a denial among the rows of one prefix.
fn denial(rows: &[Row<'_>]) -> Option<Span> {
    rows.iter()
        .find(|row| matches!(row.owner, Owner::Deny(_)))
        .map(|row| row.span)
}

/// The place of a route of the same prefix that takes every call before `route` could.
fn earlier(draft: &Draft<'_>, route: &Route, rows: &[Row<'_>]) -> Option<Span> {
    rows.iter().find_map(|row| {
        let Owner::Route(index) = row.owner else {
            return None;
        };
        let other = draft.plan.routes().get(index)?;
        (other.order() < route.order() && takes_all(other, route)).then_some(row.span)
    })
}

/// Whether every call that `later` could take is tried in the same ways by `first`.
fn takes_all(first: &Route, later: &Route) -> bool {
    let classes = match (first.classes(), later.classes()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(first), Some(later)) => later.iter().all(|class| first.contains(class)),
    };
    classes
        && first.min_digits().unwrap_or(0) <= later.min_digits().unwrap_or(0)
        && first.max_digits().unwrap_or(u8::MAX) >= later.max_digits().unwrap_or(u8::MAX)
        && (first.strip(), first.prepend()) == (later.strip(), later.prepend())
        && later
            .attempts()
            .iter()
            .all(|gateway| first.attempts().contains(gateway))
}

fn shadowed(route: &Route, hidden: &[Hidden]) -> Option<Diagnostic> {
    let first = hidden.first()?;
    let prefix = route.prefixes().iter().find(|(_, span)| *span == first.span)?;
    let more = match hidden.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!(
        "the prefix `{}`{more} of `{}` never decides a call",
        prefix.0,
        route.name()
    );
    let remedy = if first.why == DENIED {
        "remove it, or write `overridesDeny` with the reason for which it stays open"
    } else {
        "remove it: an earlier `order` tries the same gateways for every such call"
    };
    Some(
        Diagnostic::new(&codes::SHADOWED_ROUTE, first.span, message)
            .label("never reached")
            .also(first.by, first.why)
            .about(route.name())
            .remedy(remedy),
    )
}

/// Classes that do not exist are another finding, and leave it open which route was meant.
fn open_to_nobody(route: &Route, written: &settings::Route, stations: &[Station]) -> Option<Diagnostic> {
    let list = written.classes.as_ref()?;
    let classes = route.classes()?;
    let used = |class: &usize| stations.iter().any(|station| station.class() == *class);
    if stations.is_empty() || classes.len() != list.value().len() || classes.iter().any(used) {
        return None;
    }
    let message = format!(
        "the route `{}` never decides a call: no station is of its classes",
        route.name()
    );
    Some(
        Diagnostic::new(&codes::SHADOWED_ROUTE, list.span(), message)
            .label("open to nobody")
            .about(route.name())
            .remedy("name a class that a station has, or remove the route"),
    )
}

fn nothing_denied(route: &Route, place: Span) -> Diagnostic {
    let message = format!("`{}` overrides a denial that does not exist", route.name());
    Diagnostic::new(&codes::OVERRIDE_WITHOUT_DENY, place, message)
        .label("nothing is denied here")
        .about(route.name())
        .remedy("leave `overridesDeny` out, or write the denial")
}
