//! Everything that makes the automaton the only one of its meaning (docs/table-format.md, *The automaton*).

use std::collections::{BTreeSet, HashSet};

use crate::table::Table;
use crate::table::automaton::{Automaton, END, Entry, OTHER};

/// Faults of the automaton.
pub(crate) fn automaton(table: &Table<'_>) -> Vec<String> {
    let automaton = &table.automaton;
    let mut faults = Vec::new();
    columns(automaton, &mut faults);
    sizes(table, &mut faults);
    let reached = entries(table, &mut faults);
    if faults.is_empty() {
        numbering(table, &mut faults);
        minimality(table, &mut faults);
        let rows = table.records("rows").len();
        faults.extend(
            (1..=rows)
                .filter(|row| !reached.contains(row))
                .map(|row| format!("row {row} is reached by no number")),
        );
    }
    faults
}

fn columns(automaton: &Automaton, faults: &mut Vec<String>) {
    let mut next = 2;
    for symbol in SYMBOLS.bytes() {
        match automaton.column(symbol) {
            OTHER => {}
            column if column == next => next += 1,
            column => faults.push(format!(
                "the symbol `{}` has column {column} instead of {next}",
                char::from(symbol)
            )),
        }
    }
    let legal: BTreeSet<u8> = SYMBOLS.bytes().map(|symbol| symbol & 63).collect();
    let strange = (0u8..64)
        .zip(automaton.map)
        .filter(|(place, column)| !legal.contains(place) && *column != OTHER);
    faults.extend(strange.map(|(place, column)| format!("place {place} of no symbol has column {column}")));
    if u32::from(next) != automaton.width {
        faults.push(format!("{} columns, of which {next} are used", automaton.width));
    }
}

fn sizes(table: &Table<'_>, faults: &mut Vec<String>) {
    let automaton = &table.automaton;
    let small =
        u64::from(automaton.states) * u64::from(automaton.width) <= 32_768 && automaton.values <= 32_768;
    if automaton.entry_bytes != if small { 2 } else { 4 } {
        faults.push(format!(
            "entries of {} bytes are not those of its size",
            automaton.entry_bytes
        ));
    }
    let rows = table.records("rows").len();
    if usize::try_from(automaton.values) != Ok(rows + 1) {
        faults.push(format!(
            "the bound of values is {} beside {rows} rows",
            automaton.values
        ));
    }
    if !(1..=65).contains(&automaton.levels) {
        faults.push(format!("{} levels", automaton.levels));
    }
}

/// Looks at every entry and returns the values that occur.
fn entries(table: &Table<'_>, faults: &mut Vec<String>) -> HashSet<usize> {
    let automaton = &table.automaton;
    let plus = automaton.column(b'+');
    let mut values = HashSet::new();
    for state in 0..automaton.states {
        for column in 0..automaton.width {
            let column = u8::try_from(column).unwrap_or(u8::MAX);
            let entry = automaton.entry(table.bytes, state.saturating_mul(automaton.width), column);
            let fault = match entry {
                Entry::Missing => Some("is missing"),
                Entry::Value(value) if value >= automaton.values => Some("has a value beyond the bound"),
                Entry::Row(row) if row % automaton.width != 0 => Some("leads into the middle of a row"),
                Entry::Row(row) if row / automaton.width >= automaton.states => Some("leads out of the rows"),
                Entry::Row(_) if matches!(column, END | OTHER) => {
                    Some("leads on where every number has an answer")
                }
                Entry::Value(1..) if state == 0 && matches!(column, END | OTHER) => {
                    Some("decides before anything is dialled")
                }
                Entry::Row(_) | Entry::Value(1..) if state > 0 && column == plus && plus > OTHER => {
                    Some("takes `+` behind the first symbol")
                }
                _ => None,
            };
            faults.extend(fault.map(|what| format!("the entry in column {column} of row {state} {what}")));
            if let Entry::Value(value) = entry {
                values.extend(usize::try_from(value));
            }
        }
    }
    values
}

/// Reachability, levels, and the order within a level.
fn numbering(table: &Table<'_>, faults: &mut Vec<String>) {
    let automaton = &table.automaton;
    let states = usize::try_from(automaton.states).unwrap_or(0);
    let mut level: Vec<Option<u32>> = vec![None; states];
    let mut named: Vec<u32> = vec![0; states];
    let mut counter = 0;
    level.first_mut().into_iter().for_each(|first| *first = Some(0));
    for state in 0..automaton.states {
        let own = usize::try_from(state)
            .ok()
            .and_then(|state| level.get(state))
            .copied()
            .flatten();
        let Some(own) = own else {
            faults.push(format!("row {state} is reached by no number"));
            continue;
        };
        for next in successors(table, state) {
            let at = usize::try_from(next).unwrap_or(usize::MAX);
            if next <= state {
                faults.push(format!("row {state} leads back to row {next}"));
            }
            let Some(place) = level.get_mut(at) else { continue };
            if place.is_none() {
                counter += 1;
                named.get_mut(at).into_iter().for_each(|named| *named = counter);
            }
            *place = (*place).max(Some(own + 1));
        }
    }
    let mut starts = Vec::new();
    for (state, (own, before)) in (0u32..).zip(level.iter().zip([None].iter().chain(&level))) {
        if own != before {
            starts.push(state);
        }
    }
    let ascending = level.is_sorted() && level.last().copied().flatten() == automaton.levels.checked_sub(1);
    if !ascending || starts != automaton.level_starts {
        faults.push("the levels are not the longest ways from the first row".to_owned());
    }
    let pairs = level.iter().zip(&named).zip(level.iter().zip(&named).skip(1));
    if pairs
        .into_iter()
        .any(|((level, named), (next, then))| level == next && named >= then)
    {
        faults.push("the rows of a level are not in the order in which they are named".to_owned());
    }
}

fn successors(table: &Table<'_>, state: u32) -> impl Iterator<Item = u32> {
    let automaton = &table.automaton;
    let row = state.saturating_mul(automaton.width);
    (0..automaton.width).filter_map(move |column| {
        match automaton.entry(table.bytes, row, u8::try_from(column).unwrap_or(u8::MAX)) {
            Entry::Row(next) => Some(next / automaton.width),
            _ => None,
        }
    })
}

/// No two rows are equal, no row decides as what leads to it would, no column says what the second says.
fn minimality(table: &Table<'_>, faults: &mut Vec<String>) {
    let automaton = &table.automaton;
    let size = usize::try_from(automaton.width * automaton.entry_bytes)
        .unwrap_or(1)
        .max(1);
    let rows = table.bytes.get(automaton.rows.clone()).unwrap_or_default();
    let mut seen = HashSet::new();
    let plus = automaton.column(b'+');
    let mut needed: BTreeSet<u8> = BTreeSet::from([END, OTHER]);
    for (state, bytes) in (0..automaton.states).zip(rows.chunks(size)) {
        if !seen.insert(bytes) {
            faults.push(format!("row {state} equals a row before it"));
        }
        let row = state.saturating_mul(automaton.width);
        let entry = |column: u8| automaton.entry(table.bytes, row, column);
        let columns = (0..automaton.width).map(|column| u8::try_from(column).unwrap_or(u8::MAX));
        let columns: Vec<u8> = columns
            .filter(|column| state == 0 || plus == OTHER || *column != plus)
            .collect();
        if state > 0 && columns.iter().all(|column| entry(*column) == entry(END)) {
            faults.push(format!("row {state} decides as what leads to it would"));
        }
        needed.extend(
            columns
                .into_iter()
                .filter(|column| entry(*column) != entry(OTHER)),
        );
    }
    if u32::try_from(needed.len()) != Ok(automaton.width) {
        faults.push("a column decides nowhere other than the column of unused symbols".to_owned());
    }
}

const SYMBOLS: &str = "0123456789*#ABCD+";
