//! The vessels of the repository, compiled.

use std::path::{Path, PathBuf};

use dialplan_compiler::diagnostics::{Colour, render};
use dialplan_compiler::plan::DialPlan;
use dialplan_compiler::source::Source;
use dialplan_compiler::{Sections, compile, sections};

use crate::catalogue::catalogue;
use crate::repository::workspace;

/// A vessel with what its binary would hold.
pub(crate) struct Vessel {
    pub(crate) source: Source,
    pub(crate) plan: DialPlan,
    pub(crate) sections: Sections,
}

impl Vessel {
    /// Compiles settings that give a plan.
    pub(crate) fn new(name: &str, text: &str) -> Vessel {
        Vessel::compiled(name, text).unwrap_or_else(|report| panic!("no plan:\n{report}\n{text}"))
    }

    /// Compiles settings, or reports why they give no plan.
    pub(crate) fn compiled(name: &str, text: &str) -> Result<Vessel, String> {
        let source = Source::new(name, text);
        let compilation = compile(&source, &catalogue());
        let report = || render(&compilation.diagnostics, &source, Colour::Never);
        let plan = compilation.plan.clone().ok_or_else(report)?;
        let sections = sections(&plan, &source).expect("a checked plan fits into its sections");
        Ok(Vessel {
            source,
            plan,
            sections,
        })
    }
}

/// Every vessel of the repository that gives a plan, by path; but `large`, which takes its time and has tests of its own.
pub(crate) fn all() -> Vec<Vessel> {
    let mut files: Vec<PathBuf> = ["dialplans", "tests/vessels", "dialplan-compiler/tests/accept"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(workspace().join(folder)).expect("the folder can be read"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|folder| !folder.ends_with("broken") && !folder.ends_with("large"))
        .flat_map(|folder| ["voip-settings.json", "settings.json"].map(|name| folder.join(name)))
        .chain([workspace().join("dialplan-compiler/tests/table/plan.json")])
        .filter(|file| file.exists())
        .collect();
    files.sort();
    assert!(files.len() > 10, "only {} vessels", files.len());
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vessel {
    let text = std::fs::read_to_string(file).expect("the settings can be read");
    let name = file.strip_prefix(workspace()).expect("it lies in the workspace");
    Vessel::new(&name.to_string_lossy(), &text)
}
