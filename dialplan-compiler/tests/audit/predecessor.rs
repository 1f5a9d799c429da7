//! What an audit says about the plan before.

use dialplan_compiler::analysis::subject::Subject;
use dialplan_compiler::audit::{Extent, MOST_LISTED, Predecessor, html, markdown};
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, hexadecimal, sections};

use crate::audit_after;
use crate::catalogue::catalogue;
use crate::repository::workspace;

#[test]
fn an_audit_names_the_numbers_that_change_and_everything_else_that_differs() {
    let path = "dialplan-compiler/tests/change/before.json";
    let before = compiled(path);
    let (name, text) = read("dialplan-compiler/tests/change/settings.json");
    let old = Predecessor {
        name: path,
        sections: &before,
    };
    let audit = audit_after(Some(old), &name, &text, None, Extent::AtMost(MOST_LISTED));
    let found = audit.predecessor.as_ref().expect("it is compared");
    let identity = before.view().expect("sections").table.identity();
    assert_eq!(
        (found.name.as_str(), &found.identity),
        (path, &hexadecimal(identity))
    );
    let change = found
        .changes
        .iter()
        .find(|change| change.witness == "+3300000")
        .unwrap_or_else(|| panic!("France is not among {:#?}", found.changes));
    assert_eq!(change.old, "shore as +33…");
    assert_eq!(change.new, "refused 403 barred");
    assert!(
        found
            .beside
            .iter()
            .any(|line| line == "gateways.shore.calls: nothing → 4"),
        "{:?}",
        found.beside
    );
    for page in [html::page(&audit), markdown::text(&audit)] {
        assert!(page.contains(path) && page.contains(&change.numbers), "{page}");
    }
}

#[test]
fn a_plan_beside_itself_has_no_difference() {
    let path = "dialplan-compiler/tests/change/settings.json";
    let before = compiled(path);
    let (name, text) = read(path);
    let old = Predecessor {
        name: path,
        sections: &before,
    };
    let audit = audit_after(Some(old), &name, &text, None, Extent::AtMost(MOST_LISTED));
    let found = audit.predecessor.expect("it is compared");
    assert!(found.changes.is_empty() && found.beside.is_empty(), "{found:?}");
}

#[test]
fn a_declared_change_is_proved_only_beside_the_plan_before() {
    let (name, text) = read("dialplan-compiler/tests/change/settings.json");
    let (_, requirements) = read("dialplan-compiler/tests/change/requirements.toml");
    let requirements = Source::new("requirements.toml", requirements);
    let before = compiled("dialplan-compiler/tests/change/before.json");
    let old = Predecessor {
        name: "before",
        sections: &before,
    };
    for (predecessor, holds) in [(Some(old), true), (None, false)] {
        let audit = audit_after(
            predecessor,
            &name,
            &text,
            Some(&requirements),
            Extent::AtMost(MOST_LISTED),
        );
        let proved = audit.requirements.expect("there are requirements");
        let proved: Vec<bool> = proved.iter().map(|requirement| requirement.holds).collect();
        assert_eq!(proved, [holds, holds]);
    }
}

fn read(path: &str) -> (String, String) {
    let text = std::fs::read_to_string(workspace().join(path)).expect("it can be read");
    (path.to_owned(), text)
}

fn compiled(path: &str) -> Subject {
    let (name, text) = read(path);
    let source = Source::new(name, text);
    let plan = compile(&source, &catalogue()).plan.expect("it gives a plan");
    let sections = sections(&plan, &source).expect("it fits");
    Subject::of_sections(sections.table, sections.names).expect("sections open")
}
