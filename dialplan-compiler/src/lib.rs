//! Compiles dial plans: the settings of a vessel become a checked plan, its automaton, and what is linked
//! into the vessel's binary. Text in, text out.
//!
//! Read in this order: [`settings`] (as written) → [`plan`] (checked) → [`automaton`] → [`emit`];
//! [`analysis`] and [`report`] answer questions about the result.

pub mod analysis;
pub mod automaton;
pub mod catalogue;
pub mod diagnostics;
pub mod emit;
pub mod gather;
pub mod plan;
pub mod report;
pub mod settings;
pub mod source;
pub mod vessel;
