//! Emergency numbers that are not declared and that a route would send as ordinary calls.
//!
//! The numbers are those in use around the world (3GPP TS 22.101 §10 and national practice). A route whose
//! `minDigits` is above their length does not send them.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes, canonical};
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let exact: BTreeSet<&str> = plan
        .emergency()
        .iter()
        .map(|entry| entry.number())
        .chain(plan.stations().iter().map(|station| station.number()))
        .collect();
    let mut swallowed: BTreeMap<usize, (Span, Vec<&str>)> = BTreeMap::new();
    for number in NUMBERS.into_iter().filter(|number| !exact.contains(number)) {
        let spelled = canonical(plan.numbering(), number);
        let Some((_, rows)) = prefixes.longest(&spelled) else {
            continue;
        };
        let digits = spelled.trim_start_matches('+').len();
        for row in rows {
            if let Owner::Route(index) = row.owner
                && plan
                    .routes()
                    .get(index)
                    .is_some_and(|route| route.admits_length(digits))
            {
                let numbers = &mut swallowed.entry(index).or_insert((row.span, Vec::new())).1;
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
    }
    for (index, (span, numbers)) in swallowed {
        let Some(route) = plan.routes().get(index) else {
            continue;
        };
        let list: Vec<String> = numbers.iter().map(|number| format!("`{number}`")).collect();
        let message = format!(
            "`{}` sends {} as an ordinary call, though emergency services answer there",
            route.name(),
            list.join(", ")
        );
        found.push(
            Diagnostic::new(&codes::EMERGENCY_SWALLOWED, span, message)
                .label("taken by this prefix")
                .about(route.name())
                .remedy("declare the number in `emergency`, deny it, or write `minDigits` above its length"),
        );
    }
}

const NUMBERS: [&str; 10] = [
    "000", "08", "110", "112", "118", "119", "120", "122", "911", "999",
];
