//! A gateway crate from outside of the repository is linked into a vessel binary: with the lines that docs/gateways.md
//! names in the root manifest of a copied workspace, and `dialplan build --gateway-dir`.

#![cfg(feature = "command")]
#![expect(clippy::expect_used, reason = "a failed test panics")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn a_gateway_crate_of_another_folder_is_linked() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    let (workspace, gateway) = (folder.join("workspace"), folder.join("gateways/yard-trunk"));
    let given = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside");
    copy_workspace(&workspace);
    let settings = folder.join("vessel/voip-settings.json");
    copy(&given.join("voip-settings.json"), &settings);
    copy(&given.join("lib.rs"), &gateway.join("lib.rs"));
    copy(&given.join("Cargo.toml.in"), &gateway.join("Cargo.toml"));
    let root = workspace.join("Cargo.toml");
    let manifest = fs::read_to_string(&root).expect("the root manifest is read");
    fs::write(&root, with_documented_lines(&manifest)).expect("the root manifest is written");

    let without = dialplan(&workspace, &["check", "../vessel"]);
    assert_eq!(without.status.code(), Some(4), "{}", said(&without));
    assert!(said(&without).contains("unknown-plugin"), "{}", said(&without));

    let built = dialplan(
        &workspace,
        &[
            "build",
            "../vessel",
            "--gateway-dir",
            "../gateways",
            "--format",
            "json",
        ],
    );
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    let built: serde_json::Value = serde_json::from_slice(&built.stdout).expect("the answer is JSON");
    let binary = built["path"].as_str().expect("it names the binary");
    let attested = Command::new(workspace.join(binary)).arg("--attest").output();
    let attested = attested.expect("the vessel runs").stdout;
    let attested: serde_json::Value = serde_json::from_slice(&attested).expect("it attests in JSON");
    assert_eq!(attested["identity"], built["identity"]);
    let kinds = serde_json::json!([
        { "kind": "yard-trunk", "version": "2.1.0", "description": "The yard's own trunk" }
    ]);
    assert_eq!(
        attested["linkedKinds"], kinds,
        "and no kind that the plan does not use"
    );
    assert_eq!(attested["gateways"][0]["kind"], "yard-trunk");
}

/// The root manifest with what docs/gateways.md says about a kind `radio`, said about this one.
fn with_documented_lines(manifest: &str) -> String {
    let page = fs::read_to_string(repository().join("docs/gateways.md")).expect("the page is read");
    let line = |start: &str| {
        let line = page.lines().map(str::trim).find(|line| line.starts_with(start));
        let line = line.expect("the page has the line");
        let elsewhere = line.replace("gateways/radio", "../gateways/yard-trunk");
        elsewhere.replace("radio", "yard-trunk")
    };
    let features = format!("[features]\n{}\n", line("radio = "));
    let dependencies = format!("[dependencies]\n{}\n", line("gateway-radio = "));
    manifest
        .replacen("[features]\n", &features, 1)
        .replacen("[dependencies]\n", &dependencies, 1)
        .replacen("default = [", "default = [\"yard-trunk\", ", 1)
}

fn dialplan(workspace: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .args(arguments)
        .current_dir(workspace)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target"),
        )
        .env("CARGO_NET_OFFLINE", "true")
        // The test looks at what is linked; nothing of it wants to be fast.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
        .env_remove("VESSEL")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("dialplan runs")
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|said| String::from_utf8_lossy(said))
        .concat()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

/// The packages of the workspace.
fn copy_workspace(to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).expect("an earlier copy is removed");
    }
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src",
        "dialplan-compiler",
        "runtime",
        "gateways",
        "xtask",
    ] {
        copy(&repository().join(part), &to.join(part));
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder is read") {
            let entry = entry.expect("it has entries");
            if entry.file_name() != "target" {
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder is made");
        fs::copy(from, to).expect("a file is copied");
    }
}
