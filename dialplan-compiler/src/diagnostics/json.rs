//! Reports for programs: the same diagnostics as JSON.

use super::{Diagnostic, Severity};
use crate::source::{Place, Source};
use serde::Serialize;

/// All diagnostics as one JSON array, in the order given, with line and column of every label.
pub fn render_json(diagnostics: &[Diagnostic], source: &Source) -> String {
    let entries: Vec<Entry<'_>> = diagnostics
        .iter()
        .map(|diagnostic| Entry::of(diagnostic, source))
        .collect();
    serde_json::to_string_pretty(&entries).unwrap_or_default()
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    file: &'a str,
    labels: Vec<Mark<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a str>,
}

#[derive(Serialize)]
struct Mark<'a> {
    #[serde(flatten)]
    place: Place,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

impl<'a> Entry<'a> {
    fn of(diagnostic: &'a Diagnostic, source: &'a Source) -> Self {
        let labels = diagnostic
            .labels()
            .iter()
            .map(|label| Mark {
                place: source.place(label.span()),
                start: label.span().start(),
                end: label.span().end(),
                text: label.text(),
            })
            .collect();
        Entry {
            code: diagnostic.code().name(),
            severity: diagnostic.severity(),
            message: diagnostic.message(),
            file: source.name(),
            labels,
            remedy: diagnostic.remedy_text(),
            about: diagnostic.subject(),
        }
    }
}
