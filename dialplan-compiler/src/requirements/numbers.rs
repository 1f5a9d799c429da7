//! Reads sets of numbers: by name from `[sets]`, or written where they are used.

use std::ops::RangeInclusive;

use routing_table::MAX_SYMBOLS;
use routing_table::layout::automaton::SYMBOLS;
use toml::Spanned as Written;
use toml::de::DeValue;

use super::names::{Known, SET, unknown};
use super::table::{Table, read_list, read_text, span_of};
use crate::analysis::prove::{Group, Part, SetOfNumbers};
use crate::diagnostics::{Diagnostic, codes};
use crate::settings::Spanned;
use crate::source::Span;

/// Reads `[sets]` into the names that are known; a set may use those written above it.
pub(super) fn named<'t>(
    mut entries: Vec<(Spanned<&'t str>, &'t Written<DeValue<'t>>)>,
    known: &mut Known<'_>,
    found: &mut Vec<Diagnostic>,
) {
    entries.sort_by_key(|(name, _)| name.span());
    for (name, value) in entries {
        let set = Table::of(value, "set", found).and_then(|table| set(table, known));
        // One that cannot be read is known all the same, so that only its own fault is reported.
        let set = set.unwrap_or_else(SetOfNumbers::everything);
        known.sets.insert((*name.value()).to_owned(), set);
    }
}

/// The set of a key, by name or written out; every number when it is left out.
pub(super) fn of_key(
    table: &mut Table<'_, '_>,
    known: &Known<'_>,
    key: &'static str,
) -> Option<SetOfNumbers> {
    match table.value(key) {
        None => Some(SetOfNumbers::everything()),
        Some(value) => used(value, known, key, table.found),
    }
}

fn used(
    value: &Written<DeValue<'_>>,
    known: &Known<'_>,
    key: &'static str,
    found: &mut Vec<Diagnostic>,
) -> Option<SetOfNumbers> {
    if let DeValue::Table(written) = value.get_ref() {
        return set(Table::open(written, span_of(value.span()), key, found), known);
    }
    if let DeValue::Array(_) = value.get_ref() {
        let wanted = "a list of names of sets";
        let sets = read_list(value, key, wanted, found, |value, key, found| {
            by_name(value, known, key, found)
        })?;
        if sets.is_empty() {
            found.push(empty(span_of(value.span())));
            return None;
        }
        let groups = sets.into_iter().flat_map(|set| set.groups).collect();
        return Some(SetOfNumbers { groups });
    }
    by_name(value, known, key, found)
}

fn by_name(
    value: &Written<DeValue<'_>>,
    known: &Known<'_>,
    key: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<SetOfNumbers> {
    let name = read_text(value, key, found)?;
    let set = known.sets.get(name.text());
    if set.is_none() {
        let names: Vec<&str> = known.sets.keys().map(String::as_str).collect();
        found.push(unknown(&name, &names, &SET));
    }
    set.cloned()
}

fn set(mut table: Table<'_, '_>, known: &Known<'_>) -> Option<SetOfNumbers> {
    let numbers = table.texts("numbers");
    let prefixes = table.texts("prefixes");
    let international = table.texts("international");
    let length = table.range("length");
    let digits = table.flag("only-digits");
    let except = match table.value("except") {
        None => Some(SetOfNumbers::default()),
        Some(value) => used(value, known, "except", table.found),
    };
    let lengths = match &length {
        Some((least, most)) => size(least.value())..=size(most.value()),
        None => 1..=MAX_SYMBOLS,
    };
    let mut parts = Vec::new();
    let mut wrong = false;
    for (key, list) in [
        ("numbers", &numbers),
        ("prefixes", &prefixes),
        ("international", &international),
    ] {
        wrong |= list.is_none() && table.has(key);
        for written in list.iter().flatten() {
            match read_symbols(written, key, table.found) {
                Some(symbols) => parts.extend(of_written(key, &symbols, &lengths, digits, known)),
                None => wrong = true,
            }
        }
    }
    wrong |= length.is_none() && table.has("length");
    if parts.is_empty() && !wrong {
        if ["numbers", "prefixes", "international"]
            .into_iter()
            .any(|key| table.has(key))
        {
            table.found.push(empty(table.span()));
            wrong = true;
        } else {
            parts.push(Part::prefix("", lengths, digits));
        }
    }
    table.finish();
    let except = except?;
    if wrong {
        return None;
    }
    Some(Group { parts, except }.into())
}

fn of_written(
    key: &str,
    symbols: &str,
    lengths: &RangeInclusive<usize>,
    digits: bool,
    known: &Known<'_>,
) -> Vec<Part> {
    match key {
        "numbers" => vec![Part::exact(symbols)],
        "prefixes" => vec![Part::prefix(symbols, lengths.clone(), digits)],
        _ => {
            let digits = symbols.strip_prefix('+').unwrap_or(symbols);
            Part::international(digits, lengths, &known.view.table.numbering())
        }
    }
}

/// Symbols that can be dialled; of `international`, a `+` and digits.
pub(super) fn read_symbols(
    written: &Spanned<String>,
    key: &'static str,
    found: &mut Vec<Diagnostic>,
) -> Option<String> {
    let symbols = written.text().to_ascii_uppercase();
    let (first, rest) = symbols.split_at_checked(1).unwrap_or_default();
    let dialled = |text: &str| {
        text.bytes()
            .all(|symbol| symbol != b'+' && SYMBOLS.contains(&symbol))
    };
    let digits = rest.bytes().all(|symbol| symbol.is_ascii_digit());
    let legal = match key {
        "international" => first == "+" && digits,
        _ => !symbols.is_empty() && (first == "+" || dialled(first)) && dialled(rest),
    };
    if legal && symbols.len() <= MAX_SYMBOLS {
        return Some(symbols);
    }
    let (wanted, example) = match key {
        "international" => ("`+` and digits", "`+44`"),
        _ => ("1 to 64 of `0-9 * # A-D`, `+` only first", "`00`"),
    };
    let message = format!("`{}` in `{key}` is not {wanted}", written.text());
    found.push(
        Diagnostic::new(&codes::ILLEGAL_SYMBOL, written.span(), message)
            .label("cannot be dialled so")
            .remedy(format!("write {wanted}, for example {example}")),
    );
    None
}

fn empty(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::SET_EMPTY, span, "the set holds no number")
        .label("nothing in it")
        .remedy("write `numbers`, `prefixes` or `international` with at least one member; a set without any of them is every number")
}

fn size(number: &u32) -> usize {
    usize::try_from(*number)
        .unwrap_or(usize::MAX)
        .min(MAX_SYMBOLS + 1)
}
