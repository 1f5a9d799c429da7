//! Identity, fingerprints, versions, a finished binary, and the plan before this one.

use maud::{Markup, html};

use super::{prose, section};
use crate::audit::form::{Audit, Binary, Predecessor};
use crate::audit::words;

pub(super) fn identity(audit: &Audit) -> Markup {
    let identity = &audit.identity;
    let size = &audit.plan.size;
    section(
        "identity",
        "The plan identity is the SHA-256 of everything that steers, admits or transforms. A binary names the identity that it has; the verifier shows whether it holds this plan.",
        &html! {
            dl .identities {
                dt { "plan identity" } dd { code { (words::grouped(&identity.plan)) } }
                dt { "identity of the fallback" }
                dd { @match &identity.fallback { Some(fallback) => code { (words::grouped(fallback)) }, None => span .none { "none: no emergency number rings a station" } } }
                dt { "fingerprint of the settings" } dd { code { (words::grouped(&identity.settings_fingerprint)) } p .about { "SHA-256 after every secret was taken out" } }
                dt { "fingerprint of the table" } dd { code { (words::grouped(&identity.table_fingerprint)) } p .about { "SHA-256 of the bytes in front of the padding" } }
                dt { "table" } dd { (words::counted(size.used_bytes as u128)) " bytes, format " (identity.table_format) ", " (size.states) " states of " (size.columns) " columns" }
                dt { "a lookup takes" } dd { "at most " (size.steps) " steps" }
                dt { "made by" } dd { "dialplan " (identity.compiler) ", form " (audit.form) }
            }
            h3 { "Binary" }
            @match &audit.binary {
                None => p .none { (prose(words::NO_BINARY)) },
                Some(binary) => (finished(binary)),
            }
            h3 { "Predecessor" }
            @match &audit.predecessor {
                None => p .none { "No predecessor was named; " code { "--predecessor" } " compares with one." },
                Some(old) => (predecessor(old)),
            }
        },
    )
}

/// A finished binary and what the verifier says of it.
fn finished(binary: &Binary) -> Markup {
    html! {
        dl .identities { @for (name, value) in words::binary(binary) { dt { (name) } dd { (value) } } }
        @if let Some(difference) = &binary.difference { p .grave { (difference) } }
        table {
            thead { tr { th { "check of the verifier" } th { "state" } th { "what was found" } } }
            tbody { @for check in &binary.checks { tr {
                td { code { (check.name) } p { (prose(&check.proves)) } }
                td { (check.verdict) }
                td { @for line in &check.found { p { (prose(line)) } } }
            } } }
        }
    }
}

fn predecessor(old: &Predecessor) -> Markup {
    html! {
        p { (old.name) ", plan identity " code { (words::grouped(&old.identity)) } }
        @if old.changes.is_empty() { p { "Every number is decided as before." } } @else {
            table {
                thead { tr { th { "numbers" } th { "witness" } th { "for" } th { "before" } th { "now" } } }
                tbody { @for change in &old.changes { tr {
                    td { code { (change.numbers) } }
                    td { code { (change.witness) } }
                    td { (change.callers.join(", ")) }
                    td { (change.old) }
                    td { (change.new) }
                } } }
            }
        }
        @if !old.beside.is_empty() {
            h4 { "What else differs" }
            ul { @for line in &old.beside { li { (line) } } }
        }
    }
}
