//! `allow`: takes accepted findings out of the report and into the plan, where the audit finds them.

use super::text;
use crate::diagnostics::{Code, Diagnostic, Relaxation, codes};
use crate::plan::Allow;
use crate::settings::{self, Spanned};

/// Moves every finding that an entry accepts from `found` into that entry.
pub(super) fn relax(entries: &[Spanned<settings::Allow>], found: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut faults = Vec::new();
    let mut allowances = Vec::new();
    for entry in entries {
        let written = entry.value();
        let reason = text::reason(&written.reason, "allow", &mut faults);
        match Code::named(written.finding.text()) {
            None => faults.push(unknown(&written.finding)),
            Some(code) if code.relaxation() == Relaxation::Fixed => {
                faults.push(fixed(&written.finding, code))
            }
            Some(code) => {
                let at = written.at.as_ref().map(|at| at.text().to_owned());
                let accepts = |finding: &mut Diagnostic| {
                    finding.code() == code && at.as_deref().is_none_or(|at| finding.subject() == Some(at))
                };
                let relaxed: Vec<Diagnostic> = found.extract_if(.., accepts).collect();
                if relaxed.is_empty() {
                    faults.push(unused(entry));
                } else {
                    allowances.push(Allow {
                        finding: code.name().to_owned(),
                        reason,
                        at,
                        relaxed,
                        span: entry.span(),
                    });
                }
            }
        }
    }
    found.append(&mut faults);
    allowances
}

fn unknown(finding: &Spanned<String>) -> Diagnostic {
    let relaxable: Vec<&str> = codes::ALL
        .iter()
        .filter(|code| code.relaxation() == Relaxation::Relaxable)
        .map(|code| code.name())
        .collect();
    Diagnostic::new(
        &codes::UNKNOWN_FINDING,
        finding.span(),
        format!("there is no finding `{}`", finding.text()),
    )
    .label("unknown")
    .remedy(text::choose(
        finding.text(),
        &relaxable,
        "findings that can be allowed",
    ))
}

fn fixed(finding: &Spanned<String>, code: &Code) -> Diagnostic {
    Diagnostic::new(
        &codes::FINDING_NOT_RELAXABLE,
        finding.span(),
        format!("`{}` cannot be allowed", code.name()),
    )
    .label("stands until the settings change")
    .remedy(format!("correct the settings: {}", code.meaning()))
}

fn unused(entry: &Spanned<settings::Allow>) -> Diagnostic {
    let written = entry.value();
    let place = written
        .at
        .as_ref()
        .map(|at| format!(" at `{}`", at.text()))
        .unwrap_or_default();
    let message = format!("nothing is found as `{}`{place}", written.finding.text());
    Diagnostic::new(&codes::ALLOW_UNUSED, entry.span(), message)
        .label("relaxes nothing")
        .remedy("remove the entry: it would hide the finding when it comes back")
}
