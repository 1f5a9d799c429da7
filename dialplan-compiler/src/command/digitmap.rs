//! `dialplan digitmap`: digit maps for the telephones of a vessel.

use std::io;

use clap::{Args, ValueEnum};

use super::compared::PlanArgument;
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, named, write_json};
use crate::analysis::digitmap::{self, Lengths, NoMap, digit_map};
use crate::analysis::space::Space;
use crate::analysis::subject::Caller;
use crate::report::digitmap::Report;

/// Make the digit maps that tell telephones when a dialled number is complete
///
/// A map is made for each class of service, and proved: it is read again as a telephone reads it, and walked
/// together with the plan over every symbol that it can write. A number is complete when nothing longer is
/// one, waits for the telephone's timer when something longer is, and is impossible when the plan takes
/// nothing that begins so. What cannot be written is named. Exit code 1 if a map would lose numbers or is longer
/// than --most-bytes.
///
/// Examples:
///   dialplan digitmap reference
///   dialplan digitmap reference --class crew --dialect polycom --short
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Digitmap {
    #[command(flatten)]
    plan: PlanArgument,

    /// Only for this class of service [default: each of the plan]
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,

    /// How the telephones read digit maps
    #[arg(long, value_enum, default_value_t = Dialect::Mgcp, value_name = "DIALECT")]
    dialect: Dialect,

    /// Let numbers that are too long wait for the timer, and leave the refusal to the exchange
    #[arg(long)]
    short: bool,

    /// Most bytes that the telephones take
    #[arg(long, value_name = "BYTES")]
    most_bytes: Option<usize>,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// How the telephones read digit maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dialect {
    /// RFC 3435: MGCP, and SIP telephones that follow it
    Mgcp,
    /// Polycom: the same with `+`, without parentheses
    Polycom,
    /// Cisco SPA and Linksys: no `T`
    Spa,
}

impl Digitmap {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let plan = self.plan.compared(workspace)?;
        let view = plan.view()?;
        let only = self
            .class
            .as_ref()
            .map(|name| named::class(&view, name))
            .transpose()?;
        let space = Space::new(view);
        let (dialect, word) = match self.dialect {
            Dialect::Mgcp => (digitmap::Dialect::Mgcp, "mgcp"),
            Dialect::Polycom => (digitmap::Dialect::Polycom, "polycom"),
            Dialect::Spa => (digitmap::Dialect::Spa, "spa"),
        };
        let lengths = if self.short {
            Lengths::Least
        } else {
            Lengths::Exact
        };
        let mut report = Report::new(plan.side(), word);
        let all = view.callers();
        let mut classes: Vec<_> = all.iter().filter_map(|caller| caller.class).collect();
        classes.dedup();
        for class in classes
            .into_iter()
            .filter(|class| only.is_none_or(|only| only == *class))
        {
            let callers: Vec<Caller> = all
                .iter()
                .copied()
                .filter(|caller| caller.class == Some(class))
                .collect();
            let found = digit_map(&space, &callers, dialect, lengths);
            if let Err(NoMap::Unreadable(fault)) = &found {
                return Err(Stop::internal(format!("the map was written wrong: {fault}")));
            }
            report.add(
                view.names.class(class).unwrap_or("anyone"),
                &found,
                self.most_bytes.unwrap_or(usize::MAX),
            );
        }
        match self.format {
            Format::Human => write!(out, "{}", report.text())?,
            Format::Json => write_json(out, &report)?,
        }
        Ok(if report.all_usable() {
            Exit::Holds
        } else {
            Exit::Finding
        })
    }
}
