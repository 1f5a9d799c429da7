//! One meaning, one table; another meaning, another identity.

use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::plans::{PLAN, changed, compile, warship};

#[test]
fn the_identity_is_the_hash_of_the_hashed_parts() {
    let compiled = compile(PLAN);
    let table = compiled.table();
    let mut hash = Sha256::new();
    table.hashed_parts().iter().for_each(|part| hash.update(part));
    assert_eq!(&<[u8; 32]>::from(hash.finalize()), table.identity());
    assert_eq!(table.used_bytes(), compiled.table);
}

#[test]
fn a_table_opens_with_the_zeros_of_its_section_behind_it() {
    let compiled = compile(PLAN);
    let mut section = compiled.table.clone();
    section.resize(dialplan_compiler::emit::table::capacity(section.len()), 0);
    assert_eq!(section.len(), 65_536);
    let table = routing_table::Table::open(&section).expect("it opens");
    assert_eq!(table.used_bytes(), compiled.table);
    *section.last_mut().expect("it is not empty") = 1;
    let fault = routing_table::Table::open(&section).expect_err("unused capacity must be zero");
    assert_eq!(fault.field(), "unused capacity that is not zero");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_in_which_settings_are_written_leaves_no_trace(turns in proptest::collection::vec(0..7usize, 40)) {
        let expected = compile(PLAN).table;
        let permuted = changed(|settings| permute(settings, "", &mut turns.iter().copied().cycle()));
        prop_assert!(compile(&permuted).table == expected, "{}", permuted);
        let mut permuted: Value = serde_json::from_str(&warship()).expect("it is JSON");
        permute(&mut permuted, "", &mut turns.iter().copied().cycle());
        prop_assert!(compile(&permuted.to_string()).table == compile(&warship()).table, "{}", permuted);
    }
}

/// Rotates every list whose order has no meaning, and reverses those with an odd turn.
fn permute(value: &mut Value, key: &str, turns: &mut impl Iterator<Item = usize>) {
    const ORDERED: [&str; 4] = ["attempts", "codecs", "targets", "levels"];
    match value {
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(key, value)| permute(value, key, turns)),
        Value::Array(items) => {
            items.iter_mut().for_each(|item| permute(item, "", turns));
            let turn = turns.next().unwrap_or(0);
            if !ORDERED.contains(&key) && !items.is_empty() {
                let turn_by = turn % items.len();
                items.rotate_left(turn_by);
                if turn % 2 == 1 {
                    items.reverse();
                }
            }
        }
        _ => {}
    }
}

#[test]
fn other_words_for_one_meaning_leave_no_trace() {
    let expected = compile(PLAN).table;
    let same = |what: &str, settings: String| {
        assert!(compile(&settings).table == expected, "{what} changed the table");
    };
    same("spaces", PLAN.replace('\n', "\n\n   "));
    same("the vessel's name", PLAN.replace("table-test", "another"));
    same("a station's name", PLAN.replace("Mess", "Saloon"));
    same("a reason", PLAN.replace("premium rate", "too dear"));
    same(
        "names of classes",
        PLAN.replace("\"crew\"", "\"hands\"")
            .replace("\"officer\"", "\"mates\""),
    );
    same(
        "a gateway's name",
        PLAN.replace("\"shore\",\n        \"plugin\"", "\"coast\",\n        \"plugin\"")
            .replace("[\"shore\"", "[\"coast\"")
            .replace("\"gateway\": \"shore\"", "\"gateway\": \"coast\""),
    );
    same(
        "a split network",
        PLAN.replace("\"192.0.2.0/24\"", "\"192.0.2.128/25\", \"192.0.2.0/25\""),
    );
    same(
        "other spellings of a prefix",
        PLAN.replace(
            "\"prefixes\": [\"+44\"], \"order\"",
            "\"prefixes\": [\"0044\"], \"order\"",
        ),
    );
    same(
        "both classes by name",
        changed(|settings| {
            settings["gateways"]["routes"][0]["classes"] = json!(["officer", "crew"]);
        }),
    );
}

#[test]
fn another_meaning_has_another_identity() {
    let identity = |settings: &str| *compile(settings).table().identity();
    let plan = identity(PLAN);
    for (from, to) in [
        ("\"1012\"", "\"1013\""),
        ("\"+870321\"", "\"+870322\""),
        ("\"sipPort\": 5060", "\"sipPort\": 5061"),
        ("\"192.0.2.0/24\"", "\"192.0.2.0/25\""),
        ("\"203.0.113.0/26\"", "\"203.0.113.0/27\""),
        ("\"calls\": 8", "\"calls\": 9"),
        ("\"maxDigits\": 12", "\"maxDigits\": 13"),
        ("\"00441632960113\"", "\"00441632960114\""),
        ("\"prepend\": \"8\"", "\"prepend\": \"6\""),
        ("\"credential\": \"sat-trunk\"", "\"credential\": \"sat\""),
        ("\"order\": 2", "\"order\": 0"),
    ] {
        let changed = PLAN.replace(from, to);
        assert_ne!(changed, PLAN, "{from}");
        assert_ne!(identity(&changed), plan, "{to}");
    }
}
