//! The `dialplan` program as people call it: `command/<case>.txt` holds a command line, everything it prints and its
//! exit code, compared whole. `BLESS=1 cargo test -p dialplan-compiler --test command` rewrites them; review the diff.

#![cfg(feature = "command")]
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test panics")]

mod repository;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use repository::workspace;

#[test]
fn every_recorded_command_line_prints_what_is_recorded() {
    let mut wrong = Vec::new();
    for case in recorded() {
        let text = fs::read_to_string(&case).expect("a case is read");
        let line = text.lines().next().unwrap_or_default();
        let arguments = line
            .strip_prefix("$ dialplan ")
            .unwrap_or_else(|| panic!("{} has no command", case.display()));
        let output = dialplan(&arguments.split(' ').collect::<Vec<_>>());
        let now = format!("{line}\n{}", shown(&output));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&case, now).expect("a case is written");
        } else if now != text {
            wrong.push(format!(
                "{}\n--- recorded\n{text}\n--- printed\n{now}",
                case.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_schema_is_one_json_document_that_knows_the_original_keys() {
    let output = dialplan(&["schema"]);
    assert_eq!(output.status.code(), Some(0));
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the schema is JSON");
    let properties = schema
        .pointer("/properties")
        .and_then(serde_json::Value::as_object)
        .expect("it has properties");
    for key in ["server", "gateways", "stations", "emergency"] {
        assert!(properties.contains_key(key), "no `{key}`");
    }
}

#[test]
fn completions_name_every_subcommand() {
    for shell in ["bash", "zsh", "fish"] {
        let output = dialplan(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        for subcommand in [
            "check",
            "diff",
            "reach",
            "gaps",
            "replay",
            "fleet",
            "digitmap",
            "explain",
            "build",
            "schema",
            "readback",
            "import",
            "credentials",
        ] {
            assert!(
                text.contains(subcommand),
                "{shell} does not complete `{subcommand}`"
            );
        }
    }
}

#[test]
fn credentials_are_made_once_and_kept_for_the_owner_only() {
    let file = scratch("made-once.credentials");
    let arguments = [
        "credentials",
        "no-trunk",
        "--format",
        "json",
        "--output",
        path_text(&file),
    ];
    let first = json(&dialplan(&arguments));
    assert_eq!(first.pointer("/stations/0/userName"), Some(&"100".into()));
    let password = first
        .pointer("/stations/0/password")
        .and_then(serde_json::Value::as_str)
        .expect("it is shown");
    let kept = fs::read_to_string(&file).expect("the file is read");
    assert!(!kept.contains(password), "the file holds a station's password");
    assert_eq!(mode(&file), 0o600);

    let second = json(&dialplan(&arguments));
    assert_eq!(
        second.pointer("/stations/0/password"),
        Some(&serde_json::Value::Null)
    );
    assert_eq!(fs::read_to_string(&file).expect("the file is read"), kept);
}

#[test]
fn renewing_one_station_leaves_the_others_alone() {
    let file = scratch("renewed.credentials");
    let arguments = ["credentials", "no-trunk", "--output", path_text(&file)];
    assert_eq!(dialplan(&arguments).status.code(), Some(0));
    let before = fs::read_to_string(&file).expect("the file is read");
    assert_eq!(
        dialplan(&[&arguments[..], &["--renew", "101"]].concat())
            .status
            .code(),
        Some(0)
    );
    let after = fs::read_to_string(&file).expect("the file is read");
    let line = |text: &str, name: &str| {
        text.lines()
            .find(|line| line.starts_with(name))
            .map(str::to_owned)
    };
    assert_eq!(line(&before, "station-100"), line(&after, "station-100"));
    assert_ne!(line(&before, "station-101"), line(&after, "station-101"));
}

#[test]
fn a_credentials_file_that_others_may_read_is_refused() {
    let file = scratch("exposed.credentials");
    fs::write(&file, "station-100 ha1-sha-256:00\n").expect("the file is written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("its mode is set");
    let output = dialplan(&["credentials", "no-trunk", "--output", path_text(&file)]);
    assert_eq!(output.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&output.stderr).contains("chmod 600"));
}

#[test]
fn an_inline_password_moves_to_the_file_and_a_missing_one_is_a_finding() {
    let file = scratch("inline.credentials");
    let output = dialplan(&["credentials", "harbour", "--output", path_text(&file)]);
    assert_eq!(output.status.code(), Some(1), "the secret of `shore` is nowhere");
    let text = fs::read_to_string(&file).expect("the file is read");
    assert!(
        text.lines()
            .any(|line| line == "trunk-spare password:an inline password of the test"),
        "{text}"
    );
    assert!(!String::from_utf8_lossy(&output.stdout).contains("an inline password"));
}

#[test]
fn the_command_works_from_a_folder_below_the_workspace() {
    let output = Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .args(["check", "no-trunk"])
        .current_dir(workspace().join("docs"))
        .env_remove("VESSEL")
        .output()
        .expect("the program runs");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_revision_is_compared_with_the_settings_as_they_are() {
    let folder = scratch("revision");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an earlier run's folder is removed");
    }
    fs::create_dir_all(&folder).expect("a folder is made");
    let file = folder.join("voip-settings.json");
    let reference = workspace().join("dialplans/reference/voip-settings.json");
    fs::copy(reference, &file).expect("the settings are copied");
    let git = |arguments: &[&str]| {
        let run = Command::new("git")
            .args(["-c", "user.name=yard", "-c", "user.email=yard@example.net"])
            .args(arguments)
            .current_dir(&folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        assert!(
            run.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
    };
    git(&["init", "--quiet"]);
    git(&["add", "voip-settings.json"]);
    git(&["commit", "--quiet", "--message", "approved"]);
    let compared = || dialplan(&["diff", path_text(&folder), "--git", "HEAD"]);
    assert_eq!(compared().status.code(), Some(0));
    let changed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/changed.json");
    fs::copy(changed, &file).expect("the settings are changed");
    let output = compared();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("+979"));
    let unknown = dialplan(&["diff", path_text(&folder), "--git", "no-such-revision"]);
    assert_eq!(unknown.status.code(), Some(64));
}

#[test]
fn two_runs_print_the_same() {
    for arguments in [
        &["check", "harbour"][..],
        &["explain", "+8701"],
        &[
            "diff",
            "reference",
            "dialplan-compiler/tests/diff/changed.json",
            "--full",
        ],
    ] {
        assert_eq!(dialplan(arguments).stdout, dialplan(arguments).stdout);
    }
}

/// The cases, sorted; at least one.
fn recorded() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .expect("cases are listed")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort_unstable();
    assert!(!cases.is_empty(), "no case");
    cases
}

fn dialplan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .args(arguments)
        .current_dir(workspace())
        .env("NO_COLOR", "1")
        .env_remove("VESSEL")
        .output()
        .expect("the program runs")
}

/// What was printed and how it ended, without the path of the workspace.
fn shown(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if !errors.is_empty() {
        text.push_str("--- standard error\n");
        text.push_str(&errors);
    }
    let code = output.status.code().expect("it ended by itself");
    let text =
        format!("{}\n--- exit {code}\n", text.trim_end()).replace(path_text(&workspace()), "WORKSPACE");
    // Vessels come and go; that a list is shown is what matters.
    let lines = text
        .lines()
        .map(|line| match line.strip_prefix("known vessels: ") {
            Some(names) if names.contains("reference") => "known vessels: …\n".to_owned(),
            _ => format!("{}\n", without_identity(line)),
        });
    lines.collect()
}

/// The line with a word in the place of a plan identity, which every change of the table's form changes.
fn without_identity(line: &str) -> String {
    let is_identity = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    match line.split([' ', '"']).find(is_identity) {
        Some(identity) => line.replace(identity, "IDENTITY"),
        None => line.to_owned(),
    }
}

fn json(output: &Output) -> serde_json::Value {
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("the output is JSON")
}

/// A file or folder that is not there yet and that no other test uses.
fn scratch(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let removed = if file.is_dir() {
        fs::remove_dir_all(&file)
    } else {
        fs::remove_file(&file)
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", file.display()),
        _ => file,
    }
}

fn path_text(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file)
        .expect("the file is there")
        .permissions()
        .mode()
        & 0o777
}
