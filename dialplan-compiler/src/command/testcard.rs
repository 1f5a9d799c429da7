//! `dialplan testcard`: the calls to make by hand after an installation.

use std::io;

use clap::Args;

use super::compared::PlanArgument;
use super::exit::{Ended, Exit};
use super::workspace::Workspace;
use super::{Format, write_json};
use crate::audit::{markdown, test_card};

/// Print few calls that exercise every row, boundary and refusal of a plan
///
/// Each call says from where, what to dial, what must be seen, and which decision number the log line must name.
///
/// Examples:
///   dialplan testcard reference
///   dialplan testcard target/release/fairlead
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Testcard {
    #[command(flatten)]
    plan: PlanArgument,

    /// Whom the card is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Testcard {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let plan = self.plan.compared(workspace)?;
        let card = test_card(plan.view()?);
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
