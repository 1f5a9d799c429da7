//! Routes whose prefix begins the numbers of stations: a wrong digit on board becomes a call ashore.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes, canonical};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Station;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes<'_>, found: &mut Vec<Diagnostic>) {
    let mut covered: BTreeMap<usize, (Span, String, Vec<&Station>)> = BTreeMap::new();
    for station in draft.plan.stations() {
        let number = canonical(draft.plan.numbering(), station.number());
        let Some((prefix, rows)) = prefixes.longest(&number) else {
            continue;
        };
        for row in rows {
            if let Owner::Route(index) = row.owner {
                let entry = covered
                    .entry(index)
                    .or_insert_with(|| (row.span, prefix.to_owned(), Vec::new()));
                if entry.2.last() != Some(&station) {
                    entry.2.push(station);
                }
            }
        }
    }
    for (index, (span, prefix, stations)) in covered {
        let (Some(route), Some(first)) = (draft.plan.routes().get(index), stations.first()) else {
            continue;
        };
        let more = match stations.len() {
            1 => String::new(),
            count => format!(" and of {} more", count - 1),
        };
        let message = format!(
            "the prefix `{prefix}` of `{}` begins the number of station `{}`{more}",
            route.name(),
            first.number()
        );
        found.push(
            Diagnostic::new(&codes::PREFIX_COVERS_STATIONS, span, message)
                .label("one wrong digit becomes a call to a trunk")
                .also(first.span(), "this station")
                .about(route.name())
                .remedy("use prefixes that no station number begins with, such as an access code"),
        );
    }
}
