//! The automaton's bytes: entries, and the lookup that the format describes.

use std::ops::Range;

/// An automaton within a table's bytes.
#[derive(Debug, Clone)]
pub(crate) struct Automaton {
    /// Column of each symbol.
    pub(crate) map: [u8; 64],
    pub(crate) width: u32,
    pub(crate) entry_bytes: u32,
    pub(crate) states: u32,
    pub(crate) levels: u32,
    pub(crate) values: u32,
    /// Where the rows lie in the table.
    pub(crate) rows: Range<usize>,
    /// First row of each level.
    pub(crate) level_starts: Vec<u32>,
}

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Entry {
    /// Go on at this entry.
    Row(u32),
    /// Decided: number of a row of block `rows`, 0 for no match.
    Value(u32),
    /// There is no such entry.
    Missing,
}

pub(crate) const END: u8 = 0;
pub(crate) const OTHER: u8 = 1;

impl Automaton {
    /// Reads the block at `block` of the table, as far as it can be read.
    pub(crate) fn read(table: &[u8], block: Range<usize>) -> Result<Automaton, String> {
        let bytes = table
            .get(block.clone())
            .ok_or("the block `automat` lies outside of the table")?;
        let map = bytes
            .get(..64)
            .and_then(|map| map.try_into().ok())
            .ok_or("the automaton has no symbol map")?;
        let half = |at: usize| {
            bytes
                .get(at..at + 2)
                .map(|two| two.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
        };
        let word = |at: usize| {
            bytes
                .get(at..at + 4)
                .map(|four| four.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
        };
        let fields = (half(64), half(66), word(68), word(72), word(76));
        let (Some(width), Some(entry_bytes), Some(states), Some(levels), Some(values)) = fields else {
            return Err("the automaton's header is cut off".to_owned());
        };
        if !matches!(entry_bytes, 2 | 4) || width < 2 || states == 0 {
            return Err(format!(
                "an automaton of {states} rows, {width} columns and {entry_bytes} bytes an entry"
            ));
        }
        let size = u64::from(width) * u64::from(states) * u64::from(entry_bytes);
        let rows_end = usize::try_from(size)
            .ok()
            .and_then(|size| size.checked_add(HEADER));
        let end = rows_end
            .filter(|end| *end <= bytes.len())
            .ok_or("the automaton's rows are cut off")?;
        let starts = bytes.get(end..).unwrap_or_default();
        if u64::from(levels) * 4 != u64::try_from(starts.len()).unwrap_or(u64::MAX) {
            return Err(format!(
                "{} bytes behind the rows instead of {levels} levels",
                starts.len()
            ));
        }
        let level_starts = starts
            .chunks(4)
            .map(|four| four.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
        Ok(Automaton {
            map,
            width,
            entry_bytes,
            states,
            levels,
            values,
            rows: block.start + HEADER..block.start + end,
            level_starts: level_starts.collect(),
        })
    }

    /// The column of a symbol.
    pub(crate) fn column(&self, symbol: u8) -> u8 {
        self.map.get(usize::from(symbol & 63)).copied().unwrap_or(OTHER)
    }

    /// The entry in `column` of the row that begins at entry `row`.
    pub(crate) fn entry(&self, table: &[u8], row: u32, column: u8) -> Entry {
        let at = u64::from(row) + u64::from(column);
        if u32::from(column) >= self.width || at >= u64::from(self.width) * u64::from(self.states) {
            return Entry::Missing;
        }
        let size = usize::try_from(self.entry_bytes).unwrap_or(4);
        let begin = usize::try_from(at)
            .unwrap_or(usize::MAX)
            .saturating_mul(size)
            .saturating_add(self.rows.start);
        let Some(bytes) = table.get(begin..begin.saturating_add(size)) else {
            return Entry::Missing;
        };
        let raw = bytes
            .iter()
            .rev()
            .fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
        let top = 1u32 << (8 * self.entry_bytes - 1);
        if raw & top == 0 {
            Entry::Row(raw)
        } else {
            Entry::Value(raw & (top - 1))
        }
    }

    /// What follows `at` when `symbol` is dialled.
    pub(crate) fn step(&self, table: &[u8], at: Entry, symbol: u8) -> Entry {
        match at {
            Entry::Row(row) => self.entry(table, row, self.column(symbol)),
            decided => decided,
        }
    }

    /// Where a number ends, and whether the lookup ended in a row rather than at a value.
    pub(crate) fn end(&self, table: &[u8], at: Entry) -> (Entry, bool) {
        match at {
            Entry::Row(row) => (self.entry(table, row, END), true),
            decided => (decided, false),
        }
    }
}

const HEADER: usize = 80;
