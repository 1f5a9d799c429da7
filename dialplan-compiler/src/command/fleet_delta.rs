//! `dialplan fleet-delta`: two vessels with the same gateways differ in their plans and in nothing else.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::exit::{Ended, Exit, Stop};
use super::{Format, write_json};
use crate::seal::comparison::{Comparison, Part};

/// Prove that two vessel binaries differ only in the sections of their plans
///
/// Compares the ELF headers, the places of all sections, their bytes, and the bytes between them. What
/// was tested on one ship's program then holds for the other's, and only the plan has to be judged
/// anew. Ends with exit code 0 when that is proved, 5 when it is not.
///
/// Examples:
///   dialplan fleet-delta target/vessels/mv-one/sealed/fairlead target/vessels/mv-two/sealed/fairlead
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct FleetDelta {
    /// A vessel binary
    one: PathBuf,

    /// Another vessel binary
    other: PathBuf,

    /// Whom the result is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    only_plans_differ: bool,
    lengths: [usize; 2],
    parts: Vec<PartReport<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartReport<'r> {
    name: &'r str,
    of_the_plan: bool,
    bytes: usize,
    in_place: bool,
    differing: usize,
}

impl FleetDelta {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let comparison = compare(&self.one, &self.other)?;
        let proved = comparison.only_plans_differ();
        match self.format {
            Format::Human => {
                write!(out, "{comparison}")?;
                writeln!(out, "{}", verdict(&comparison))?;
            }
            Format::Json => write_json(
                out,
                &Report {
                    only_plans_differ: proved,
                    lengths: comparison.lengths,
                    parts: comparison.parts.iter().map(PartReport::from).collect(),
                },
            )?,
        }
        Ok(if proved { Exit::Holds } else { Exit::Mismatch })
    }
}

/// Compares two files.
pub(super) fn compare(one: &Path, other: &Path) -> Result<Comparison, Stop> {
    let read = |path: &Path| std::fs::read(path).map_err(|error| Stop::unreadable(path, &error));
    Comparison::of(&read(one)?, &read(other)?).map_err(Stop::usage)
}

fn verdict(comparison: &Comparison) -> String {
    let (plans, others): (Vec<&Part>, Vec<&Part>) =
        comparison.parts.iter().partition(|part| part.of_the_plan);
    let count = |parts: &[&Part]| -> usize { parts.iter().map(|part| part.differing).sum() };
    let (plan, beside) = (count(&plans), count(&others));
    if comparison.only_plans_differ() {
        format!("proved: {plan} bytes differ, all in the plans' sections, and nothing is at another place")
    } else {
        format!(
            "not proved: {beside} bytes differ outside of the plans' sections, or parts are at other places"
        )
    }
}

impl<'p> From<&'p Part> for PartReport<'p> {
    fn from(part: &'p Part) -> Self {
        PartReport {
            name: &part.name,
            of_the_plan: part.of_the_plan,
            bytes: part.bytes,
            in_place: part.in_place,
            differing: part.differing,
        }
    }
}
