//! Each kind of damage is found by the check that is there for it.

use dialplan_verifier::{Difference, Report, Verdict};

use crate::plans::{SHIP, emitted, judged};

/// The report on the sections of one plan under the settings of another.
fn under(held: &str, settings: &str) -> Report {
    judged(&emitted(held).expect("it is a plan"), settings)
}

/// The checks that failed.
fn failed(report: &Report) -> Vec<&str> {
    let failed = report
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Fails);
    failed.map(|check| check.name.as_str()).collect()
}

#[test]
fn other_settings_are_found_by_the_check_of_their_subject() {
    let cases: [(&str, &str, &[&str]); 16] = [
        (
            "\"listen\": \"10.0.0.1\"",
            "\"listen\": \"10.0.0.2\"",
            &["exchange", "fallback"],
        ),
        ("10.1.0.0/16", "10.1.0.0/17", &["access", "fallback"]),
        (
            "\"unauthenticatedEmergency\": true",
            "\"unauthenticatedEmergency\": false",
            &["exchange", "fallback"],
        ),
        (
            "\"nationalPrefix\": \"0\"",
            "\"nationalPrefix\": \"1\"",
            &["exchange", "decisions", "fallback"],
        ),
        (
            "\"class\": \"crew\"",
            "\"class\": \"officer\"",
            &["stations", "names", "fallback"],
        ),
        (
            "\"callback\": \"+4421\"",
            "\"callback\": \"+4422\"",
            &["emergency", "decisions", "fallback"],
        ),
        (
            "\"number\": \"+4420\"",
            "\"number\": \"+4429\"",
            &["emergency", "decisions"],
        ),
        ("\"+881\"]", "\"+882\"]", &["decisions"]),
        (
            "\"trunkPort\": 5070, \"allowedIps\": [\"198.51.100",
            "\"trunkPort\": 5071, \"allowedIps\": [\"198.51.100",
            &["gateways"],
        ),
        ("2001:db8::/32", "2001:db8::/33", &["access"]),
        (
            "\"numberFormat\": \"national\"",
            "\"numberFormat\": \"00-prefix\"",
            &["gateways", "decisions"],
        ),
        (
            "\"limits\": {\"calls\": 3}",
            "\"limits\": {\"calls\": 4}",
            &["gateways"],
        ),
        (
            "\"attempts\": [\"sat\", \"shore\"]",
            "\"attempts\": [\"shore\", \"sat\"]",
            &["decisions"],
        ),
        (
            "\"strip\": 1, \"minDigits\": 3",
            "\"strip\": 1, \"minDigits\": 3, \"prepend\": \"0\"",
            &["decisions"],
        ),
        ("\"number\": \"0123\"", "\"number\": \"0124\"", &["inbound"]),
        ("\"name\": \"code\"", "\"name\": \"other\"", &[]),
    ];
    for (written, other, expected) in cases {
        let changed = SHIP.replace(written, other);
        assert_ne!(changed, SHIP, "{written} does not occur");
        let report = under(SHIP, &changed);
        assert_eq!(failed(&report), expected, "{other}\n{report}");
        assert_eq!(report.holds, expected.is_empty());
    }
}

#[test]
fn the_shortest_number_is_shown_with_both_answers() {
    let difference = |written: &str, other: &str| under(SHIP, &SHIP.replace(written, other)).difference;
    let expected = |number: &str, class: &str, settings: &str, binary: &str| {
        Some(Difference {
            number: number.to_owned(),
            class: Some(class.to_owned()),
            settings: settings.to_owned(),
            binary: binary.to_owned(),
        })
    };
    assert_eq!(
        difference("\"minDigits\": 4", "\"minDigits\": 5"),
        expected(
            "010",
            "officer",
            "incomplete (484)",
            "gateway sat is sent +4410, then gateway shore is sent 010"
        )
    );
    assert_eq!(
        difference("\"+7\", ", ""),
        expected("+7", "officer", "incomplete (484)", "barred (403)")
    );
    assert_eq!(
        difference("\"prefixes\": [\"9\"]", "\"prefixes\": [\"8\"]"),
        expected("8", "officer", "incomplete (484)", "not found (404)")
    );
    assert_eq!(difference("\"name\": \"code\"", "\"name\": \"other\""), None);
}

#[test]
fn bytes_that_say_nothing_must_be_zero_and_the_identity_that_of_the_bytes() {
    let sections = emitted(SHIP).expect("it is a plan");
    let used = sections.table.len();
    let damaged = |at: usize, longer: usize| {
        let mut damaged = sections.clone();
        damaged.table.resize(used + longer, 0);
        if let Some(byte) = damaged.table.get_mut(at) {
            *byte ^= 1;
        }
        judged(&damaged, SHIP)
    };
    assert!(
        damaged(usize::MAX, 4096).holds,
        "an undamaged table with unused capacity holds"
    );
    assert_eq!(failed(&damaged(used + 100, 4096)), ["form"]);
    assert_eq!(failed(&damaged(20, 0)), ["form", "identity"]);
    assert_eq!(failed(&damaged(40, 0)), ["identity", "names"]);
    assert_eq!(failed(&damaged(0, 0)), ["form", "names"]);
    assert!(!damaged(0, 0).holds);
}

#[test]
fn no_byte_of_a_table_can_change_unnoticed_even_with_its_identity_repaired() {
    let sections = emitted(SHIP).expect("it is a plan");
    for at in (0..32).chain(64..sections.table.len()) {
        let mut damaged = sections.clone();
        if let Some(byte) = damaged.table.get_mut(at) {
            *byte ^= 0x10;
        }
        let report = judged(&damaged, SHIP);
        let other: Vec<_> = failed(&report)
            .into_iter()
            .filter(|name| *name != "identity")
            .collect();
        assert!(!other.is_empty(), "byte {at:#x} changed unnoticed");
    }
}
