//! Prefixes that would take a number in one spelling only.
//!
//! `0044…` is `+44…` before anything else is looked at, so that a prefix `0` would take neither, though it looks
//! as if it did.

use super::draft::Draft;
use super::prefixes::{Owner, Prefixes};
use crate::diagnostics::{Diagnostic, codes};

pub(super) fn look(draft: &Draft<'_>, prefixes: &Prefixes<'_>, found: &mut Vec<Diagnostic>) {
    let numbering = draft.plan.numbering();
    let Some(international) = numbering.international_prefix() else {
        return;
    };
    for prefix in (1..international.len()).filter_map(|length| international.get(..length)) {
        for row in prefixes.at(prefix) {
            let what = match row.owner {
                Owner::Route(_) => "takes",
                Owner::Deny(_) => "denies",
            };
            let message =
                format!("the prefix `{prefix}` {what} nothing that is dialled with `{international}`");
            found.push(
                Diagnostic::new(&codes::SPELLINGS_DIFFER, row.span, message)
                    .label(format!("`{international}…` is read as `+…` first"))
                    .remedy(format!(
                        "write `+` for international numbers, or longer prefixes that do not begin `{international}`; with `countryCode` and `nationalPrefix` declared, `{prefix}` may be the national prefix"
                    )),
            );
        }
    }
    let national = draft
        .settings
        .numbering
        .as_ref()
        .and_then(|written| written.value().national_prefix.as_ref());
    if let Some(national) = national.filter(|national| national.text().starts_with(international)) {
        let message = format!(
            "`nationalPrefix` `{}` begins with `internationalPrefix` `{international}`",
            national.text()
        );
        found.push(
            Diagnostic::new(&codes::SPELLINGS_DIFFER, national.span(), message)
                .label("would never be read")
                .remedy("write the prefix that is dialled before a national number, such as `0`"),
        );
    }
}
