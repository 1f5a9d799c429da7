//! Few sets that hold everything that any set holds.

use std::collections::BTreeSet;

/// Positions of sets that together hold every item: the largest gain first, then whatever became superfluous is left out. Not
/// always the fewest, which would take exponential time to know; the tests show that it is on small plans.
pub(super) fn few<T: Ord>(sets: &[BTreeSet<T>]) -> Vec<usize> {
    let mut open: BTreeSet<&T> = sets.iter().flatten().collect();
    let mut chosen: Vec<usize> = Vec::new();
    while !open.is_empty() {
        let gain = |set: &BTreeSet<T>| set.iter().filter(|item| open.contains(item)).count();
        let gains = sets
            .iter()
            .enumerate()
            .map(|(position, set)| (gain(set), position));
        // Of equal gains the first set.
        let Some((_, best)) = gains.rev().max_by_key(|(gain, _)| *gain) else {
            break;
        };
        chosen.push(best);
        for item in sets.get(best).into_iter().flatten() {
            open.remove(item);
        }
    }
    without_superfluous(sets, chosen)
}

fn without_superfluous<T: Ord>(sets: &[BTreeSet<T>], mut chosen: Vec<usize>) -> Vec<usize> {
    for position in (0..chosen.len()).rev() {
        let others = chosen.iter().enumerate().filter(|(other, _)| *other != position);
        let held: BTreeSet<&T> = others.filter_map(|(_, set)| sets.get(*set)).flatten().collect();
        let own = chosen.get(position).and_then(|set| sets.get(*set));
        if own.is_some_and(|own| own.iter().all(|item| held.contains(item))) {
            chosen.remove(position);
        }
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn covers(sets: &[BTreeSet<u8>], chosen: impl Iterator<Item = usize>) -> bool {
        let held: BTreeSet<u8> = chosen.flat_map(|set| sets[set].iter().copied()).collect();
        sets.iter().flatten().all(|item| held.contains(item))
    }

    proptest! {
        #[test]
        fn nothing_is_left_out_and_no_set_is_superfluous(
            sets in prop::collection::vec(prop::collection::btree_set(0u8..12, 0..5), 0..10)
        ) {
            let chosen = few(&sets);
            prop_assert!(covers(&sets, chosen.iter().copied()));
            for left_out in &chosen {
                prop_assert!(!covers(&sets, chosen.iter().copied().filter(|set| set != left_out)));
            }
        }
    }

    #[test]
    fn of_sets_that_hold_the_same_the_first_is_taken() {
        assert_eq!(few(&[[1].into(), [1, 2].into(), [1, 2].into()]), [1]);
    }
}
