//! Proves that a table decides as its plan says, for every number there is: both are walked together,
//! symbol by symbol, until neither can change its mind.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use routing_table::automaton::Step;
use routing_table::layout::automaton::SYMBOLS;
use routing_table::names::Names;
use routing_table::{ClassIndex, Described, Table};

use super::naive::{Choice, Naive, Outcome};

/// A number on which table and plan differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The shortest such number, the first of its length in symbol order.
    pub number: String,
    /// What the table says.
    pub table: Outcome,
    /// What the plan says.
    pub plan: Outcome,
}

/// The shortest number on which the table and the plan differ, if there is one. Exhaustive: a walk ends
/// where the table has reached a value and no entry of the plan is longer, since no further symbol then
/// changes either; where only the table goes on, each of its states is followed once for each outcome.
pub fn compare(table: &Table<'_>, names: &Names<'_>, naive: &Naive<'_>) -> Option<Difference> {
    let automaton = table.automaton();
    let outcomes = outcomes(table, names);
    let mut followed = BTreeSet::new();
    let mut open = VecDeque::from([(String::new(), automaton.start())]);
    while let Some((number, at)) = open.pop_front() {
        for symbol in SYMBOLS
            .into_iter()
            .filter(|&symbol| symbol != b'+' || number.is_empty())
        {
            let number = format!("{number}{}", char::from(symbol));
            let at = automaton.advance(at, symbol);
            let plan = naive.decide(&number);
            let table = outcomes
                .get(&automaton.value(at))
                .cloned()
                .unwrap_or(Outcome::Nothing);
            if table != plan {
                return Some(Difference { number, table, plan });
            }
            if naive.continues(&number) || (goes_on(at) && followed.insert((at, plan))) {
                open.push_back((number, at));
            }
        }
    }
    None
}

fn goes_on(at: Step) -> bool {
    matches!(at, Step::Row(_))
}

/// What each row of the table means, in the plan's names.
fn outcomes(table: &Table<'_>, names: &Names<'_>) -> BTreeMap<u32, Outcome> {
    let rows = table
        .decisions()
        .filter(|decision| decision.number() <= table.row_count());
    rows.map(|decision| (decision.number(), outcome(table, names, table.describe(decision))))
        .collect()
}

fn outcome(table: &Table<'_>, names: &Names<'_>, row: Described<'_>) -> Outcome {
    match row {
        Described::Station(station) => Outcome::Station(
            table
                .station(station)
                .map_or("", |station| station.number())
                .to_owned(),
        ),
        Described::Emergency(emergency) => Outcome::Emergency(
            table
                .emergency(emergency)
                .map_or("", |entry| entry.number())
                .to_owned(),
        ),
        Described::Denied => routes(names, |_| Vec::new()),
        Described::Route(route) => routes(names, |class| {
            let permitted = route.choices().filter(|choice| choice.permits(class));
            permitted.map(|choice| named(names, choice)).collect()
        }),
        Described::Nothing | Described::Inbound(_) | Described::Fixed(_) | Described::Unknown => {
            Outcome::Nothing
        }
    }
}

fn routes(names: &Names<'_>, choices: impl Fn(ClassIndex) -> Vec<Choice>) -> Outcome {
    let mut classes: Vec<_> = names
        .classes()
        .map(|(class, name)| (class, name.to_owned()))
        .collect();
    if classes.is_empty() {
        classes.push((ClassIndex::new(0), String::new()));
    }
    Outcome::Routes(
        classes
            .into_iter()
            .map(|(class, name)| (name, choices(class)))
            .collect(),
    )
}

fn named(names: &Names<'_>, choice: routing_table::Choice<'_>) -> Choice {
    Choice {
        min_digits: Some(choice.min_digits()).filter(|digits| *digits > 0),
        max_digits: choice.max_digits(),
        strip: choice.strip(),
        prepend: choice.prepend().to_owned(),
        attempts: choice
            .attempts()
            .map(|gateway| names.gateway(gateway).unwrap_or("").to_owned())
            .collect(),
    }
}
