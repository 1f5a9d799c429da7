//! Digit maps against the decisions on short numbers.

use dialplan_compiler::analysis::digitmap::{Completion, Dialect, Lengths, State, digit_map};
use dialplan_compiler::analysis::space::{Outcome, Space};
use dialplan_compiler::analysis::subject::{Caller, Subject};
use proptest::prelude::*;
use routing_table::layout::automaton::SYMBOLS;

use crate::diff::numbers;
use crate::plans::{small_plan, subject};
use crate::vessels::all;

const DIALECTS: [Dialect; 3] = [Dialect::Mgcp, Dialect::Polycom, Dialect::Spa];

fn taken(space: &Space<'_>, callers: &[Caller], number: &str) -> bool {
    let mut callers = callers.iter();
    callers.any(|&caller| !matches!(space.decide(number, caller).outcome, Outcome::Refuse(_)))
}

/// A number that begins with these symbols and is longer, as far as the completion knows.
fn beyond(completion: &Completion, number: &str) -> Option<String> {
    let mut longer = number.to_owned();
    loop {
        let next = SYMBOLS
            .iter()
            .map(|&symbol| format!("{longer}{}", char::from(symbol)));
        longer = next
            .into_iter()
            .find(|next| completion.state(next) != State::Impossible)?;
        if completion.state(&longer) != State::Open {
            return Some(longer);
        }
    }
}

/// What is known of each number is what the decisions on it and on longer ones say.
fn exact(space: &Space<'_>, callers: &[Caller], numbers: &[String]) {
    let completion = Completion::of_plan(space, callers, Lengths::Exact);
    let taken_numbers: Vec<&String> = numbers
        .iter()
        .filter(|number| taken(space, callers, number))
        .collect();
    for number in numbers {
        let (whole, more) = match completion.state(number) {
            State::Impossible => (false, false),
            State::Open => (false, true),
            State::Waits => (true, true),
            State::Complete => (true, false),
        };
        assert_eq!(whole, taken(space, callers, number), "{number}");
        match beyond(&completion, number) {
            Some(longer) => {
                assert!(more && longer.len() > number.len() && longer.starts_with(number.as_str()));
                assert!(taken(space, callers, &longer), "{longer} follows {number}");
            }
            None => {
                assert!(!more, "{number}");
                let longer = taken_numbers
                    .iter()
                    .find(|taken| taken.len() > number.len() && taken.starts_with(number.as_str()));
                assert_eq!(longer, None, "{number} is not the end");
            }
        }
    }
}

/// The maps in every dialect are equal to the plan, and the short ones lose nothing.
fn proved(space: &Space<'_>, callers: &[Caller], dialects: &[Dialect]) {
    for &dialect in dialects {
        if let Ok(map) = digit_map(space, callers, dialect, Lengths::Exact) {
            assert_eq!(map.deviations, [], "{dialect:?} {}", map.text);
        }
        if let Ok(map) = digit_map(space, callers, dialect, Lengths::Least) {
            assert!(
                !map.deviations.iter().any(|deviation| deviation.loses_numbers()),
                "{dialect:?} {map:?}"
            );
        }
    }
}

fn of_class(space: &Space<'_>, class: usize) -> Vec<Caller> {
    let callers = space.view().callers().into_iter();
    callers
        .filter(|caller| caller.class.is_some_and(|own| own.index() == class))
        .collect()
}

fn each_class(subject: &Subject, check: impl Fn(&Space<'_>, &[Caller])) {
    let space = Space::new(subject.view().expect("sections"));
    for class in 0..2 {
        let callers = of_class(&space, class);
        if !callers.is_empty() {
            check(&space, &callers);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn completion_in_any_small_plan_is_that_of_the_decisions(parts in small_plan()) {
        let Some(subject) = parts.subject() else {
            return Err(TestCaseError::reject("no plan"));
        };
        let numbers = numbers(2);
        each_class(&subject, |space, callers| {
            exact(space, callers, &numbers);
            proved(space, callers, &DIALECTS);
        });
    }
}

#[test]
fn the_maps_of_the_vessels_are_equal_to_their_plans() {
    for (position, vessel) in all().iter().enumerate() {
        each_class(&subject(vessel), |space, callers| {
            exact(space, callers, &numbers(1));
            proved(space, callers, &[DIALECTS[position % DIALECTS.len()]]);
        });
    }
}
