//! Everything that the compiler writes for the plans of this repository holds.

use std::fs;
use std::path::PathBuf;

use crate::plans::{emitted, judged, workspace};

/// Every settings file of the repository that is meant to give a plan; but that of `large`, which takes its time.
fn settings() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["dialplans", "tests/vessels", "dialplan-compiler/tests/accept"] {
        for entry in fs::read_dir(workspace().join(folder)).expect("the folder can be read") {
            let entry = entry.expect("an entry").path();
            if entry.ends_with("large") {
                continue;
            }
            files.extend(
                ["voip-settings.json", "settings.json"]
                    .map(|name| entry.join(name))
                    .into_iter()
                    .filter(|file| file.is_file()),
            );
        }
    }
    files.sort();
    files
}

#[test]
fn every_plan_of_the_repository_is_held_by_its_sections() {
    let mut held = 0;
    for file in settings() {
        let text = fs::read_to_string(&file).expect("the settings can be read");
        let Some(sections) = emitted(&text) else {
            assert!(
                file.to_string_lossy().contains("broken"),
                "{} gives no plan",
                file.display()
            );
            continue;
        };
        let report = judged(&sections, &text);
        assert!(report.holds, "{}\n{report}", file.display());
        assert_eq!(report.identity.as_deref(), Some(sections.identity.as_str()));
        held += 1;
    }
    assert!(held >= 12, "{held} plans were judged");
}
