//! What the settings may refer to by name: classes, stations, gateways, emergency numbers.

use super::text::choose;
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::settings::Spanned;
use crate::source::Span;
use std::collections::BTreeMap;

/// The names that were defined so far.
pub(super) struct Names {
    classes: Vec<String>,
    stations: BTreeMap<String, usize>,
    emergency: BTreeMap<String, Span>,
    /// `None`: written, but without a usable gateway.
    gateways: BTreeMap<String, Option<usize>>,
    /// The gateway that the route at a place defines.
    own_gateways: BTreeMap<Span, usize>,
    numbers: BTreeMap<String, Span>,
}

impl Names {
    pub(super) fn new(classes: &[String]) -> Names {
        Names {
            classes: classes.to_vec(),
            stations: BTreeMap::new(),
            emergency: BTreeMap::new(),
            gateways: BTreeMap::new(),
            own_gateways: BTreeMap::new(),
            numbers: BTreeMap::new(),
        }
    }

    pub(super) fn classes(&self) -> &[String] {
        &self.classes
    }

    pub(super) fn into_classes(self) -> Vec<String> {
        self.classes
    }

    pub(super) fn add_station(
        &mut self,
        number: &str,
        index: usize,
        span: Span,
        found: &mut Vec<Diagnostic>,
    ) {
        self.claim(number, span, found);
        self.stations.entry(number.to_owned()).or_insert(index);
    }

    pub(super) fn add_emergency(&mut self, number: &str, span: Span, found: &mut Vec<Diagnostic>) {
        self.claim(number, span, found);
        self.emergency.entry(number.to_owned()).or_insert(span);
    }

    pub(super) fn add_gateway(&mut self, name: &str, index: Option<usize>, route: Span) {
        self.gateways.entry(name.to_owned()).or_insert(index);
        if let Some(index) = index {
            self.own_gateways.insert(route, index);
        }
    }

    /// The gateway that the route at `route` defines.
    pub(super) fn own_gateway(&self, route: Span) -> Option<usize> {
        self.own_gateways.get(&route).copied()
    }

    fn claim(&mut self, number: &str, span: Span, found: &mut Vec<Diagnostic>) {
        match self.numbers.get(number) {
            Some(first) => found.push(
                Diagnostic::new(
                    &codes::NUMBER_COLLISION,
                    span,
                    format!("the number `{number}` is given twice"),
                )
                .label("again here")
                .also(*first, "first here")
                .remedy("a number belongs to one station or to one emergency entry"),
            ),
            None => {
                self.numbers.insert(number.to_owned(), span);
            }
        }
    }

    pub(super) fn class(&self, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<usize> {
        let index = self.classes.iter().position(|class| class == written.text());
        if index.is_none() {
            let known: Vec<&str> = self.classes.iter().map(String::as_str).collect();
            found.push(unknown(
                &codes::UNKNOWN_CLASS,
                written,
                "class of service",
                &known,
                "classes",
            ));
        }
        index
    }

    pub(super) fn station(&self, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<usize> {
        let index = self.stations.get(&written.text().to_ascii_uppercase()).copied();
        if index.is_none() {
            let known: Vec<&str> = self.stations.keys().map(String::as_str).collect();
            found.push(unknown(
                &codes::UNKNOWN_STATION,
                written,
                "station",
                &known,
                "stations",
            ));
        }
        index
    }

    pub(super) fn gateway(&self, written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<usize> {
        match self.gateways.get(written.text()) {
            Some(index) => *index,
            None => {
                let known: Vec<&str> = self.gateways.keys().map(String::as_str).collect();
                found.push(unknown(
                    &codes::UNKNOWN_GATEWAY,
                    written,
                    "gateway",
                    &known,
                    "gateways",
                ));
                None
            }
        }
    }

    /// What a word names when it names something that no inbound call may reach.
    pub(super) fn not_a_station(&self, word: &str) -> Option<&'static str> {
        if self.stations.contains_key(word) {
            None
        } else if self.gateways.contains_key(word) {
            Some("a gateway")
        } else if self.emergency.contains_key(word) {
            Some("an emergency number")
        } else {
            None
        }
    }
}

fn unknown(
    code: &'static Code,
    written: &Spanned<String>,
    what: &str,
    known: &[&str],
    list: &str,
) -> Diagnostic {
    Diagnostic::new(
        code,
        written.span(),
        format!("there is no {what} `{}`", written.text()),
    )
    .label("unknown")
    .remedy(choose(written.text(), known, list))
}
