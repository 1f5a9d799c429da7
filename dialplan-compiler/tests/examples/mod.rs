//! The examples of `docs/diagnostics.md`: below each heading, the first block of text is a report.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases must fail")]

use crate::folders::blessed;
use crate::repository::workspace;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

static SEEN: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

fn page() -> PathBuf {
    workspace().join("docs/diagnostics.md")
}

fn text() -> String {
    fs::read_to_string(page()).expect("docs/diagnostics.md can be read")
}

/// The headings that name codes.
pub(crate) fn headings() -> Vec<String> {
    text()
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(str::to_owned)
        .collect()
}

/// Compares the example of `code` with `report`; when blessed it is rewritten by [`write_when_blessed`].
pub(crate) fn expect(code: &str, report: &str) {
    if blessed() {
        SEEN.lock()
            .expect("no test panicked")
            .insert(code.to_owned(), report.to_owned());
        return;
    }
    let page = text();
    let section = page.split(&format!("### {code}\n")).nth(1).unwrap_or_default();
    let example = section
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("\n```").next())
        .unwrap_or_default();
    assert!(
        example == report,
        "the example of {code} differs; now:\n{report}\nexpected:\n{example}"
    );
}

pub(crate) fn write_when_blessed() {
    if !blessed() {
        return;
    }
    let mut out = String::new();
    let seen = SEEN.lock().expect("no test panicked");
    let (mut code, mut skipping) = (String::new(), false);
    for line in text().lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            code = heading.to_owned();
        }
        if skipping && line == "```" {
            skipping = false;
        }
        if !skipping {
            out.push_str(line);
            out.push('\n');
        }
        if line == "```text" && !code.is_empty() {
            skipping = true;
            out.push_str(seen.get(&code).map_or("", String::as_str));
            out.push('\n');
        }
    }
    fs::write(page(), out).expect("docs/diagnostics.md can be written");
}
