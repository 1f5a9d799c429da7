//! `dialplan reach`: what somebody who holds a station's credential could call.

use std::io;

use clap::Args;

use super::compared::Compared;
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, named, write_json};
use crate::analysis::reach::reach;
use crate::report::diff::{Detail, Side};
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
    /// Vessel, settings file or binary
    #[arg(value_name = "VESSEL")]
    vessel: String,

    /// The station whose credential it is
    #[arg(long = "as", value_name = "STATION")]
    station: String,

    /// Only this emission profile [default: each of the plan]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Only what reaches this gateway
    #[arg(long, value_name = "GATEWAY")]
    gateway: Option<String>,

    /// Name every prefix, however many there are
    #[arg(long)]
    full: bool,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

impl Reach {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let plan = Compared::named(workspace, &self.vessel)?;
        let view = plan
            .subject
            .view()
            .map_err(|unreadable| Stop::internal(unreadable.to_string()))?;
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
        let side = Side {
            name: plan.name.clone(),
            identity: plan.identity.clone(),
        };
        let report = Report::new(side, &view, whose, &found, self.gateway.as_deref());
        match self.format {
            Format::Human => write!(
                out,
                "{}",
                report.text(if self.full { Detail::Full } else { Detail::Short })
            )?,
            Format::Json => write_json(out, &report)?,
        }
        Ok(Exit::Holds)
    }
}
