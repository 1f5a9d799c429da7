//! The blocks of precedence: levels, dialled prefixes, and the highest level of each class.

use super::blocks::{Field, Fields};
use super::order::Order;
use crate::plan::{DialPlan, Precedence};

use Field::{Text, Word};

/// Levels, prefixes and classes; all empty in a plan without levels.
pub(super) fn blocks(plan: &DialPlan, order: &Order) -> [Fields; 3] {
    plan.precedence().map_or_else(Default::default, |precedence| {
        let highest = |&class: &usize| Word(precedence.highest(class) as u32);
        [
            precedence.values().map(Text).collect(),
            prefixes(precedence),
            order.classes.iter().map(highest).collect(),
        ]
    })
}

fn prefixes(precedence: &Precedence) -> Fields {
    let mut prefixes: Vec<(&str, usize)> = precedence
        .dialled()
        .iter()
        .map(|(prefix, level, _)| (prefix.as_str(), *level))
        .collect();
    prefixes.sort_unstable();
    let fields = |(prefix, level): (&str, usize)| [Text(prefix.to_owned()), Word(level as u32)];
    prefixes.into_iter().flat_map(fields).collect()
}
