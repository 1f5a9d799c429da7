//! Prefixes that never decide a call: denied, hidden by what else is written, or open to nobody.

use super::covers::{By, Covers, Why, denial};
use super::draft::Draft;
use super::meaning::{classes_of_stations, permitted};
use super::prefixes::{Owner, Prefixes};
use super::remaining::Remaining;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Route, Station};
use crate::settings;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The prefixes of routes that never decide a call: positions of prefix and route.
pub(super) type Hidden = BTreeSet<(usize, usize)>;

pub(super) fn look(
    draft: &Draft<'_>,
    prefixes: &Prefixes<'_>,
    remaining: &Remaining<'_>,
    found: &mut Vec<Diagnostic>,
) -> Hidden {
    let covers = Covers {
        draft,
        prefixes,
        remaining,
        classes: classes_of_stations(draft),
    };
    let mut hidden = Hidden::new();
    let mut decided: BTreeMap<(usize, Why), Vec<Cover>> = BTreeMap::new();
    let mut overriding: BTreeSet<usize> = BTreeSet::new();
    for (at, node) in remaining.iter() {
        let denied = denial(remaining, at);
        for row in node.rows {
            let Owner::Route(index) = row.owner else { continue };
            let Some(route) = draft.plan.routes().get(index) else {
                continue;
            };
            if denied.is_some() && route.overrides_deny() {
                overriding.insert(index);
            }
            if permitted(route, covers.classes) == 0 {
                hidden.insert((at, index));
            }
            if let Some((why, by)) = covers.hidden(at, row, route, denied) {
                hidden.insert((at, index));
                decided.entry((index, why)).or_default().push(Cover {
                    span: row.span,
                    left: if node.of_digits() { "of digits " } else { "" },
                    by,
                });
            }
        }
    }
    for ((index, why), covers) in &decided {
        let route = draft.plan.routes().get(*index);
        found.extend(route.and_then(|route| shadowed(route, *why, covers)));
    }
    for (index, (route, written)) in draft.plan.routes().iter().zip(&draft.routes).enumerate() {
        if !overriding.contains(&index) {
            let reason = written.value().overrides_deny.as_ref();
            found.extend(reason.map(|why| nothing_denied(route, why.span())));
        }
        found.extend(open_to_nobody(route, written.value(), draft.plan.stations()));
    }
    hidden
}

/// One prefix that decides nothing, and what decides in its place.
struct Cover {
    span: Span,
    left: &'static str,
    by: Vec<By>,
}

fn shadowed(route: &Route, why: Why, covers: &[Cover]) -> Option<Diagnostic> {
    let first = covers.first()?;
    let prefix = route.prefixes().iter().find(|(_, span)| *span == first.span);
    let prefix = prefix.map_or("", |(prefix, _)| prefix.as_str());
    let more = match covers.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let never = format!(
        "the prefix `{prefix}`{more} of `{}` never decides a call",
        route.name()
    );
    let nothing_left = || {
        format!(
            "no number {}is left to the prefix `{prefix}`{more} of `{}`",
            first.left,
            route.name()
        )
    };
    let taken = || format!("that decide in its place: {}", listed(&first.by));
    let (code, message, label, remedy) = match why {
        Why::Denied => (
            &codes::SHADOWED_ROUTE,
            never,
            "denied here",
            "remove it, or write `overridesDeny` with the reason for which it stays open".to_owned(),
        ),
        Why::Earlier => (
            &codes::SHADOWED_ROUTE,
            never,
            "decided here",
            "remove it: an earlier `order` tries the same gateways for every such call".to_owned(),
        ),
        Why::Alike => (
            &codes::SHADOWED_ROUTE,
            nothing_left(),
            "decided here",
            format!("remove it, or those {}", taken()),
        ),
        Why::Otherwise => (
            &codes::PREFIX_HIDDEN,
            nothing_left(),
            "decided here",
            format!("remove it, or one of those {}", taken()),
        ),
    };
    let mut finding = Diagnostic::new(code, first.span, message)
        .label("never reached")
        .about(route.name());
    for (span, _) in first.by.iter().take(MOST_MARKED) {
        finding = finding.also(*span, label);
    }
    Some(finding.remedy(remedy))
}

/// The symbols of what hides a prefix.
fn listed(by: &[By]) -> String {
    let named: Vec<String> = by
        .iter()
        .take(MOST_LISTED)
        .map(|(_, symbols)| format!("`{symbols}`"))
        .collect();
    match by.len().saturating_sub(MOST_LISTED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
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

/// How many places of what hides a prefix are marked in the text, and how many are listed.
const MOST_MARKED: usize = 3;
const MOST_LISTED: usize = 12;
