//! Many vessels beside the first of them: which numbers each treats otherwise. Made of the pairwise differences.

use std::collections::BTreeMap;

use super::diff::{Change, Diff, Side, Whose, compared_as, diff, pairs};
use super::space::Region;
use super::subject::View;

/// A fleet compared with its first vessel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fleet<'a> {
    /// What differs from the first vessel, for each of the others in their order.
    pub differences: Vec<Diff<'a>>,
    /// Every set of numbers that some vessel treats otherwise than the first, in symbol order. Sets of different vessels
    /// may overlap.
    pub rows: Vec<Row<'a>>,
}

/// Numbers that some vessel treats otherwise than the first, in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The numbers.
    pub region: Region,
    /// For whom.
    pub callers: Vec<String>,
    /// What becomes of them in the first vessel.
    pub first: Side<'a>,
    /// What becomes of them in each of the others.
    pub cells: Vec<Cell<'a>>,
}

/// What one vessel does with the numbers of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell<'a> {
    /// The same as the first.
    Same,
    /// This, for all of them; the region that the vessel treats so begins with the text.
    Otherwise(Side<'a>, String),
    /// Something else for some of them: so many of digits, up to the length that was asked for.
    Partly(u128),
    /// One or the other, by the emission profile that it is in.
    ByProfile,
    /// It has no such caller.
    NoCaller,
}

/// Compares every vessel with the first; numbers of up to `longest` symbols are counted.
pub fn fleet<'a>(first: &View<'a>, others: &[View<'a>], longest: usize) -> Fleet<'a> {
    let differences: Vec<Diff<'a>> = others
        .iter()
        .map(|other| diff(first, other, Whose::Classes))
        .collect();
    let mut wanted: BTreeMap<(Region, String), Side<'a>> = BTreeMap::new();
    for change in differences.iter().flat_map(|difference| &difference.changes) {
        for caller in &change.callers {
            let key = (change.region.clone(), caller.clone());
            wanted.entry(key).or_insert_with(|| change.old.clone());
        }
    }
    let compared: Vec<Vec<String>> = others.iter().map(|other| names(first, other)).collect();
    let mut rows: Vec<Row<'a>> = Vec::new();
    for ((region, caller), side) in &wanted {
        let own = differences.iter().zip(&compared);
        let cells: Vec<Cell<'a>> = own
            .map(|(difference, names)| treatment(region, caller, difference, names, longest))
            .collect();
        let alike = |row: &&mut Row<'a>| {
            row.region == *region
                && row.cells == cells
                && row.first.outcome == side.outcome
                && row.first.level == side.level
        };
        match rows
            .iter_mut()
            .rev()
            .take_while(|row| row.region == *region)
            .find(alike)
        {
            Some(row) => {
                row.callers.push(caller.clone());
                row.first.rows.extend(&side.rows);
            }
            None => rows.push(Row {
                region: region.clone(),
                callers: vec![caller.clone()],
                first: side.clone(),
                cells,
            }),
        }
    }
    Fleet { differences, rows }
}

/// The callers that are compared between two vessels.
fn names(first: &View<'_>, other: &View<'_>) -> Vec<String> {
    let (pairs, _, _) = pairs(first, other);
    pairs
        .into_iter()
        .map(|pair| compared_as(first, other, pair))
        .collect()
}

/// What a vessel does with the numbers of a region for a caller. A vessel without profiles is in every profile as it always is.
fn treatment<'a>(
    region: &Region,
    caller: &str,
    difference: &Diff<'a>,
    names: &[String],
    longest: usize,
) -> Cell<'a> {
    let within = |one: &str, all: &str| one.strip_prefix(all).is_some_and(|rest| rest.starts_with(" in "));
    let exact = names.iter().any(|name| name == caller);
    let is_meant = |name: &&String| match exact {
        true => *name == caller,
        false => within(name, caller) || within(caller, name),
    };
    let mut cells: Vec<Cell<'a>> = Vec::new();
    for name in names.iter().filter(is_meant) {
        let own = difference
            .changes
            .iter()
            .filter(|change| change.callers.contains(name));
        cells.push(cell(region, own, longest));
    }
    match cells.split_first() {
        None => Cell::NoCaller,
        Some((first, others)) if others.iter().all(|other| other == first) => first.clone(),
        Some(_) => Cell::ByProfile,
    }
}

/// What a vessel with these changes, which are disjoint, does with the numbers of a region.
fn cell<'d, 'a: 'd>(
    region: &Region,
    changes: impl Iterator<Item = &'d Change<'a>>,
    longest: usize,
) -> Cell<'a> {
    let mut count = None;
    for change in changes {
        let Some(both) = region.overlap(&change.region) else {
            continue;
        };
        if both == *region {
            return Cell::Otherwise(change.new.clone(), change.region.symbols.clone());
        }
        let more = both.count_digits(longest);
        count = Some(count.map_or(more, |count: u128| count.saturating_add(more)));
    }
    count.map_or(Cell::Same, Cell::Partly)
}
