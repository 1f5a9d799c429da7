//! Routes that never decide a call: denied, hidden by an earlier route of the same prefix, or open to nobody.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes, Row};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Route, Station};
use crate::settings;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes, found: &mut Vec<Diagnostic>) {
    let mut hidden: BTreeMap<usize, Vec<Hidden>> = BTreeMap::new();
    let mut overriding = vec![false; draft.plan.routes().len()];
    let mut closed: Option<(&str, Span)> = None;
    for (prefix, rows) in prefixes.iter() {
        // In sorted order everything that a denied prefix closes follows it directly.
        closed = closed
            .filter(|(denied, _)| prefix.starts_with(denied))
            .or_else(|| Some((prefix, denial(rows)?)));
        let denied = closed.map(|(_, span)| span);
        for row in rows {
            let Owner::Route(index) = row.owner else { continue };
            let Some(route) = draft.plan.routes().get(index) else {
                continue;
            };
            match denied {
                Some(_) if route.overrides_deny() => overriding
                    .iter_mut()
                    .skip(index)
                    .take(1)
                    .for_each(|flag| *flag = true),
                Some(by) => hidden.entry(index).or_default().push(Hidden {
                    row: *row,
                    by,
                    why: "denied here",
                }),
                None => {
                    if let Some(by) = earlier(draft, route, rows) {
                        hidden.entry(index).or_default().push(Hidden {
                            row: *row,
                            by,
                            why: "decided here",
                        });
                    }
                }
            }
        }
    }
    for (index, prefixes) in hidden {
        if let Some(route) = draft.plan.routes().get(index) {
            found.extend(shadowed(route, &prefixes));
        }
    }
    for (route, overrides) in draft.plan.routes().iter().zip(overriding) {
        if route.overrides_deny() && !overrides {
            found.push(nothing_denied(route, draft));
        }
    }
    for (route, written) in draft.plan.routes().iter().zip(&draft.routes) {
        if open_to_nobody(route, written.value(), draft.plan.stations()) {
            let classes = written
                .value()
                .classes
                .as_ref()
                .map_or(written.span(), |classes| classes.span());
            found.push(nobody(route, classes));
        }
    }
}

struct Hidden {
    row: Row,
    by: Span,
    why: &'static str,
}

/// The place of a denial among the rows of one prefix.
fn denial(rows: &[Row]) -> Option<Span> {
    rows.iter()
        .find(|row| matches!(row.owner, Owner::Deny(_)))
        .map(|row| row.span)
}

/// The place of a route of the same prefix that takes every call before `route` could.
fn earlier(draft: &Draft<'_>, route: &Route, rows: &[Row]) -> Option<Span> {
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
    let prefix = route
        .prefixes()
        .iter()
        .find(|(_, span)| *span == first.row.span)?;
    let more = match hidden.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!(
        "the prefix `{}`{more} of `{}` never decides a call",
        prefix.0,
        route.name()
    );
    let remedy = if first.why == "denied here" {
        "remove it, or write `overridesDeny` with the reason for which it stays open"
    } else {
        "remove it: an earlier `order` tries the same gateways for every such call"
    };
    Some(
        Diagnostic::new(&codes::SHADOWED_ROUTE, first.row.span, message)
            .label("never reached")
            .also(first.by, first.why)
            .about(route.name())
            .remedy(remedy),
    )
}

/// Classes that do not exist are another finding, and leave it open which route was meant.
fn open_to_nobody(route: &Route, written: &settings::Route, stations: &[Station]) -> bool {
    let meant = written
        .classes
        .as_ref()
        .map_or(0, |classes| classes.value().len());
    let used = |class: &usize| stations.iter().any(|station| station.class() == *class);
    !stations.is_empty()
        && route
            .classes()
            .is_some_and(|classes| classes.len() == meant && !classes.iter().any(used))
}

fn nobody(route: &Route, place: Span) -> Diagnostic {
    let message = format!(
        "the route `{}` never decides a call: no station is of its classes",
        route.name()
    );
    Diagnostic::new(&codes::SHADOWED_ROUTE, place, message)
        .label("open to nobody")
        .about(route.name())
        .remedy("name a class that a station has, or remove the route")
}

fn nothing_denied(route: &Route, draft: &Draft<'_>) -> Diagnostic {
    let written = draft.routes.iter().find(|written| written.span() == route.span());
    let span = written
        .and_then(|written| written.value().overrides_deny.as_ref())
        .map_or(route.span(), |why| why.span());
    Diagnostic::new(
        &codes::OVERRIDE_WITHOUT_DENY,
        span,
        format!("`{}` overrides a denial that does not exist", route.name()),
    )
    .label("nothing is denied here")
    .about(route.name())
    .remedy("leave `overridesDeny` out, or write the denial")
}
