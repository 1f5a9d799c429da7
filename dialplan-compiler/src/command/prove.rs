//! `dialplan prove`: the requirements of a vessel, proved for every dialled number or refuted by one.

use std::fmt::Display;
use std::io;

use clap::Args;
use serde::Serialize;

use super::check::colour;
use super::exit::{Ended, Exit, Stop};
use super::findings::{Audience, FindingsFormat};
use super::workspace::{VesselArgument, Workspace};
use super::write_json;
use crate::analysis::findings::Findings;
use crate::analysis::prove::{Proof, Verdict};
use crate::diagnostics::{Colour, Diagnostic, render, render_json};
use crate::gate::{Gate, gate, look};
use crate::gather::Gathered;
use crate::report::prove::{self, text};
use crate::requirements::REQUIREMENTS_FILE;
use crate::source::Source;

/// Prove the requirements of a vessel for every dialled number, or show the shortest call that fails
///
/// Requirements are written in requirements.toml beside the settings; docs/requirements.md lists them.
/// A vessel whose requirements fail is not built. Exit code 1 means that one fails, 4 that the settings
/// give no plan or that the requirements cannot be read.
///
/// With --all, findings that need no requirement are shown too, and a vessel may have no requirements:
/// numbers that leave the ship to come back, and calls that are lost with one gateway. They do not change
/// the exit code.
///
/// Examples:
///   dialplan prove reference
///   dialplan prove original --all
///   dialplan prove reference --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Prove {
    #[command(flatten)]
    vessel: VesselArgument,

    /// Show what needs no requirement too
    #[arg(long)]
    all: bool,

    /// Whom the proofs are for
    #[arg(long, value_enum, default_value_t = FindingsFormat::Human, value_name = "FORMAT")]
    format: FindingsFormat,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    settings: &'r str,
    requirements: Option<&'r str>,
    identity: &'r str,
    holding: usize,
    failing: usize,
    proofs: &'r [Proof],
    /// What is wrong with the requirements themselves.
    diagnostics: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Findings>,
}

impl Prove {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.named(), None)?;
        let requirements = workspace.requirements(&gathered)?;
        if requirements.is_none() && !self.all {
            let settings = gathered.source.name();
            return Err(Stop::usage(format!(
                "there is no {REQUIREMENTS_FILE} beside {settings}"
            )));
        }
        let Gathered {
            source, catalogue, ..
        } = gathered;
        let compilation = crate::compile(&source, &catalogue);
        let Some(plan) = &compilation.plan else {
            self.without_plan(&compilation.diagnostics, &source, out)?;
            return Ok(Exit::NoPlan);
        };
        let internal = |error: &dyn Display| Stop::internal(error.to_string());
        let sections = crate::sections(plan, &source).map_err(|error| internal(&error))?;
        let proved = match &requirements {
            Some(requirements) => {
                gate(&sections, source.name(), requirements).map_err(|error| internal(&error))?
            }
            None => Gate {
                diagnostics: Vec::new(),
                proofs: Vec::new(),
            },
        };
        let findings = match self.all {
            true => Some(look(&sections, source.name()).map_err(|error| internal(&error))?),
            false => None,
        };
        let unread = proved.proofs.is_empty() && !proved.diagnostics.is_empty();
        match self.format.audience() {
            Audience::People => {
                if let Some(requirements) = &requirements {
                    write!(out, "{}", shown(&proved, requirements, unread))?;
                }
                if let Some(findings) = &findings {
                    write!(
                        out,
                        "{}",
                        crate::report::plan_findings::text(findings, source.name())
                    )?;
                }
            }
            Audience::Programs => {
                let unreadable = if unread {
                    proved.diagnostics.as_slice()
                } else {
                    &[]
                };
                let report = Report {
                    settings: source.name(),
                    requirements: requirements.as_ref().map(Source::name),
                    identity: &sections.identity,
                    holding: proved.proofs.len() - failing(&proved.proofs),
                    failing: failing(&proved.proofs),
                    proofs: &proved.proofs,
                    diagnostics: serde_json::from_str(&render_json(
                        unreadable,
                        requirements.as_ref().unwrap_or(&source),
                    ))
                    .map_err(|error| internal(&error))?,
                    findings,
                };
                write_json(out, &report)?;
            }
            Audience::Integration(form) => {
                let subject = requirements.as_ref().unwrap_or(&source);
                form.write(&prove::findings(&proved, subject, findings.as_ref()), out)?;
            }
        }
        Ok(match (unread, failing(&proved.proofs)) {
            (true, _) => Exit::NoPlan,
            (false, 0) => Exit::Holds,
            (false, _) => Exit::Finding,
        })
    }

    /// What is wrong with settings that give no plan, so that nothing can be proved.
    fn without_plan(
        &self,
        diagnostics: &[Diagnostic],
        source: &Source,
        out: &mut dyn io::Write,
    ) -> Result<(), Stop> {
        match self.format.audience() {
            Audience::People | Audience::Programs => {
                eprint!("{}", render(diagnostics, source, Colour::Never));
                Ok(())
            }
            Audience::Integration(form) => form.write(&prove::without_plan(diagnostics, source), out),
        }
    }
}

fn shown(proved: &Gate, requirements: &Source, unread: bool) -> String {
    match unread {
        true => render(&proved.diagnostics, requirements, colour()),
        false => text(&proved.proofs, requirements.name()),
    }
}

fn failing(proofs: &[Proof]) -> usize {
    proofs
        .iter()
        .filter(|proof| proof.verdict == Verdict::Fails)
        .count()
}
