//! The findings of `dialplan check` for continuous integration: one case for each diagnostic code about settings.

use super::findings::{Case, Effect, Extent, Finding, Findings, Location, Region, Rule};
use super::help::Page;
use crate::diagnostics::{Code, Diagnostic, Severity, codes};
use crate::settings::Paths;
use crate::source::{Source, Span};

/// The diagnostics of settings; `fails` is the least severe that fails, `extent` whether a plan was made.
pub fn findings(diagnostics: &[Diagnostic], source: &Source, fails: Severity, extent: Extent) -> Findings {
    let case = |code: &&Code| Case {
        name: code.name().to_owned(),
        meaning: code.meaning().to_owned(),
    };
    let paths = Paths::new(source);
    let found = diagnostics.iter().map(|diagnostic| {
        let effect = if diagnostic.severity() <= fails {
            Effect::Fails
        } else {
            Effect::Informs
        };
        finding(diagnostic, source, &paths, effect)
    });
    Findings {
        question: "check",
        subject: source.name().to_owned(),
        extent,
        cases: codes::ALL
            .iter()
            .filter(|code| !ABOUT_REQUIREMENTS.contains(code))
            .map(case)
            .collect(),
        found: found.collect(),
    }
}

/// One diagnostic of a text, whose paths are given.
pub fn finding(diagnostic: &Diagnostic, source: &Source, paths: &Paths<'_>, effect: Effect) -> Finding {
    let code = diagnostic.code();
    let mut labels = diagnostic.labels().iter();
    let first = labels.next().map_or("", |label| label.text());
    let here = (!first.is_empty()).then(|| format!("here: {first}"));
    let remedy = diagnostic.remedy_text().map(|remedy| format!("remedy: {remedy}"));
    let related = labels.map(|label| (location(source, label.span()), label.text().to_owned()));
    let place = paths.at(diagnostic.span()).unwrap_or_default();
    Finding {
        case: code.name().to_owned(),
        rule: rule(code),
        severity: code.severity(),
        effect,
        message: diagnostic.message().to_owned(),
        details: here.into_iter().chain(remedy).collect(),
        location: location(source, diagnostic.span()),
        related: related.collect(),
        key: format!("{place}\0{}", diagnostic.subject().unwrap_or_default()),
    }
}

/// A diagnostic code as a kind of finding.
pub fn rule(code: &Code) -> Rule {
    Rule {
        id: code.name(),
        meaning: code.meaning(),
        severity: code.severity(),
        page: Page::Diagnostics,
    }
}

fn location(source: &Source, span: Span) -> Location {
    let (start, end) = (
        source.place(span),
        source.place(Span::new(span.end(), span.end())),
    );
    let shown = source.shown_span(span);
    let shown = source.shown().get(shown.start()..shown.end());
    Location {
        file: source.name().to_owned(),
        region: Some(Region {
            line: start.line(),
            column: start.column(),
            // Where a password ends says how long it is.
            end: (shown == Some(source.slice(span))).then(|| (end.line(), end.column())),
        }),
    }
}

/// The codes that `dialplan prove` alone finds.
pub const ABOUT_REQUIREMENTS: &[&Code] = &[
    &codes::NOT_TOML,
    &codes::UNKNOWN_SET,
    &codes::UNKNOWN_EMERGENCY,
    &codes::UNKNOWN_PROFILE,
    &codes::SET_EMPTY,
    &codes::DEMANDS_NOTHING,
    &codes::REQUIREMENT_FAILED,
];
