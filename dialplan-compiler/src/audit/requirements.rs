//! Requirements with their verdicts, traced to rows and to the calls of the test card.

use super::form::{Requirement, TestCard};
use super::rows::numbered;
use super::subject::Subject;
use crate::analysis::prove::{Proof, Verdict, Witness};
use crate::analysis::subject::Unreadable;
use crate::emit::Sections;
use crate::gate::gate;

/// The requirements in the order in which they are written; `None` when none are declared. What cannot be read is one that fails.
pub(super) fn requirements(
    subject: &Subject<'_>,
    sections: &Sections,
    card: &TestCard,
) -> Result<Option<Vec<Requirement>>, Unreadable> {
    let Some(source) = subject.requirements else {
        return Ok(None);
    };
    let before = subject.predecessor.map(|before| before.sections);
    let proved = gate(sections, subject.source.name(), source, before)?;
    if proved.proofs.is_empty() && !proved.diagnostics.is_empty() {
        let unreadable = proved.diagnostics.iter().map(|found| Requirement {
            name: found.code().name().to_owned(),
            demands: "the requirements cannot be read".to_owned(),
            holds: false,
            witness: Some(found.message().to_owned()),
            rows: Vec::new(),
            calls: Vec::new(),
        });
        return Ok(Some(unreadable.collect()));
    }
    let unasked = proved.unasked.into_iter().map(|name| Requirement {
        name,
        demands: "a change from the plan before this one".to_owned(),
        holds: false,
        witness: Some("not proved: no plan before this one is given".to_owned()),
        rows: Vec::new(),
        calls: Vec::new(),
    });
    let asked = proved.proofs.iter().map(|proof| requirement(proof, card));
    Ok(Some(asked.chain(unasked).collect()))
}

fn requirement(proof: &Proof, card: &TestCard) -> Requirement {
    let rows: Vec<u32> = proof.rows.iter().map(|row| row.decision).collect();
    let source = proof
        .source
        .as_ref()
        .map(|source| format!(" [{source}]"))
        .unwrap_or_default();
    Requirement {
        name: proof.id.clone(),
        demands: format!(
            "{}{source} ({}; {} kinds of calls)",
            proof.text, proof.kind, proof.cells
        ),
        holds: proof.verdict == Verdict::Holds,
        witness: match &proof.witness {
            Some(shown) => Some(witness(shown)),
            None => proof.departures.first().map(ToString::to_string),
        },
        calls: numbered(&card.calls, |call| rows.contains(&call.row)),
        rows,
    }
}

/// The call that shows a failure, in words.
fn witness(witness: &Witness) -> String {
    format!(
        "{} dialled by {}{}: {}; {}",
        witness.number,
        witness.caller,
        witness.states_text(),
        witness.outcome,
        witness.fault
    )
}
