//! The automaton against a scan over its entries, on small random plans and every short number.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use routing_table::Number;
use routing_table::automaton::{Automaton, Reach};
use routing_table::layout::automaton::{HEADER, MAP};

use super::entries::EntryList;
use super::reading::Spellings;
use super::{Canonical, compile_prefixes, minimal};

type Entries = BTreeMap<String, u32>;

/// One way of spelling numbers: international prefix, national prefix, country code.
type Numbering = (Option<&'static str>, Option<&'static str>, Option<&'static str>);

const NUMBERINGS: [Numbering; 7] = [
    (None, None, None),
    (Some("00"), None, None),
    (Some("00"), Some("0"), Some("41")),
    (Some("0"), Some("00"), Some("4")),
    (Some("011"), Some("1"), Some("1")),
    (Some("10"), Some("1"), Some("10")),
    (None, Some("0"), Some("14")),
];

/// The bytes of an automaton; prefixes are taken by key, the last of one key counts.
fn compile(prefixes: &Entries, exact: &Entries, (international, national, country): Numbering) -> Vec<u8> {
    let spellings = Spellings::new(international, national, country);
    let by_key: BTreeMap<Vec<u8>, u32> = prefixes
        .iter()
        .map(|(prefix, value)| (spellings.key(prefix), *value))
        .collect();
    let prefixes = EntryList::new(by_key.iter().map(|(key, value)| (key.as_slice(), *value)));
    let exact = EntryList::new(exact.iter().map(|(number, value)| (number.as_bytes(), *value)));
    let (prefixes, exact) = (prefixes.expect("legal prefixes"), exact.expect("legal numbers"));
    Canonical::new(minimal::build(&prefixes, &exact, &spellings)).bytes(100, |value| value)
}

/// The slow twin of `compile` and `lookup` together.
fn scan(prefixes: &Entries, exact: &Entries, numbering: Numbering, number: &str) -> u32 {
    if let Some(value) = exact.get(number) {
        return *value;
    }
    let number = read(numbering, number);
    let matching = prefixes
        .iter()
        .filter(|(prefix, _)| number.starts_with(&read(numbering, prefix)));
    let longest = matching.max_by_key(|(prefix, _)| (read(numbering, prefix).len(), prefix.as_str()));
    longest.map_or(0, |(_, value)| *value)
}

fn read((international, national, country): Numbering, symbols: &str) -> String {
    if let Some(rest) = international.and_then(|prefix| symbols.strip_prefix(prefix)) {
        return format!("+{rest}");
    }
    match (national.and_then(|prefix| symbols.strip_prefix(prefix)), country) {
        (Some(rest), Some(country)) => format!("+{country}{rest}"),
        _ => symbols.to_owned(),
    }
}

/// Every number of at most `length` symbols, with two symbols that no plan of these tests uses.
fn numbers(length: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..length {
        last = last.iter().flat_map(|number| longer(number)).collect();
        all.extend(last.iter().cloned());
    }
    all.remove(0);
    all
}

fn longer(number: &str) -> impl Iterator<Item = String> {
    let symbols = "0149*D+"
        .chars()
        .filter(move |symbol| *symbol != '+' || number.is_empty());
    symbols.map(move |symbol| format!("{number}{symbol}"))
}

fn entries(most: usize) -> impl Strategy<Value = Entries> {
    btree_map("\\+?[014*]{1,3}", 1u32..4, 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_short_number_is_decided_as_a_scan_decides(
        prefixes in entries(10), exact in entries(5), numbering in 0..NUMBERINGS.len(),
    ) {
        let exact: Entries = exact.into_iter().map(|(number, value)| (number, value + 10)).collect();
        let bytes = compile(&prefixes, &exact, NUMBERINGS[numbering]);
        let automaton = Automaton::open(&bytes).expect("well-formed");
        for number in numbers(4) {
            let expected = scan(&prefixes, &exact, NUMBERINGS[numbering], &number);
            prop_assert_eq!(automaton.lookup(number.as_bytes()), expected, "{}", number);
            let goes_on = longer(&number).chain([format!("{number}1111")]).any(|longer| {
                scan(&prefixes, &exact, NUMBERINGS[numbering], &longer) != expected
            });
            prop_assert!(automaton.continues(number.as_bytes()) || !goes_on, "{}", number);
        }
    }

    #[test]
    fn what_is_read_back_compiles_to_the_same_bytes(
        prefixes in entries(10), exact in entries(5), numbering in 0..NUMBERINGS.len(),
    ) {
        let bytes = compile(&prefixes, &exact, NUMBERINGS[numbering]);
        let automaton = Automaton::open(&bytes).expect("well-formed");
        let read_back = |reach| -> Entries {
            let entries = automaton.entries().filter(|entry| entry.reach == reach);
            entries.map(|entry| (entry.symbols.as_str().to_owned(), entry.row.number())).collect()
        };
        let again = compile(&read_back(Reach::Prefix), &read_back(Reach::Exact), (None, None, None));
        prop_assert_eq!(again, bytes);
    }

    #[test]
    fn order_and_redundancy_leave_no_trace(
        prefixes in vec(("\\+?[014*]{1,5}", 1u32..4), 1..30), seed in any::<prop::sample::Index>(),
    ) {
        let plan: Entries = prefixes.into_iter().collect();
        let mut written: Vec<(String, u32)> = plan.clone().into_iter().collect();
        let bytes = compile_prefixes(&written).expect("legal");
        let turn = seed.index(written.len());
        written.rotate_left(turn);
        for number in numbers(3) {
            let value = scan(&plan, &Entries::new(), (None, None, None), &number);
            if value != 0 && !plan.contains_key(&number) {
                written.insert(turn.min(written.len()), (number, value));
            }
        }
        prop_assert_eq!(compile_prefixes(&written).expect("legal"), bytes);
    }

    #[test]
    fn no_two_rows_are_equal(prefixes in entries(12), exact in entries(5)) {
        let bytes = compile(&prefixes, &exact, NUMBERINGS[2]);
        let automaton = Automaton::open(&bytes).expect("well-formed");
        let rows = &bytes[MAP + HEADER..][..automaton.states() * automaton.width() * 2];
        let mut distinct: Vec<&[u8]> = rows.chunks(automaton.width() * 2).collect();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), automaton.states());
    }

    #[test]
    fn a_changed_byte_is_refused_or_harmless(
        prefixes in entries(8), at in any::<prop::sample::Index>(), change in 1u8..,
    ) {
        let mut bytes = compile(&prefixes, &Entries::new(), NUMBERINGS[2]);
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        if let Ok(automaton) = Automaton::open(&bytes) {
            let values = automaton.values();
            for number in numbers(3) {
                prop_assert!(automaton.lookup(number.as_bytes()) < values);
            }
            prop_assert!(automaton.entries().take(1000).all(|entry| entry.row.number() < values));
        }
    }
}

fn lookup(prefixes: &[(&str, u32)], number: &str) -> u32 {
    let bytes = compile_prefixes(prefixes).expect("legal");
    Automaton::open(&bytes)
        .expect("well-formed")
        .lookup(number.as_bytes())
}

#[test]
fn the_longest_prefix_wins() {
    let plan = [("44", 1), ("447", 2), ("4479", 3)];
    assert_eq!(lookup(&plan, "441"), 1);
    assert_eq!(lookup(&plan, "44781"), 2);
    assert_eq!(lookup(&plan, "4479"), 3);
    assert_eq!(lookup(&plan, "4"), 0);
}

#[test]
fn an_exact_entry_does_not_swallow_what_follows() {
    let exact = Entries::from([("112".to_owned(), 7)]);
    let bytes = compile(&Entries::new(), &exact, NUMBERINGS[0]);
    let automaton = Automaton::open(&bytes).expect("well-formed");
    assert_eq!(automaton.lookup(b"112"), 7);
    for longer in ["1121", "112*", "112D"] {
        assert_eq!(automaton.lookup(longer.as_bytes()), 0, "{longer}");
    }
}

#[test]
fn an_empty_plan_has_one_row_that_matches_nothing() {
    assert_eq!(lookup(&[], "44"), 0);
    let bytes = compile_prefixes::<&str>(&[]).expect("legal");
    assert_eq!(Automaton::open(&bytes).expect("well-formed").states(), 1);
}

#[test]
fn of_equal_prefixes_the_last_counts() {
    assert_eq!(lookup(&[("44", 1), ("44", 2)], "441"), 2);
}

#[test]
fn what_is_no_number_is_refused() {
    for prefix in ["", "4+", "4a", "4 4", &"1".repeat(65)] {
        assert!(compile_prefixes(&[(prefix, 1)]).is_err(), "{prefix}");
    }
    assert!(compile_prefixes(&[("44", 1 << 31)]).is_err());
}

#[test]
fn entries_are_two_bytes_while_they_fit() {
    let plan: Vec<(String, u32)> = (0..40_000u32).map(|n| (format!("{n:05}"), n + 1)).collect();
    let size = |count: usize| compile_prefixes(&plan[..count]).expect("legal")[MAP + 2];
    assert_eq!(size(100), 2);
    assert_eq!(size(40_000), 4);
    let bytes = compile_prefixes(&plan).expect("legal");
    let automaton = Automaton::open(&bytes).expect("well-formed");
    for (number, value) in &plan {
        assert_eq!(automaton.lookup(number.as_bytes()), *value);
    }
}

#[test]
fn no_lookup_takes_more_steps_than_symbols_of_the_longest_entry() {
    let longest = "9".repeat(64);
    let bytes = compile(
        &Entries::new(),
        &Entries::from([(longest.clone(), 1)]),
        NUMBERINGS[0],
    );
    let automaton = Automaton::open(&bytes).expect("well-formed");
    assert_eq!(automaton.steps(), 65);
    assert_eq!(automaton.lookup(longest.as_bytes()), 1);
    assert!(Number::from_symbols(longest.as_bytes()).is_ok());
}
