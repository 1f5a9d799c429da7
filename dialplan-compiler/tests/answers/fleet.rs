//! The matrix of a fleet against the decisions of its vessels, number by number.

use dialplan_compiler::analysis::fleet::{Cell, fleet};
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::{Caller, Subject, View};
use proptest::prelude::*;

use crate::diff::{numbers, two_plans, whole};

/// The caller that both plans name so.
fn named(view: &View<'_>, name: &str) -> Option<Caller> {
    let mut callers = view.callers().into_iter();
    callers.find(|&caller| view.caller_name(caller) == name)
}

fn exact(plans: &[Subject]) {
    let views: Vec<View<'_>> = plans.iter().map(|plan| plan.view().expect("sections")).collect();
    let (first, others) = views.split_first().expect("a vessel");
    let found = fleet(first, others, 17);
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
                        Cell::Partly(_) => {}
                        Cell::ByProfile | Cell::NoCaller => panic!("{name} is in both"),
                    }
                }
                assert_eq!(told, !before.same_effect(&after), "{number} for {name}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_of_the_matrix_is_what_the_vessel_decides(
        (one, two) in two_plans(),
        (three, _) in two_plans(),
    ) {
        // Profiles of one plan only are compared with several callers: they have no one name.
        let three = crate::plans::Parts { profiles: two.profiles, ..three };
        let one = crate::plans::Parts { profiles: two.profiles, ..one };
        let subjects = [one.subject(), two.subject(), three.subject()];
        let [Some(one), Some(two), Some(three)] = subjects else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&[one, two, three]);
    }
}
