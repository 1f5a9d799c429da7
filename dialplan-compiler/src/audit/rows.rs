//! Every decision row with where it is written and which numbers it decides.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::automaton::{Automaton, Step};
use routing_table::layout::automaton::SYMBOLS;

use super::form::{Place, Requirement, Row, Space, TestCard, Written};
use crate::Sections;
use crate::analysis::readback::{Decides, DecisionRow, Readback, RouteChoice};

/// What the rows are traced to.
pub(super) struct Trace<'t> {
    pub(super) automaton: Automaton<'t>,
    pub(super) space: &'t Space,
    pub(super) requirements: &'t [Requirement],
    pub(super) card: &'t TestCard,
}

/// The rows, by decision number, each traced to states and classes, to the requirements about it and to the calls that exercise it.
pub(super) fn rows(plan: &Readback, sections: &Sections, trace: &Trace<'_>) -> Vec<Row> {
    let mut states = states(&trace.automaton);
    let row = |row: &DecisionRow| Row {
        number: row.decision,
        what: what(&row.decides),
        written: Written {
            entry: row.row.clone(),
            places: places(sections, row.decision),
        },
        states: states.remove(&row.decision).unwrap_or_default(),
        classes: classes(trace.space, row.decision),
        requirements: numbered(trace.requirements, |requirement| {
            requirement.rows.contains(&row.decision)
        }),
        calls: numbered(&trace.card.calls, |call| call.row == row.decision),
    };
    plan.decisions.iter().map(row).collect()
}

fn places(sections: &Sections, decision: u32) -> Vec<Place> {
    let found = sections.places.iter().find(|places| places.decision == decision);
    let places = found.map(|found| found.places.as_slice()).unwrap_or_default();
    places.iter().map(Place::from).collect()
}

/// By row the states that lead to it.
fn states(automaton: &Automaton<'_>) -> BTreeMap<u32, Vec<usize>> {
    let mut found: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for state in 0..automaton.states() {
        let at = Step::Row(state * automaton.width());
        // `+` is the first symbol or none.
        let symbols = SYMBOLS.into_iter().filter(|symbol| state == 0 || *symbol != b'+');
        let next = symbols.filter_map(|symbol| match automaton.advance(at, symbol) {
            Step::Value(row) => Some(row),
            Step::Row(_) => None,
        });
        let rows: BTreeSet<u32> = next.chain([automaton.value(at)]).collect();
        for row in rows {
            found.entry(row).or_default().push(state);
        }
    }
    found
}

/// The positions, from 1, of what holds.
pub(super) fn numbered<T>(all: &[T], holds: impl Fn(&T) -> bool) -> Vec<usize> {
    let positions = all.iter().enumerate().filter(|(_, one)| holds(one));
    positions.map(|(position, _)| position + 1).collect()
}

fn classes(space: &Space, decision: u32) -> Vec<usize> {
    let decides = |class: &super::form::Class| {
        let mut rows = class.verdicts.iter().map(|verdict| verdict.decision.row);
        rows.any(|row| row == decision)
    };
    let found = space
        .classes
        .iter()
        .enumerate()
        .filter(|(_, class)| decides(class));
    let distinct: BTreeSet<usize> = found.map(|(position, _)| position).collect();
    distinct.into_iter().collect()
}

fn what(decides: &Decides) -> String {
    match decides {
        Decides::Nothing => "no entry matches".to_owned(),
        Decides::Denied => "denied".to_owned(),
        Decides::Emergency { number } => format!("emergency number {number}"),
        Decides::Station { number } => format!("station {number}"),
        Decides::Route { choices } => choices.iter().map(choice).collect::<Vec<_>>().join("; else "),
        Decides::Inbound {
            gateway,
            number,
            station,
        } => format!("from the trunk of {gateway}: {number} rings station {station}"),
        Decides::Refused { cause, status } => format!("refused {status} {cause}"),
    }
}

fn choice(choice: &RouteChoice) -> String {
    let mut text = choice.gateways.join(", then ");
    match (choice.min_digits, choice.max_digits) {
        (0, None) => {}
        (0, Some(most)) => text.push_str(&format!(", at most {most} digits")),
        (least, None) => text.push_str(&format!(", at least {least} digits")),
        (least, Some(most)) if least == most => text.push_str(&format!(", {least} digits")),
        (least, Some(most)) => text.push_str(&format!(", {least} to {most} digits")),
    }
    if choice.strip > 0 {
        text.push_str(&format!(", strip {}", choice.strip));
    }
    if !choice.prepend.is_empty() {
        text.push_str(&format!(", prepend {}", choice.prepend));
    }
    if let Some(classes) = &choice.classes {
        text.push_str(&format!(", for {}", classes.join(", ")));
    }
    text
}
