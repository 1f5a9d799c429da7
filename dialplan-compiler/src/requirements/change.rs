//! Reads what a `change` declares: the numbers that may be decided otherwise than before, and what else may differ.

use toml::de::DeValue;

use super::kinds::targets;
use super::names::Known;
use super::numbers::of_key;
use super::table::{Table, read_list, span_of, wrong_type};
use crate::analysis::prove::{ChangeIntent, Choice, DeclaredChange, Demand};

pub(super) fn change(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Demand> {
    let callers = known.callers(table);
    let beside = beside(table);
    let only = only(table, known);
    Some(Demand::Change(ChangeIntent {
        callers: callers?,
        only: only?,
        beside: beside?,
    }))
}

/// The declared numbers; an empty list says that none changes.
fn only(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<Vec<DeclaredChange>> {
    if !table.has("only") {
        table.missing("only");
    }
    let value = table.value("only")?;
    let wanted = "a list of tables, each with `numbers`";
    read_list(value, "only", wanted, table.found, |value, key, found| {
        let DeValue::Table(written) = value.get_ref() else {
            found.push(wrong_type(value.get_ref(), span_of(value.span()), key, wanted));
            return None;
        };
        let mut table = Table::open(written, span_of(value.span()), "only", found);
        let declared = declared(&mut table, known);
        table.finish();
        declared
    })
}

fn declared(table: &mut Table<'_, '_>, known: &Known<'_>) -> Option<DeclaredChange> {
    let is_named = table.has("numbers");
    if !is_named {
        table.missing("numbers");
    }
    let numbers = of_key(table, known, "numbers");
    let to = targets(table, known)?;
    Some(DeclaredChange {
        numbers: numbers.filter(|_| is_named)?,
        to: (!to.is_nothing()).then_some(to),
    })
}

/// Paths of what may differ beside the numbers, or `"any"`.
fn beside(table: &mut Table<'_, '_>) -> Option<Choice> {
    match table.value("beside").map(|value| value.get_ref()) {
        None => Some(Choice::None),
        Some(DeValue::String(word)) if word == "any" => Some(Choice::Any),
        Some(_) => {
            let paths = table.some_texts("beside")?;
            let paths = paths.into_iter().map(|path| path.into_value());
            Some(Choice::These(paths.collect()))
        }
    }
}
