//! What remains of a call when its gateways fail: every vector of what they admit is asked. Values of a gateway that never make
//! a difference are told together.

use std::collections::BTreeMap;

use routing_table::{Admits, GatewayIndex};

use super::prove::has_attempt;
use super::space::{Outcome, SentTo, Space};
use super::subject::Caller;

/// What is tried while every gateway admits every call. Calls with the same list are alike when gateways fail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Gateways and stations, in order, for an emergency number.
    Emergency(Vec<String>),
    /// Gateways in order.
    Ordinary(Vec<String>),
}

/// What remains of a list of attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The gateways, in the order in which they are tried.
    pub gateways: Vec<String>,
    /// Every vector once, those that are alike together; empty for more gateways than [`MOST_GATEWAYS`].
    pub rows: Vec<Row>,
    /// How many vectors were asked for.
    pub asked: usize,
    /// The gateways without each of which nobody takes the call although all others admit it.
    pub single_points: Vec<String>,
}

/// Vectors after which the same remains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// For each gateway the values of which any may be meant.
    pub admits: Vec<Vec<Admits>>,
    /// What is tried.
    pub remains: Remains,
}

/// What is tried, or the refusal when nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remains {
    /// Gateways and stations, in order.
    Tried(Vec<String>),
    /// Nothing: this is the answer.
    Refused(String),
}

impl List {
    /// The list of an outcome; `None` when no gateway plays a part in it.
    pub fn of(outcome: &Outcome<'_>) -> Option<List> {
        match outcome {
            Outcome::Attempts(attempts) => {
                let names = attempts.iter().map(|attempt| attempt.gateway.to_owned());
                Some(List::Ordinary(names.collect()))
            }
            Outcome::Emergency { targets, .. } => Some(List::Emergency(targets.iter().map(shown).collect())),
            Outcome::Station(_) | Outcome::Refuse(_) => None,
        }
    }

    /// What is tried.
    pub fn tried(&self) -> &[String] {
        match self {
            List::Emergency(tried) | List::Ordinary(tried) => tried,
        }
    }
}

fn shown(target: &SentTo<'_>) -> String {
    match target {
        SentTo::Station(number) => format!("station {number}"),
        SentTo::Gateway(gateway, _) => (*gateway).to_owned(),
    }
}

/// The matrix of a call and all that have its list; `None` when it has none.
pub fn failures(space: &Space<'_>, number: &str, caller: Caller) -> Option<Matrix> {
    let list = List::of(&space.decide(number, caller).outcome)?;
    let call = Call {
        space,
        number,
        caller,
        gateways: gateways(space, &list),
    };
    let (rows, asked) = match call.gateways.len() <= MOST_GATEWAYS {
        true => rows(&call),
        false => (Vec::new(), 0),
    };
    Some(Matrix {
        gateways: call.gateways.iter().map(|(_, name)| name.clone()).collect(),
        single_points: call.single_points(),
        rows,
        asked,
    })
}

/// The gateways of a list, in its order.
fn gateways(space: &Space<'_>, list: &List) -> Vec<(GatewayIndex, String)> {
    let view = space.view();
    let position = |name: &str| list.tried().iter().position(|tried| tried == name);
    let all = view.table.gateways();
    let mut gateways: Vec<(usize, (GatewayIndex, String))> = all
        .filter_map(|(index, _)| {
            let name = view.names.gateway(index)?;
            Some((position(name)?, (index, name.to_owned())))
        })
        .collect();
    gateways.sort_by_key(|(position, _)| *position);
    gateways.into_iter().map(|(_, gateway)| gateway).collect()
}

struct Call<'s, 'a> {
    space: &'s Space<'a>,
    number: &'s str,
    caller: Caller,
    gateways: Vec<(GatewayIndex, String)>,
}

impl<'a> Call<'_, 'a> {
    /// What becomes of the call when its gateways admit this, with what all gateways admit then.
    fn decide(&self, vector: &[Admits]) -> (Outcome<'a>, Vec<Admits>) {
        let mut admits = vec![Admits::All; self.space.view().table.gateways().count()];
        for ((gateway, _), value) in self.gateways.iter().zip(vector) {
            if let Some(place) = admits.get_mut(gateway.index()) {
                *place = *value;
            }
        }
        let space = self.space.admitting(admits.clone());
        (space.decide(self.number, self.caller).outcome, admits)
    }

    fn remains(&self, vector: &[Admits]) -> Remains {
        let (outcome, _) = self.decide(vector);
        match List::of(&outcome) {
            Some(list) => Remains::Tried(list.tried().to_vec()),
            None => Remains::Refused(outcome.to_string()),
        }
    }

    fn single_points(&self) -> Vec<String> {
        let alone = |down: usize| {
            let admits = |other| {
                if other == down {
                    Admits::Nothing
                } else {
                    Admits::All
                }
            };
            let vector: Vec<Admits> = (0..self.gateways.len()).map(admits).collect();
            let (outcome, admits) = self.decide(&vector);
            !has_attempt(self.space.view(), &outcome, &admits)
        };
        let named = self.gateways.iter().enumerate();
        named
            .filter(|(position, _)| alone(*position))
            .map(|(_, (_, name))| name.clone())
            .collect()
    }
}

/// Every vector of three values for each gateway, and how many that are.
fn rows(call: &Call<'_, '_>) -> (Vec<Row>, usize) {
    let count = call.gateways.len();
    let all = product(&vec![(0..VALUES.len()).collect(); count]);
    let answers: BTreeMap<Vec<usize>, Remains> = all
        .iter()
        .map(|vector| (vector.clone(), call.remains(&values(vector))))
        .collect();
    let blocks: Vec<Vec<Vec<usize>>> = (0..count).map(|gateway| blocks(gateway, &answers)).collect();
    let alike = product(&blocks).into_iter().filter_map(|blocks| {
        let first: Option<Vec<usize>> = blocks.iter().map(|block| block.first().copied()).collect();
        Some(Row {
            remains: answers.get(&first?)?.clone(),
            admits: blocks.iter().map(|block| values(block)).collect(),
        })
    });
    (alike.collect(), all.len())
}

/// The values of a gateway that are alike whatever the others admit.
fn blocks(gateway: usize, answers: &BTreeMap<Vec<usize>, Remains>) -> Vec<Vec<usize>> {
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for value in 0..VALUES.len() {
        let alike = |block: &Vec<usize>| {
            let Some(first) = block.first() else { return false };
            let mut with_value = answers
                .iter()
                .filter(|(vector, _)| vector.get(gateway) == Some(&value));
            with_value.all(|(vector, remains)| {
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

/// Every way to take one member of each list, in order.
fn product<T: Clone>(lists: &[Vec<T>]) -> Vec<Vec<T>> {
    lists.iter().fold(vec![Vec::new()], |vectors, list| {
        let extended = |vector: Vec<T>| {
            list.iter().map(move |value| {
                let mut vector = vector.clone();
                vector.push(value.clone());
                vector
            })
        };
        vectors.into_iter().flat_map(extended).collect()
    })
}

fn values(positions: &[usize]) -> Vec<Admits> {
    let all = positions.iter().filter_map(|&position| VALUES.get(position));
    all.copied().collect()
}

/// What a gateway may admit.
const VALUES: [Admits; 3] = [Admits::All, Admits::EmergencyOnly, Admits::Nothing];
/// Three to the power of this many vectors are asked at most.
pub const MOST_GATEWAYS: usize = 8;
