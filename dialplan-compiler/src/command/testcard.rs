//! `dialplan testcard`: the calls to make by hand after an installation.

use std::io;

use clap::Args;

use super::compared::Compared;
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, write_json};
use crate::audit::{markdown, test_card};
use crate::vessel;

/// Print few calls that exercise every row, boundary and refusal of a plan
///
/// Each call says from where, what to dial, what must be seen, and which decision number the log line must name.
/// PLAN is a vessel, a settings file or a binary.
///
/// Examples:
///   dialplan testcard reference
///   dialplan testcard target/release/fairlead
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Testcard {
    /// A vessel, its folder or settings file, or a vessel binary [default: $VESSEL, then `reference`]
    #[arg(value_name = "PLAN")]
    plan: Option<String>,

    /// Whom the card is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Testcard {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let named = vessel::chosen([self.plan.clone(), std::env::var("VESSEL").ok()]);
        let plan = Compared::named(workspace, &named)?;
        let fault = |unreadable: crate::analysis::subject::Unreadable| Stop::internal(unreadable.to_string());
        let card = test_card(plan.subject.view().map_err(fault)?);
        match self.format {
            Format::Human => write!(
                out,
                "# Test card: {}\n\nplan identity {}\n\n{}",
                plan.name,
                plan.identity,
                markdown::test_card(&card)
            )?,
            Format::Json => write_json(out, &card)?,
        }
        Ok(Exit::Holds)
    }
}
