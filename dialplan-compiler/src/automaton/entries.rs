//! Sorted entries, each a run of symbols with a value, packed into one arena: twelve bytes an entry and
//! one byte a symbol.

use std::fmt;

use routing_table::layout::automaton::SYMBOLS;
use routing_table::{MAX_SYMBOLS, Number};

/// Position of a symbol in the canonical order.
pub(super) type Code = u8;

/// Values must leave the top bit of an entry free.
const VALUE_LIMIT: u32 = 1 << 31;

/// The entry cannot be part of an automaton.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IllegalEntry {
    symbols: String,
}

/// Entries sorted by symbols, without duplicates.
#[derive(Default)]
pub(super) struct EntryList {
    codes: Vec<Code>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    length: u8,
    value: u32,
}

/// The entries that start with one run of symbols, `depth` of them.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) depth: usize,
}

impl EntryList {
    pub(super) fn new<'e>(entries: impl Iterator<Item = (&'e [u8], u32)>) -> Result<Self, IllegalEntry> {
        let mut list = EntryList::default();
        for (symbols, value) in entries {
            list.push(symbols, value)?;
        }
        Ok(list.merged(|_, values| values.last().copied().unwrap_or_default()))
    }

    /// Sorts what was pushed, in any order and as often as it likes, and makes one entry of equal symbols. `merge` sees
    /// every run of symbols once, each after all that it begins with, and gives the value for the values that were
    /// pushed, in that order.
    pub(super) fn merged(mut self, mut merge: impl FnMut(&[Code], &[u32]) -> u32) -> Self {
        self.sort();
        let mut entries = std::mem::take(&mut self.entries);
        let (mut kept, mut next) = (0, 0);
        let mut values = Vec::new();
        while let Some(first) = entries.get(next).copied() {
            let symbols = self.codes_of(&first);
            let rest = entries.get(next..).unwrap_or_default();
            values.clear();
            values.extend(
                rest.iter()
                    .take_while(|entry| self.codes_of(entry) == symbols)
                    .map(|entry| entry.value),
            );
            let value = merge(symbols, &values);
            if let Some(place) = entries.get_mut(kept) {
                *place = Entry { value, ..first };
                kept += 1;
            }
            next += values.len();
        }
        entries.truncate(kept);
        self.entries = entries;
        self
    }

    /// Other values: that of each entry is looked up in `values`, by its present one.
    pub(super) fn renamed(mut self, values: &[u32]) -> Self {
        for entry in &mut self.entries {
            entry.value = values.get(entry.value as usize).copied().unwrap_or_default();
        }
        self
    }

    /// All entries.
    pub(super) fn span(&self) -> Span {
        Span {
            first: 0,
            end: self.entries.len(),
            depth: 0,
        }
    }

    /// The value of the entry that ends where a span begins to differ, if there is one.
    pub(super) fn own_value(&self, span: Span) -> Option<u32> {
        let entry = self.entries.get(span.first).filter(|_| span.first < span.end)?;
        (usize::from(entry.length) == span.depth).then_some(entry.value)
    }

    /// The parts of a span by their next symbol, in symbol order.
    pub(super) fn parts(&self, span: Span) -> impl Iterator<Item = (Code, Span)> + '_ {
        let mut first = span.first + usize::from(self.own_value(span).is_some());
        std::iter::from_fn(move || {
            let entry = self.entries.get(first).filter(|_| first < span.end)?;
            let symbol = self.code(entry, span.depth);
            let rest = self.entries.get(first..span.end).unwrap_or_default();
            let count = rest
                .iter()
                .take_while(|entry| self.code(entry, span.depth) == symbol)
                .count();
            let part = Span {
                first,
                end: first + count,
                depth: span.depth + 1,
            };
            first = part.end;
            Some((symbol, part))
        })
    }

    /// The part of a span with a next symbol; empty when there is none.
    pub(super) fn part(&self, span: Span, symbol: Code) -> Span {
        let empty = Span {
            first: span.end,
            end: span.end,
            depth: span.depth + 1,
        };
        self.parts(span)
            .find(|(code, _)| *code == symbol)
            .map_or(empty, |(_, part)| part)
    }

    /// Which symbols occur anywhere.
    pub(super) fn symbols(&self) -> [bool; SYMBOLS.len()] {
        let mut used = [false; SYMBOLS.len()];
        for &code in &self.codes {
            if let Some(used) = used.get_mut(usize::from(code)) {
                *used = true;
            }
        }
        used
    }

    /// Appends an entry; the list is good for nothing before it is [merged](EntryList::merged).
    pub(super) fn push(&mut self, symbols: &[u8], value: u32) -> Result<(), IllegalEntry> {
        let illegal = || IllegalEntry {
            symbols: String::from_utf8_lossy(symbols).into_owned(),
        };
        let legal = Number::from_symbols(symbols).is_ok() && symbols.len() <= MAX_SYMBOLS;
        if !legal || value >= VALUE_LIMIT {
            return Err(illegal());
        }
        let start = u32::try_from(self.codes.len()).map_err(|_| illegal())?;
        let length = u8::try_from(symbols.len()).map_err(|_| illegal())?;
        self.codes
            .extend(symbols.iter().filter_map(|&symbol| code_of(symbol)));
        self.entries.push(Entry { start, length, value });
        Ok(())
    }

    /// Sorts by symbols, equal ones as they were pushed. The first twelve symbols fit in one word, which decides
    /// nearly every comparison without a look into the arena.
    fn sort(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        let mut keyed: Vec<(u64, Entry)> = entries
            .into_iter()
            .map(|entry| (leading(self.codes_of(&entry)), entry))
            .collect();
        keyed.sort_unstable_by(|(left_word, left), (right_word, right)| {
            left_word
                .cmp(right_word)
                .then_with(|| self.codes_of(left).cmp(self.codes_of(right)))
                .then_with(|| left.start.cmp(&right.start))
        });
        self.entries = keyed.into_iter().map(|(_, entry)| entry).collect();
    }

    fn codes_of(&self, entry: &Entry) -> &[Code] {
        let start = entry.start as usize;
        self.codes
            .get(start..start + usize::from(entry.length))
            .unwrap_or_default()
    }

    fn code(&self, entry: &Entry, depth: usize) -> Code {
        self.codes
            .get(entry.start as usize + depth)
            .copied()
            .unwrap_or_default()
    }
}

impl Span {
    pub(super) fn is_empty(self) -> bool {
        self.first == self.end
    }
}

impl fmt::Display for IllegalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` with its value cannot be an entry of an automaton",
            self.symbols
        )
    }
}

impl std::error::Error for IllegalEntry {}

/// The code of a symbol.
pub(super) fn code_of(symbol: u8) -> Option<Code> {
    match symbol {
        b'0'..=b'9' => Some(symbol - b'0'),
        _ => {
            let position = SYMBOLS.iter().position(|&known| known == symbol)?;
            Code::try_from(position).ok()
        }
    }
}

/// Up to twelve codes in one word that sorts as they do: five bits each, 0 for the end.
fn leading(codes: &[Code]) -> u64 {
    let word = (0..12).fold(0, |word, at| {
        word << 5 | codes.get(at).map_or(0, |&code| u64::from(code) + 1)
    });
    word << 4
}
