//! Whether a mutant decides as its original, found without the settings and without the walk: both automata are followed
//! through every number, and rows that are not the same word for word are tried on numbers of every length.

use std::collections::HashSet;

use crate::meaning::{Meaning, Rewriting};
use crate::product::place::symbols;
use crate::table::automaton::Entry;
use crate::table::rows::Rows;

/// Where both tables begin to differ: an entry, and a number that leads to its row.
pub(super) struct Changed<'n> {
    pub(super) row: u32,
    pub(super) column: u8,
    pub(super) number: &'n str,
}

/// Whether both tables decide every number alike; if `changed` is all that differs, only what goes through it is followed.
pub(super) fn same_decisions(
    original: &Rows<'_, '_>,
    mutant: &Rows<'_, '_>,
    written: &Rewriting,
    changed: Option<&Changed<'_>>,
) -> bool {
    let number = changed.map_or("", |changed| changed.number);
    let row = Entry::Row(changed.map_or(0, |changed| changed.row));
    let alike = |pair, number: &str, longest| ends_alike(original, mutant, pair, (number, longest), written);
    let mut seen = HashSet::new();
    let mut open = vec![((row, row), number.to_owned())];
    let mut begun = false;
    while let Some(((left, right), number)) = open.pop() {
        if !number.is_empty() && !alike((left, right), &number, number.len()) {
            return false;
        }
        for symbol in symbols(number.is_empty()).filter(|_| number.len() < MOST_SYMBOLS) {
            let elsewhere = |changed: &Changed<'_>| changed.column != original.table.automaton.column(symbol);
            if !begun && changed.is_some_and(elsewhere) {
                continue;
            }
            let number = format!("{number}{}", char::from(symbol));
            let pair = (step(original, left, symbol), step(mutant, right, symbol));
            if !matches!(pair, (Entry::Row(_), _) | (_, Entry::Row(_))) {
                if !alike(pair, &number, MOST_SYMBOLS) {
                    return false;
                }
            } else if seen.insert(pair) {
                open.push((pair, number));
            }
        }
        begun = true;
    }
    true
}

fn step(rows: &Rows<'_, '_>, at: Entry, symbol: u8) -> Entry {
    rows.table.automaton.step(rows.table.bytes, at, symbol)
}

fn ends_alike(
    original: &Rows<'_, '_>,
    mutant: &Rows<'_, '_>,
    (left, right): (Entry, Entry),
    (number, longest): (&str, usize),
    written: &Rewriting,
) -> bool {
    let (one, one_more) = end(original, left);
    let (other, other_more) = end(mutant, right);
    if one == other {
        return one != Meaning::Nothing || one_more == other_more;
    }
    tries(number, longest)
        .all(|tried| written.outcomes(&one, &tried, one_more) == written.outcomes(&other, &tried, other_more))
}

/// The number, and numbers of up to `longest` symbols that repeat one symbol behind it.
fn tries(number: &str, longest: usize) -> impl Iterator<Item = String> {
    let lengths = move |symbol: u8| {
        (0..=longest.saturating_sub(number.len())).map(move |more| {
            let tail: String = std::iter::repeat_n(char::from(symbol), more).collect();
            format!("{number}{tail}")
        })
    };
    symbols(false).flat_map(lengths)
}

fn end(rows: &Rows<'_, '_>, at: Entry) -> (Meaning, bool) {
    let (end, in_row) = rows.table.automaton.end(rows.table.bytes, at);
    let meaning = match end {
        Entry::Value(value) => rows.meaning(value),
        Entry::Row(_) | Entry::Missing => Meaning::Broken("no row".to_owned()),
    };
    (meaning, in_row)
}

const MOST_SYMBOLS: usize = 64;
