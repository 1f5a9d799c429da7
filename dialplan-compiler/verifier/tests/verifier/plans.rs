//! Plans for the tests, and what the compiler makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::emit::Sections;
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};
use dialplan_verifier::{PlanSections, Report, verify_sections};

/// One gateway in each of two formats, an access code, a denial, an override and an emergency number.
pub(crate) const SHIP: &str = include_str!("ship.json");

pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn manifests() -> Vec<(String, String)> {
    let path = "gateways/sip-trunk/Cargo.toml";
    let text = fs::read_to_string(workspace().join(path)).expect("the manifest can be read");
    vec![(path.to_owned(), text)]
}

/// What the compiler writes; none if the settings give no plan.
pub(crate) fn emitted(settings: &str) -> Option<Sections> {
    let manifests = manifests();
    let named: Vec<_> = manifests
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let catalogue = Catalogue::read(&named).expect("the manifest is good");
    let source = Source::new("voip-settings.json", settings);
    let plan = compile(&source, &catalogue).plan?;
    Some(sections(&plan, &source).expect("the plan fits into a table"))
}

pub(crate) fn judged(sections: &Sections, settings: &str) -> Report {
    let held = PlanSections {
        table: &sections.table,
        names: &sections.names,
        fallback: &sections.fallback,
    };
    verify_sections(&held, settings, &manifests())
}
