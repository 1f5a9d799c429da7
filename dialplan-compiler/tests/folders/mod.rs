//! The folders of cases, and how one is checked.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases must fail")]

use dialplan_compiler::diagnostics::Diagnostic;
use dialplan_compiler::gate::gate;
use dialplan_compiler::plan::{DialPlan, check};
use dialplan_compiler::requirements::REQUIREMENTS_FILE;
use dialplan_compiler::settings;
use dialplan_compiler::source::Source;
use std::fs;
use std::path::{Path, PathBuf};

use crate::catalogue::catalogue;

/// One folder of `accept` or `reject`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

impl Case {
    pub(crate) fn named(kind: &str, name: &str) -> Case {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests")
            .join(kind)
            .join(name);
        Case {
            name: name.to_owned(),
            folder,
        }
    }

    /// `settings.json` and, beside it, other spellings of the same plan.
    pub(crate) fn settings_files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).expect("the folder can be read");
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        files
    }

    pub(crate) fn check(&self, file: &Path) -> (Source, Vec<Diagnostic>, Option<DialPlan>) {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a file name");
        let checked = check_text(name, &fs::read_to_string(file).expect("the settings can be read"));
        match fs::read_to_string(self.folder.join(REQUIREMENTS_FILE)) {
            Ok(requirements) => require(checked, &requirements),
            Err(_) => checked,
        }
    }
}

/// Checks settings against the manifests of the workspace.
pub(crate) fn check_text(name: &str, text: &str) -> (Source, Vec<Diagnostic>, Option<DialPlan>) {
    let source = Source::new(name, text);
    let mut found = Vec::new();
    let settings = settings::read(&source, &mut found);
    let plan = settings.and_then(|settings| check(&settings, &catalogue(), &mut found));
    (source, found, plan)
}

/// What is found about the requirements of settings that make a plan.
fn require(
    (source, _, plan): (Source, Vec<Diagnostic>, Option<DialPlan>),
    text: &str,
) -> (Source, Vec<Diagnostic>, Option<DialPlan>) {
    let plan = plan.expect("the settings of a case about requirements make a plan");
    let sections = dialplan_compiler::sections(&plan, &source).expect("the plan fits into a table");
    let requirements = Source::new(REQUIREMENTS_FILE, text);
    let gate = gate(&sections, source.name(), &requirements, None).expect("sections are well-formed");
    let open = gate.is_open();
    (requirements, gate.diagnostics, open.then_some(plan))
}

/// Every case of a kind, sorted by name.
pub(crate) fn cases(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(kind);
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    names.sort();
    assert!(!names.is_empty(), "there is no case in {kind}");
    names.into_iter().map(|name| Case::named(kind, &name)).collect()
}

pub(crate) fn blessed() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Compares a whole file with what it should hold, or rewrites it when blessed.
pub(crate) fn expect_file(path: &Path, text: &str) {
    if blessed() {
        fs::write(path, text).expect("the report can be written");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == text,
        "{} differs; now:\n{text}\nexpected:\n{expected}",
        path.display()
    );
}
