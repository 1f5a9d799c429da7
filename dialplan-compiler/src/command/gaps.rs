//! `dialplan gaps`: the numbers that a plan says nothing about.

use std::io;

use clap::Args;
use routing_table::E164_DIGITS;

use super::compared::{DetailArgument, PlanArgument};
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, write_json};
use crate::analysis::gaps::gaps;
use crate::analysis::space::Space;
use crate::report::diff::MOST_COUNTED;
use crate::report::gaps::Report;

/// Show which numbers have no route
///
/// The answer is exact: for each caller the fewest disjoint prefixes and exact numbers of digits that match nothing, or
/// that a route finds too short, too long or impossible to write; how many there are of each length, and the
/// shortest. What a denial or a class of service bars is decided, and no gap. VESSEL is a vessel, a settings file or
/// a vessel binary.
///
/// Examples:
///   dialplan gaps reference
///   dialplan gaps warship --within 6
///   dialplan gaps target/release/fairlead --within +44 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Gaps {
    #[command(flatten)]
    plan: PlanArgument,

    /// What the numbers begin with: `+` for every international number, in all its spellings
    #[arg(long, value_name = "SYMBOLS", default_value = "+")]
    within: String,

    #[command(flatten)]
    detail: DetailArgument,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Gaps {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let plan = self.plan.compared(workspace)?;
        let view = plan.view()?;
        let longest = match self.within.starts_with('+') {
            true => 1 + E164_DIGITS,
            false => MOST_COUNTED,
        };
        let begun = self.within.chars().count();
        if begun > longest {
            return Err(Stop::usage(format!(
                "`{}` has {begun} symbols, and numbers are asked to {longest}; write at most {longest}",
                self.within
            )));
        }
        let Some(found) = gaps(&Space::new(view), &self.within, longest) else {
            return Err(Stop::usage(format!(
                "no number begins with `{}`; write digits, `*`, `#` or A to D, or `+` first",
                self.within
            )));
        };
        let report = Report::new(plan.side(), &self.within, longest, &found);
        match self.format {
            Format::Human => write!(out, "{}", report.text(self.detail.detail()))?,
            Format::Json => write_json(out, &report)?,
        }
        Ok(Exit::Holds)
    }
}
