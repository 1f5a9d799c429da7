//! `dialplan prove`: the requirements of a vessel, proved for every dialled number or refuted by one.

use std::io;

use clap::Args;
use serde::Serialize;

use super::check::colour;
use super::exit::{Ended, Exit, Stop};
use super::workspace::{VesselArgument, Workspace};
use super::{Format, write_json};
use crate::analysis::prove::{Proof, Verdict};
use crate::diagnostics::{Colour, render, render_json};
use crate::gate::{Gate, gate};
use crate::gather::Gathered;
use crate::report::proofs::text;
use crate::requirements::REQUIREMENTS_FILE;

/// Prove the requirements of a vessel for every dialled number, or show the shortest call that fails
///
/// Requirements are written in requirements.toml beside the settings; docs/requirements.md lists them.
/// A vessel whose requirements fail is not built. Exit code 1 means that one fails, 4 that the settings
/// give no plan or that the requirements cannot be read.
///
/// Examples:
///   dialplan prove reference
///   dialplan prove reference --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Prove {
    #[command(flatten)]
    vessel: VesselArgument,

    /// Whom the proofs are for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    settings: &'r str,
    requirements: &'r str,
    identity: &'r str,
    holding: usize,
    failing: usize,
    proofs: &'r [Proof],
    /// What is wrong with the requirements themselves.
    diagnostics: serde_json::Value,
}

impl Prove {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.named(), None)?;
        let Some(requirements) = workspace.requirements(&gathered)? else {
            let settings = gathered.source.name();
            return Err(Stop::usage(format!(
                "there is no {REQUIREMENTS_FILE} beside {settings}"
            )));
        };
        let Gathered {
            source, catalogue, ..
        } = gathered;
        let compilation = crate::compile(&source, &catalogue);
        let Some(plan) = &compilation.plan else {
            eprint!("{}", render(&compilation.diagnostics, &source, Colour::Never));
            return Ok(Exit::NoPlan);
        };
        let sections = crate::sections(plan, &source).map_err(|error| Stop::internal(error.to_string()))?;
        let Gate { diagnostics, proofs } = gate(&sections, source.name(), &requirements)
            .map_err(|error| Stop::internal(error.to_string()))?;
        let unread = proofs.is_empty() && !diagnostics.is_empty();
        let failing = proofs
            .iter()
            .filter(|proof| proof.verdict == Verdict::Fails)
            .count();
        match self.format {
            Format::Human if unread => write!(out, "{}", render(&diagnostics, &requirements, colour()))?,
            Format::Human => write!(out, "{}", text(&proofs, requirements.name()))?,
            Format::Json => {
                let shown = if unread { diagnostics.as_slice() } else { &[] };
                let report = Report {
                    settings: source.name(),
                    requirements: requirements.name(),
                    identity: &sections.identity,
                    holding: proofs.len() - failing,
                    failing,
                    proofs: &proofs,
                    diagnostics: serde_json::from_str(&render_json(shown, &requirements))
                        .map_err(|error| Stop::internal(error.to_string()))?,
                };
                write_json(out, &report)?;
            }
        }
        Ok(match (unread, failing) {
            (true, _) => Exit::NoPlan,
            (false, 0) => Exit::Holds,
            (false, _) => Exit::Finding,
        })
    }
}
