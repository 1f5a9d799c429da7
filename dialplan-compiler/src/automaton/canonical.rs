//! The one numbering of the states, and the bytes that follow from it (`docs/table-format.md`, `automat`).

use std::collections::BTreeSet;

use routing_table::layout::automaton::{MAP, NARROW_VALUE, OTHER, SYMBOLS, place};

use super::entries::Code;
use super::minimal::{FIXED_COLUMNS, States, VALUE};
use super::reading::PLUS;

/// A minimal automaton with its states in canonical order.
pub(crate) struct Canonical {
    states: States,
    /// Columns that stay: end, other, and those of symbols that some row treats unlike other symbols.
    columns: Vec<usize>,
    /// States in canonical order.
    order: Vec<u32>,
    /// First position in `order` of each level.
    levels: Vec<u32>,
}

impl Canonical {
    pub(super) fn new(states: States) -> Self {
        let columns = used_columns(&states);
        let (order, levels) = number(&states, &columns);
        Canonical {
            states,
            columns,
            order,
            levels,
        }
    }

    /// Every value that some number has, without 0, ascending.
    pub(crate) fn used_values(&self) -> Vec<u32> {
        let values = self
            .states
            .rows
            .iter()
            .filter(|&&reference| reference & VALUE != 0);
        let values: BTreeSet<u32> = values.map(|reference| reference & !VALUE).collect();
        values.into_iter().filter(|&value| value != 0).collect()
    }

    /// The bytes, with every value renamed; all new values must lie below `values`.
    pub(crate) fn bytes(&self, values: u32, rename: impl Fn(u32) -> u32) -> Vec<u8> {
        let width = self.columns.len();
        let narrow = self.order.len() * width <= NARROW_VALUE && values as usize <= NARROW_VALUE;
        let mut bytes = self.map().to_vec();
        bytes.extend((width as u16).to_le_bytes());
        bytes.extend(if narrow { 2u16 } else { 4 }.to_le_bytes());
        bytes.extend((self.order.len() as u32).to_le_bytes());
        bytes.extend((self.levels.len() as u32).to_le_bytes());
        bytes.extend(values.to_le_bytes());
        let positions = self.positions();
        for &state in &self.order {
            let row = self.states.row(state);
            for reference in self.columns.iter().filter_map(|&column| row.get(column)) {
                let (value, rest) = match reference & VALUE != 0 {
                    true => (true, rename(reference & !VALUE)),
                    false => (
                        false,
                        positions.get(*reference as usize).copied().unwrap_or(0) * width as u32,
                    ),
                };
                match narrow {
                    true => bytes.extend((u16::from(value) << 15 | rest as u16).to_le_bytes()),
                    false => bytes.extend((u32::from(value) << 31 | rest).to_le_bytes()),
                }
            }
        }
        bytes.extend(self.levels.iter().flat_map(|level| level.to_le_bytes()));
        bytes
    }

    fn map(&self) -> [u8; MAP] {
        let mut map = [OTHER as u8; MAP];
        for (position, &column) in self.columns.iter().enumerate().skip(FIXED_COLUMNS) {
            let symbol =
                symbol_of_column(&self.states, column).and_then(|code| SYMBOLS.get(usize::from(code)));
            if let Some(place) = symbol.and_then(|&symbol| map.get_mut(place(symbol))) {
                *place = position as u8;
            }
        }
        map
    }

    /// Position in the order of every state, by state.
    fn positions(&self) -> Vec<u32> {
        let mut positions = vec![0; self.states.count()];
        for (position, &state) in (0..).zip(&self.order) {
            if let Some(place) = positions.get_mut(state as usize) {
                *place = position;
            }
        }
        positions
    }
}

fn symbol_of_column(states: &States, column: usize) -> Option<Code> {
    states.symbols.get(column.checked_sub(FIXED_COLUMNS)?).copied()
}

/// End, other, and every symbol that some row treats unlike other symbols. `+` matters in the first row
/// only.
fn used_columns(states: &States) -> Vec<usize> {
    let first = (states.count() as u32).saturating_sub(1);
    let differs = |state: u32, column: usize| {
        let row = states.row(state);
        row.get(column) != row.get(OTHER)
    };
    let used = |&column: &usize| match symbol_of_column(states, column) {
        Some(PLUS) => differs(first, column),
        Some(_) => (0..=first).any(|state| differs(state, column)),
        None => true,
    };
    (0..states.width()).filter(used).collect()
}

/// Numbers the states by level, that is by their longest way from the first row, and within a level in
/// the order in which rows of earlier levels, read in order, first name them. So every reference leads to
/// a later level, which a reader can check without memory.
fn number(states: &States, columns: &[usize]) -> (Vec<u32>, Vec<u32>) {
    let first = (states.count() as u32).saturating_sub(1);
    let level_of = level_of_states(states);
    let depth = level_of.iter().max().map_or(0, |&deepest| usize::from(deepest)) + 1;
    let mut by_level: Vec<Vec<u32>> = vec![Vec::new(); depth];
    let mut named = vec![false; states.count()];
    if let Some(level) = by_level.first_mut() {
        level.push(first);
    }
    let (mut order, mut levels) = (Vec::with_capacity(states.count()), Vec::with_capacity(depth));
    for level in 0..depth {
        let members = by_level.get_mut(level).map(std::mem::take).unwrap_or_default();
        levels.push(order.len() as u32);
        for &state in &members {
            let row = states.row(state);
            for &reference in columns.iter().filter_map(|&column| row.get(column)) {
                let Some(seen) = named
                    .get_mut(reference as usize)
                    .filter(|_| reference & VALUE == 0)
                else {
                    continue;
                };
                if !std::mem::replace(seen, true) {
                    let level = level_of
                        .get(reference as usize)
                        .map_or(0, |&level| usize::from(level));
                    by_level
                        .get_mut(level)
                        .into_iter()
                        .for_each(|members| members.push(reference));
                }
            }
        }
        order.extend(members);
    }
    (order, levels)
}

/// The longest way from the first row to every state. States come after all that they lead to, so one
/// pass from the last to the first sees each state before those that it leads to.
fn level_of_states(states: &States) -> Vec<u8> {
    let mut levels = vec![0u8; states.count()];
    for state in (0..states.count() as u32).rev() {
        let next = levels.get(state as usize).map_or(0, |level| level + 1);
        for &reference in states
            .row(state)
            .iter()
            .filter(|&reference| reference & VALUE == 0)
        {
            if let Some(level) = levels.get_mut(reference as usize) {
                *level = next.max(*level);
            }
        }
    }
    levels
}
