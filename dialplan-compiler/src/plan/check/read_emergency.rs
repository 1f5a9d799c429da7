//! `emergency` into the plan, with the time to the last target.

use super::names::Names;
use super::{symbols, text};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Emergency, Target};
use crate::settings::{self, Settings, Spanned};

pub(super) fn read(settings: &Settings, names: &mut Names, found: &mut Vec<Diagnostic>) -> Vec<Emergency> {
    let mut entries = Vec::with_capacity(settings.emergency.len());
    for entry in &settings.emergency {
        let written = entry.value();
        let number = symbols::number(&written.number, "number", found);
        names.add_emergency(&number, written.number.span(), found);
        entries.push(Emergency {
            targets: targets(written, &number, names, found),
            calling_number: optional_number(&written.calling_number, "callingNumber", found),
            location: written
                .location
                .as_ref()
                .map(|place| text::free(place, "location", found)),
            callback: optional_number(&written.callback, "callback", found),
            worst_case_seconds: 0,
            number,
            span: entry.span(),
        });
    }
    entries
}

fn optional_number(
    written: &Option<Spanned<String>>,
    key: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<String> {
    written.as_ref().map(|number| symbols::number(number, key, found))
}

fn targets(
    entry: &settings::Emergency,
    number: &str,
    names: &Names,
    found: &mut Vec<Diagnostic>,
) -> Vec<Target> {
    text::at_most(&entry.targets, "targets", MOST_TARGETS, found);
    if entry.targets.value().is_empty() {
        found.push(
            Diagnostic::new(
                &codes::NO_ATTEMPT,
                entry.targets.span(),
                format!("the emergency number `{number}` has no target"),
            )
            .label("calls would go nowhere")
            .remedy("name at least a station that is always manned"),
        );
    }
    entry
        .targets
        .value()
        .iter()
        .filter_map(|target| one(target, number, names, found))
        .collect()
}

fn one(
    target: &Spanned<settings::Target>,
    emergency: &str,
    names: &Names,
    found: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let written = target.value();
    match (&written.station, &written.gateway) {
        (Some(station), None) if written.number.is_none() => {
            names.station(station, found).map(Target::Station)
        }
        (None, Some(gateway)) => {
            let number = written
                .number
                .as_ref()
                .map(|number| symbols::number(number, "number", found));
            let index = names.gateway(gateway, found)?;
            Some(Target::Gateway(
                index,
                number.unwrap_or_else(|| emergency.to_owned()),
            ))
        }
        _ => {
            found.push(
                Diagnostic::new(
                    &codes::MISSING_KEY,
                    target.span().opening(),
                    "`target` is neither a station nor a gateway",
                )
                .label("in this object")
                .remedy(
                    "write either `\"station\": …` alone, or `\"gateway\": …` with the `\"number\"` to send",
                ),
            );
            None
        }
    }
}

const MOST_TARGETS: usize = 16;
