//! The matrix of a fleet against the decisions of its vessels, number by number.

use dialplan_compiler::analysis::fleet::{Cell, fleet};
use dialplan_compiler::analysis::space::{Outcome, Region, Space};
use dialplan_compiler::analysis::subject::{Caller, Subject, View};
use proptest::prelude::*;
use serde_json::json;

use crate::diff::{numbers, two_plans, whole};
use crate::numbers::{in_order, numbers_behind};
use crate::plans::Parts;

/// The caller that both plans name so.
fn named(view: &View<'_>, name: &str) -> Option<Caller> {
    let mut callers = view.callers().into_iter();
    callers.find(|&caller| view.caller_name(caller) == name)
}

fn exact(plans: &[Subject]) {
    let views: Vec<View<'_>> = plans.iter().map(|plan| plan.view().expect("sections")).collect();
    let (first, others) = views.split_first().expect("a vessel");
    let found = fleet(first, others, COUNTED);
    let from = Space::new(*first);
    for (position, other) in others.iter().enumerate() {
        let to = Space::new(*other);
        for caller in first.callers() {
            let name = first.caller_name(caller);
            let Some(like) = named(other, &name) else { continue };
            for number in numbers(2) {
                let (before, after) = (from.decide(&number, caller), to.decide(&number, like));
                let rows = found
                    .rows
                    .iter()
                    .filter(|row| row.callers.contains(&name) && row.region.contains(&number));
                let mut told = false;
                for row in rows {
                    match row.cells.get(position).expect("a cell for each vessel") {
                        Cell::Same => assert!(before.same_effect(&after), "{number} {row:?}"),
                        Cell::Otherwise(side, begins) => {
                            told = true;
                            let rest = number.get(begins.len()..).unwrap_or_default();
                            assert_eq!(whole(&side.outcome, rest), after.outcome, "{number}");
                            assert!(!before.same_effect(&after), "{number} {row:?}");
                        }
                        // Which of them, the rows of the vessel's own changes say.
                        Cell::Partly(_) => {}
                        Cell::ByProfile | Cell::NoCaller => panic!("{name} is in both"),
                    }
                }
                assert_eq!(told, !before.same_effect(&after), "{number} for {name}");
            }
            let differs = |number: &&String| {
                let (before, after) = (from.decide(number, caller), to.decide(number, like));
                !before.same_effect(&after)
            };
            for row in found.rows.iter().filter(|row| row.callers.contains(&name)) {
                if let Cell::Partly(count) = row.cells.get(position).expect("a cell for each vessel") {
                    partly(&row.region, *count, differs);
                }
            }
        }
    }
}

/// The count lies between the numbers of digits that differ, and all that do.
fn partly(region: &Region, count: u128, differs: impl Fn(&&String) -> bool) {
    let all: Vec<String> = all_numbers()
        .into_iter()
        .filter(|number| region.contains(number))
        .collect();
    let digits = |number: &&String| {
        let rest = number.get(region.symbols.len()..).unwrap_or_default();
        rest.bytes().all(|symbol| symbol.is_ascii_digit())
    };
    let most = all.iter().filter(|number| differs(number)).count();
    let least = all.iter().filter(digits).filter(|number| differs(number)).count();
    assert!(
        (least as u128..=most as u128).contains(&count),
        "{region}: {least} to {most} differ, not {count}"
    );
}

/// Every number that is counted, of all symbols.
fn all_numbers() -> Vec<String> {
    numbers_behind("", &in_order("+0123456789*#ABCD"), COUNTED)
}

#[test]
fn a_vessel_without_profiles_is_compared_with_each_profile_of_another() {
    let parts = |profiles| Parts {
        routes: vec![json!({"prefixes": ["9"], "attempts": ["one"], "classes": ["crew", "officer"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: false,
        precedence: false,
        profiles,
    };
    let [plain, profiled] = [false, true].map(|profiles| parts(profiles).subject().expect("a plan"));
    let (plain, profiled) = (
        plain.view().expect("sections"),
        profiled.view().expect("sections"),
    );
    let found = fleet(&plain, &[profiled, plain], COUNTED);
    let of_nine: Vec<_> = found
        .rows
        .iter()
        .filter(|row| row.region.contains("91"))
        .collect();
    assert!(!of_nine.is_empty(), "`one` is silent in one profile: {found:#?}");
    for row in of_nine {
        let by_profile = row.callers.iter().all(|caller| !caller.contains(" in "));
        match row.cells.as_slice() {
            [Cell::ByProfile, Cell::Same] => assert!(by_profile, "{row:?}"),
            [Cell::Otherwise(side, _), Cell::Same] => {
                assert!(!by_profile, "{row:?}");
                assert!(matches!(side.outcome, Outcome::Refuse(_)), "{row:?}");
                assert!(
                    row.callers.iter().all(|caller| caller.ends_with(" in silent")),
                    "{row:?}"
                );
            }
            _ => panic!("{row:?}"),
        }
    }
}

/// Most symbols of numbers that are counted.
const COUNTED: usize = 2;

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_of_the_matrix_is_what_the_vessel_decides(
        (one, two) in two_plans(),
        (three, _) in two_plans(),
    ) {
        // Profiles of one plan only are compared with several callers: they have no one name.
        let three = Parts { profiles: two.profiles, ..three };
        let one = Parts { profiles: two.profiles, ..one };
        let subjects = [one.subject(), two.subject(), three.subject()];
        let [Some(one), Some(two), Some(three)] = subjects else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&[one, two, three]);
    }
}
