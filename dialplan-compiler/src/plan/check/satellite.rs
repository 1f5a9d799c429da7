//! Catch-alls that send satellite and shared-cost numbers to a trunk without an explicit decision.
//!
//! The country codes are those of ITU-T E.164 (2009 list) that toll fraud uses; on a ship they are also the
//! right numbers for a satellite bearer of its own, so that only the plan can decide.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes};
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes<'_>, found: &mut Vec<Diagnostic>) {
    let mut swallowed: BTreeMap<usize, (Span, &str, Vec<&str>)> = BTreeMap::new();
    for code in CODES {
        let Some((prefix, rows)) = prefixes.longest(code) else {
            continue;
        };
        if prefix.len() > CATCH_ALL {
            continue;
        }
        for row in rows {
            if let Owner::Route(index) = row.owner {
                swallowed
                    .entry(index)
                    .or_insert((row.span, prefix, Vec::new()))
                    .2
                    .push(code);
                break;
            }
        }
    }
    for (index, (span, prefix, codes)) in swallowed {
        let Some(route) = draft.plan.routes().get(index) else {
            continue;
        };
        let list: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        let message = format!(
            "the catch-all `{prefix}` of `{}` takes satellite and shared-cost numbers",
            route.name()
        );
        found.push(
            Diagnostic::new(&codes::SATELLITE_SWALLOWED, span, message)
                .label("no explicit decision for these")
                .about(route.name())
                .remedy(format!("route or deny {}", list.join(", "))),
        );
    }
}

/// Whether this finding asks for an explicit decision about `canonical`, which a shorter prefix would decide otherwise.
pub(super) fn asked_for(canonical: &str, shorter: &str) -> bool {
    shorter.len() <= CATCH_ALL && CODES.iter().any(|code| code.starts_with(canonical))
}

/// The longest canonical prefix that counts as a catch-all: `+` and one digit.
const CATCH_ALL: usize = 2;

/// Inmarsat, Iridium, international networks, UN, personal numbers, premium rate.
const CODES: [&str; 8] = ["+870", "+878", "+8816", "+8817", "+882", "+883", "+888", "+979"];
