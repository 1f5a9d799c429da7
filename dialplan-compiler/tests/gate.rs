//! Requirements are a gate of the build: what `build.rs` does, on the vessels of the repository.

mod repository;

use dialplan_compiler::build_script::{Built, build};
use dialplan_compiler::gather::Disk;
use repository::workspace;
use std::fs;

#[test]
fn a_vessel_whose_requirements_fail_is_not_built_and_the_report_names_their_place() {
    let report =
        built("dialplan-compiler/tests/reject/requirement-failed/settings.json").expect_err("it is refused");
    assert!(
        report.contains("tests/reject/requirement-failed/requirements.toml:11:6"),
        "{report}"
    );
    assert!(
        report.contains("error[requirement-failed]: the plan does not meet `R2`"),
        "{report}"
    );
}

#[test]
fn requirements_that_cannot_be_read_are_not_passed_over() {
    let report =
        built("dialplan-compiler/tests/reject/unknown-set/settings.json").expect_err("it is refused");
    assert!(report.contains("requirements.toml:7:11"), "{report}");
}

#[test]
fn a_change_of_the_requirements_builds_again() {
    let watched = |vessel: &str, path: &str| {
        let instructions = built(vessel).expect("it is built").instructions;
        let line = format!("cargo::rerun-if-changed={}\n", workspace().join(path).display());
        assert!(instructions.contains(&line), "{instructions}");
    };
    watched("reference", "dialplans/reference/requirements.toml");
    // A file that is not there is seen to appear in the vessel's folder.
    watched("harbour", "tests/vessels/harbour");
}

fn built(vessel: &str) -> Result<Built, String> {
    let disk = Disk {
        read: |file| fs::read_to_string(file),
        list: |folder| fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect(),
    };
    let variable = |name: &str| match name {
        "CARGO_MANIFEST_DIR" | "PWD" => Some(workspace().display().to_string()),
        "VESSEL" => Some(vessel.to_owned()),
        "TARGET" => Some("x86_64-unknown-linux-gnu".to_owned()),
        "PROFILE" => Some("debug".to_owned()),
        _ => None,
    };
    build(&disk, &variable, "rustc of the test")
}
