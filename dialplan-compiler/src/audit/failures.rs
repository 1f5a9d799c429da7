//! What remains of each distinct list of attempts when its gateways fail: every vector of what they admit is asked.

use std::collections::BTreeMap;

use routing_table::{Admits, GatewayIndex};

use super::form::{Failures, Space as Form, Vector, Worth};
use super::numbers;
use crate::analysis::space::{Outcome, SentTo, Space};
use crate::analysis::subject::Caller;

/// A list of attempts, by which calls are alike when gateways fail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct List {
    kind: Worth,
    /// What is tried while every gateway admits everything.
    tried: Vec<String>,
}

/// Who has such a list.
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
            let Some(list) = list(&decided.outcome) else {
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
    let matrices = lists.into_iter().map(|(list, held)| matrix(space, list, held));
    matrices.collect()
}

fn list(outcome: &Outcome<'_>) -> Option<List> {
    let (kind, tried) = match outcome {
        Outcome::Attempts(attempts) => {
            let names = attempts.iter().map(|attempt| attempt.gateway.to_owned());
            (Worth::Ordinary, names.collect())
        }
        Outcome::Emergency { targets, .. } => (Worth::Emergency, targets.iter().map(shown).collect()),
        Outcome::Station(_) | Outcome::Refuse(_) => return None,
    };
    Some(List { kind, tried })
}

fn shown(target: &SentTo<'_>) -> String {
    match target {
        SentTo::Station(number) => format!("station {number}"),
        SentTo::Gateway(gateway, _) => (*gateway).to_owned(),
    }
}

fn matrix(space: &Space<'_>, list: List, held: Held) -> Failures {
    let gateways: Vec<(GatewayIndex, String)> = space
        .view()
        .table
        .gateways()
        .filter_map(|(index, _)| Some((index, space.view().names.gateway(index)?.to_owned())))
        .filter(|(_, name)| list.tried.contains(name))
        .collect();
    let mut ordered = gateways;
    ordered.sort_by_key(|(_, name)| list.tried.iter().position(|tried| tried == name));
    let caller = held.callers.first().copied();
    let ask = |vector: &[Admits]| {
        caller.map_or_else(Remains::default, |caller| {
            asked(space, &held.witness, caller, &ordered, vector)
        })
    };
    let (vectors, asked) = if ordered.len() <= MOST_GATEWAYS {
        vectors(ordered.len(), &ask)
    } else {
        (Vec::new(), 0)
    };
    let single_points = ordered.iter().enumerate().filter(|(position, _)| {
        let one_down: Vec<Admits> = (0..ordered.len())
            .map(|other| {
                if other == *position {
                    Admits::Nothing
                } else {
                    Admits::All
                }
            })
            .collect();
        ask(&one_down).0.is_empty()
    });
    let mut rows = held.rows;
    rows.sort_unstable();
    rows.dedup();
    Failures {
        kind: list.kind,
        single_points: single_points.map(|(_, (_, name))| name.clone()).collect(),
        gateways: ordered.iter().map(|(_, name)| name.clone()).collect(),
        witness: (held.witness, numbers::callers_named(space.view(), &held.callers)),
        rows,
        vectors,
        asked,
    }
}

/// What remains to be tried, and the refusal when nothing does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Remains(Vec<String>, Option<String>);

fn asked(
    space: &Space<'_>,
    number: &str,
    caller: Caller,
    gateways: &[(GatewayIndex, String)],
    vector: &[Admits],
) -> Remains {
    let count = space.view().table.gateways().count();
    let mut admits = vec![Admits::All; count];
    for ((gateway, _), value) in gateways.iter().zip(vector) {
        if let Some(place) = admits.get_mut(gateway.index()) {
            *place = *value;
        }
    }
    let outcome = space.admitting(admits).decide(number, caller).outcome;
    match (list(&outcome), &outcome) {
        (Some(list), _) => Remains(list.tried, None),
        (None, other) => Remains(Vec::new(), Some(other.to_string())),
    }
}

/// Every vector of three values for each gateway, and how many that are; values of a gateway that never make a difference are
/// told together.
fn vectors(count: usize, ask: &dyn Fn(&[Admits]) -> Remains) -> (Vec<Vector>, usize) {
    let all = product(&vec![VALUES.to_vec(); count]);
    let answers: BTreeMap<Vec<usize>, Remains> = all
        .iter()
        .map(|vector| (vector.clone(), ask(&admits(vector))))
        .collect();
    let blocks: Vec<Vec<Vec<usize>>> = (0..count).map(|gateway| blocks(gateway, &answers)).collect();
    let firsts =
        |blocks: &Vec<Vec<usize>>| blocks.iter().filter_map(|block| block.first().copied()).collect();
    let representatives = product(&blocks.iter().map(firsts).collect::<Vec<Vec<usize>>>());
    let named = |vector: Vec<usize>| {
        let Remains(remains, refusal) = answers.get(&vector).cloned().unwrap_or_default();
        let admits = vector.iter().zip(&blocks).map(|(value, blocks)| {
            let block = blocks.iter().find(|block| block.contains(value));
            let words = block
                .into_iter()
                .flatten()
                .filter_map(|value| WORDS.get(*value).copied());
            words.collect::<Vec<_>>().join(" or ")
        });
        Vector {
            admits: admits.collect(),
            remains,
            refusal,
        }
    };
    (representatives.into_iter().map(named).collect(), all.len())
}

/// The values of a gateway that are alike whatever the others admit.
fn blocks(gateway: usize, answers: &BTreeMap<Vec<usize>, Remains>) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for value in VALUES {
        let alike = |block: &Vec<usize>| {
            let Some(first) = block.first() else { return false };
            answers
                .iter()
                .filter(|(vector, _)| vector.get(gateway) == Some(&value))
                .all(|(vector, remains)| {
                    let mut other = vector.clone();
                    if let Some(place) = other.get_mut(gateway) {
                        *place = *first;
                    }
                    answers.get(&other) == Some(remains)
                })
        };
        match blocks.iter_mut().find(|block| alike(block)) {
            Some(block) => block.push(value),
            None => blocks.push(vec![value]),
        }
    }
    blocks
}

/// Every way to take one value of each list, in order.
fn product(lists: &[Vec<usize>]) -> Vec<Vec<usize>> {
    lists.iter().fold(vec![Vec::new()], |vectors, list| {
        let extended = |vector: Vec<usize>| {
            list.iter().map(move |value| {
                let mut vector = vector.clone();
                vector.push(*value);
                vector
            })
        };
        vectors.into_iter().flat_map(extended).collect()
    })
}

fn admits(vector: &[usize]) -> Vec<Admits> {
    let value = |value: &usize| match value {
        0 => Admits::All,
        1 => Admits::EmergencyOnly,
        _ => Admits::Nothing,
    };
    vector.iter().map(value).collect()
}

/// The three values, by position in [`WORDS`].
const VALUES: [usize; 3] = [0, 1, 2];
const WORDS: [&str; 3] = ["all", "emergency only", "nothing"];
/// Three to the power of this many vectors are asked at most; longer lists are named without a matrix.
const MOST_GATEWAYS: usize = 8;
