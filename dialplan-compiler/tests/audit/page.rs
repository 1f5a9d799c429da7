//! The page: it stands alone, its links lead somewhere, and nothing that was written in settings becomes markup or script.
//! The ignored test runs it in a browser.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use dialplan_compiler::audit::{html, markdown};
use dialplan_compiler::source::Source;

use crate::{audit_of, audit_of_vessel, vessels};

/// The values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let opening = format!(" {attribute}=\"");
    let parts = page.split(opening.as_str()).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_something_on_the_page() {
    for folder in vessels() {
        let page = html::page(&audit_of_vessel(&folder));
        let markup = page.split("<script").next().unwrap_or_default();
        let ids: BTreeSet<&str> = values(markup, "id").into_iter().collect();
        assert_eq!(ids.len(), values(markup, "id").len(), "an id stands twice");
        let links = values(markup, "href");
        assert!(links.len() > 30, "only {} links", links.len());
        for link in links {
            let target = link
                .strip_prefix('#')
                .unwrap_or_else(|| panic!("{link} leaves the page"));
            assert!(ids.contains(target), "{link} leads nowhere");
        }
    }
}

#[test]
fn the_trace_leads_from_requirement_to_row_to_call_and_back() {
    for folder in vessels() {
        let audit = audit_of_vessel(&folder);
        let requirements = audit.requirements.iter().flatten().zip(1..);
        let there: BTreeSet<(usize, u32)> = requirements
            .clone()
            .flat_map(|(requirement, number)| requirement.rows.iter().map(move |row| (number, *row)))
            .collect();
        let rows = audit.rows.iter();
        let back: BTreeSet<(usize, u32)> = rows
            .flat_map(|row| row.requirements.iter().map(|number| (*number, row.number)))
            .collect();
        assert_eq!(there, back, "{}", folder.display());
        for (call, number) in audit.test_card.calls.iter().zip(1..) {
            let mut rows = audit.rows.iter().filter(|row| row.calls.contains(&number));
            assert_eq!(rows.next().map(|row| row.number), Some(call.row), "{call:?}");
            assert_eq!(rows.next(), None);
        }
        for (requirement, _) in requirements {
            let exercised = audit.rows.iter();
            let exercised = exercised.filter(|row| requirement.rows.contains(&row.number));
            let calls: BTreeSet<usize> = exercised.flat_map(|row| row.calls.iter().copied()).collect();
            assert_eq!(requirement.calls, calls.into_iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn requirements_that_cannot_be_read_fail() {
    let settings = serde_json::json!({
        "server": {"unauthenticatedEmergency": false},
        "vessel": {"name": "small"},
        "classes": ["crew"],
        "stations": [{"number": "100", "class": "crew"}],
        "deny": [{"prefixes": ["9"], "reason": "the test says so"}],
        "gateways": {"routes": []},
    });
    let source = Source::new("requirements.toml", "this is no requirement");
    let audit = audit_of("small", &settings.to_string(), Some(&source));
    let requirements = audit.requirements.as_ref().expect("some are declared");
    assert!(
        requirements.iter().any(|requirement| !requirement.holds),
        "{requirements:?}"
    );
    let page = html::page(&audit);
    assert!(page.contains("the requirements cannot be read"));
}

#[test]
fn nothing_comes_from_elsewhere() {
    let page = html::page(&audit_of_vessel(vessels().first().expect("a vessel")));
    for forbidden in [
        " src=",
        "<link",
        "@import",
        "url(",
        " style=",
        " onclick=",
        "<iframe",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(
        page.contains("default-src 'none'; style-src 'sha256-"),
        "it has no policy"
    );
    assert!(!page.contains("unsafe-"), "the policy has a hole");
}

#[test]
fn what_settings_say_is_text() {
    let hostile = "</script><script>alert(1)</script> | **x** `y`";
    let settings = serde_json::json!({
        "server": {"unauthenticatedEmergency": false},
        "vessel": {"name": "small"},
        "classes": ["crew"],
        "stations": [{"number": "100", "class": "crew", "name": hostile}],
        "emergency": [{"number": "112", "targets": [{"station": "100"}], "location": hostile}],
        "deny": [{"prefixes": ["9"], "reason": hostile}],
        "gateways": {"routes": []},
    });
    let audit = audit_of("small", &settings.to_string(), None);
    let page = html::page(&audit);
    assert!(!page.contains("<script>alert"), "markup got through");
    assert!(
        !page.contains("</script><script>alert"),
        "the table ends its script"
    );
    assert_eq!(page.matches("<script").count(), 2);
    let text = markdown::text(&audit);
    assert!(!text.contains("<script>"), "markup got through");
    assert!(!text.contains(" **x** "), "Markdown got through");
}

/// Needs Chromium; `cargo xtask test browser` installs and runs it.
#[test]
#[ignore = "needs chromium"]
fn the_search_of_the_page_finds_what_explain_says() {
    let folder = vessels()
        .into_iter()
        .find(|folder| folder.ends_with("reference"))
        .expect("it is there");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("audit.html");
    std::fs::write(&file, html::page(&audit_of_vessel(&folder))).expect("the page is written");
    let found = browse(&file, "00442079460000");
    for expected in [
        "shore is sent <code>+442079460000</code>",
        "403 Forbidden (barred)",
        "class=\"arc g0 lit\"",
    ] {
        assert!(found.contains(expected), "no {expected} in {}", answer(&found));
    }
    assert!(browse(&file, "112").contains("<li>station 101 (Bridge)</li>"));
    assert!(browse(&file, "+44 (20) 7946-0000").contains("<code>+442079460000</code>"));
    assert!(browse(&file, "12x").contains("Not a number"));
    assert!(browse(&file, "777").contains("404 Not Found"));
    let pdf = file.with_extension("pdf");
    chromium(
        &[
            "--no-pdf-header-footer",
            &format!("--print-to-pdf={}", pdf.display()),
        ],
        &address(&file, ""),
    );
    let pages = std::fs::read(&pdf).expect("a PDF is written");
    assert!(
        pages.starts_with(b"%PDF") && pages.len() > 50_000,
        "{} bytes",
        pages.len()
    );
}

/// The page after its script looked a number up.
fn browse(file: &Path, number: &str) -> String {
    chromium(&["--dump-dom"], &address(file, number))
}

fn address(file: &Path, number: &str) -> String {
    format!(
        "file://{}#number={}",
        file.display(),
        number.replace('+', "%2B").replace(' ', "%20")
    )
}

fn chromium(arguments: &[&str], address: &str) -> String {
    let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join("chromium");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .arg(address)
        .output()
        .expect("chromium can be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the page answered, for people who look into a failed test.
fn answer(page: &str) -> &str {
    let begin = page.find("id=\"answer\"").unwrap_or(0);
    page.get(begin..(begin + 2000).min(page.len())).unwrap_or(page)
}
