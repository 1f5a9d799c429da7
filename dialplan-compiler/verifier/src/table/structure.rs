//! The form of a table beyond what reading it needs: owners and runs, orders, reserved fields, and everything that
//! makes the automaton the only one of its meaning (docs/table-format.md, *The automaton*).

use std::collections::{BTreeSet, HashSet};

use crate::table::automaton::{Automaton, END, Entry, OTHER};
use crate::table::{NO_TEXT, Record, Table};

/// Faults of the blocks.
pub(crate) fn blocks(table: &Table<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    runs(table, &mut faults);
    orders(table, &mut faults);
    reserved(table, &mut faults);
    rows(table, &mut faults);
    texts(table, &mut faults);
    faults
}

/// Owner, where its first and count lie, and the block that it owns runs of.
const OWNERS: [(&str, usize, &str); 4] = [
    ("gateways", 40, "settings"),
    ("emerg", 16, "targets"),
    ("rows", 4, "choices"),
    ("choices", 12, "attempts"),
];

fn runs(table: &Table<'_>, faults: &mut Vec<String>) {
    for (owner, at, owned) in OWNERS {
        let mut next = 0u32;
        for (position, record) in table.records(owner).into_iter().enumerate() {
            let owns = owner != "rows" || record.word(0) == ROUTE;
            let (first, count) = (record.word(at), record.word(at + 4));
            if owns && first != next {
                faults.push(format!(
                    "record {position} of `{owner}` owns `{owned}` from {first} instead of {next}"
                ));
            }
            next = if owns { next.saturating_add(count) } else { next };
        }
        let held = table.records(owned).len();
        if usize::try_from(next) != Ok(held) {
            faults.push(format!("{held} records of `{owned}`, of which {next} are owned"));
        }
    }
}

fn orders(table: &Table<'_>, faults: &mut Vec<String>) {
    let mut sorted = |block: &str, by: &str, is_sorted: bool| {
        if !is_sorted {
            faults.push(format!("`{block}` is not sorted by {by}"));
        }
    };
    for block in ["stations", "emerg", "preced"] {
        let numbers: Vec<_> = table.records(block).iter().map(|record| record.word(0)).collect();
        sorted(
            block,
            "number",
            numbers.is_sorted_by(|before, after| before < after),
        );
    }
    let inbound: Vec<_> = table
        .records("inbound")
        .iter()
        .map(|record| (record.word(0), record.word(4)))
        .collect();
    sorted(
        "inbound",
        "gateway and number",
        inbound.is_sorted_by(|before, after| before < after),
    );
    for gateway in table.records("gateways") {
        let count = usize::try_from(gateway.word(44)).unwrap_or(usize::MAX);
        let own = table
            .records("settings")
            .into_iter()
            .skip(gateway.length(40))
            .take(count);
        let keys: Vec<_> = own.map(|record| record.word(0)).collect();
        sorted(
            "settings",
            "key",
            keys.is_sorted_by(|before, after| before < after),
        );
    }
    for (block, width) in [("access4", 4), ("access6", 16)] {
        let records = table.records(block);
        let key = |record: &Record<'_>| {
            let owner = if record.word(0) == MEDIA {
                record.word(4)
            } else {
                0
            };
            (record.word(0), owner, record.bytes(8..8 + width).to_vec())
        };
        sorted(block, "list and address", records.is_sorted_by_key(key));
        let apart = records.windows(2).all(|pair| match pair {
            [before, after] => {
                let one_list = key(before).0 == key(after).0 && key(before).1 == key(after).1;
                !one_list || before.bytes(8 + width..8 + 2 * width) < after.bytes(8..8 + width)
            }
            _ => true,
        });
        sorted(block, "address without overlap", apart);
    }
}

/// Reserved bytes of a record: block, first, end.
const RESERVED: [(&str, usize, usize); 3] = [("server", 10, 12), ("gateways", 10, 12), ("choices", 7, 8)];

fn reserved(table: &Table<'_>, faults: &mut Vec<String>) {
    for (block, first, end) in RESERVED {
        if table
            .records(block)
            .iter()
            .any(|record| record.bytes(first..end).iter().any(|byte| *byte != 0))
        {
            faults.push(format!("a reserved field of `{block}` is not zero"));
        }
    }
    if table
        .records("access4")
        .iter()
        .chain(&table.records("access6"))
        .any(|record| record.word(0) == 0 && record.word(4) != 0)
    {
        faults.push("a crew network names a gateway".to_owned());
    }
    let profiles = !table.records("profiles").is_empty();
    if !profiles && table.records("gateways").iter().any(|record| record.byte(9) != 0) {
        faults.push("a gateway radiates in a plan without emission profiles".to_owned());
    }
}

fn rows(table: &Table<'_>, faults: &mut Vec<String>) {
    let rows = table.records("rows");
    let choices = table.records("choices");
    let attempts = table.records("attempts");
    let classes = table
        .records("stations")
        .iter()
        .map(|record| record.word(4))
        .max()
        .map_or(0, |most| most.min(31) + 1);
    let every = u32::MAX.checked_shr(32 - classes).unwrap_or(0);
    let content = |row: &Record<'_>| {
        let first = row.length(4);
        let own = choices
            .iter()
            .skip(first)
            .take(if row.word(0) == ROUTE { row.length(8) } else { 0 });
        let own = own.map(|choice| {
            let tried = attempts
                .iter()
                .skip(choice.length(12))
                .take(choice.length(16))
                .map(|attempt| attempt.word(0));
            let limits = (
                choice.word(0),
                choice.byte(4),
                choice.byte(5),
                choice.byte(6),
                choice.word(8),
            );
            (limits, tried.collect::<Vec<_>>())
        });
        (
            row.word(0),
            if row.word(0) == ROUTE { 0 } else { row.word(4) },
            own.collect::<Vec<_>>(),
        )
    };
    let contents: Vec<_> = rows.iter().map(content).collect();
    if !contents.is_sorted_by(|before, after| before < after) {
        faults.push("`rows` is not sorted by content, or two rows are equal".to_owned());
    }
    for (number, (row, (_, _, own))) in (1..).zip(rows.iter().zip(&contents)) {
        let fits = match row.word(0) {
            1 => row.word(4) == 0 && row.word(8) == 0,
            2 | 3 => row.word(8) == 0,
            ROUTE => {
                !own.is_empty() && (1..=16).contains(&own.iter().map(|(_, tried)| tried.len()).sum::<usize>())
            }
            _ => false,
        };
        if !fits {
            faults.push(format!("row {number} has fields that its kind does not have"));
        }
        if own.iter().any(|((mask, ..), tried)| {
            (*mask != u32::MAX && (*mask & !every != 0 || *mask == every || *mask == 0)) || tried.is_empty()
        }) {
            faults.push(format!(
                "row {number} has a choice for classes that there are not, or that tries nothing"
            ));
        }
    }
    if table
        .records("emerg")
        .iter()
        .any(|record| !(1..=16).contains(&record.word(20)))
    {
        faults.push("an emergency number has no target or more than 16".to_owned());
    }
}

/// Fields that hold texts: block and offsets.
const TEXT_FIELDS: [(&str, &[usize]); 12] = [
    ("server", &[12]),
    ("numbers", &[0, 4, 8]),
    ("gateways", &[0, 4]),
    ("settings", &[0, 4]),
    ("stations", &[0, 8]),
    ("emerg", &[0, 4, 8, 12]),
    ("targets", &[8]),
    ("choices", &[8]),
    ("inbound", &[4]),
    ("levels", &[0]),
    ("preced", &[0]),
    ("profiles", &[0]),
];

fn texts(table: &Table<'_>, faults: &mut Vec<String>) {
    let mut used = BTreeSet::new();
    for (block, fields) in TEXT_FIELDS {
        for record in table.records(block) {
            used.extend(
                fields
                    .iter()
                    .map(|at| record.word(*at))
                    .filter(|text| *text != NO_TEXT),
            );
        }
    }
    let held = table.blocks.texts().len();
    if used.len() != held
        || used
            .last()
            .is_some_and(|last| usize::try_from(*last).is_ok_and(|last| last >= held))
    {
        faults.push(format!("{held} texts are held and {} are named", used.len()));
    }
}

/// Faults of the automaton; the second part are figures.
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
const ROUTE: u32 = 4;
const MEDIA: u32 = 2;
