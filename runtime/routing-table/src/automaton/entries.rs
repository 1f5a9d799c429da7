//! Reads the reduced plan back from the bytes alone, in symbol order, without allocating.

use super::{Automaton, Step};
use crate::layout::automaton::{END, MAX_LEVELS, OTHER, SYMBOLS};
use crate::{Number, Row};

/// Whether an entry reaches past its own symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every number that starts with the symbols, unless a longer entry says otherwise.
    Prefix,
    /// The number of exactly these symbols.
    Exact,
}

/// One entry of the reduced plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The symbols.
    pub symbols: Number,
    /// Prefix or exact.
    pub reach: Reach,
    /// What decides there; [`Row::NONE`] for a hole in a shorter prefix.
    pub row: Row,
}

/// Iterates over the reduced plan.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    automaton: Automaton<'a>,
    symbols: Number,
    stack: [Place; MAX_LEVELS],
    depth: usize,
}

/// Where the walk stands in one row: `next` counts end, other, then the seventeen symbols.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    row: usize,
    inherited: u32,
    next: usize,
}

impl<'a> Entries<'a> {
    pub(super) fn new(automaton: Automaton<'a>) -> Self {
        let stack = [Place::default(); MAX_LEVELS];
        Entries {
            automaton,
            symbols: Number::EMPTY,
            stack,
            depth: 1,
        }
    }

    /// Takes the next step in the innermost row; `Some(None)` when it says nothing new.
    fn advance(&mut self) -> Option<Option<Entry>> {
        let level = self.depth.checked_sub(1)?;
        let place = self.stack.get_mut(level)?;
        let here = *place;
        place.next += 1;
        let other = self.value(here.row, OTHER);
        Some(match here.next {
            0 => self.entry(Reach::Prefix, here.inherited, other),
            1 => self.entry(Reach::Exact, other, self.value(here.row, END)),
            next => match SYMBOLS.get(next - 2) {
                Some(&symbol) => self.follow(here.row, symbol, other),
                None => {
                    self.depth = level;
                    self.symbols.pop();
                    None
                }
            },
        })
    }

    fn follow(&mut self, row: usize, symbol: u8, inherited: u32) -> Option<Entry> {
        let column = self.automaton.column(symbol);
        if column == OTHER || self.symbols.extend(&[symbol]).is_err() {
            return None;
        }
        match self.automaton.step(row, column) {
            Step::Value(value) => {
                let entry = self.entry(Reach::Prefix, inherited, value);
                self.symbols.pop();
                entry
            }
            Step::Row(row) => {
                if let Some(place) = self.stack.get_mut(self.depth) {
                    *place = Place {
                        row,
                        inherited,
                        next: 0,
                    };
                    self.depth += 1;
                }
                None
            }
        }
    }

    fn entry(&self, reach: Reach, surrounding: u32, value: u32) -> Option<Entry> {
        (value != surrounding).then_some(Entry {
            symbols: self.symbols,
            reach,
            row: Row::new(value),
        })
    }

    fn value(&self, row: usize, column: usize) -> u32 {
        match self.automaton.step(row, column) {
            Step::Value(value) => value,
            Step::Row(_) => 0,
        }
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.advance()? {
                return Some(entry);
            }
        }
    }
}
