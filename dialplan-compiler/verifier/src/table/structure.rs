//! The form of a table beyond what reading it needs: owners and runs, orders, reserved fields, texts.

mod automaton;

use std::collections::BTreeSet;

use crate::table::{NO_TEXT, Record, Table};

pub(crate) use automaton::automaton;

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

const ROUTE: u32 = 4;
const MEDIA: u32 = 2;
