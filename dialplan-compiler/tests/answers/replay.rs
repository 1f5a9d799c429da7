//! Replayed calls against the difference of the plans: a call goes otherwise exactly when its number is in a change.

use dialplan_compiler::analysis::diff::{changes, pairs};
use dialplan_compiler::analysis::replay::{Against, Bad, Call, Caller, replay};
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::Subject;
use proptest::prelude::*;
use serde_json::json;

use crate::diff::{numbers, two_plans};
use crate::plans::Parts;

/// One call to each number by each class.
fn calls(classes: &[String], numbers: &[String]) -> Vec<Call> {
    let pairs = classes
        .iter()
        .flat_map(|class| numbers.iter().map(move |number| (class, number)));
    let call = |(line, (class, number)): (usize, (&String, &String))| Call {
        line,
        caller: Caller::Class(class.clone()),
        number: number.clone(),
        when: None,
        precedence: None,
        recorded: None,
    };
    (1..).zip(pairs).map(call).collect()
}

fn exact(old: &Subject, new: &Subject) -> Result<(), TestCaseError> {
    let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
    let classes: Vec<String> = old.names.classes().map(|(_, name)| name.to_owned()).collect();
    let calls = calls(&classes, &numbers(3));
    let replayed = replay(&calls, Against::Plan(&old), &new, None);
    let (from, to) = (Space::new(old), Space::new(new));
    // Without a profile the most restrictive is in force, which is the first.
    let silent = |caller: &dialplan_compiler::analysis::subject::Caller| {
        caller.profile.is_none_or(|profile| profile.index() == 0)
    };
    let mut wanted: Vec<usize> = Vec::new();
    for pair in pairs(&old, &new).0 {
        if !silent(&pair.0) || !silent(&pair.1) {
            continue;
        }
        let changes = changes(&from, &to, &[pair]);
        let class = pair
            .0
            .class
            .and_then(|class| old.names.class(class))
            .unwrap_or_default();
        let own = calls
            .iter()
            .filter(|call| call.caller == Caller::Class(class.to_owned()));
        let changed = own.filter(|call| changes.iter().any(|change| change.region.contains(&call.number)));
        wanted.extend(changed.map(|call| call.line));
    }
    let mut found: Vec<usize> = replayed
        .otherwise
        .iter()
        .flat_map(|entry| entry.lines.clone())
        .collect();
    wanted.sort_unstable();
    found.sort_unstable();
    prop_assert_eq!(&found, &wanted);
    prop_assert_eq!(replayed.calls, calls.len());
    prop_assert_eq!(replayed.alike + found.len(), calls.len());
    prop_assert_eq!(replayed.fates.values().sum::<usize>(), calls.len());
    Ok(())
}

#[test]
fn a_precedence_that_no_plan_knows_makes_a_call_unreadable() {
    let parts = |precedence| Parts {
        routes: vec![json!({"prefixes": ["9"], "attempts": ["one"], "classes": ["crew", "officer"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: false,
        precedence,
        profiles: false,
    };
    let [without, with] = [false, true].map(|precedence| parts(precedence).subject().expect("a plan"));
    let (without, with) = (without.view().expect("sections"), with.view().expect("sections"));
    let call = |line, precedence: &str| Call {
        line,
        caller: Caller::Class("officer".to_owned()),
        number: "91".to_owned(),
        when: None,
        precedence: Some(precedence.to_owned()),
        recorded: None,
    };
    let calls = [call(1, "dsn.priority"), call(2, "dsn.prioritty")];
    let lines = |bad: Vec<Bad>| bad.iter().map(|bad| bad.line).collect::<Vec<_>>();
    let alone = replay(&calls, Against::Record, &with, None);
    assert_eq!(
        alone.bad.first().map(|bad| bad.why.as_str()),
        Some("no plan knows the precedence `dsn.prioritty`")
    );
    assert_eq!((lines(alone.bad), alone.calls), (vec![2], 1));
    let both = replay(&calls, Against::Plan(&with), &without, None);
    assert_eq!(
        (lines(both.bad), both.calls),
        (vec![2], 1),
        "one of the plans knows the level"
    );
    let neither = replay(&calls, Against::Record, &without, None);
    assert_eq!((lines(neither.bad), neither.calls), (vec![1, 2], 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn calls_go_otherwise_exactly_where_the_plans_differ((old, new) in two_plans()) {
        let (Some(old), Some(new)) = (old.subject(), new.subject()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&old, &new)?;
    }
}
