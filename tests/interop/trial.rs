//! `dialplan verify --run`: a running vessel is dialled at every meaning of its settings, by telephones and providers that share
//! no code with it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::dialplan_program::dialplan;
use crate::harness::folder;
use crate::vessel_binary::{ROOT, binary_of};

#[test]
#[ignore = "needs root; `cargo xtask test interoperation`"]
fn a_running_vessel_does_what_its_settings_say() {
    for (vessel, profiles) in [("reference", 0), ("warship", 4), ("tests/vessels/interop", 0)] {
        let verified = Command::new(dialplan())
            .arg("verify")
            .arg(binary_of(vessel))
            .args([vessel, "--run", "--format", "json"])
            .current_dir(ROOT)
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
        .arg(binary_of("reference"))
        .arg(&changed)
        .output()
        .expect("the command runs");
    let answer: Value = serde_json::from_slice(&tried.stdout).unwrap_or_else(|_| panic!("{}", shown(&tried)));
    let differences = answer["differences"].as_array().expect("differences are listed");
    assert!(!differences.is_empty());
    for difference in differences {
        let said = |side: &str| difference[side].as_str().unwrap_or_default().to_owned();
        assert!(said("settings").contains("+442079460998"), "{difference}");
        assert!(said("vessel").contains("+442079460999"), "{difference}");
    }
}

fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
