//! What a caller reaches against the decisions, number by number.

use dialplan_compiler::analysis::reach::{Goal, Reached, reached};
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::{Caller, Subject};
use proptest::prelude::*;

use crate::diff::{numbers, whole};
use crate::plans::{small_plan, subject};
use crate::vessels::all;

const GOALS: [Goal<'static>; 4] = [
    Goal::Gateway("one"),
    Goal::Gateway("two"),
    Goal::Stations,
    Goal::Emergencies,
];

/// Exactly the numbers that reach the goal lie in a region, in exactly one, which says what is sent.
fn exact(subject: &Subject, goals: &[Goal<'_>], numbers: &[String]) {
    let view = subject.view().expect("sections");
    let space = Space::new(view);
    for caller in view.callers() {
        for &goal in goals {
            let regions = reached(&space, caller, goal);
            for number in numbers {
                one(&space, caller, goal, &regions, number);
            }
            for reached in &regions {
                one(&space, caller, goal, &regions, &reached.region.witness());
            }
            few(&regions);
        }
    }
}

fn one<'a>(space: &Space<'a>, caller: Caller, goal: Goal<'_>, regions: &[Reached<'a>], number: &str) {
    let decided = space.decide(number, caller);
    let mut holding = regions.iter().filter(|reached| reached.region.contains(number));
    let reached = holding.next();
    assert!(
        holding.next().is_none(),
        "two regions hold {number}: {regions:#?}"
    );
    match (goal.part(&decided.outcome), reached) {
        (None, None) => {}
        (Some(outcome), Some(reached)) => {
            let rest = number.get(reached.region.symbols.len()..).unwrap_or_default();
            assert_eq!(whole(&reached.side.outcome, rest), outcome, "{number}");
            assert_eq!(reached.side.level, decided.level, "{number}");
            assert!(reached.side.rows.contains(&decided.row), "{number}");
        }
        (part, reached) => panic!("{number} to {goal:?}: {part:?}, but {reached:?}"),
    }
}

/// No place has the same region behind each of its sixteen symbols; what is sent ends with the symbol.
fn few(regions: &[Reached<'_>]) {
    for reached in regions {
        let siblings = regions.iter().filter(|other| {
            earlier(&other.region.symbols) == earlier(&reached.region.symbols)
                && other.region.reach == reached.region.reach
                && sent_earlier(other) == sent_earlier(reached)
        });
        assert!(siblings.count() < 16, "one prefix would do for all: {reached:?}");
    }
}

/// The text without its last symbol.
fn earlier(text: &str) -> Option<&str> {
    text.get(..text.len().checked_sub(1)?)
}

fn sent_earlier<'r>(reached: &'r Reached<'_>) -> Vec<(&'r str, Option<&'r str>)> {
    let attempts = reached.side.outcome.attempts().iter();
    let seen = attempts.map(|sent| {
        (
            sent.gateway,
            sent.text
                .strip_suffix(reached.region.symbols.chars().next_back().unwrap_or(' ')),
        )
    });
    seen.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_reached_in_any_small_plan_is_exact(parts in small_plan()) {
        let Some(subject) = parts.subject() else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&subject, &GOALS, &numbers(3));
    }
}

#[test]
fn what_is_reached_in_the_vessels_is_exact() {
    let numbers = numbers(1);
    for vessel in all() {
        let subject = subject(&vessel);
        let view = subject.view().expect("sections");
        let mut goals = vec![Goal::Stations, Goal::Emergencies];
        let gateways = view.table.gateways().take(2);
        goals.extend(gateways.filter_map(|(gateway, _)| view.names.gateway(gateway).map(Goal::Gateway)));
        exact(&subject, &goals, &numbers);
    }
}
