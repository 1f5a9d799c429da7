//! `dialplan diff`: what changes from one plan to another, for every dialled number and beside them.

use std::io;

use clap::Args;

use super::compared::{Compared, DetailArgument};
use super::exit::{Ended, Exit, Stop};
use super::findings::{Audience, FindingsFormat};
use super::workspace::Workspace;
use super::write_json;
use crate::analysis::diff::{Whose, diff};
use crate::analysis::subject::View;
use crate::report::diff::{Asked, Guarded, Report};

/// Show what changes from one plan to another: numbers, gateways, access lists, everything that steers
///
/// The answer is exact for all dialled numbers: the fewest disjoint prefixes and exact numbers on which
/// the plans decide differently, each with what happened and what will happen, for which callers, by
/// which rows, and with the shortest such number. OLD and NEW are vessels, settings files or binaries.
/// Exit code 0 if nothing differs, 2 if something does.
///
/// Examples:
///   dialplan diff dialplans/reference changed/voip-settings.json
///   dialplan diff reference --git HEAD~1     the settings as they are, against that revision
///   dialplan diff certified-vessel reference --no-new-reach
///   dialplan diff reference --git HEAD~1 --no-new-reach --gateway satellite
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Diff {
    /// The old plan; with --git, the vessel whose settings are compared with a revision
    #[arg(value_name = "OLD")]
    old: String,

    /// The new plan
    #[arg(value_name = "NEW", required_unless_present = "git")]
    new: Option<String>,

    /// Compare the settings as they are with those of this revision
    #[arg(long, value_name = "REV", conflicts_with = "new")]
    git: Option<String>,

    /// Fail with exit code 1 when a gateway is newly reached by a number, or sent one, or leads elsewhere, and only then
    #[arg(long)]
    no_new_reach: bool,

    /// With --no-new-reach: these gateways only; may be given several times
    #[arg(long, value_name = "NAME", requires = "no_new_reach")]
    gateway: Vec<String>,

    #[command(flatten)]
    detail: DetailArgument,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = FindingsFormat::Human, value_name = "FORMAT")]
    format: FindingsFormat,
}

impl Diff {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let (old, new) = match (&self.git, &self.new) {
            (Some(revision), _) => {
                let gathered = workspace.gather(Some(&self.old), None)?;
                (
                    Compared::of_revision(&gathered, revision)?,
                    Compared::of_gathered(&gathered)?,
                )
            }
            (None, Some(new)) => (
                Compared::named(workspace, &self.old)?,
                Compared::named(workspace, new)?,
            ),
            (None, None) => return Err(Stop::usage("name the new plan, or a revision with `--git REV`")),
        };
        let views = (old.view()?, new.view()?);
        self.known(&[&views.0, &views.1])?;
        let guarded = match self.gateway.as_slice() {
            [] => Guarded::All,
            names => Guarded::Named(names),
        };
        let found = diff(&views.0, &views.1, Whose::Stations);
        let report = Report::new(old.side(), new.side(), &views, &found);
        match self.format.audience() {
            Audience::People => write!(out, "{}", report.text(self.detail.detail()))?,
            Audience::Programs => write_json(out, &report)?,
            Audience::Integration(form) => {
                let asked = if self.no_new_reach {
                    Asked::NewReach(guarded)
                } else {
                    Asked::Difference
                };
                form.write(&report.findings(old.written(), new.written(), asked), out)?;
            }
        }
        Ok(
            match (self.no_new_reach, report.has_new_reach(guarded), found.is_empty()) {
                (true, true, _) => Exit::Finding,
                (true, false, _) | (false, _, true) => Exit::Holds,
                (false, _, false) => Exit::Difference,
            },
        )
    }

    /// Every gateway that was named is one of either plan.
    fn known(&self, views: &[&View<'_>]) -> Result<(), Stop> {
        let has = |view: &View<'_>, name: &str| {
            let mut gateways = view.table.gateways();
            gateways.any(|(gateway, _)| view.names.gateway(gateway) == Some(name))
        };
        let unknown = |name: &&String| !views.iter().any(|view| has(view, name));
        match self.gateway.iter().find(unknown) {
            Some(name) => Err(Stop::usage(format!("neither plan has a gateway `{name}`"))),
            None => Ok(()),
        }
    }
}
