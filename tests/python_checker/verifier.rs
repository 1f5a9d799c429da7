//! The same case before both checkers: the one in Python and the verifier, which have no line in common.

use std::fs;
use std::path::Path;

use dialplan_verifier::{PlanSections, Report, Verdict as Judged, verify_sections};

use crate::checker::{Verdict, check_table};
use crate::vessel_binary::ROOT;

/// Demands that both say the same of a table, and gives what Python's said: whether it holds the plan, and how long the
/// shortest number is that shows it; of several of that length each names the first in an order of its own.
pub fn agreed(table: &[u8], settings: &str, case: &str) -> Verdict {
    let python = check_table(table, settings);
    let report = judged(table, settings);
    let context = || format!("{case}\n{}\n{report}", python.output);
    assert!(matches!(python.status, 0 | 5), "{}", context());
    assert_eq!(python.status == 0, holds(&report), "{}", context());
    // Python's names no number for what is no table, nor for a target of an emergency number that differs.
    let number = python.number().map(|number| number.len());
    if number.is_some() || python.has("rows") {
        let difference = report.difference.as_ref();
        let shortest = difference.map(|difference| difference.number.len());
        assert_eq!(number, shortest, "{}", context());
    }
    python
}

fn judged(table: &[u8], settings: &str) -> Report {
    let name = "gateways/sip-trunk/Cargo.toml";
    let manifest = fs::read_to_string(Path::new(ROOT).join(name)).expect("the manifest can be read");
    let sections = PlanSections {
        table,
        names: &[],
        fallback: &[],
    };
    verify_sections(&sections, settings, &[(name.to_owned(), manifest)])
}

/// Names and fallback are not given to either.
fn holds(report: &Report) -> bool {
    let asked = report
        .checks
        .iter()
        .filter(|check| !matches!(check.name.as_str(), "names" | "fallback"));
    asked.into_iter().all(|check| check.verdict == Judged::Holds)
}
