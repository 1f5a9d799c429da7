//! Texts for people, made from the answers of the analysis; the same answer gives the same text.

pub mod columns;
pub mod diff;
pub mod explanation;
pub mod findings;
#[cfg(feature = "command")]
pub mod import;
pub mod proofs;
pub mod reach;
pub mod readback;
mod regions;
#[cfg(feature = "command")]
pub mod replay;
