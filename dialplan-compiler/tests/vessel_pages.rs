//! The pages of the vessels in `dialplans` show what `dialplan` prints. `BLESS=1 cargo test -p dialplan-compiler --test
//! vessel_pages` rewrites the answers; review them as a diff.

#![cfg(feature = "command")]
#![expect(clippy::expect_used, reason = "a failed test panics")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_answer_on_a_page_is_what_the_command_prints() {
    let pages = pages();
    assert!(pages.len() >= 3, "{pages:?}");
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page is read");
        let answers = text.matches(ANSWER).count();
        assert!(answers >= 2, "{} shows {answers} answers", page.display());
        let now = answered(&text);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&page, now).expect("a page is written");
        } else {
            assert_eq!(text, now, "{}", page.display());
        }
    }
}

/// The page with the answers of today.
fn answered(page: &str) -> String {
    let mut answered = String::new();
    let mut parts = page.split(FENCE);
    while let Some(words) = parts.next() {
        answered.push_str(words);
        let Some(block) = parts.next() else { break };
        let line = block.trim_start().lines().next().unwrap_or_default();
        match line.strip_prefix("$ dialplan ") {
            Some(arguments) => answered.push_str(&format!("{FENCE}\n{line}\n{}{FENCE}", printed(arguments))),
            None => answered.push_str(&format!("{FENCE}{block}{FENCE}")),
        }
    }
    answered
}

fn printed(arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .args(arguments.split(' '))
        .current_dir(dialplans())
        .env_remove("VESSEL")
        .output()
        .expect("dialplan starts");
    String::from_utf8(output.stdout).expect("it prints text")
}

fn pages() -> Vec<PathBuf> {
    let vessels = fs::read_dir(dialplans()).expect("the folder is read").flatten();
    let pages = vessels.map(|vessel| vessel.path().join("README.md"));
    pages.filter(|page| page.exists()).collect()
}

fn dialplans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialplans")
}

const FENCE: &str = "```";
/// What opens an answer.
const ANSWER: &str = "```\n$ dialplan ";
