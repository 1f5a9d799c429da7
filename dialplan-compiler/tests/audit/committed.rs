//! The audits beside the settings in `dialplans/` are those that the settings have today.

use std::fs;

use dialplan_compiler::audit::form::Extent;
use dialplan_compiler::audit::{html, markdown};

use crate::{all_vessels, audit_of_vessel};

#[test]
fn the_committed_audits_are_those_of_today() {
    let mut stale = Vec::new();
    for folder in all_vessels() {
        let audit = audit_of_vessel(&folder);
        let page = (audit.space.extent == Extent::Full).then(|| html::page(&audit));
        let page = page.filter(|page| page.len() < LARGEST_PAGE);
        let committed = page.map(|page| ("audit.html", page));
        for (name, text) in [("audit.md", markdown::text(&audit))]
            .into_iter()
            .chain(committed)
        {
            let file = folder.join(name);
            if std::env::var_os("BLESS").is_some() {
                fs::write(&file, &text).expect("the audit is written");
            } else if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
                stale.push(file);
            }
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {stale:#?}\nwrite them anew with `BLESS=1 cargo test -p dialplan-compiler --test audit` and review the diff"
    );
}

/// A larger page is not committed, and none of a summary.
const LARGEST_PAGE: usize = 500_000;
