//! Which rule takes which numbers of a prefix. Other systems look for another rule when the preferred one does not
//! fit a number's length or its caller; here the longest prefix decides alone, so it must hold what is left of
//! the shorter ones.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{LONGEST, Rule};

/// Numbers of a prefix that a rule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Share {
    /// The position of the rule.
    pub(super) rule: usize,
    /// Least and greatest number of dialled symbols.
    pub(super) lengths: (usize, usize),
    /// Which callers; `None`: all.
    pub(super) classes: Option<BTreeSet<String>>,
}

/// The shares of each prefix, the preferred first, and the rules that take no number at all.
#[derive(Debug, Default)]
pub(super) struct Covering {
    pub(super) prefixes: BTreeMap<String, Vec<Share>>,
    pub(super) hidden: BTreeSet<usize>,
}

/// Shares out the numbers of every prefix among the rules.
pub(super) fn cover(rules: &[Rule]) -> Covering {
    let mut at: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, rule) in rules.iter().enumerate() {
        at.entry(&rule.prefix).or_default().push(position);
    }
    let classes: BTreeSet<&String> = rules
        .iter()
        .flat_map(|rule| rule.classes.iter().flatten())
        .collect();
    let mut covering = Covering::default();
    for (prefix, own) in &at {
        let mut rivals: Vec<usize> = (0..=prefix.len())
            .filter_map(|length| at.get(prefix.get(..length)?))
            .flatten()
            .copied()
            .collect();
        rivals.sort_unstable();
        let shares = shares(rules, prefix, &rivals, &classes);
        let takes = |rule: &usize| shares.iter().any(|share| share.rule == *rule);
        covering.hidden.extend(own.iter().filter(|rule| !takes(rule)));
        if own.iter().any(takes) {
            covering.prefixes.insert((*prefix).to_owned(), shares);
        }
    }
    covering
}

fn shares(rules: &[Rule], prefix: &str, rivals: &[usize], classes: &BTreeSet<&String>) -> Vec<Share> {
    let callers: Vec<Option<&String>> = if classes.is_empty() {
        vec![None]
    } else {
        classes.iter().map(|class| Some(*class)).collect()
    };
    let mut taken: BTreeMap<(usize, usize, usize), BTreeSet<String>> = BTreeMap::new();
    for caller in callers {
        let mut free = vec![(prefix.len().max(1), LONGEST)];
        for &position in rivals {
            let Some(rule) = rules.get(position) else { continue };
            let permits = |class: &String| {
                rule.classes
                    .as_ref()
                    .is_none_or(|classes| classes.contains(class))
            };
            if !caller.is_none_or(permits) {
                continue;
            }
            for (least, most) in take(&mut free, rule.lengths) {
                let callers = taken.entry((position, least, most)).or_default();
                callers.extend(caller.cloned());
            }
        }
    }
    let shares = taken.into_iter().map(|((rule, least, most), callers)| Share {
        rule,
        lengths: (least, most),
        classes: (callers.len() < classes.len()).then_some(callers),
    });
    shares.collect()
}

/// Takes the lengths that are free out of `free`.
fn take(free: &mut Vec<(usize, usize)>, (least, most): (usize, usize)) -> Vec<(usize, usize)> {
    let mut taken = Vec::new();
    let mut left = Vec::new();
    for &(first, last) in free.iter() {
        let (from, to) = (first.max(least), last.min(most));
        if from > to {
            left.push((first, last));
            continue;
        }
        taken.push((from, to));
        left.extend((first < from).then(|| (first, from - 1)));
        left.extend((to < last).then(|| (to + 1, last)));
    }
    *free = left;
    taken
}
