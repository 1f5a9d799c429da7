//! `dialplan fleet`: which vessels treat which numbers otherwise than the first.

use std::io;

use clap::Args;

use super::compared::{Compared, DetailArgument};
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, write_json};
use crate::analysis::fleet::fleet;
use crate::report::diff::MOST_COUNTED;
use crate::report::fleet::Report;

/// Show which vessels of a fleet treat which numbers otherwise than the first
///
/// Every vessel is compared with the first, exactly and for all dialled numbers; the matrix has a line for each
/// group of numbers that some vessel treats otherwise, and a column for each vessel. Identities, gateways and what
/// differs beside the numbers stand above it. Exit code 0 if no vessel differs from the first, 2 if one does.
///
/// Examples:
///   dialplan fleet class-baseline vessel-1 vessel-2 vessel-3
///   dialplan fleet approved.elf /srv/fleet/*/fairlead --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Fleet {
    /// Vessels, settings files or binaries; the first is what the others are compared with
    #[arg(value_name = "VESSEL", required = true, num_args = 2..=26)]
    vessels: Vec<String>,

    #[command(flatten)]
    detail: DetailArgument,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Fleet {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let named = |vessel: &String| Compared::named(workspace, vessel);
        let plans: Vec<Compared> = self.vessels.iter().map(named).collect::<Result<_, _>>()?;
        let mut vessels = Vec::new();
        for plan in &plans {
            vessels.push((plan.name.clone(), plan.identity.clone(), plan.view()?));
        }
        let views: Vec<_> = vessels.iter().map(|(_, _, view)| *view).collect();
        let Some((first, others)) = views.split_first() else {
            return Err(Stop::usage("name two vessels or more"));
        };
        let found = fleet(first, others, MOST_COUNTED);
        let report = Report::new(&vessels, &found);
        match self.format {
            Format::Human => write!(out, "{}", report.text(self.detail.detail()))?,
            Format::Json => write_json(out, &report)?,
        }
        let alike = found.differences.iter().all(|difference| difference.is_empty());
        Ok(if alike { Exit::Holds } else { Exit::Difference })
    }
}
