//! The classes of an audit beside the decisions on single numbers.

use dialplan_compiler::analysis::space::{Decided, Outcome, Space};
use dialplan_compiler::analysis::subject::Subject;
use dialplan_compiler::audit::form::{Class, Decision, Does};
use dialplan_compiler::{catalogue::Catalogue, compile, sections, source::Source};

use crate::{audit_of_vessel, vessels, workspace};

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

#[test]
fn every_number_is_in_the_class_that_the_table_decides() {
    for folder in vessels() {
        let audit = audit_of_vessel(&folder);
        let text = std::fs::read_to_string(folder.join("voip-settings.json")).expect("settings are read");
        let path = "gateways/sip-trunk/Cargo.toml";
        let manifest = std::fs::read_to_string(workspace().join(path)).expect("the manifest is read");
        let catalogue = Catalogue::read(&[(path, &manifest)]).expect("the manifest is good");
        let source = Source::new("vessel", text);
        let plan = compile(&source, &catalogue).plan.expect("it gives a plan");
        let sections = sections(&plan, &source).expect("it fits");
        let subject = Subject::of_sections(sections.table, sections.names).expect("sections open");
        let space = Space::new(subject.view().expect("sections"));
        let witnesses = audit.space.classes.iter().map(|class| class.witness.clone());
        for number in numbers().into_iter().chain(witnesses) {
            let class = audit
                .space
                .class_of(&number)
                .and_then(|class| audit.space.classes.get(class));
            compare(
                class.unwrap_or_else(|| panic!("{number} is in no class")),
                &number,
                &space,
            );
        }
    }
}

#[test]
fn every_class_has_its_witness() {
    for folder in vessels() {
        let space = audit_of_vessel(&folder).space;
        for (position, class) in space.classes.iter().enumerate() {
            assert_eq!(space.class_of(&class.witness), Some(position), "{class:?}");
        }
    }
}
