//! `inbound` into the plan: a number of a trunk reaches a station and nothing else.

use super::names::Names;
use super::symbols;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Inbound;
use crate::settings::{self, Settings, Spanned};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn read(settings: &Settings, names: &Names, found: &mut Vec<Diagnostic>) -> Vec<Inbound> {
    let mut first: BTreeMap<(usize, String), Span> = BTreeMap::new();
    let mut inbound = Vec::with_capacity(settings.inbound.len());
    for entry in &settings.inbound {
        let written = entry.value();
        let number = symbols::number(&written.number, "number", found);
        let gateway = names.gateway(&written.gateway, found);
        let station = station(written, names, found);
        let (Some(gateway), Some(station)) = (gateway, station) else {
            continue;
        };
        match first.get(&(gateway, number.clone())) {
            Some(earlier) => found.push(duplicate(written, *earlier)),
            None => {
                first.insert((gateway, number.clone()), written.number.span());
                inbound.push(Inbound {
                    gateway,
                    number,
                    station,
                    span: entry.span(),
                });
            }
        }
    }
    inbound
}

fn station(entry: &settings::Inbound, names: &Names, found: &mut Vec<Diagnostic>) -> Option<usize> {
    if let Some(what) = names.not_a_station(entry.station.text()) {
        found.push(not_a_station(&entry.station, what));
        return None;
    }
    names.station(&entry.station, found)
}

fn not_a_station(written: &Spanned<String>, what: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::INBOUND_NOT_STATION,
        written.span(),
        format!("`{}` is {what}", written.text()),
    )
    .label("not a station")
    .remedy("name a station: an inbound call never goes on to a trunk and never becomes an emergency call")
}

fn duplicate(entry: &settings::Inbound, first: Span) -> Diagnostic {
    let message = format!(
        "the number `{}` of `{}` is mapped twice",
        entry.number.text(),
        entry.gateway.text()
    );
    Diagnostic::new(&codes::DUPLICATE_INBOUND, entry.number.span(), message)
        .label("again here")
        .also(first, "first here")
        .remedy("keep one of them")
}
