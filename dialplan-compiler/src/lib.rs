//! Compiles and proves dial plans: text in, text out; and the dialplan command.

pub mod automaton;
pub mod catalogue;
pub mod diagnostics;
pub mod emit;
pub mod plan;
pub mod settings;
pub mod source;
pub mod vessel;
