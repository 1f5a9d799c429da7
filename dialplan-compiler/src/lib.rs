//! Compiles dial plans: the settings of a vessel become a checked plan, its automaton, and what is linked
//! into the vessel's binary. Text in, text out; only [`command`] touches files.
//!
//! Read in this order: [`settings`] (as written) → [`plan`] (checked) → [`automaton`] → [`emit`];
//! [`analysis`] and [`report`] answer questions about the result.

pub mod analysis;
#[cfg(feature = "command")]
pub mod audit;
pub mod automaton;
pub mod build_script;
pub mod catalogue;
#[cfg(feature = "command")]
pub mod command;
pub mod diagnostics;
pub mod emit;
pub mod gate;
pub mod gather;
#[cfg(feature = "command")]
pub mod import;
pub mod plan;
pub mod report;
pub mod requirements;
pub mod seal;
pub mod settings;
pub mod source;
pub mod vessel;

pub use emit::{BuildInputs, EmitError, Emitted, Sections, emit, hexadecimal, sections};

use catalogue::Catalogue;
use diagnostics::Diagnostic;
use plan::DialPlan;
use source::Source;

/// What became of settings: everything found, and the plan when no finding forbids one.
#[derive(Debug, Clone)]
pub struct Compilation {
    /// The findings, in the order in which people should read them.
    pub diagnostics: Vec<Diagnostic>,
    /// The checked plan.
    pub plan: Option<DialPlan>,
}

/// Reads and checks settings; the gateway kinds of `catalogue` are those that can be linked.
pub fn compile(source: &Source, catalogue: &Catalogue) -> Compilation {
    let mut diagnostics = Vec::new();
    let plan = settings::read(source, &mut diagnostics)
        .and_then(|settings| plan::check(&settings, catalogue, &mut diagnostics));
    Compilation { diagnostics, plan }
}

/// The plan identity as 64 hexadecimal digits.
///
/// # Errors
/// When the plan is too large for the table's form.
pub fn identity(plan: &DialPlan, source: &Source) -> Result<String, EmitError> {
    Ok(sections(plan, source)?.identity)
}
