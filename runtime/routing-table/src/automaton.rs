//! The minimal prefix automaton: dense rows, one step a symbol. Opened over its own bytes, so that
//! benchmarks and `decide` use the very same lookup.

mod entries;
mod wellformed;

pub use entries::{Entries, Entry, Reach};

use crate::layout::automaton::{END, HEADER, MAP, NARROW_VALUE, OTHER, WIDE_VALUE, place};
use crate::malformed::Malformed;

/// An automaton whose bytes are well-formed.
#[derive(Clone, Copy, Debug)]
pub struct Automaton<'a> {
    map: &'a [u8; MAP],
    rows: Rows<'a>,
    width: usize,
    levels: usize,
    values: u32,
}

/// Entries of all rows. INVARIANT: no more of them than the value bit, so that an entry with that
/// bit is beyond the end whatever column is added to it: the bounds check is the test for a value.
#[derive(Clone, Copy, Debug)]
enum Rows<'a> {
    Narrow(&'a [[u8; 2]]),
    Wide(&'a [[u8; 4]]),
}

impl<'a> Automaton<'a> {
    /// Opens the bytes of an automaton; `docs/table-format.md`, block `automat`.
    ///
    /// # Errors
    /// [`Malformed`] unless every entry is a value below the bound or the start of a row of a later
    /// level, the map is the canonical one, and sizes follow their rules.
    pub fn open(bytes: &'a [u8]) -> Result<Automaton<'a>, Malformed> {
        wellformed::open(bytes)
    }

    /// The value of the longest prefix or the exact entry that the symbols match, 0 for none.
    ///
    /// The symbols must be those of a normalised [`Number`](crate::Number): another byte would be taken for
    /// the symbol with the same low six bits.
    /// Takes at most one step a symbol and at most [`Automaton::steps`] in all.
    #[inline]
    pub fn lookup(&self, symbols: &[u8]) -> u32 {
        match self.rows {
            Rows::Narrow(rows) => {
                ask_for_first_lines(rows);
                let at = walk(rows, self.map, symbols, narrow);
                (rows.get(at).map_or(at, narrow) & (NARROW_VALUE - 1)) as u32
            }
            Rows::Wide(rows) => {
                ask_for_first_lines(rows);
                let at = walk(rows, self.map, symbols, wide);
                (rows.get(at).map_or(at, wide) & (WIDE_VALUE - 1)) as u32
            }
        }
    }

    /// Whether more symbols could still change the value.
    pub fn continues(&self, symbols: &[u8]) -> bool {
        match self.rows {
            Rows::Narrow(rows) => walk(rows, self.map, symbols, narrow) < NARROW_VALUE,
            Rows::Wide(rows) => walk(rows, self.map, symbols, wide) < WIDE_VALUE,
        }
    }

    /// The reduced plan that the bytes hold: every prefix and exact entry that decides otherwise than
    /// what surrounds it, in symbol order.
    pub fn entries(&self) -> Entries<'a> {
        Entries::new(*self)
    }

    /// Where every walk starts.
    pub fn start(&self) -> Step {
        Step::Row(0)
    }

    /// Where a walk stands after one more symbol; for proofs, which follow all symbols at once.
    pub fn advance(&self, from: Step, symbol: u8) -> Step {
        match from {
            Step::Row(row) => self.step(row, self.column(symbol)),
            Step::Value(_) => from,
        }
    }

    /// The value of the number that ends here.
    pub fn value(&self, at: Step) -> u32 {
        match at {
            Step::Row(row) => match self.step(row, END) {
                Step::Value(value) => value,
                Step::Row(_) => 0,
            },
            Step::Value(value) => value,
        }
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.entry_count() / self.width
    }

    /// Columns of a row: end, other, and one for each symbol that the plan uses.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The most steps of any lookup.
    pub fn steps(&self) -> usize {
        self.levels
    }

    /// Every value is below this.
    pub fn values(&self) -> u32 {
        self.values
    }

    /// What a row says for a column.
    pub(crate) fn step(&self, row: usize, column: usize) -> Step {
        let at = row + column;
        let (entry, value) = match self.rows {
            Rows::Narrow(rows) => (rows.get(at).map(narrow), NARROW_VALUE),
            Rows::Wide(rows) => (rows.get(at).map(wide), WIDE_VALUE),
        };
        match entry {
            Some(entry) if entry < value => Step::Row(entry),
            Some(entry) => Step::Value((entry & (value - 1)) as u32),
            None => Step::Value(0),
        }
    }

    /// The column of a symbol.
    pub(crate) fn column(&self, symbol: u8) -> usize {
        column(self.map, symbol)
    }

    fn entry_count(&self) -> usize {
        match self.rows {
            Rows::Narrow(rows) => rows.len(),
            Rows::Wide(rows) => rows.len(),
        }
    }
}

/// Where a walk stands: before a row, or at a value that no further symbol changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Go on at the row that starts at this entry.
    Row(usize),
    /// Decided, whatever follows.
    Value(u32),
}

/// Bytes before the rows.
const PREAMBLE: usize = MAP + HEADER;

/// Lines of memory in which the first rows lie, after the one where every walk starts.
const FIRST_LINES: usize = 5;
/// Bytes of a line of memory; a table starts on such a boundary.
const LINE: usize = 64;

/// Reads one entry of each of the first lines: after a silence none is in the cache, and a walk would ask for one after the
/// other and wait for each. A table of fewer lines is walked as it is.
#[inline(always)]
fn ask_for_first_lines<const N: usize>(rows: &[[u8; N]]) {
    let line = LINE / N;
    if let Some(first) = rows.get(..=FIRST_LINES * line) {
        let read = (1..=FIRST_LINES).fold(0, |read, number| {
            read | first
                .get(number * line)
                .and_then(|entry| entry.first())
                .map_or(0, |byte| *byte)
        });
        core::hint::black_box(read);
    }
}

/// Follows the symbols; the result is the start of a row, or a value with its value bit.
#[inline(always)]
fn walk<const N: usize>(
    rows: &[[u8; N]],
    map: &[u8; MAP],
    symbols: &[u8],
    entry: impl Fn(&[u8; N]) -> usize,
) -> usize {
    let mut at = 0;
    for &symbol in symbols {
        match rows.get(at + column(map, symbol)) {
            Some(next) => at = entry(next),
            None => return at,
        }
    }
    at
}

#[inline(always)]
fn column(map: &[u8; MAP], symbol: u8) -> usize {
    map.get(place(symbol))
        .map_or(OTHER, |&column| usize::from(column))
}

#[inline(always)]
fn narrow(entry: &[u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(*entry))
}

#[inline(always)]
fn wide(entry: &[u8; 4]) -> usize {
    u32::from_le_bytes(*entry) as usize
}
