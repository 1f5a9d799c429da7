//! The findings of `dialplan prove` for continuous integration: one case for each requirement.

use crate::analysis::findings::Findings as Unasked;
use crate::analysis::prove::{Proof, Row, Verdict};
use crate::diagnostics::{Diagnostic, Severity};
use crate::emit::evidence::LineColumn;
use crate::gate::Gate;
use crate::report::check::{self, finding};
use crate::report::findings::{Case, Effect, Extent, Finding, Findings, Location, Region, Rule};
use crate::report::help::Page;
use crate::settings::Paths;
use crate::source::Source;

/// What came of the requirements in `requirements`, and what needs none, if that was looked for. A plan without requirements is
/// named by its settings.
pub fn findings(gate: &Gate, requirements: &Source, unasked: Option<&Unasked>) -> Findings {
    let paths = Paths::new(requirements);
    let of_gate = gate
        .diagnostics
        .iter()
        .map(|diagnostic| finding(diagnostic, requirements, &paths, Effect::Fails));
    let unread = gate.proofs.is_empty() && !gate.diagnostics.is_empty();
    let (mut cases, mut found): (Vec<Case>, Vec<Finding>) = if unread {
        (vec![readable()], of_gate.map(of_reading).collect())
    } else {
        let failing = gate.proofs.iter().filter(|proof| proof.verdict == Verdict::Fails);
        (
            gate.proofs.iter().map(case).collect(),
            of_gate
                .zip(failing)
                .map(|(found, proof)| of_proof(found, proof))
                .collect(),
        )
    };
    if let Some(unasked) = unasked {
        cases.extend([&SELF_LOOP, &SINGLE_POINT].map(|rule| Case {
            name: rule.id.to_owned(),
            meaning: rule.meaning.to_owned(),
        }));
        found.extend(without_requirement(unasked));
    }
    Findings {
        question: QUESTION,
        subject: requirements.name().to_owned(),
        extent: if unread { Extent::CutShort } else { Extent::Whole },
        cases,
        found,
    }
}

/// What is wrong with settings that give no plan, so that nothing could be proved.
pub fn without_plan(diagnostics: &[Diagnostic], source: &Source) -> Findings {
    Findings {
        question: QUESTION,
        ..check::findings(diagnostics, source, Severity::Error, Extent::CutShort)
    }
}

fn case(proof: &Proof) -> Case {
    Case {
        name: proof.id.clone(),
        meaning: match &proof.source {
            Some(source) => format!("{} ({source})", proof.text),
            None => proof.text.clone(),
        },
    }
}

fn readable() -> Case {
    Case {
        name: READABLE.to_owned(),
        meaning: "the requirements can be read and are about this plan".to_owned(),
    }
}

fn of_reading(found: Finding) -> Finding {
    Finding {
        case: READABLE.to_owned(),
        ..found
    }
}

fn of_proof(found: Finding, proof: &Proof) -> Finding {
    Finding {
        case: proof.id.clone(),
        key: proof.id.clone(),
        details: found
            .details
            .into_iter()
            .chain(
                proof
                    .departures
                    .iter()
                    .map(|found| format!("{}: {found}", found.kind.words())),
            )
            .collect(),
        related: proof
            .witness
            .iter()
            .flat_map(|witness| decided(&witness.row))
            .collect(),
        ..found
    }
}

/// What was found although nothing was demanded.
fn without_requirement(unasked: &Unasked) -> Vec<Finding> {
    let loops = unasked.self_loops.iter().map(|found| {
        let message = format!(
            "{} leaves the ship by `{}` as {} and comes back to station {}",
            found.dialled, found.gateway, found.sent, found.station
        );
        let key = format!("{}\0{}", found.gateway, found.dialled);
        informing(&SELF_LOOP, message, key, &found.row)
    });
    let points = unasked.single_points.iter().map(|found| {
        let message = format!(
            "without `{}`, {} and what is decided alike is lost for {}",
            found.gateway, found.witness, found.caller
        );
        let key = format!("{}\0{}\0{}", found.gateway, found.caller, found.witness);
        informing(&SINGLE_POINT, message, key, &found.row)
    });
    loops.chain(points).collect()
}

fn informing(rule: &Rule, message: String, key: String, row: &Row) -> Finding {
    let mut places = decided(row).into_iter();
    let location = places.next().map(|(location, _)| location);
    Finding {
        case: rule.id.to_owned(),
        rule: *rule,
        severity: rule.severity,
        effect: Effect::Informs,
        message,
        details: vec![format!("decided by d{} ({})", row.decision, row.row)],
        location: location.unwrap_or_else(|| Location::file(row.file.as_str())),
        related: places.collect(),
        key,
    }
}

/// Where the row that decides is written.
fn decided(row: &Row) -> Vec<(Location, String)> {
    let place = |place: &LineColumn| Location {
        file: row.file.clone(),
        region: Some(Region {
            line: place.line,
            column: place.column,
            end: None,
        }),
    };
    let words = format!("decided by d{} ({})", row.decision, row.row);
    row.places.iter().map(|at| (place(at), words.clone())).collect()
}

static SELF_LOOP: Rule = Rule {
    id: "self-loop",
    meaning: "a dialled number leaves the ship to come back",
    severity: Severity::Note,
    page: Page::Requirements,
};

static SINGLE_POINT: Rule = Rule {
    id: "single-point-of-failure",
    meaning: "calls have no attempt left when one gateway is lost",
    severity: Severity::Note,
    page: Page::Requirements,
};

/// The name of this question.
const QUESTION: &str = "prove";

const READABLE: &str = "requirements-readable";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::help::markdown;

    #[test]
    fn what_needs_no_requirement_is_documented() {
        for rule in [SELF_LOOP, SINGLE_POINT] {
            assert!(markdown(rule.page, rule.id).is_some(), "{}", rule.id);
        }
    }
}
