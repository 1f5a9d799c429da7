//! Requirements as a gate: a plan that does not meet those written beside its settings is not built.

use crate::analysis::findings::{Findings, findings};
use crate::analysis::prove::{Ground, Proof, Verdict, prove};
use crate::analysis::space::Space;
use crate::analysis::subject::{Subject, Unreadable};
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::emit::Sections;
use crate::requirements::{Requirement, read};
use crate::source::Source;

/// What came of the requirements of a plan.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// What is wrong with the requirements, or which of them fail; places are those of the requirements' text.
    pub diagnostics: Vec<Diagnostic>,
    /// One proof for each requirement, in the order in which they are written; none when they cannot be read.
    pub proofs: Vec<Proof>,
    /// The requirements that compare with the plan before this one, when there is none to compare with.
    pub unasked: Vec<String>,
}

impl Gate {
    /// Whether the plan may be built.
    pub fn is_open(&self) -> bool {
        !self
            .diagnostics
            .iter()
            .any(|found| found.severity() == Severity::Error)
    }
}

/// What somebody should know about a plan of which nothing was demanded.
///
/// # Errors
/// None in practice: emitted sections are well-formed.
pub fn look(sections: &Sections, settings: &str) -> Result<Findings, Unreadable> {
    let subject = Subject::of_sections(sections.table.clone(), sections.names.clone())?;
    Ok(findings(&Ground {
        space: Space::new(subject.view()?),
        places: &sections.places,
        settings,
        before: None,
    }))
}

/// Proves the requirements in `requirements` of a plan, whose sections are given and whose settings people know as `settings`;
/// those about a change from the plan `before` it only if that is given.
///
/// # Errors
/// None in practice: emitted sections are well-formed.
pub fn gate(
    sections: &Sections,
    settings: &str,
    requirements: &Source,
    before: Option<&Subject>,
) -> Result<Gate, Unreadable> {
    let subject = Subject::of_sections(sections.table.clone(), sections.names.clone())?;
    let view = subject.view()?;
    let mut diagnostics = Vec::new();
    let read = read(requirements, &view, &mut diagnostics).unwrap_or_default();
    let ground = Ground {
        space: Space::new(view),
        places: &sections.places,
        settings,
        before: before.map(Subject::view).transpose()?,
    };
    let mut proofs = Vec::new();
    let mut unasked = Vec::new();
    for requirement in &read {
        let Some(proof) = prove(&ground, requirement, requirements) else {
            unasked.push(requirement.id.clone());
            continue;
        };
        if proof.verdict == Verdict::Fails {
            diagnostics.push(failure(requirement, &proof));
        }
        proofs.push(proof);
    }
    Ok(Gate {
        diagnostics,
        proofs,
        unasked,
    })
}

fn failure(requirement: &Requirement, proof: &Proof) -> Diagnostic {
    let message = format!(
        "the plan does not meet `{}`: {}",
        requirement.id, requirement.text
    );
    let finding = Diagnostic::new(&codes::REQUIREMENT_FAILED, requirement.span, message);
    let Some(witness) = &proof.witness else {
        let departures = proof.departures.iter();
        let words = departures.map(|found| format!("{}: {found}", found.kind.words()));
        return finding
            .label(words.collect::<Vec<_>>().join("; "))
            .remedy("change the plan, or what is declared of its change");
    };
    finding
        .label(format!(
            "{} from {}: {}",
            witness.number, witness.caller, witness.fault
        ))
        .remedy(format!(
            "{} decides it{}; change the plan, or what is demanded of it",
            witness.row,
            witness.states_text()
        ))
}
