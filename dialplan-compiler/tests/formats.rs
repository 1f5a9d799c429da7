//! What continuous integration reads: every format of every finding that the reject cases hold, and of changes, is read by
//! programs that nobody here wrote, SARIF against its published schema.

#![cfg(feature = "command")]
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test panics")]

#[path = "repository/catalogue.rs"]
mod catalogue;
mod repository;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dialplan_compiler::diagnostics::{Code, Severity, codes};
use dialplan_compiler::gate::gate;
use dialplan_compiler::report::findings::{Effect, Extent, Findings};
use dialplan_compiler::report::{check, github, gitlab, junit, prove, sarif};
use dialplan_compiler::requirements::REQUIREMENTS_FILE;
use dialplan_compiler::source::Source;
use dialplan_compiler::{Compilation, compile};
use junit_parser::TestSuites;
use serde_json::Value;

use catalogue::catalogue;
use repository::workspace;

#[test]
fn sarif_keeps_to_the_published_schema_for_every_code() {
    let schema = schema();
    let mut seen = BTreeSet::new();
    for findings in rejected() {
        let document = sarif::document(&findings).expect("it is written");
        let value = valid_sarif(&schema, &document);
        for result in list(&value, "/runs/0/results") {
            let rule = text(result, "/ruleId");
            seen.insert(rule.to_owned());
            let index = result
                .pointer("/ruleIndex")
                .and_then(Value::as_u64)
                .expect("an index");
            assert_eq!(
                text(&value, &format!("/runs/0/tool/driver/rules/{index}/id")),
                rule
            );
            let links = text(result, "/message/text").matches("](").count();
            let related = result.pointer("/relatedLocations").and_then(Value::as_array);
            assert_eq!(
                links,
                related.map_or(0, Vec::len),
                "GitHub shows what is linked: {result}"
            );
        }
    }
    let all: BTreeSet<String> = codes::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(seen, all);
}

#[test]
fn the_schema_refuses_what_is_not_sarif() {
    let schema = schema();
    let Some(findings) = rejected().into_iter().next() else {
        panic!("there is a case");
    };
    let document = sarif::document(&findings).expect("it is written");
    for (right, wrong) in [
        ("\"2.1.0\"", "\"2.1\""),
        ("startLine", "startLines"),
        ("\"error\"", "\"fatal\""),
    ] {
        let damaged: Value = serde_json::from_str(&document.replace(right, wrong)).expect("it is JSON");
        assert!(!schema.is_valid(&damaged), "{wrong}");
    }
}

#[test]
fn a_reader_of_junit_finds_every_case_and_every_failure() {
    for findings in rejected() {
        let read = read_junit(&junit::document(&findings).expect("it is written"));
        let of = |effect: Effect| -> BTreeSet<&str> {
            let found = findings.found.iter().filter(|found| found.effect == effect);
            found.map(|found| found.case.as_str()).collect()
        };
        let (failing, informing) = (of(Effect::Fails), of(Effect::Informs));
        let suite = read.suites.first().expect("a suite");
        let asked: Vec<&str> = findings.cases.iter().map(|case| case.name.as_str()).collect();
        let read: Vec<&str> = suite
            .cases
            .iter()
            .map(|case| case.original_name.as_str())
            .collect();
        assert_eq!(read, asked);
        assert_eq!(suite.failures, failing.len() as u64);
        for case in &suite.cases {
            let name = case.original_name.as_str();
            assert_eq!(case.status.is_failure(), failing.contains(name), "{name}");
            let decided =
                findings.extent == Extent::Whole || failing.contains(name) || informing.contains(name);
            assert_eq!(case.status.is_skipped(), !decided, "{name}");
        }
    }
}

#[test]
fn check_asks_every_code_that_no_requirement_is_needed_for() {
    let about_requirements = |code: &&&Code| rejecting(code).join(REQUIREMENTS_FILE).is_file();
    let expected = codes::ALL.iter().filter(about_requirements);
    let expected: BTreeSet<&str> = expected.map(|code| code.name()).collect();
    let listed: BTreeSet<&str> = check::ABOUT_REQUIREMENTS.iter().map(|code| code.name()).collect();
    assert_eq!(listed, expected);
}

#[test]
fn what_fails_follows_the_level_that_fails() {
    let harbour = |fails: &[&str]| {
        let output = dialplan(&[&["check", "harbour", "--format", "junit"], fails].concat());
        let read = read_junit(&String::from_utf8_lossy(&output.stdout));
        (
            output.status.code(),
            read.suites.iter().map(|suite| suite.failures).sum::<u64>(),
        )
    };
    assert_eq!(harbour(&[]), (Some(0), 0));
    let (code, failures) = harbour(&["--fail-level", "warning"]);
    assert_eq!(code, Some(3));
    assert!(failures > 0);
}

#[test]
fn gitlab_gets_what_it_demands_and_no_fingerprint_twice() {
    for findings in rejected() {
        let document = gitlab::document(&findings).expect("it is written");
        let issues: Vec<Value> = serde_json::from_str(&document).expect("it is JSON");
        assert_eq!(issues.len(), findings.found.len());
        let mut fingerprints = BTreeSet::new();
        for issue in &issues {
            assert!(!text(issue, "/description").contains('\n'));
            assert!(["info", "major", "critical"].contains(&text(issue, "/severity")));
            assert!(issue.pointer("/location/lines/begin").and_then(Value::as_u64) >= Some(1));
            assert!(!text(issue, "/location/path").starts_with('/'));
            assert!(
                fingerprints.insert(text(issue, "/fingerprint").to_owned()),
                "{issue}"
            );
        }
    }
}

#[test]
fn findings_stay_the_same_when_lines_are_added_before_them() {
    for name in [
        "empty-prefix",
        "access-list-unreviewed",
        "unknown-key",
        "duplicate-prefix",
        "inline-password",
    ] {
        let code = Code::named(name).expect("a code");
        let file = rejecting(code).join("settings.json");
        let written = fs::read_to_string(&file).expect("the settings are read");
        let moved = written.replacen('{', "{\n\n\n", 1);
        let identities = |text: &str| found_in(text).fingerprints();
        assert_eq!(identities(&written), identities(&moved), "{name}");
        assert!(!identities(&written).is_empty(), "{name}");
    }
}

#[test]
fn no_format_shows_a_password_or_its_length() {
    let file = workspace().join("tests/vessels/harbour/voip-settings.json");
    let findings = found_in(&fs::read_to_string(file).expect("the settings are read"));
    let sarif = sarif::document(&findings).expect("it is written");
    let documents = [
        sarif.clone(),
        gitlab::document(&findings).expect("it is written"),
        junit::document(&findings).expect("it is written"),
        github::commands(&findings),
        github::summary(&findings),
    ];
    assert!(
        documents
            .iter()
            .all(|document| !document.contains("an inline password"))
    );
    assert!(
        documents
            .iter()
            .all(|document| document.contains("inline-password"))
    );
    let value: Value = serde_json::from_str(&sarif).expect("it is JSON");
    let about = |result: &&Value| text(result, "/ruleId") == "inline-password";
    let found = list(&value, "/runs/0/results")
        .iter()
        .find(about)
        .expect("it is found");
    assert_eq!(
        found.pointer("/locations/0/physicalLocation/region/endColumn"),
        None
    );
}

#[test]
fn the_exit_code_does_not_depend_on_the_format_and_two_runs_print_the_same() {
    let changed = "dialplan-compiler/tests/diff/changed.json";
    for arguments in [
        &["check", "reference"][..],
        &["check", "broken"],
        &["check", "harbour", "--fail-level", "warning"],
        &["diff", "reference", "reference"],
        &["diff", "reference", changed],
        &["diff", "reference", changed, "--no-new-reach"],
        &["diff", changed, "reference", "--no-new-reach"],
        &["prove", "reference"],
        &["prove", "original", "--all"],
        &["prove", FAILED],
        &["prove", UNREADABLE],
    ] {
        let expected = dialplan(arguments).status.code();
        for format in ["json", "sarif", "junit", "gitlab", "github"] {
            let run = || dialplan(&[arguments, &["--format", format]].concat());
            let output = run();
            assert_eq!(output.status.code(), expected, "{arguments:?} as {format}");
            assert_eq!(output.stdout, run().stdout, "{arguments:?} as {format}");
            assert!(output.stderr.is_empty(), "{arguments:?} as {format}");
        }
    }
}

#[test]
fn a_change_is_valid_in_every_format_and_fails_by_what_was_asked() {
    let schema = schema();
    let changed = "dialplan-compiler/tests/diff/changed.json";
    let run = |format: &str, more: &[&str]| {
        let output = dialplan(&[&["diff", "reference", changed, "--format", format], more].concat());
        String::from_utf8(output.stdout).expect("it is text")
    };
    let sarif = valid_sarif(&schema, &run("sarif", &[]));
    let results = list(&sarif, "/runs/0/results");
    let of = |rule: &str| {
        results
            .iter()
            .filter(|result| text(result, "/ruleId") == rule)
            .count()
    };
    assert_eq!(of("new-reach"), 2, "shore and twilio");
    assert!(of("call-possible") > 0 && of("refusal-changed") > 0 && of("addresses-changed") > 0);
    let placed = results
        .iter()
        .find(|result| text(result, "/ruleId") == "call-possible")
        .expect("one");
    assert_eq!(
        text(placed, "/locations/0/physicalLocation/artifactLocation/uri"),
        changed
    );
    assert_eq!(
        placed.pointer("/locations/0/physicalLocation/region/startLine"),
        Some(&66.into())
    );

    let failures = |more: &[&str]| {
        let read = read_junit(&run("junit", more));
        let cases = read.suites.into_iter().flat_map(|suite| suite.cases);
        let failing = cases.filter(|case| case.status.is_failure());
        failing.map(|case| case.original_name).collect::<Vec<_>>()
    };
    assert_eq!(failures(&["--no-new-reach"]), ["new-reach"]);
    assert!(failures(&[]).len() > 4);

    let issues: Vec<Value> = serde_json::from_str(&run("gitlab", &[])).expect("it is JSON");
    let fingerprints: BTreeSet<&str> = issues.iter().map(|issue| text(issue, "/fingerprint")).collect();
    assert_eq!((issues.len(), fingerprints.len()), (results.len(), results.len()));
}

#[test]
fn each_requirement_is_a_test_and_a_failed_one_points_at_the_row_that_decides() {
    let run = |plan: &str, format: &str| {
        let output = dialplan(&["prove", plan, "--format", format]);
        (
            output.status.code(),
            String::from_utf8(output.stdout).expect("it is text"),
        )
    };
    let (code, document) = run(FAILED, "junit");
    let read = read_junit(&document);
    let suite = read.suites.first().expect("a suite");
    let (failed, json) = run(FAILED, "json");
    assert_eq!((code, failed), (Some(1), Some(1)));
    let proofs: Value = serde_json::from_str(&json).expect("it is JSON");
    let number = |key: &str| proofs.pointer(key).and_then(Value::as_u64);
    assert_eq!(Some(suite.failures), number("/failing"));
    assert_eq!(Some(suite.tests - suite.failures), number("/holding"));
    assert!(suite.failures > 0);

    let sarif = valid_sarif(&schema(), &run(FAILED, "sarif").1);
    let result = list(&sarif, "/runs/0/results").first().expect("a result");
    let uri = |pointer: &str| {
        text(
            result,
            &format!("{pointer}/physicalLocation/artifactLocation/uri"),
        )
    };
    assert!(uri("/locations/0").ends_with("requirements.toml"));
    assert!(uri("/relatedLocations/0").ends_with("settings.json"));

    let (code, document) = run(UNREADABLE, "junit");
    assert_eq!(code, Some(4));
    let cases = read_junit(&document)
        .suites
        .into_iter()
        .flat_map(|suite| suite.cases);
    assert!(cases.map(|case| case.status.is_failure()).eq([true]));

    let (code, document) = run("broken", "gitlab");
    assert_eq!(code, Some(64), "no requirements: {document}");
}

#[test]
fn what_needs_no_requirement_is_a_note_that_fails_nothing() {
    let run = |format: &str| {
        let output = dialplan(&["prove", "original", "--all", "--format", format]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("it is text")
    };
    let sarif = valid_sarif(&schema(), &run("sarif"));
    let results = list(&sarif, "/runs/0/results");
    let json: Value = serde_json::from_str(&run("json")).expect("it is JSON");
    let expected = list(&json, "/findings/selfLoops").len() + list(&json, "/findings/singlePoints").len();
    assert!(expected > 0);
    assert_eq!(results.len(), expected);
    assert!(results.iter().all(|result| text(result, "/level") == "note"));
    let suites = read_junit(&run("junit")).suites;
    let cases: Vec<&str> = suites
        .iter()
        .flat_map(|suite| &suite.cases)
        .map(|case| case.original_name.as_str())
        .collect();
    assert_eq!(cases, ["self-loop", "single-point-of-failure"]);
    assert_eq!(suites.iter().map(|suite| suite.failures).sum::<u64>(), 0);
}

#[test]
fn github_gets_a_summary_where_it_asks_for_one() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("step-summary.md");
    fs::write(&file, "from an earlier step\n").expect("the file is written");
    let output = command(&["check", "broken", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", &file)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(4));
    let summary = fs::read_to_string(&file).expect("the summary is read");
    assert!(
        summary.starts_with("from an earlier step\n### dialplan check tests/vessels/broken/"),
        "{summary}"
    );
    assert!(
        summary.contains("\n4 errors\n") && summary.contains("| error | empty-prefix |"),
        "{summary}"
    );

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let refused = command(&["check", "broken", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", folder)
        .output()
        .expect("the program runs");
    assert_eq!(refused.status.code(), Some(70));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("GITHUB_STEP_SUMMARY"));
}

/// Settings whose requirements fail, and settings whose requirements cannot be read.
const FAILED: &str = "dialplan-compiler/tests/reject/requirement-failed/settings.json";
const UNREADABLE: &str = "dialplan-compiler/tests/reject/not-toml/settings.json";

/// The findings of every reject case: those of the settings, or of the requirements beside them.
fn rejected() -> Vec<Findings> {
    let all = codes::ALL.iter().map(|code| {
        let text = |file: &str| fs::read_to_string(rejecting(code).join(file));
        let settings = text("settings.json").expect("the settings are read");
        match text(REQUIREMENTS_FILE) {
            Ok(requirements) => proved(&settings, &requirements),
            Err(_) => found_in(&settings),
        }
    });
    all.collect()
}

fn rejecting(code: &Code) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/reject", code.name()]
        .iter()
        .collect()
}

fn found_in(settings: &str) -> Findings {
    let source = Source::new("settings.json", settings);
    let Compilation { diagnostics, plan } = compile(&source, &catalogue());
    let extent = if plan.is_some() {
        Extent::Whole
    } else {
        Extent::CutShort
    };
    check::findings(&diagnostics, &source, Severity::Error, extent)
}

fn proved(settings: &str, requirements: &str) -> Findings {
    let source = Source::new("settings.json", settings);
    let plan = compile(&source, &catalogue())
        .plan
        .expect("the settings make a plan");
    let sections = dialplan_compiler::sections(&plan, &source).expect("the plan fits into a table");
    let requirements = Source::new(REQUIREMENTS_FILE, requirements);
    let gate = gate(&sections, source.name(), &requirements, None).expect("sections are well-formed");
    prove::findings(&gate, &requirements, None)
}

fn schema() -> jsonschema::Validator {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/formats/sarif-2.1.0.json"]
        .iter()
        .collect();
    let text = fs::read_to_string(file).expect("the schema is read");
    let schema = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one")
}

fn valid_sarif(schema: &jsonschema::Validator, document: &str) -> Value {
    let value = serde_json::from_str(document).expect("it is JSON");
    let wrong: Vec<String> = schema
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    value
}

fn read_junit(document: &str) -> TestSuites {
    junit_parser::from_reader(document.as_bytes()).expect("it is JUnit XML")
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.unwrap_or_else(|| panic!("no list at {pointer}"))
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_else(|| panic!("no text at {pointer}: {value}"))
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dialplan"));
    command
        .args(arguments)
        .current_dir(workspace())
        .env("NO_COLOR", "1")
        .env_remove("VESSEL")
        .env_remove("GITHUB_STEP_SUMMARY");
    command
}

fn dialplan(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the program runs")
}
