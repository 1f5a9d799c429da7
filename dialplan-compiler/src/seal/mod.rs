//! Sealed builds: what may be sealed, what a sealed build is told, and what is written about its result. Text and bytes
//! in, text and bytes out; the command runs the programs.
//!
//! A sealed binary needs nothing else to run, names no place of the machine that built it, and has the same bytes
//! wherever the same sources are built with the same tools.

mod order;
mod refusals;

#[cfg(feature = "command")]
pub mod comparison;
#[cfg(feature = "command")]
pub mod dependencies;
#[cfg(feature = "command")]
pub mod inspection;
#[cfg(feature = "command")]
pub mod instructions;
#[cfg(feature = "command")]
pub mod sbom;
#[cfg(feature = "command")]
pub mod signature;
#[cfg(feature = "command")]
pub mod statement;

pub use order::{Fingerprint, Order, Origin, compressed};
pub use refusals::refusals;

/// The environment variable that names the file with the [`Order`] of a sealed build.
pub const VARIABLE: &str = "SEAL";

/// How a sealed build calls its profile; cargo has one of that name.
pub const PROFILE: &str = "sealed";
