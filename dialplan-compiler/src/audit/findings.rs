//! What the checks found, and what the settings accept with a reason.

use super::form::{Allowance, Finding, Place};
use super::subject::Subject;
use crate::diagnostics::Diagnostic;
use crate::source::{Source, Span};

/// The findings, in the order in which people should read them.
pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    subject
        .findings
        .iter()
        .map(|found| finding(found, subject.source))
        .collect()
}

/// The allowances, in the order of the settings.
pub(super) fn allowances(subject: &Subject<'_>) -> Vec<Allowance> {
    let allowance = |allow: &crate::plan::Allow| Allowance {
        code: allow.finding().to_owned(),
        about: allow.at().map(str::to_owned),
        reason: allow.reason().to_owned(),
        place: place(allow.span(), subject.source),
        relaxed: allow
            .relaxed()
            .iter()
            .map(|found| finding(found, subject.source))
            .collect(),
    };
    subject.plan.allowances().iter().map(allowance).collect()
}

fn finding(found: &Diagnostic, source: &Source) -> Finding {
    Finding {
        severity: found.severity(),
        code: found.code().name(),
        message: found.message().to_owned(),
        place: place(found.span(), source),
        remedy: found.remedy_text().map(str::to_owned),
    }
}

fn place(span: Span, source: &Source) -> Place {
    let place = crate::emit::evidence::LineColumn::from(source.place(span));
    Place {
        line: place.line,
        column: place.column,
    }
}
