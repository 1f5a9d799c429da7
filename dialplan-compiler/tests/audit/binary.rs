//! A finished binary in an audit: what the verifier says of it, or that nobody asked.

use std::process::Command;

use dialplan_compiler::audit::form::{Binary, BinaryCheck, Mutants};
use dialplan_compiler::audit::{Audit, html, markdown};

use crate::{audit_of_vessel, workspace};

fn original() -> Audit {
    audit_of_vessel(&workspace().join("dialplans/original"))
}

#[test]
fn without_a_binary_its_rows_are_not_reviewed() {
    let audit = original();
    for text in [html::page(&audit), markdown::text(&audit)] {
        assert!(text.contains("Not reviewed: no binary was given"), "{text}");
    }
}

#[test]
fn a_binary_that_fails_is_shown_to_fail_in_page_and_markdown() {
    let mut audit = original();
    audit.binary = Some(Binary {
        file: "fairlead".to_owned(),
        bytes: 4_000_000,
        sha256: "ab".repeat(32),
        made: None,
        holds: false,
        checks: vec![BinaryCheck {
            name: "decisions".to_owned(),
            proves: "every number".to_owned(),
            verdict: "FAILS",
            found: vec!["one number differs".to_owned()],
        }],
        difference: Some("the shortest number that differs is 00".to_owned()),
        mutants: None,
    });
    for text in [html::page(&audit), markdown::text(&audit)] {
        for expected in [
            "FAILS: the binary does not hold the plan of the settings",
            "not measured: the binary does not hold the plan",
            "not known: its evidence was removed",
            "one number differs",
            "the shortest number that differs is 00",
            &"ab".repeat(32),
        ] {
            assert!(text.contains(expected), "no {expected}");
        }
        assert!(!text.contains("no binary was given"));
    }
}

#[test]
fn the_score_of_mutants_is_told_in_a_line() {
    let mutants = Mutants {
        made: 10,
        sampled: true,
        found: 7,
        equivalent: 2,
        missed: vec!["bit 1".to_owned()],
    };
    assert_eq!(
        mutants.text(),
        "10 made (sampled), 7 found, 2 decide as before, 1 not found"
    );
}

#[test]
fn a_file_that_is_no_vessel_binary_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .args(["audit", "original", "--binary", env!("CARGO_BIN_EXE_dialplan")])
        .current_dir(workspace())
        .output()
        .expect("dialplan starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("has no section `.dialplan`"), "{said}");
    assert!(output.stdout.is_empty());
}
