//! `explain` gives each entry a verdict of its own; together they must say what the decision says.

use dialplan_compiler::analysis::explanation::{
    Circumstances, Explanation, Outcome, Subject, any_crew, explain,
};
use routing_table::names::Names;
use routing_table::{GatewayIndex, Table};

use crate::vessels::{Vessel, all};

#[test]
fn some_entry_decides_exactly_when_the_call_is_taken_or_denied() {
    let mut refused = 0;
    for vessel in all() {
        for answer in answers(&vessel) {
            let decides = answer
                .candidates
                .iter()
                .any(|candidate| candidate.verdict == "decides");
            let denied = answer
                .candidates
                .iter()
                .any(|candidate| candidate.entry.starts_with("deny") && candidate.verdict == "decides");
            let taken = !matches!(answer.outcome, Outcome::Refused { .. });
            assert_eq!(decides, taken || denied, "{}: {answer:#?}", vessel.source.name());
            refused += usize::from(!taken);
        }
    }
    assert!(refused > 1000, "only {refused} refusals were looked at");
}

#[test]
fn a_refusal_of_a_route_is_the_reason_of_the_route_that_came_furthest() {
    let reasons = [
        ("barred", "passed over: only for class"),
        ("incomplete", "digits, it takes"),
        ("too-long", "digits, it takes"),
        ("number-format", "in its number format"),
        ("emission-control", "passed over: `silent` silences"),
        ("no-gateway", "passed over: no call is admitted by"),
    ];
    let mut seen = [0; 6];
    for vessel in all() {
        for answer in answers(&vessel) {
            let Outcome::Refused { cause, .. } = answer.outcome else {
                continue;
            };
            let of_route = |row: &String| row.contains("route");
            let Some(at) = reasons.iter().position(|(name, _)| *name == cause) else {
                continue;
            };
            if answer.decision == 0 || !answer.row.as_ref().is_some_and(of_route) {
                continue;
            }
            let reason = reasons[at].1;
            seen[at] += 1;
            let given = answer
                .candidates
                .iter()
                .any(|candidate| candidate.verdict.contains(reason));
            assert!(given, "{}: {answer:#?}", vessel.source.name());
        }
    }
    assert!(!seen.contains(&0), "a cause did not occur: {seen:?}");
}

/// Answers for numbers around every entry, for each class of service and for some states of the gateways.
fn answers(vessel: &Vessel) -> Vec<Explanation> {
    let table = Table::open(&vessel.sections.table).expect("an emitted table opens");
    let subject = Subject {
        table,
        names: Names::open(&vessel.sections.names).expect("emitted names open"),
        places: &vessel.sections.places,
        written: Some((&vessel.plan, &vessel.source)),
    };
    let entries: Vec<String> = table
        .automaton()
        .entries()
        .map(|entry| entry.symbols.as_str().to_owned())
        .collect();
    let every = entries.len().div_ceil(40).max(1);
    let all_gateways: Vec<GatewayIndex> = table.gateways().map(|(index, _)| index).collect();
    let states = [&[], all_gateways.get(..1).unwrap_or_default(), &all_gateways];
    let states = states.map(|offline| Circumstances {
        offline: offline.to_vec(),
        ..Circumstances::default()
    });
    let mut answers = Vec::new();
    for entry in entries.iter().step_by(every) {
        for more in ["", "1", "2345678", "123456789012345678"] {
            let dialled = format!("{entry}{more}");
            for caller in any_crew(&subject) {
                answers.extend(
                    states
                        .iter()
                        .map(|state| explain(&subject, &caller, &dialled, state)),
                );
            }
        }
    }
    answers
}
