//! The findings that settings from a binary must allow: those that the original allowed, and those that come
//! from what a binary does not hold.

use std::collections::BTreeMap;

use routing_table::DigestAlgorithm;

use super::routes::Overrides;
use super::{Plan, text};
use crate::diagnostics::codes;
use crate::emit::evidence::Evidence;
use crate::settings::{Allow, Spanned};

pub(super) fn read(
    plan: &Plan<'_>,
    evidence: Option<&Evidence>,
    overrides: Overrides,
) -> Vec<Spanned<Allow>> {
    let mut allow: BTreeMap<&str, &str> = BTreeMap::new();
    if plan.table.gateways().next().is_some() {
        allow.insert(codes::ACCESS_LIST_UNREVIEWED.name(), UNREVIEWED);
    }
    if plan.table.server().digest() == DigestAlgorithm::Md5 {
        allow.insert(codes::MD5_DIGEST.name(), MD5);
    }
    if overrides == Overrides::Sent {
        allow.insert(codes::OVERRIDE_WITHOUT_DENY.name(), SENT);
    }
    let written = evidence
        .into_iter()
        .flat_map(|evidence| &evidence.allowances)
        .filter(|allowance| !GONE.contains(&allowance.finding.as_str()));
    for allowance in written {
        allow.insert(&allowance.finding, &allowance.reason);
    }
    let allow = allow.into_iter().map(|(finding, reason)| Allow {
        finding: text(finding),
        reason: text(reason),
        at: None,
    });
    allow.map(Spanned::unwritten).collect()
}

/// What the original may have allowed and settings from a binary never show: no binary holds a password, a
/// repeated or needless prefix or a network inside another.
const GONE: [&str; 4] = [
    "inline-password",
    "prefix-repeated",
    "redundant-prefix",
    "network-contained",
];

const UNREVIEWED: &str = "a binary does not hold who reviewed its access lists";
const MD5: &str = "the binary has it; why it was accepted is not known";
const SENT: &str = "in settings from a binary every number that is denied stands in deny";
