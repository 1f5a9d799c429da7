//! `dialplan replay`: what would have become of recorded calls under a plan.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::compared::{Compared, DetailArgument};
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, named, write_json};
use crate::analysis::replay::{Against, read, replay};
use crate::report::replay::Report;

/// Show what would have become of recorded calls under a plan, and which would have gone otherwise
///
/// CALLS is CSV whose first line names its columns: `number`, and `station`, `class` or (for calls from a
/// trunk) `gateway`, and if wanted `when` and `precedence`; or the log of a vessel that runs with
/// `--log json`. With --old and --new two plans are compared; with --vessel alone the plan is compared with
/// what the log says. All gateways count as ready. Exit code 0 if every call goes as before, 2 if one goes
/// otherwise, 1 if nothing does but lines could not be read.
///
/// Examples:
///   dialplan replay november.csv --old certified-vessel --new reference
///   dialplan replay fairlead.log --vessel reference
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Replay {
    /// The recorded calls
    #[arg(value_name = "CALLS")]
    calls: PathBuf,

    /// The plan that decides: vessel, settings file or binary
    #[arg(long, value_name = "VESSEL", required_unless_present = "new")]
    vessel: Option<String>,

    /// The plan as it was
    #[arg(long, value_name = "OLD", requires = "new")]
    old: Option<String>,

    /// The plan as it will be
    #[arg(long, value_name = "NEW", requires = "old", conflicts_with = "vessel")]
    new: Option<String>,

    /// The emission profile in force [default: the most restrictive of each plan]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    #[command(flatten)]
    detail: DetailArgument,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Replay {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let file = self.calls.display();
        let text = std::fs::read_to_string(&self.calls)
            .map_err(|error| Stop::usage(format!("{file} cannot be read: {error}")))?;
        let calls = read(&text).map_err(|why| Stop::usage(format!("{file}: {why}")))?;
        let wanted = self.new.as_ref().or(self.vessel.as_ref());
        let wanted = wanted
            .ok_or_else(|| Stop::usage("name the plan with `--vessel`, or two with `--old` and `--new`"))?;
        let new = Compared::named(workspace, wanted)?;
        let old = self
            .old
            .as_ref()
            .map(|old| Compared::named(workspace, old))
            .transpose()?;
        let new_view = new.view()?;
        let old_view = old.as_ref().map(Compared::view).transpose()?;
        if let Some(name) = &self.profile {
            named::profile(old_view.as_ref().unwrap_or(&new_view), name)?;
            named::profile(&new_view, name)?;
        }
        let against = old_view.as_ref().map_or(Against::Record, Against::Plan);
        let replayed = replay(&calls.calls, against, &new_view, self.profile.as_deref());
        let report = Report::new(old.as_ref().map(Compared::side), new.side(), &calls, &replayed);
        match self.format {
            Format::Human => write!(out, "{}", report.text(self.detail.detail()))?,
            Format::Json => write_json(out, &report)?,
        }
        Ok(match (report.differs(), report.has_bad_lines()) {
            (true, _) => Exit::Difference,
            (false, true) => Exit::Finding,
            (false, false) => Exit::Holds,
        })
    }
}
