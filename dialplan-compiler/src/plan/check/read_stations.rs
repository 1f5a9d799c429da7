//! `numbering`, `classes` and `stations` into the plan.

use super::names::Names;
use super::{symbols, text};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Numbering, Station};
use crate::settings::{self, Settings, Spanned};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn numbering(settings: &Settings, found: &mut Vec<Diagnostic>) -> Numbering {
    let without = settings::Numbering::default();
    let written = settings
        .numbering
        .as_ref()
        .map_or(&without, |numbering| numbering.value());
    let mut digits = |value: &Option<Spanned<String>>, key: &str, most: usize| {
        value
            .as_ref()
            .map(|value| symbols::digits(value, key, most, found))
    };
    let numbering = Numbering {
        country_code: digits(&written.country_code, "countryCode", 3),
        international_prefix: digits(&written.international_prefix, "internationalPrefix", 8)
            .or_else(|| Some(INTERNATIONAL_PREFIX.to_owned())),
        national_prefix: digits(&written.national_prefix, "nationalPrefix", 8),
    };
    if let (Some(national), None) = (&written.national_prefix, &numbering.country_code) {
        found.push(
            Diagnostic::new(
                &codes::MISSING_KEY,
                national.span(),
                "`nationalPrefix` means nothing without `countryCode`",
            )
            .label("which country's numbers?")
            .remedy("write `countryCode`, or leave `nationalPrefix` out"),
        );
    }
    numbering
}

pub(super) fn classes(settings: &Settings, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let Some(written) = &settings.classes else {
        return vec![ONLY_CLASS.to_owned()];
    };
    text::at_most(written, "classes", MOST_CLASSES, found);
    let mut first = BTreeMap::new();
    let mut classes = Vec::new();
    for class in written.value() {
        let name = text::name(class, "classes", found);
        match first.get(&name) {
            Some(earlier) => found.push(duplicate_name(class, "class", *earlier)),
            None => {
                first.insert(name.clone(), class.span());
                classes.push(name);
            }
        }
    }
    classes
}

/// A finding that a name is taken.
pub(super) fn duplicate_name(again: &Spanned<String>, what: &str, first: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::DUPLICATE_NAME,
        again.span(),
        format!("there are two of the name `{}`", again.text()),
    )
    .label("again here")
    .also(first, "first here")
    .remedy(format!("give each {what} its own name"))
}

pub(super) fn read(settings: &Settings, names: &mut Names, found: &mut Vec<Diagnostic>) -> Vec<Station> {
    let mut stations: Vec<Station> = Vec::with_capacity(settings.stations.len());
    let mut owners: BTreeMap<String, (String, Span)> = BTreeMap::new();
    for station in &settings.stations {
        let written = station.value();
        let number = symbols::number(&written.number, "number", found);
        names.add_station(&number, stations.len(), written.number.span(), found);
        let (credential, place) = credential(written, &number, found);
        match owners.get(&credential) {
            Some((owner, first)) if *owner != number => {
                found.push(shared_credential(&credential, place, owner, *first));
            }
            Some(_) => {}
            None => {
                owners.insert(credential.clone(), (number.clone(), place));
            }
        }
        stations.push(Station {
            name: written.name.as_ref().map(|name| text::free(name, "name", found)),
            class: class(settings, station, names, found),
            credential,
            number,
            span: station.span(),
        });
    }
    stations
}

/// The credential of a station and where it is written: the number says it where nothing else does.
fn credential(written: &settings::Station, number: &str, found: &mut Vec<Diagnostic>) -> (String, Span) {
    match &written.credential {
        Some(reference) => {
            let name = &reference.value().credential;
            (text::name(name, "credential", found), name.span())
        }
        None => (format!("station-{}", file_name(number)), written.number.span()),
    }
}

/// A hash holds the number of its station, so that it can serve no other.
fn shared_credential(name: &str, again: Span, owner: &str, first: Span) -> Diagnostic {
    Diagnostic::new(
        &codes::SHARED_CREDENTIAL,
        again,
        format!("the credential `{name}` is that of station `{owner}` already"),
    )
    .label("again here")
    .also(first, "first here")
    .remedy("give each station a credential of its own, or leave `credential` out: then it is named by the number")
}

fn class(
    settings: &Settings,
    station: &Spanned<settings::Station>,
    names: &Names,
    found: &mut Vec<Diagnostic>,
) -> usize {
    match &station.value().class {
        Some(class) => names.class(class, found).unwrap_or(0),
        None => {
            if settings.classes.is_some() {
                found.push(
                    Diagnostic::new(&codes::MISSING_KEY, station.span().opening(), "`station` has no `class`, though `classes` is written")
                        .label("in this object")
                        .remedy("write `\"class\": …` with one of `classes`: nobody gets a class of service by accident"),
                );
            }
            0
        }
    }
}

/// `*` and `#` are awkward in file names; the letters that stand for them cannot be dialled.
fn file_name(number: &str) -> String {
    number.replace('*', "s").replace('#', "h").replace('+', "p")
}

const INTERNATIONAL_PREFIX: &str = "00";
const ONLY_CLASS: &str = "crew";
const MOST_CLASSES: usize = 32;
