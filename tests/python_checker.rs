//! The checker in Python, whose authors knew the documents only, agrees with the compiler about every vessel of the
//! repository and about random plans whose short numbers are all tried; and with the verifier about these, damaged tables and mutants.

#[path = "python_checker/checker.rs"]
mod checker;
#[path = "python_checker/damage.rs"]
mod damage;
#[path = "python_checker/plans.rs"]
mod plans;
#[path = "python_checker/verifier.rs"]
mod verifier;
mod vessel_binary;

use std::fs;
use std::path::Path;

use checker::{Verdict, check_file, check_table, run};
use damage::{Block, MUTATIONS, repaired};
use plans::{compile, differ, random_plan, shortest_difference, vessels};
use verifier::agreed;
use vessel_binary::{ROOT, binary_of, scratch};

/// How many pairs of random plans are compared.
const PAIRS: u64 = 40;

#[test]
fn every_vessel_of_the_repository_matches() {
    let files = vessels();
    assert!(files.len() > 10, "only {} vessels", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("the settings can be read");
        let compiled = compile(&text).unwrap_or_else(|report| panic!("{}: {report}", file.display()));
        let verdict = agreed(&compiled.table, &text, &file.display().to_string());
        assert_eq!(verdict.status, 0, "{}: {}", file.display(), verdict.output);
    }
}

#[test]
fn a_finished_binary_is_checked_with_its_fallback() {
    let settings = Path::new(ROOT).join("tests/vessels/harbour/voip-settings.json");
    let binary = binary_of("harbour");
    let verdict = check_file(&binary, &settings);
    assert_eq!(verdict.status, 0, "{}", verdict.output);

    let text = fs::read_to_string(&settings).expect("the settings can be read");
    let fallback = compile(&text).expect("it has a plan").fallback;
    let mut bytes = fs::read(&binary).expect("the binary can be read");
    let at = bytes
        .windows(fallback.len())
        .position(|window| window == fallback)
        .expect("the fallback lies in the binary");
    let changed = Block::of(&fallback, "emerg").start;
    let mut damaged = fallback.clone();
    damaged[changed + 12..changed + 16].fill(0xff); // no callback
    damaged[changed + 8..changed + 12].fill(0); // the first text as the location
    let damaged = repaired(damaged);
    bytes[at..at + damaged.len()].copy_from_slice(&damaged);
    let path = scratch("damaged-fallback");
    fs::write(&path, bytes).expect("the binary can be written");
    check_file(&path, &settings).expect_finding("fallback-emergency");
}

#[test]
fn a_binary_of_another_vessel_does_not_match() {
    let other = Path::new(ROOT).join("dialplans/reference/voip-settings.json");
    let verdict = check_file(&binary_of("harbour"), &other);
    for kind in ["server", "stations", "gateways", "access", "decision"] {
        verdict.expect_finding(kind);
    }
}

#[test]
fn damage_is_named_although_the_identity_is_repaired() {
    let (text, table) = rich();
    for (name, kind, mutate) in MUTATIONS {
        let mut bytes = table.clone();
        mutate(&mut bytes);
        assert_ne!(bytes, table, "{name} changes something");
        agreed(&repaired(bytes), &text, name).expect_finding(kind);
    }
}

#[test]
fn a_wrong_identity_is_named() {
    let (text, mut table) = rich();
    table[40] ^= 1;
    agreed(&table, &text, "identity").expect_finding("identity");
}

#[test]
fn every_other_row_in_an_entry_is_rejected_by_the_product_walk() {
    let (text, table) = rich();
    let automaton = Block::of(&table, "automat");
    let rows = Block::of(&table, "rows").length / 12;
    let entries: Vec<usize> = automaton
        .entries(&table)
        .filter(|at| table[at + 1] & 0x80 != 0)
        .collect();
    for at in entries.into_iter().skip(3).step_by(7) {
        let mut bytes = table.clone();
        let old = usize::from(bytes[at]);
        bytes[at] = u8::try_from((old + 1) % (rows + 1)).expect("few rows");
        let verdict = agreed(&repaired(bytes), &text, &format!("entry at {at}"));
        assert_eq!(verdict.status, 5, "entry at {at}");
        assert!(
            // Another row may decide alike: then it is the row that the log would name that differs.
            ["decision", "rows", "automaton-range"]
                .iter()
                .any(|kind| verdict.has(kind)),
            "entry at {at}: {}",
            verdict.output
        );
    }
}

/// Single bits of what the automaton and its rows say; some decide as before, and are then not written in the one way.
#[test]
fn mutants_are_judged_alike_by_both_checkers() {
    let (text, table) = rich();
    let mut mutants = 0;
    for (name, step) in [
        ("rows", 41),
        ("choices", 61),
        ("attempts", 9),
        ("emerg", 23),
        ("targets", 13),
        ("stations", 29),
        ("automat", 499),
    ] {
        let block = Block::of(&table, name);
        for bit in (0..8 * block.length).step_by(step) {
            let mut bytes = table.clone();
            bytes[block.start + bit / 8] ^= 1 << (bit % 8);
            let case = format!("bit {bit} of {name}");
            assert_eq!(agreed(&repaired(bytes), &text, &case).status, 5, "{case}");
            mutants += 1;
        }
    }
    assert!(mutants > 50, "{mutants} mutants");
}

/// The table of one random plan is checked against the settings of another. What differs and how short the shortest number
/// is must be what trying all short numbers with the compiler's own code says.
#[test]
fn random_plans_agree_with_the_trial_of_every_short_number() {
    let (mut alike, mut unlike, mut pairs) = (0, 0, 0);
    for seed in 0.. {
        let (one, two) = random_plan(seed);
        let (Ok(first), Ok(second)) = (compile(&one), compile(&two)) else {
            continue;
        };
        let own = agreed(&first.table, &one, &one);
        assert_eq!(own.status, 0, "seed {seed}: {}\n{one}", own.output);
        let verdict = agreed(&first.table, &two, &format!("{one}\n{two}"));
        let (first, second) = (first.open(), second.open());
        match shortest_difference(&first, &second) {
            Some(number) => {
                let named = verdict.number().unwrap_or_default();
                let context = format!("seed {seed}, {number}: {}\n{one}\n{two}", verdict.output);
                assert_eq!(named.len(), number.len(), "{context}");
                assert!(differ(&first, &second, &named), "{context}");
                unlike += 1;
            }
            None => {
                let short = verdict.number().filter(|named| named.len() <= plans::LONGEST);
                assert_eq!(short, None, "seed {seed}: {}\n{one}\n{two}", verdict.output);
                alike += 1;
            }
        }
        pairs += 1;
        if pairs == PAIRS {
            break;
        }
    }
    assert!(alike > 2 && unlike > 15, "{alike} alike, {unlike} unlike");
}

#[test]
fn settings_that_cannot_be_read_and_wrong_usage_have_their_own_exit_codes() {
    let (text, table) = rich();
    for broken in [
        "{".to_owned(),
        text.replacen("\"server\"", "\"sever\"", 1),
        text.replacen("\"server\"", "\"vessel\"", 1),
        text.replacen("libgw-sip", "libgw-pis", 1),
    ] {
        assert_eq!(check_table(&table, &broken).status, 4, "{broken}");
    }
    assert_eq!(run(&["no-such-file".as_ref(), "neither".as_ref()]).status, 64);
    assert_eq!(run(&[]).status, 64);
}

/// The settings with the most kinds of entries, and their table.
fn rich() -> (String, Vec<u8>) {
    let file = Path::new(ROOT).join("dialplan-compiler/tests/accept/precedence-and-emission/settings.json");
    let text = fs::read_to_string(file).expect("the settings can be read");
    let table = compile(&text).expect("it has a plan").table;
    (text, table)
}

impl Verdict {
    fn expect_finding(&self, kind: &str) {
        assert_eq!(self.status, 5, "{kind}: {}", self.output);
        assert!(self.has(kind), "{kind} is not named: {}", self.output);
    }
}
