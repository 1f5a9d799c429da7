//! Coverage gaps against the decisions, number by number.

use dialplan_compiler::analysis::gaps::{cause, gaps, of_caller};
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::Subject;
use proptest::prelude::*;
use routing_table::Cause;

use crate::numbers::numbers_behind;
use crate::plans::{small_plan, subject};
use crate::vessels::{Vessel, all};

/// Every number of digits that begins so, with up to `more` further symbols.
fn numbers(within: &str, more: usize) -> Vec<String> {
    let mut all = numbers_behind(within, "0123456789", more);
    all.retain(|number| number != "+");
    all
}

/// Every number is in one gap for its cause, or in none when something decides it; the counts are those of the numbers.
fn exact(subject: &Subject, within: &str, more: usize) {
    let space = Space::new(subject.view().expect("sections"));
    let numbers = numbers(within, more);
    let longest = within.len() + more;
    for caller in space.view().callers() {
        let found = of_caller(&space, caller, within, longest).expect("numbers begin so");
        let mut without = 0;
        for number in &numbers {
            let expected = cause(&space.decide(number, caller));
            without += u128::from(expected.is_some());
            let holding: Vec<Cause> = found
                .iter()
                .filter(|gap| gap.region.contains(number))
                .map(|gap| gap.cause)
                .collect();
            assert_eq!(holding, Vec::from_iter(expected), "{number}");
        }
        let counted: u128 = found.iter().map(|gap| gap.region.count_digits(longest)).sum();
        assert_eq!(counted, without, "behind {within}");
        for gap in &found {
            let witness = gap.region.witness();
            assert_eq!(
                cause(&space.decide(&witness, caller)),
                Some(gap.cause),
                "{witness}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn the_gaps_of_any_small_plan_are_exact(parts in small_plan()) {
        let Some(subject) = parts.subject() else {
            return Err(TestCaseError::reject("no plan"));
        };
        for within in ["+", "0", "4", "8"] {
            exact(&subject, within, 3);
        }
    }
}

#[test]
fn the_gaps_of_the_vessels_are_exact() {
    for vessel in all() {
        let subject = subject(&vessel);
        exact(&subject, "+", 2);
        exact(&subject, "6", 2);
    }
}

#[test]
fn a_plan_for_one_country_leaves_the_others_in_few_prefixes() {
    let settings = serde_json::json!({
        "server": {"unauthenticatedEmergency": false},
        "stations": [{"number": "100"}],
        "gateways": {"routes": [{"name": "shore", "plugin": "libgw-sip.so", "prefixes": ["+44"],
            "config": {"trunkHost": "192.0.2.1", "allowedIps": ["192.0.2.1/32"]}}]},
    });
    let vessel = Vessel::new("made", &settings.to_string());
    let subject = subject(&vessel);
    let space = Space::new(subject.view().expect("sections"));
    let found = gaps(&space, "+", 16).expect("numbers begin with +");
    let [all] = found.as_slice() else {
        panic!("{found:?}")
    };
    let shown: Vec<String> = all.gaps.iter().map(|gap| gap.region.to_string()).collect();
    assert_eq!(
        shown.len(),
        19,
        "nine countries' digits, `+4` itself, nine behind it: {shown:?}"
    );
    assert!(all.gaps.iter().all(|gap| gap.cause == Cause::NoMatch));
    assert_eq!(gaps(&space, "++", 16), None);
}
