//! Findings as GitLab's code quality report: a list of issues of the Code Climate specification, with the fields that GitLab
//! demands.

use serde::Serialize;

use super::findings::{Finding, Findings, Location};
use super::to_json;
use crate::diagnostics::Severity;

/// The document.
///
/// # Errors
/// None in practice: the document is written to memory.
pub fn document(findings: &Findings) -> Result<String, serde_json::Error> {
    let issues = findings.found.iter().zip(findings.fingerprints());
    let issues: Vec<Issue<'_>> = issues
        .map(|(found, fingerprint)| Issue::of(found, fingerprint))
        .collect();
    to_json(&issues)
}

#[derive(Serialize)]
struct Issue<'f> {
    r#type: &'static str,
    check_name: &'static str,
    /// One line, by the specification.
    description: String,
    content: Content,
    categories: [&'static str; 1],
    severity: &'static str,
    /// GitLab drops all but one of the issues of a file that have the same.
    fingerprint: String,
    location: Place<'f>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_locations: Vec<Place<'f>>,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Place<'f> {
    path: &'f str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'f> Issue<'f> {
    fn of(found: &'f Finding, fingerprint: String) -> Self {
        Issue {
            r#type: "issue",
            check_name: found.rule.id,
            description: found.message.replace(['\r', '\n'], " "),
            content: Content { body: found.text() },
            categories: ["Bug Risk"],
            severity: severity(found.severity),
            fingerprint,
            location: Place::of(&found.location),
            other_locations: found
                .related
                .iter()
                .map(|(location, _)| Place::of(location))
                .collect(),
        }
    }
}

impl<'f> Place<'f> {
    fn of(location: &'f Location) -> Self {
        let begin = location.line();
        let end = location.region.and_then(|region| region.end);
        Place {
            path: &location.file,
            lines: Lines {
                begin,
                end: end.map_or(begin, |(line, _)| line),
            },
        }
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}
