//! `VESSEL=… cargo build`: works from any directory, rebuilds when and only when what it is made from changed,
//! and shows the whole report of settings that give no plan.

mod vessel_binary;

use std::fs;
use std::path::Path;
use std::process::{self, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use dialplan_compiler::compile;
use dialplan_compiler::diagnostics::{Colour, render};
use dialplan_compiler::gather::{Disk, Gathered, Request, gather};

use vessel_binary::{ROOT, binary_of, cargo_build, scratch};

/// All tests build in one folder, and what is fresh depends on what was built before.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_vessel_is_rebuilt_when_and_only_when_its_settings_changed() {
    let _turn = turn();
    let folder = scratch("own-vessel");
    fs::create_dir_all(&folder).expect("a folder is made");
    let above = folder.parent().expect("it has a parent");
    let settings = folder.join("voip-settings.json");
    let text = fs::read_to_string(Path::new(ROOT).join("tests/vessels/no-trunk/voip-settings.json"))
        .expect("the settings are read");
    fs::write(&settings, &text).expect("the settings are written");

    assert_eq!(
        outcome(&cargo_build("./own-vessel", above)),
        Outcome::Compiled,
        "first build"
    );
    assert_eq!(
        outcome(&cargo_build("./own-vessel", above)),
        Outcome::Fresh,
        "nothing changed"
    );

    fs::write(folder.join("notes.txt"), "beside the settings").expect("a note is written");
    assert_eq!(
        outcome(&cargo_build("./own-vessel", above)),
        Outcome::Compiled,
        "a new file beside settings without requirements could have been requirements.toml"
    );

    fs::write(&settings, text.replace("\"101\"", "\"102\"")).expect("the settings are written");
    assert_eq!(
        outcome(&cargo_build("./own-vessel", above)),
        Outcome::Compiled,
        "the settings changed"
    );
    assert_eq!(
        outcome(&cargo_build("./own-vessel", above)),
        Outcome::Fresh,
        "nothing changed again"
    );

    assert_eq!(
        outcome(&cargo_build("no-trunk", above)),
        Outcome::Compiled,
        "another vessel, by name"
    );
    assert_eq!(
        outcome(&cargo_build("no-trunk", Path::new("/"))),
        Outcome::Fresh,
        "from another directory"
    );
    let attested = process::Command::new(binary_of("no-trunk"))
        .arg("--attest")
        .output()
        .expect("it runs");
    let attested: serde_json::Value = serde_json::from_slice(&attested.stdout).expect("it attests in JSON");
    assert_eq!(attested["vessel"], "no-trunk", "the binary is that of the vessel");
}

#[test]
fn settings_without_a_plan_show_their_whole_report_in_the_build_error() {
    let _turn = turn();
    let output = cargo_build("broken", Path::new("/"));
    assert!(!output.status.success());
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = report_on("broken");
    assert!(
        report.contains("tests/vessels/broken/voip-settings.json:"),
        "{report}"
    );
    for line in report.lines().filter(|line| !line.trim().is_empty()) {
        assert!(shown.contains(line), "the build error lacks `{line}`:\n{shown}");
    }
}

#[test]
fn a_vessel_that_is_not_there_is_named_in_the_build_error() {
    let _turn = turn();
    let output = cargo_build("nowhere", Path::new(ROOT));
    assert!(!output.status.success());
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(shown.contains("there is no vessel `nowhere`"), "{shown}");
    assert!(shown.contains("no-trunk"), "the known ones are listed: {shown}");
}

/// Whether cargo compiled the vessel binary or found it fresh.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Compiled,
    Fresh,
}

fn outcome(output: &Output) -> Outcome {
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{shown}");
    let ours = |word: &str| {
        shown
            .lines()
            .any(|line| line.trim_start().starts_with(&format!("{word} fairlead ")))
    };
    match (ours("Compiling") || ours("Dirty"), ours("Fresh")) {
        (true, false) => Outcome::Compiled,
        (false, true) => Outcome::Fresh,
        _ => panic!("cargo says neither or both:\n{shown}"),
    }
}

/// What `dialplan check` prints about a vessel.
fn report_on(vessel: &str) -> String {
    let list = |folder: &Path| fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    let request = Request {
        vessel: vessel.to_owned(),
        workspace: ROOT.into(),
        invoker: ROOT.into(),
        gateway_dir: None,
    };
    let disk = Disk {
        read: |file| fs::read_to_string(file),
        list,
    };
    let Gathered {
        source, catalogue, ..
    } = gather(&request, &disk).expect("the vessel is there");
    render(&compile(&source, &catalogue).diagnostics, &source, Colour::Never)
}
