//! The numbers that a trial dials.

use std::collections::{BTreeSet, HashSet};

use crate::meaning::{Meaning, Meanings};
use crate::product::claims::Claims;
use crate::product::naive;
use crate::product::place::{Ground, Place, symbols};
use crate::settings::Plan;

/// A number for every meaning, and numbers on both sides of the bounds of its lengths.
pub(super) fn numbers(plan: &Plan) -> Result<Vec<String>, String> {
    let claims = Claims::of(plan).map_err(|fault| fault.text)?;
    let mut numbers = BTreeSet::new();
    for (number, meaning) in witnesses(&claims) {
        numbers.extend(at_the_bounds(plan, &number, &meaning));
        numbers.insert(number);
    }
    let precedence = &plan.precedence.dialled;
    let behind = |number: &String| precedence.keys().any(|prefix| number.starts_with(prefix));
    let mut numbers: Vec<_> = numbers
        .into_iter()
        .filter(|number| number.len() <= MOST_SYMBOLS && !behind(number))
        .collect();
    numbers.sort_by(|left, right| (left.len(), left).cmp(&(right.len(), right)));
    Ok(numbers)
}

/// Longer numbers of the same meaning: one digit too few, the fewest, the most, one too many.
fn at_the_bounds(plan: &Plan, number: &str, meaning: &Meaning) -> BTreeSet<String> {
    let Meaning::Route(choices) = meaning else {
        return BTreeSet::new();
    };
    let bounds: BTreeSet<usize> = choices
        .iter()
        .flat_map(|choice| {
            [
                (choice.least, -1),
                (choice.least, 0),
                (choice.most, 0),
                (choice.most, 1),
            ]
        })
        .filter_map(|(bound, step)| usize::from(bound).checked_add_signed(step))
        .collect();
    let longer = bounds.into_iter().filter_map(|bound| {
        let missing = bound.checked_sub(plan.numbering.digits(number))?;
        b"0123456789"
            .iter()
            .map(|digit| char::from(*digit))
            .find_map(|digit| {
                let padded = format!("{number}{}", digit.to_string().repeat(missing));
                (naive::meaning(plan, &padded) == *meaning).then_some(padded)
            })
    });
    longer.collect()
}

/// The shortest number of every meaning, and of nothing with and without something longer.
fn witnesses(claims: &Claims) -> Vec<(String, Meaning)> {
    let mut meanings = Meanings::new();
    let mut ground = Ground::new(claims, &mut meanings);
    let mut seen_places = HashSet::new();
    let mut seen_meanings = BTreeSet::new();
    let mut found = Vec::new();
    let mut level: Vec<(String, Place)> = vec![(String::new(), ground.start())];
    while !level.is_empty() {
        let mut longer = Vec::new();
        for (number, place) in level {
            for symbol in symbols(number.is_empty()) {
                let next = ground.step(place, symbol);
                if !seen_places.insert(next) {
                    continue;
                }
                let number = format!("{number}{}", char::from(symbol));
                let meaning = ground.meaning(next, &mut meanings);
                if seen_meanings.insert((meaning, ground.has_more(next))) {
                    found.push((number.clone(), meanings.get(meaning).clone()));
                }
                if !ground.is_final(next) {
                    longer.push((number, next));
                }
            }
        }
        level = longer;
    }
    found
}

/// Longer numbers are illegal before they are looked up.
const MOST_SYMBOLS: usize = 64;
