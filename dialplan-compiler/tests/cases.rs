//! Plans as folders: `accept/<case>/` holds settings that make a plan, `reject/<code>/` settings that show the
//! finding of that code. Each holds the whole report. `BLESS=1 cargo test -p dialplan-compiler --test cases`
//! rewrites the reports and the examples of `docs/diagnostics.md`; review them as a diff.

#[path = "repository/catalogue.rs"]
mod catalogue;
mod examples;
mod folders;
mod repository;

use dialplan_compiler::diagnostics::{Colour, Severity, codes, render, render_json};
use folders::{Case, cases, expect_file};
use std::collections::BTreeSet;
use std::path::PathBuf;

#[test]
fn accepted_settings_make_a_plan_and_report_exactly_their_findings() {
    for case in cases("accept") {
        for file in case.settings_files() {
            let (source, found, plan) = case.check(&file);
            let report = render(&found, &source, Colour::Never);
            assert!(
                plan.is_some(),
                "{}: no plan from {}\n{report}",
                case.name,
                file.display()
            );
            expect_file(&file.with_extension("report.txt"), &report);
        }
    }
}

#[test]
fn every_spelling_of_a_plan_has_the_same_table() {
    for case in cases("accept") {
        let tables: Vec<(PathBuf, Vec<u8>)> = case
            .settings_files()
            .into_iter()
            .map(|file| {
                let (source, _, plan) = case.check(&file);
                let plan = plan.expect("accepted settings make a plan");
                let sections =
                    dialplan_compiler::sections(&plan, &source).expect("the plan fits into a table");
                (file, sections.table)
            })
            .collect();
        for (file, table) in &tables {
            assert!(
                *table == tables[0].1,
                "{} differs from {}",
                file.display(),
                tables[0].0.display()
            );
        }
    }
}

#[test]
fn the_original_example_compiles_unchanged_and_the_reference_vessel_has_no_open_warning() {
    let dialplans = repository::workspace().join("dialplans");
    let text = |name: &str| std::fs::read(dialplans.join(name)).expect("the settings can be read");
    let case = Case::named("accept", "original").folder.join("settings.json");
    let copy = std::fs::read(case).expect("the case can be read");
    assert!(
        text("original/voip-settings.json") == copy,
        "the case is the example itself"
    );
    let reference = String::from_utf8(text("reference/voip-settings.json")).expect("it is text");
    let (source, found, plan) = folders::check_text("reference", &reference);
    assert!(
        plan.is_some() && found.is_empty(),
        "{}",
        render(&found, &source, Colour::Never)
    );
}

#[test]
fn rejected_settings_report_exactly_their_findings() {
    for case in cases("reject") {
        let file = case.folder.join("settings.json");
        let (source, found, plan) = case.check(&file);
        let report = render(&found, &source, Colour::Never);
        expect_file(&file.with_extension("report.txt"), &report);
        assert!(
            found.iter().any(|finding| finding.code().name() == case.name),
            "{} is not found\n{report}",
            case.name
        );
        let stopped = found.iter().any(|finding| finding.severity() == Severity::Error);
        assert_eq!(
            plan.is_none(),
            stopped,
            "{}: errors stop, other findings do not",
            case.name
        );
    }
}

#[test]
fn codes_reject_cases_and_documented_headings_are_equal() {
    let listed: BTreeSet<String> = codes::ALL.iter().map(|code| code.name().to_owned()).collect();
    let rejected: BTreeSet<String> = cases("reject").into_iter().map(|case| case.name).collect();
    let documented: BTreeSet<String> = examples::headings().into_iter().collect();
    assert_eq!(listed, rejected, "codes and reject cases");
    assert_eq!(listed, documented, "codes and headings of docs/diagnostics.md");
}

#[test]
fn every_finding_has_a_place_a_remedy_and_no_name_of_a_rust_type() {
    for case in cases("reject") {
        let (source, found, _) = case.check(&case.folder.join("settings.json"));
        for finding in found {
            let code = finding.code().name();
            assert!(
                finding.remedy_text().is_some_and(|remedy| !remedy.is_empty()),
                "{code} has no remedy"
            );
            assert!(
                finding.span().end() <= source.text().len(),
                "{code} lies outside of the text"
            );
            for word in ["Option", "String", "Some(", "None", "Spanned", "IpNet", "u32"] {
                assert!(!finding.message().contains(word), "{code}: {}", finding.message());
            }
        }
    }
}

#[test]
fn reports_for_programs_hold_every_finding_with_its_place() {
    let case = Case::named("reject", "unknown-key");
    let (source, found, _) = case.check(&case.folder.join("settings.json"));
    let json: serde_json::Value = serde_json::from_str(&render_json(&found, &source)).expect("it is JSON");
    let entries = json.as_array().expect("it is a list");
    assert_eq!(entries.len(), found.len());
    for (entry, finding) in entries.iter().zip(&found) {
        assert_eq!(entry["code"], finding.code().name());
        assert_eq!(entry["labels"][0]["line"], source.place(finding.span()).line());
    }
}

#[test]
fn the_examples_of_the_documentation_are_the_reports_of_the_reject_cases() {
    for case in cases("reject") {
        let (source, found, _) = case.check(&case.folder.join("settings.json"));
        let shown: Vec<_> = found
            .into_iter()
            .filter(|finding| finding.code().name() == case.name)
            .take(1)
            .collect();
        let report = render(&shown, &source, Colour::Never);
        let example = report.rsplit_once("\n\n").map_or("", |(example, _)| example);
        examples::expect(&case.name, example);
    }
    examples::write_when_blessed();
}

#[test]
fn every_key_is_documented() {
    fn keys(schema: &serde_json::Value, out: &mut BTreeSet<String>) {
        let properties = schema.get("properties").and_then(|value| value.as_object());
        out.extend(properties.into_iter().flatten().map(|(key, _)| key.clone()));
        let definitions = schema.get("$defs").and_then(|value| value.as_object());
        definitions
            .into_iter()
            .flatten()
            .for_each(|(_, definition)| keys(definition, out));
    }
    let mut all = BTreeSet::new();
    keys(&dialplan_compiler::settings::schema(), &mut all);
    let page =
        std::fs::read_to_string(repository::workspace().join("docs/settings.md")).expect("the page is there");
    let missing: Vec<&String> = all
        .iter()
        .filter(|key| !page.contains(&format!("`{key}`")))
        .collect();
    assert!(
        all.len() > 60 && missing.is_empty(),
        "docs/settings.md does not name {missing:?}"
    );
}
