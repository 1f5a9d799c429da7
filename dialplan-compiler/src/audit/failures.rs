//! The failure matrix of each distinct list of attempts, with who has it.

use std::collections::BTreeMap;

use routing_table::Admits;

use super::form::{Failures, Space as Form, Vector, Worth};
use super::numbers;
use crate::analysis::failures::{List, Matrix, Remains, Row, failures as matrix};
use crate::analysis::space::Space;
use crate::analysis::subject::Caller;

/// Who has a list.
struct Held {
    witness: String,
    callers: Vec<Caller>,
    rows: Vec<u32>,
}

/// The matrix of every distinct list, emergency first.
pub(super) fn failures(space: &Space<'_>, form: &Form) -> Vec<Failures> {
    let mut lists: BTreeMap<List, Held> = BTreeMap::new();
    for class in &form.classes {
        for caller in space.view().callers() {
            let decided = space.decide(&class.witness, caller);
            let Some(list) = List::of(&decided.outcome) else {
                continue;
            };
            let held = lists.entry(list).or_insert_with(|| Held {
                witness: class.witness.clone(),
                callers: Vec::new(),
                rows: Vec::new(),
            });
            if held.witness == class.witness {
                held.callers.push(caller);
            }
            held.rows.push(decided.row);
        }
    }
    let shown = lists.into_iter().filter_map(|(list, held)| {
        let caller = held.callers.first()?;
        let matrix = matrix(space, &held.witness, *caller)?;
        Some(shown(space, &list, held, matrix))
    });
    shown.collect()
}

fn shown(space: &Space<'_>, list: &List, held: Held, matrix: Matrix) -> Failures {
    let mut rows = held.rows;
    rows.sort_unstable();
    rows.dedup();
    Failures {
        kind: match list {
            List::Emergency(_) => Worth::Emergency,
            List::Ordinary(_) => Worth::Ordinary,
        },
        gateways: matrix.gateways,
        witness: (held.witness, numbers::callers_named(space.view(), &held.callers)),
        rows,
        vectors: matrix.rows.into_iter().map(vector).collect(),
        asked: matrix.asked,
        single_points: matrix.single_points,
    }
}

fn vector(row: Row) -> Vector {
    let words = |block: &Vec<Admits>| block.iter().map(word).collect::<Vec<_>>().join(" or ");
    let (remains, refusal) = match row.remains {
        Remains::Tried(tried) => (tried, None),
        Remains::Refused(refusal) => (Vec::new(), Some(refusal)),
    };
    Vector {
        admits: row.admits.iter().map(words).collect(),
        remains,
        refusal,
    }
}

fn word(admits: &Admits) -> &'static str {
    match admits {
        Admits::All => "all",
        Admits::EmergencyOnly => "emergency only",
        Admits::Nothing => "nothing",
    }
}
