//! `dialplan reach`: what somebody who holds a station's credential could call.

use std::io;

use clap::Args;

use super::compared::{DetailArgument, PlanArgument};
use super::exit::{Ended, Exit};
use super::workspace::Workspace;
use super::{Format, named, write_json};
use crate::analysis::reach::reach;
use crate::report::reach::{Report, Station};

/// Show what a station, or a stolen credential of it, could call
///
/// The answer is exact for all dialled numbers: for each gateway the fewest disjoint prefixes and exact numbers
/// that reach it, with their lengths, what is sent, how many there are and the shortest of them; then the
/// stations and the emergency numbers. All gateways count as ready, so that every attempt of a call counts.
/// VESSEL is a vessel, a settings file or a vessel binary.
///
/// Examples:
///   dialplan reach reference --as 104
///   dialplan reach warship --as 2050 --profile silent
///   dialplan reach target/release/fairlead --as 101 --gateway vsat --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Reach {
    #[command(flatten)]
    plan: PlanArgument,

    /// The station whose credential it is
    #[arg(long = "as", value_name = "STATION")]
    station: String,

    /// Only this emission profile [default: each of the plan]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Only what reaches this gateway
    #[arg(long, value_name = "GATEWAY")]
    gateway: Option<String>,

    #[command(flatten)]
    detail: DetailArgument,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Reach {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let plan = self.plan.compared(workspace)?;
        let view = plan.view()?;
        let (index, station) = named::station(&view, &self.station)?;
        let profile = self
            .profile
            .as_ref()
            .map(|name| named::profile(&view, name))
            .transpose()?;
        if let Some(gateway) = &self.gateway {
            named::gateway(&view, gateway)?;
        }
        let found = reach(view, station.class(), profile);
        let whose = Station {
            number: station.number().to_owned(),
            name: view.names.station(index).unwrap_or_default().to_owned(),
            class: view.names.class(station.class()).unwrap_or_default().to_owned(),
        };
        let report = Report::new(plan.side(), &view, whose, &found, self.gateway.as_deref());
        match self.format {
            Format::Human => write!(out, "{}", report.text(self.detail.detail()))?,
            Format::Json => write_json(out, &report)?,
        }
        Ok(Exit::Holds)
    }
}
