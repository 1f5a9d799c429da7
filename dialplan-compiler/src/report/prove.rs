//! Proofs: `text.rs` for people, `findings.rs` for continuous integration.

#[cfg(feature = "command")]
mod findings;
mod text;

#[cfg(feature = "command")]
pub use findings::{findings, without_plan};
pub use text::text;
