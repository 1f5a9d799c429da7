//! Audits: what they say is what the table decides, the page stands alone, and those of `dialplans/` are those of today.
//! `BLESS=1 cargo test -p dialplan-compiler --test audit` writes them anew; review the diff.

#![cfg(feature = "command")]
#![expect(clippy::expect_used, clippy::panic, reason = "a failed test panics")]

#[path = "audit/binary.rs"]
mod binary;
#[path = "repository/catalogue.rs"]
mod catalogue;
#[path = "audit/committed.rs"]
mod committed;
#[path = "audit/page.rs"]
mod page;
#[path = "audit/predecessor.rs"]
mod predecessor;
mod repository;
#[path = "audit/summary.rs"]
mod summary;

use std::path::{Path, PathBuf};

use dialplan_compiler::audit::{Audit, Extent, MOST_LISTED, Predecessor, Subject, audit};
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};

use catalogue::catalogue;
use repository::workspace;

/// The audit of settings, a summary if they tell too many sets of numbers apart.
fn audit_of(name: &str, text: &str, requirements: Option<&Source>) -> Audit {
    audit_to(name, text, requirements, Extent::AtMost(MOST_LISTED))
}

/// The audit of settings to this extent.
fn audit_to(name: &str, text: &str, requirements: Option<&Source>, extent: Extent) -> Audit {
    audit_after(None, name, text, requirements, extent)
}

/// The same with the plan before it.
fn audit_after(
    predecessor: Option<Predecessor<'_>>,
    name: &str,
    text: &str,
    requirements: Option<&Source>,
    extent: Extent,
) -> Audit {
    let catalogue = catalogue();
    let source = Source::new(name, text);
    let compilation = compile(&source, &catalogue);
    let plan = compilation
        .plan
        .as_ref()
        .unwrap_or_else(|| panic!("{name} gives no plan"));
    let sections = sections(plan, &source).expect("the plan fits into a table");
    let subject = Subject {
        plan,
        sections: &sections,
        source: &source,
        catalogue: &catalogue,
        findings: &compilation.diagnostics,
        requirements,
        predecessor,
        binary: None,
        extent,
    };
    audit(&subject).expect("sections open")
}

/// The folders of `dialplans/`.
fn all_vessels() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(workspace().join("dialplans")).expect("the folder is read");
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|folder| folder.join("voip-settings.json").exists());
    folders.sort();
    assert!(folders.len() >= 5, "{folders:?}");
    folders
}

/// Those whose page is looked at; that of hundreds of thousands of prefixes takes its time.
fn vessels() -> Vec<PathBuf> {
    let mut folders = all_vessels();
    folders.retain(|folder| !folder.ends_with("large"));
    folders
}

/// The audit of a folder of `dialplans/`.
fn audit_of_vessel(folder: &Path) -> Audit {
    let file = folder.join("voip-settings.json");
    let text = std::fs::read_to_string(&file).expect("the settings are read");
    let name = file.strip_prefix(workspace()).expect("it is inside");
    let requirements = std::fs::read_to_string(folder.join("requirements.toml"));
    let requirements = requirements
        .ok()
        .map(|text| Source::new("requirements.toml", text));
    audit_of(&name.to_string_lossy(), &text, requirements.as_ref())
}
