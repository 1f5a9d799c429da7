//! The complete check of an automaton's bytes, before any lookup.

use super::{Automaton, PREAMBLE, Rows, Step};
use crate::layout::TEXT;
use crate::layout::automaton::{
    END, HEADER, MAP, MAX_LEVELS, NARROW_VALUE, OTHER, SYMBOLS, WIDE_VALUE, place,
};
use crate::malformed::{Malformed, require};
use crate::records::{Record, Records};

/// Opens checked bytes; the order of the checks is the order of the bytes.
pub(super) fn open(bytes: &[u8]) -> Result<Automaton<'_>, Malformed> {
    let (map, rest) = bytes
        .split_first_chunk::<MAP>()
        .ok_or(Malformed::new("symbol map", 0))?;
    let header: Record<'_, HEADER> = Records::new(rest, MAP)
        .get(0)
        .ok_or(Malformed::new("automaton header", MAP))?;
    let (width, entry_size) = (usize::from(header.u16(0)), usize::from(header.u16(2)));
    let (states, levels) = (header.u32(4) as usize, header.u32(8) as usize);
    let values = header.u32(12);
    check_map(map, width)?;
    require((1..=MAX_LEVELS).contains(&levels), "level count", MAP + 8)?;
    let entries = states
        .checked_mul(width)
        .ok_or(Malformed::new("state count", MAP + 4))?;
    let narrow = entries <= NARROW_VALUE && values as usize <= NARROW_VALUE;
    require(entry_size == if narrow { 2 } else { 4 }, "entry size", MAP + 2)?;
    require(
        entries <= WIDE_VALUE && values as usize <= WIDE_VALUE,
        "state count",
        MAP + 4,
    )?;
    let rows_end = entries
        .checked_mul(entry_size)
        .and_then(|length| length.checked_add(PREAMBLE));
    let rows_end = rows_end.ok_or(Malformed::new("state count", MAP + 4))?;
    let rows = bytes
        .get(PREAMBLE..rows_end)
        .ok_or(Malformed::new("rows", PREAMBLE))?;
    let starts = bytes.get(rows_end..).unwrap_or_default();
    require(starts.len() == levels * TEXT, "automaton length", rows_end)?;
    let rows = if narrow {
        Rows::Narrow(rows.as_chunks().0)
    } else {
        Rows::Wide(rows.as_chunks().0)
    };
    let automaton = Automaton {
        map,
        rows,
        width,
        levels,
        values,
    };
    check_levels(&automaton, Records::new(starts, rows_end))?;
    Ok(automaton)
}

/// Used symbols have the columns from 2 on in order; every other place has the column of unused symbols.
fn check_map(map: &[u8; MAP], width: usize) -> Result<(), Malformed> {
    let mut next = OTHER + 1;
    for symbol in SYMBOLS {
        let column = super::column(map, symbol);
        if column != OTHER {
            require(column == next, "column of a symbol", place(symbol))?;
            next += 1;
        }
    }
    require(next == width, "width", MAP)?;
    for (at, &column) in map.iter().enumerate() {
        let symbol = SYMBOLS.iter().any(|&symbol| place(symbol) == at);
        require(symbol || usize::from(column) == OTHER, "column of no symbol", at)?;
    }
    Ok(())
}

/// Every row belongs to one level and leads to later levels only: hence no cycle, and a step bound.
fn check_levels(automaton: &Automaton<'_>, starts: Records<'_, TEXT>) -> Result<(), Malformed> {
    let start_of = |level: usize| {
        starts
            .get(level)
            .map_or(automaton.states(), |start| start.u32(0) as usize)
    };
    require(start_of(0) == 0, "first level", starts.at(0, 0))?;
    for level in 0..starts.len() {
        let (start, end) = (start_of(level), start_of(level + 1));
        require(
            start < end && end <= automaton.states(),
            "level",
            starts.at(level, 0),
        )?;
        for state in start..end {
            check_row(automaton, state, end)?;
        }
    }
    Ok(())
}

/// One row: end and unused symbols decide, the others decide or go on at a row from `later` on.
fn check_row(automaton: &Automaton<'_>, state: usize, later: usize) -> Result<(), Malformed> {
    let row = state * automaton.width;
    let plus = automaton.column(b'+');
    for column in 0..automaton.width {
        let step = automaton.step(row, column);
        let holds = match step {
            Step::Value(0) => true,
            Step::Value(_) if state == 0 && column <= OTHER => false,
            Step::Value(_) if state != 0 && column == plus && plus != OTHER => false,
            Step::Value(value) => value < automaton.values,
            Step::Row(_) if column == END || column == OTHER => false,
            Step::Row(_) if state != 0 && column == plus => false,
            Step::Row(target) => {
                target.is_multiple_of(automaton.width)
                    && (later..automaton.states()).contains(&(target / automaton.width))
            }
        };
        require(holds, "automaton entry", automaton.entry_at(row + column))?;
    }
    Ok(())
}

impl Automaton<'_> {
    /// Where an entry lies in the automaton's bytes.
    fn entry_at(&self, entry: usize) -> usize {
        let size = match self.rows {
            Rows::Narrow(_) => 2,
            Rows::Wide(_) => 4,
        };
        PREAMBLE + entry * size
    }
}
