//! Findings as JUnit XML: each case is a test. A test fails if one of its findings makes the command fail; other findings are
//! what it printed. No time is written, so that equal answers give equal bytes.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::findings::{Case, Effect, Extent, Finding, Findings};

/// The document.
///
/// # Errors
/// None in practice: the document is written to memory.
pub fn document(findings: &Findings) -> Result<String, SerializeError> {
    let mut of_cases: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for found in &findings.found {
        of_cases.entry(&found.case).or_default().push(found);
    }
    let mut suite = TestSuite::new(findings.title());
    for case in &findings.cases {
        let found = of_cases.remove(case.name.as_str()).unwrap_or_default();
        suite.add_test_case(test_case(findings, case, &found));
    }
    let mut report = Report::new(format!("dialplan {}", findings.question));
    report.add_test_suite(suite);
    report.to_string()
}

fn test_case(findings: &Findings, case: &Case, found: &[&Finding]) -> TestCase {
    let failing: Vec<&Finding> = found
        .iter()
        .copied()
        .filter(|found| found.effect == Effect::Fails)
        .collect();
    let status = match (failing.first(), found.first(), findings.extent) {
        (Some(first), _, _) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(first.severity.name()).set_message(&first.message);
            status.set_description(texts(&failing));
            status
        }
        (None, None, Extent::CutShort) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("an error ended the work before this was decided");
            status
        }
        (None, _, _) => TestCaseStatus::success(),
    };
    let mut test = TestCase::new(case.name.as_str(), status);
    test.set_classname(findings.subject.as_str());
    if let Some(first) = failing.first().or(found.first()) {
        let line = first.location.line().to_string();
        test.extra
            .insert("file".into(), first.location.file.as_str().into());
        test.extra.insert("line".into(), line.as_str().into());
    }
    let informing: Vec<&Finding> = found
        .iter()
        .copied()
        .filter(|found| found.effect == Effect::Informs)
        .collect();
    let printed =
        std::iter::once(case.meaning.clone()).chain((!informing.is_empty()).then(|| texts(&informing)));
    test.set_system_out(printed.collect::<Vec<_>>().join("\n\n"));
    test
}

/// Each finding with its places.
fn texts(found: &[&Finding]) -> String {
    let text = |found: &&Finding| {
        let head = format!(
            "{}: {}[{}] {}",
            found.location.text(),
            found.severity.name(),
            found.rule.id,
            found.text()
        );
        let related = found
            .related
            .iter()
            .map(|(location, words)| format!("\n{}: {words}", location.text()));
        std::iter::once(head).chain(related).collect::<String>()
    };
    found.iter().map(text).collect::<Vec<_>>().join("\n\n")
}
