//! The semantic difference of two plans against the decisions of both, number by number.

use dialplan_compiler::analysis::diff::{Change, Whose, changes, diff, pairs};
use dialplan_compiler::analysis::space::{Outcome, Sent, Space};
use dialplan_compiler::analysis::subject::{Caller, Subject};
use proptest::prelude::*;
use serde_json::Value;

use crate::numbers::numbers_behind;
use crate::plans::{Parts, small_plan, subject};
use crate::vessels::all;

/// Symbols that stand for all: those of the random plans, a digit and a symbol that none of them names.
const SYMBOLS: &str = "+0149385*#";

/// Every number of up to `most` symbols, and longer ones that continue the shorter.
pub(crate) fn numbers(most: usize) -> Vec<String> {
    let mut numbers = numbers_behind("", SYMBOLS, most);
    let shorter: Vec<String> = numbers
        .iter()
        .filter(|number| number.len() == most)
        .cloned()
        .collect();
    let more = [
        "7",
        "1234",
        "12345",
        "123456",
        "12*456",
        "123456789012",
        "12345678901234567",
    ];
    let longer: Vec<String> = shorter
        .iter()
        .flat_map(|number| more.map(|more| format!("{number}{more}")))
        .collect();
    numbers.extend(longer);
    numbers
}

pub(crate) fn whole<'a>(outcome: &Outcome<'a>, rest: &str) -> Outcome<'a> {
    let Outcome::Attempts(attempts) = outcome else {
        return outcome.clone();
    };
    let completed = attempts.iter().map(|sent| Sent {
        gateway: sent.gateway,
        text: format!("{}{rest}", sent.text),
    });
    Outcome::Attempts(completed.collect())
}

/// Exactly the numbers that are decided differently lie in a change, in exactly one, which says what becomes of them.
fn exact(old: &Subject, new: &Subject, most: usize) {
    let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
    let (from, to) = (Space::new(old), Space::new(new));
    let (callers, _, _) = pairs(&old, &new);
    assert!(callers.len() >= 2, "both classes are compared");
    for callers in callers {
        let changes = changes(&from, &to, &[callers]);
        for number in numbers(most) {
            one(&from, &to, callers, &changes, &number);
        }
        for change in &changes {
            one(&from, &to, callers, &changes, &change.region.witness());
        }
        disjoint_and_whole(&changes);
    }
}

fn one<'a>(
    from: &Space<'a>,
    to: &Space<'a>,
    callers: (Caller, Caller),
    changes: &[Change<'a>],
    number: &str,
) {
    let (before, after) = (from.decide(number, callers.0), to.decide(number, callers.1));
    let mut holding = changes.iter().filter(|change| change.region.contains(number));
    let change = holding.next();
    assert!(
        holding.next().is_none(),
        "two changes hold {number}: {changes:#?}"
    );
    match change {
        None => assert!(
            before.same_effect(&after),
            "{number}: {before:?} {after:?} {changes:#?}"
        ),
        Some(change) => {
            let rest = number.get(change.region.symbols.len()..).unwrap_or_default();
            assert!(
                !before.same_effect(&after),
                "{number} does not change: {change:?}"
            );
            assert_eq!(whole(&change.old.outcome, rest), before.outcome, "{number}");
            assert_eq!(whole(&change.new.outcome, rest), after.outcome, "{number}");
            assert_eq!(
                (change.old.level, change.new.level),
                (before.level, after.level),
                "{number}"
            );
            assert!(
                change.old.rows.contains(&before.row) && change.new.rows.contains(&after.row),
                "{number}"
            );
        }
    }
}

/// No change lies within another one's beginning with the same effect; the fewest prefixes were found.
fn disjoint_and_whole(changes: &[Change<'_>]) {
    for change in changes {
        let siblings = changes.iter().filter(|other| {
            let parent = |symbols: &str| symbols.get(..symbols.len().saturating_sub(1)).map(str::to_owned);
            parent(&other.region.symbols) == parent(&change.region.symbols)
                && other.region.reach == change.region.reach
                && matches!(
                    (&other.old.outcome, &other.new.outcome),
                    (
                        Outcome::Refuse(_) | Outcome::Station(_),
                        Outcome::Refuse(_) | Outcome::Station(_)
                    )
                )
                && (&other.old.outcome, &other.new.outcome) == (&change.old.outcome, &change.new.outcome)
        });
        assert!(siblings.count() < 16, "one prefix would do for all: {change:?}");
    }
}

/// A plan and another that differs in a few places.
pub(crate) fn two_plans() -> impl Strategy<Value = (Parts, Parts)> {
    (small_plan(), small_plan(), any::<[bool; 5]>()).prop_map(
        |(old, other, [routes, last, denied, formats, rest])| {
            let mut new = old.clone();
            if routes {
                new.routes = other.routes.clone();
            }
            if last && let (Some(mine), Some(theirs)) = (new.routes.last_mut(), other.routes.last()) {
                let classes: Value = mine["classes"].clone();
                *mine = theirs.clone();
                mine["classes"] = classes;
            }
            if denied {
                new.denied = other.denied;
            }
            if formats {
                new.formats = other.formats;
            }
            if rest {
                (new.national, new.precedence, new.profiles) =
                    (other.national, other.precedence, other.profiles);
            }
            (old, new)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn the_difference_of_any_two_small_plans_is_exact((old, new) in two_plans()) {
        let (Some(old), Some(new)) = (old.subject(), new.subject()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        exact(&old, &new, 3);
    }
}

#[test]
fn no_vessel_differs_from_itself() {
    for vessel in all() {
        let subject = subject(&vessel);
        let view = subject.view().expect("sections");
        assert!(
            diff(&view, &view, Whose::Stations).is_empty(),
            "{}",
            vessel.source.name()
        );
        let space = Space::new(view);
        let callers: Vec<_> = view
            .callers()
            .into_iter()
            .map(|caller| (caller, caller))
            .collect();
        assert_eq!(changes(&space, &space, &callers), [], "{}", vessel.source.name());
    }
}
