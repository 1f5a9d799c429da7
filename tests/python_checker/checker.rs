//! Runs the checker and reads what it prints.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::vessel_binary::{ROOT, scratch};

/// What the checker says of an artefact.
pub struct Verdict {
    /// The exit code.
    pub status: i32,
    /// Everything that was printed.
    pub output: String,
}

impl Verdict {
    /// Whether a finding of the kind is printed.
    pub fn has(&self, kind: &str) -> bool {
        self.output
            .lines()
            .any(|line| line.split_once(": ").is_some_and(|(start, _)| start == kind))
    }

    /// The number of the finding about decisions.
    pub fn number(&self) -> Option<String> {
        let line = self
            .output
            .lines()
            .find_map(|line| line.strip_prefix("decision: "));
        line.and_then(|line| line.split_once(": "))
            .map(|(number, _)| number.to_owned())
    }
}

/// Checks the bytes of a table against settings.
pub fn check_table(table: &[u8], settings: &str) -> Verdict {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let turn = RUNS.fetch_add(1, Ordering::Relaxed);
    let (artefact, text) = (
        scratch(&format!("{turn}.table")),
        scratch(&format!("{turn}.json")),
    );
    fs::write(&artefact, table).expect("the table can be written");
    fs::write(&text, settings).expect("the settings can be written");
    check_file(&artefact, &text)
}

/// Checks a file against settings.
pub fn check_file(artefact: &Path, settings: &Path) -> Verdict {
    run(&[artefact.as_os_str(), settings.as_os_str()])
}

/// Runs the checker with the gateways of the repository.
pub fn run(arguments: &[&OsStr]) -> Verdict {
    let checker = Path::new(ROOT).join("dialplan-compiler/verifier/python/check_vessel.py");
    let output = Command::new("python3")
        .arg("-B")
        .arg(checker)
        .args(arguments)
        .output()
        .expect("python3 runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Verdict {
        status: output.status.code().expect("it ends by itself"),
        output: text(&output.stdout) + &text(&output.stderr),
    }
}
