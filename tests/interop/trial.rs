//! `dialplan verify --run`: a running vessel is dialled at every meaning of its settings, by telephones and providers that share
//! no code with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::dialplan_program::dialplan;
use crate::harness::folder;
use crate::vessel_binary::{ROOT, binary_of};

#[test]
#[ignore = "needs root; `cargo xtask test interoperation`"]
fn a_running_vessel_does_what_its_settings_say() {
    for (vessel, profiles) in [
        ("dialplans/reference", 0),
        ("dialplans/warship", 4),
        ("tests/vessels/interop", 0),
    ] {
        let binary = binary_of(vessel);
        let settings = settings_of(vessel);
        // A bare name is a file in this folder, not a program in $PATH.
        let verified = Command::new(dialplan())
            .args(["--workspace", ROOT, "verify"])
            .arg(binary.file_name().expect("it has a name"))
            .arg(settings)
            .args(["--run", "--format", "json"])
            .current_dir(binary.parent().expect("it lies in a folder"))
            .output()
            .expect("the command runs");
        assert!(verified.status.success(), "{vessel}: {}", shown(&verified));
        let answer: Value = serde_json::from_slice(&verified.stdout).expect("it answers in JSON");
        let run = &answer["run"];
        assert!(
            run["calls"].as_u64().is_some_and(|calls| calls > 20),
            "{vessel}: {run}"
        );
        assert_eq!(
            run["profiles"].as_array().map(Vec::len),
            Some(profiles),
            "{vessel}: {run}"
        );
    }
}

#[test]
#[ignore = "needs root; `cargo xtask test interoperation`"]
fn a_running_vessel_that_does_otherwise_is_found() {
    let changed = folder("trial").join("voip-settings.json");
    let settings = fs::read_to_string(Path::new(ROOT).join("dialplans/reference/voip-settings.json"))
        .expect("the settings are read");
    let settings = settings.replace("\"+442079460999\"", "\"+442079460998\"");
    fs::write(&changed, settings).expect("the settings are written");
    let tried = Command::new("unshare")
        .args(["--net", "--mount", "--fork"])
        .arg(dialplan())
        .args(["--workspace", ROOT, "trial"])
        .arg(binary_of("dialplans/reference"))
        .arg(&changed)
        .output()
        .expect("the command runs");
    let answer: Value = serde_json::from_slice(&tried.stdout).unwrap_or_else(|_| panic!("{}", shown(&tried)));
    assert_eq!(
        answer["differing"],
        answer["differences"].as_array().map_or(0, Vec::len)
    );
    let differences = answer["differences"].as_array().expect("differences are listed");
    assert!(!differences.is_empty());
    for difference in differences {
        let said = |side: &str| difference[side].as_str().unwrap_or_default().to_owned();
        assert!(said("settings").contains("+442079460998"), "{difference}");
        assert!(said("vessel").contains("+442079460999"), "{difference}");
    }
}

#[test]
#[ignore = "needs root; `cargo xtask test interoperation`"]
fn a_trial_does_not_touch_a_network_that_is_in_use() {
    let refused = Command::new(dialplan())
        .args(["--workspace", ROOT, "trial", "/nonexistent", "reference"])
        .output()
        .expect("the command runs");
    assert_eq!(refused.status.code(), Some(64), "{}", shown(&refused));
    assert!(shown(&refused).contains("in use"), "{}", shown(&refused));
}

fn settings_of(vessel: &str) -> PathBuf {
    Path::new(ROOT).join(vessel).join("voip-settings.json")
}

fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
