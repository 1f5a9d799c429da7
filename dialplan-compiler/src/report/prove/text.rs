//! Proofs as text for people.

use crate::analysis::prove::{Proof, Verdict, Witness};
use crate::report::columns::columns;
use crate::report::detail::Detail;

/// One line for each requirement, and below a failed one the call that shows it; then one line of counts. `file` is where the
/// requirements are written.
pub fn text(proofs: &[Proof], file: &str) -> String {
    let heads: Vec<Vec<String>> = proofs.iter().map(head).collect();
    let aligned = columns(0, &heads);
    let mut text = String::new();
    for (line, proof) in aligned.lines().zip(proofs) {
        text.push_str(line);
        text.push('\n');
        text.push_str(&details(proof, file));
    }
    let failed = proofs
        .iter()
        .filter(|proof| proof.verdict == Verdict::Fails)
        .count();
    let held = proofs.len() - failed;
    text.push_str(&match failed {
        0 => format!("{file}: {}\n", counted(held, "holds", "hold")),
        failed => format!(
            "{file}: {}, {}\n",
            counted(failed, "fails", "fail"),
            counted(held, "holds", "hold")
        ),
    });
    text
}

fn counted(count: usize, one: &str, more: &str) -> String {
    match count {
        1 => format!("1 requirement {one}"),
        count => format!("{count} requirements {more}"),
    }
}

fn head(proof: &Proof) -> Vec<String> {
    let verdict = match proof.verdict {
        Verdict::Holds => "holds",
        Verdict::Fails => "FAILS",
    };
    let text = match &proof.source {
        Some(source) => format!("{} ({source})", proof.text),
        None => proof.text.clone(),
    };
    vec![verdict.to_owned(), proof.id.clone(), proof.kind.to_owned(), text]
}

fn details(proof: &Proof, file: &str) -> String {
    if proof.verdict == Verdict::Holds {
        return match proof.cells {
            0 => "       about no call of this plan\n".to_owned(),
            _ => String::new(),
        };
    }
    let place = format!("{file}:{}:{}", proof.place.line, proof.place.column);
    let mut rows = vec![("demanded", place)];
    rows.extend(proof.witness.iter().flat_map(|witness| call(proof, witness)));
    rows.extend(departures(proof));
    let rows = rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]);
    columns(7, &rows.collect::<Vec<_>>())
}

/// Where the plan departs from a declared change, a line each.
fn departures(proof: &Proof) -> Vec<(&'static str, String)> {
    let (shown, more) = Detail::Short.cut(proof.departures.iter().collect(), MOST_SHOWN, "--format json");
    let shown = shown
        .into_iter()
        .map(|found| (found.kind.words(), found.to_string()));
    let more = more.map(|more| ("", more));
    shown.chain(more).collect()
}

/// The call that shows a failure.
fn call(proof: &Proof, witness: &Witness) -> Vec<(&'static str, String)> {
    vec![
        (
            "call",
            format!(
                "{} from {}{}",
                witness.number,
                witness.caller,
                witness.states_text()
            ),
        ),
        ("outcome", witness.outcome.clone()),
        ("fault", witness.fault.clone()),
        ("decided", witness.row.to_string()),
        (
            "failing",
            format!("{} of {} kinds of calls", proof.failing, proof.cells),
        ),
    ]
}

/// Departures of one requirement in a report.
const MOST_SHOWN: usize = 12;
