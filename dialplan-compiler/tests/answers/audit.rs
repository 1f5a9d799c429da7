//! The classes of an audit beside the decisions on single numbers.

use dialplan_compiler::analysis::space::{Decided, Outcome, Space};
use dialplan_compiler::audit::form::{Cell, Class, Decision, Does, Rest, Space as Listed};
use dialplan_compiler::audit::{self, Audit, Extent, audit};
use proptest::prelude::*;
use routing_table::automaton::Step;

use crate::catalogue::catalogue;
use crate::plans::{small_plan, subject};
use crate::vessels::{Vessel, all};

/// Whether a decision of a class, completed for a number, is the one that the table makes.
fn agrees(shown: &Decision, number: &str, decided: &Decided<'_>) -> bool {
    let does = match (&shown.does, &decided.outcome) {
        (Does::Rings { number, .. }, Outcome::Station(rings)) => number == rings,
        (
            Does::Emergency { number, targets },
            Outcome::Emergency {
                number: own,
                targets: tried,
            },
        ) => number == own && targets.len() == tried.len(),
        (Does::Tries { attempts }, Outcome::Attempts(tried)) => {
            attempts.len() == tried.len()
                && attempts.iter().zip(tried).all(|(shown, tried)| {
                    let sent = format!("{}{}", shown.put, number.get(shown.strip..).unwrap_or_default());
                    shown.gateway == tried.gateway && sent == tried.text
                })
        }
        (Does::Refuses { cause, .. }, Outcome::Refuse(refusal)) => *cause == refusal.0.name(),
        _ => false,
    };
    does && shown.row == decided.row && shown.level.as_deref() == decided.level
}

fn compare(class: &Class, number: &str, space: &Space<'_>) {
    let mut used = vec![false; class.verdicts.len()];
    for caller in space.view().callers() {
        let decided = space.decide(number, caller);
        let found = class
            .verdicts
            .iter()
            .position(|verdict| agrees(&verdict.decision, number, &decided));
        let found = found.unwrap_or_else(|| {
            panic!(
                "{number} for {}: {decided:?}\n{class:#?}",
                space.view().caller_name(caller)
            )
        });
        if let Some(used) = used.get_mut(found) {
            *used = true;
        }
    }
    assert!(
        used.iter().all(|used| *used),
        "a verdict of {number} is nobody's: {class:#?}"
    );
}

/// Whether a rest of these symbols behind `depth` others belongs to a cell.
fn holds(cell: &Cell, depth: usize, rest: &str) -> bool {
    let digits = rest.bytes().all(|symbol| symbol.is_ascii_digit());
    (cell.least..=cell.most).contains(&(depth + rest.len()))
        && match cell.rest {
            Rest::End => rest.is_empty(),
            Rest::Any => true,
            Rest::Digits => digits,
            Rest::Mixed => !digits,
        }
}

/// The class of a number of legal symbols, as the script of the page finds it.
fn class_of(space: &Listed, number: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0);
    for symbol in number.chars() {
        let next = space.nodes.iter().enumerate().skip(1);
        let mut next = next.filter(|(_, node)| node.parent == at && node.symbols.contains(symbol));
        match next.next() {
            Some((position, _)) => (at, depth) = (position, depth + 1),
            None => break,
        }
    }
    let rest = number.get(depth..)?;
    let mut cells = space.nodes.get(at)?.cells.iter();
    cells.find(|cell| holds(cell, depth, rest)).map(|cell| cell.class)
}

/// Every number of up to two symbols, and longer ones that begin so.
fn numbers() -> Vec<String> {
    let symbols = || "+0123456789*#AD".chars();
    let mut numbers: Vec<String> = Vec::new();
    for first in symbols() {
        for second in symbols().skip(1) {
            let begin = format!("{first}{second}");
            let longer = [
                "",
                "0",
                "1",
                "12",
                "44",
                "9*",
                "4420",
                "0044207",
                "207946000",
                "1234567890123",
                "12345678901234567890",
                "12#4567890",
            ];
            numbers.extend(longer.iter().map(|rest| format!("{begin}{rest}")));
        }
        numbers.push(first.to_string());
    }
    numbers
}

fn audit_of(vessel: &Vessel) -> Audit {
    audit(&audit::Subject {
        plan: &vessel.plan,
        sections: &vessel.sections,
        source: &vessel.source,
        catalogue: &catalogue(),
        findings: &[],
        requirements: None,
        predecessor: None,
        binary: None,
        extent: Extent::Full,
    })
    .expect("sections open")
}

/// The last state that a number meets is one of those that are told of the row to which it leads.
fn leads_through_a_state_of_its_row(audit: &Audit, space: &Space<'_>, number: &str) {
    let automaton = space.view().table.automaton();
    let steps = (0..=number.len()).map(|length| {
        let place = space.place(&number[..length]).expect("a beginning");
        place.step()
    });
    let steps: Vec<Step> = steps.collect();
    let last = steps.iter().rev().find_map(|step| match step {
        Step::Row(start) => Some(start / automaton.width()),
        Step::Value(_) => None,
    });
    let row = automaton.value(steps[number.len()]);
    let traced = &audit.rows[row as usize];
    assert_eq!(traced.number, row);
    assert!(
        traced.states.contains(&last.expect("it starts in a state")),
        "{number}: {last:?} is not among the states of d{row}: {:?}",
        traced.states
    );
}

/// Compares every class with the decisions: on numbers that are looked up, and on one number of every length of every set.
fn check(vessel: &Vessel) {
    let audit = audit_of(vessel);
    let subject = subject(vessel);
    let space = Space::new(subject.view().expect("sections"));
    let class = |position: usize| &audit.space.classes[position];
    for (position, class) in audit.space.classes.iter().enumerate() {
        assert_eq!(
            class_of(&audit.space, &class.witness),
            Some(position),
            "{class:?}"
        );
    }
    for class in &audit.space.classes {
        leads_through_a_state_of_its_row(&audit, &space, &class.witness);
    }
    for number in numbers() {
        let found = class_of(&audit.space, &number);
        let found = found.unwrap_or_else(|| panic!("{number} is in no class"));
        compare(class(found), &number, &space);
    }
    let mut begins: Vec<String> = Vec::new();
    for node in &audit.space.nodes {
        let before = begins.get(node.parent).cloned().unwrap_or_default();
        begins.push(
            before
                + node
                    .symbols
                    .get(node.symbols.len().saturating_sub(1)..)
                    .expect("a symbol"),
        );
    }
    for (node, begin) in audit.space.nodes.iter().zip(&begins) {
        for cell in &node.cells {
            for length in cell.least..=cell.most {
                let last = if cell.rest == Rest::Mixed { "*" } else { "" };
                let digits = "7".repeat(length - begin.len() - last.len());
                compare(class(cell.class), &format!("{begin}{digits}{last}"), &space);
            }
        }
    }
}

#[test]
fn every_number_is_in_the_class_that_the_table_decides() {
    for vessel in all() {
        check(&vessel);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn every_number_of_any_small_plan_is_in_the_class_that_its_table_decides(parts in small_plan()) {
        let Ok(vessel) = Vessel::compiled("made", &parts.settings().to_string()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        check(&vessel);
    }
}
