//! What the checks found, and what the settings accept with a reason.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Allowance, Finding, Place};
use super::subject::Subject;
use crate::analysis::findings::{SelfLoop, self_loops};
use crate::analysis::prove::Ground;
use crate::analysis::space::Space;
use crate::diagnostics::{Diagnostic, Severity};
use crate::emit::evidence::LineColumn;
use crate::plan::Route;
use crate::source::{Source, Span};

/// What the checks found, in the order in which people should read it, then the calls that leave the vessel to come back.
pub(super) fn findings(subject: &Subject<'_>, space: &Space<'_>) -> Vec<Finding> {
    let checks = subject.findings.iter();
    let loops = self_loops(&Ground {
        space: space.clone(),
        places: &subject.sections.places,
        settings: subject.source.name(),
        before: None,
    });
    checks
        .map(|found| finding(found, subject.source))
        .chain(self_loop_findings(&loops))
        .collect()
}

/// One finding for each station and row, however its number is spelled and whichever gateway is tried.
fn self_loop_findings(loops: &[SelfLoop]) -> Vec<Finding> {
    let mut found: BTreeMap<(&str, u32), Vec<&SelfLoop>> = BTreeMap::new();
    for one in loops {
        found
            .entry((&one.station, one.row.decision))
            .or_default()
            .push(one);
    }
    let findings = found.into_iter().filter_map(|((station, _), all)| {
        let dialled: BTreeSet<&str> = all.iter().map(|one| one.dialled.as_str()).collect();
        let gateways: BTreeSet<&str> = all.iter().map(|one| one.gateway.as_str()).collect();
        let listed = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
        Some(Finding {
            severity: Severity::Note,
            code: "self-loop",
            message: format!(
                "a call to {} leaves the ship by {} and comes back to station {station}",
                listed(dialled),
                listed(gateways)
            ),
            place: Place::from(all.first()?.row.places.first()?),
            remedy: None,
        })
    });
    findings.collect()
}

/// What the settings accept with a reason: findings, then routes that stay open below a denial; each in the order of the settings.
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
    let open = |route: &Route| {
        Some(Allowance {
            code: "overridesDeny".to_owned(),
            about: Some(route.name().to_owned()),
            reason: route.overrides_deny_reason()?.to_owned(),
            place: place(route.span(), subject.source),
            relaxed: Vec::new(),
        })
    };
    let allowances = subject.plan.allowances().iter().map(allowance);
    let overrides = subject.plan.routes().iter().filter_map(open);
    allowances.chain(overrides).collect()
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
    Place::from(&LineColumn::from(source.place(span)))
}
