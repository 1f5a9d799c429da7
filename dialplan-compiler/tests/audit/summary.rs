//! A plan that tells too many sets of numbers apart gets a summary: every class, with its first numbers.

use dialplan_compiler::audit::form::{Class, Extent as Listed};
use dialplan_compiler::audit::{Audit, Extent, MOST_LISTED, html, markdown};

use crate::{audit_of, audit_to};

/// Settings with so many prefixes that go to two gateways without any order, so that few neighbours are alike.
fn settings(prefixes: usize) -> String {
    let of_side = |side: usize| {
        let own = (0..prefixes).filter(|prefix| ((prefix * 40_503) >> 7) % 2 == side);
        own.map(|prefix| format!("+1{prefix:04}")).collect::<Vec<_>>()
    };
    let gateway = |name: &str, host: &str, side: usize| {
        serde_json::json!({
            "name": name, "plugin": "libgw-sip.so", "prefixes": of_side(side), "minDigits": 7, "maxDigits": 15,
            "config": {"trunkHost": host, "allowedIps": [format!("{host}/32")]},
        })
    };
    let settings = serde_json::json!({
        "server": {"unauthenticatedEmergency": false},
        "vessel": {"name": "many"},
        "numbering": {"countryCode": "44", "internationalPrefix": "00", "nationalPrefix": "0"},
        "classes": ["crew"],
        "stations": [{"number": "100", "class": "crew"}],
        "gateways": {"routes": [gateway("one", "192.0.2.1", 0), gateway("two", "192.0.2.2", 1)]},
    });
    settings.to_string()
}

fn beginnings(class: &Class) -> usize {
    class.numbers.iter().map(|numbers| numbers.begins.len()).sum()
}

#[test]
fn a_summary_has_every_class_with_its_first_numbers() {
    let settings = settings(LARGE);
    let summary = audit_of("many", &settings, None);
    let full = audit_to("many", &settings, None, Extent::Full);
    assert!(
        (MOST_LISTED + 1..MOST_LISTED + 300).contains(&summary.space.cells),
        "{} sets are not just above the limit",
        summary.space.cells
    );
    assert_eq!(summary.space.extent, Listed::Summary);
    assert_eq!(summary.space.nodes, []);
    assert_eq!(summary.space.cells, full.space.cells);
    assert_eq!(summary.rows, full.rows);
    assert_eq!(summary.failures, full.failures);
    let classes = summary.space.classes.iter().zip(&full.space.classes);
    for (short, long) in classes {
        assert_eq!((&short.witness, &short.verdicts), (&long.witness, &long.verdicts));
        assert!(beginnings(short) <= 12);
        assert_eq!(beginnings(short) + short.more, beginnings(long));
    }
    assert_eq!(summary.space.classes.len(), full.space.classes.len());
    assert!(summary.space.classes.iter().any(|class| class.more > 100));
}

#[test]
fn a_summary_says_that_it_is_one_and_has_no_search() {
    let summary = audit_of("many", &settings(LARGE), None);
    let (page, text) = (html::page(&summary), markdown::text(&summary));
    assert!(text.contains("This is a summary; `dialplan audit VESSEL --full`"));
    assert!(page.contains("dialplan audit VESSEL --full"));
    assert!(!page.contains("<script") && !page.contains("<svg"));
    assert!(page.len() < 500_000 && text.len() < 100_000);
}

#[test]
fn a_plan_just_below_the_limit_is_listed_in_full() {
    let audit: Audit = audit_of("many", &settings(LARGE - 200), None);
    assert_eq!(audit.space.extent, Listed::Full);
    assert!(audit.space.cells > MOST_LISTED - 1000);
}

/// Prefixes of a plan that tells just too many sets of numbers apart.
const LARGE: usize = 2400;
