//! Answers of the analysis for people and for programs; the same answer gives the same text.

#[cfg(feature = "command")]
pub mod check;
pub mod columns;
pub mod detail;
pub mod diff;
pub mod digitmap;
pub mod explanation;
#[cfg(feature = "command")]
pub mod findings;
pub mod fleet;
pub mod gaps;
#[cfg(feature = "command")]
pub mod github;
#[cfg(feature = "command")]
pub mod gitlab;
#[cfg(feature = "command")]
pub mod help;
#[cfg(feature = "command")]
pub mod import;
#[cfg(feature = "command")]
pub mod junit;
pub mod plan_findings;
pub mod prove;
pub mod reach;
pub mod readback;
mod regions;
#[cfg(feature = "command")]
pub mod replay;
#[cfg(feature = "command")]
pub mod sarif;

/// One JSON document, indented, keys in the order of the type.
#[cfg(feature = "command")]
fn to_json(document: &impl serde::Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}
