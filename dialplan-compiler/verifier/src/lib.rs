//! Proves that a finished vessel binary holds the plan of its settings, for every number that can be dialled.
//!
//! It shares no code with the compiler: settings, manifests, file and table are read by code of its own, from the documents
//! alone (docs/settings.md, docs/gateways.md, docs/table-format.md). It touches no file: bytes and text in, report out.
//! `tests/architecture.rs` holds that it depends on no other package of this workspace and on no parser that the compiler uses.

mod binary;
mod checks;
mod compare;
mod json;
mod meaning;
mod mutation;
mod network;
mod numbering;
mod product;
mod report;
mod settings;
mod table;
mod trial;

pub use checks::{verify, verify_sections};
pub use mutation::{Progress, Score, mutate};
pub use report::{Check, Difference, Report, Verdict};
pub use trial::{Call, Called, Exchange, Expected, Provider, Telephone, Trial, trial};

/// What is to be verified.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The bytes of the finished binary.
    pub elf: &'s [u8],
    /// The text of the settings.
    pub settings: &'s str,
    /// Path and text of the Cargo manifest of every gateway kind that could be linked.
    pub manifests: &'s [(String, String)],
    /// What the file as a whole must be.
    pub demand: Demand,
}

/// What a file must be beside holding the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// Nothing more; what a sealed binary would need is noted.
    Unsealed,
    /// It must need nothing else to run, and the settings must hold no secret.
    Sealed,
}

/// The sections of a plan, outside of a file.
#[derive(Debug, Clone, Copy)]
pub struct PlanSections<'s> {
    /// `.dialplan`.
    pub table: &'s [u8],
    /// `.dialplan.names`.
    pub names: &'s [u8],
    /// `.dialplan.fallback`; empty or zero if there is none.
    pub fallback: &'s [u8],
}
