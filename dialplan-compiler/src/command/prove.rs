//! `dialplan prove`: the requirements of a vessel, proved for every dialled number or refuted by one.

use std::io;

use clap::Args;
use serde::Serialize;

use super::check::colour;
use super::compared::Compared;
use super::exit::{Ended, Exit, Stop};
use super::findings::{Audience, FindingsFormat};
use super::workspace::{VesselArgument, Workspace};
use super::write_json;
use crate::analysis::findings::Findings;
use crate::analysis::prove::{Proof, Verdict};
use crate::analysis::subject::Unreadable;
use crate::diagnostics::{Colour, Diagnostic, render, render_json};
use crate::gate::{Gate, gate, look};
use crate::report::{plan_findings, prove};
use crate::requirements::REQUIREMENTS_FILE;
use crate::source::Source;

/// Prove the requirements of a vessel for every dialled number, or show the shortest call that fails
///
/// Requirements are written in requirements.toml beside the settings; docs/requirements.md lists them.
/// A vessel whose requirements fail is not built. Exit code 1 means that one fails, 4 that the settings
/// give no plan or that the requirements cannot be read.
///
/// A requirement of the kind `change` is about what differs from the plan before: name that plan with
/// --against, or its revision with --against-git.
///
/// With --all, findings that need no requirement are shown too, and a vessel may have no requirements:
/// numbers that leave the ship to come back, and calls that are lost with one gateway. They do not
/// change the exit code.
///
/// Examples:
///   dialplan prove reference
///   dialplan prove reference --against certified-vessel
///   dialplan prove original --all
///   dialplan prove reference --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Prove {
    #[command(flatten)]
    vessel: VesselArgument,

    /// The plan before this one: a vessel, a settings file or a binary
    #[arg(long, value_name = "PLAN", conflicts_with = "against_git")]
    against: Option<String>,

    /// The settings of this revision are the plan before this one
    #[arg(long, value_name = "REV")]
    against_git: Option<String>,

    /// Show what needs no requirement too
    #[arg(long)]
    all: bool,

    /// Whom the proofs are for
    #[arg(long, value_enum, default_value_t = FindingsFormat::Human, value_name = "FORMAT")]
    format: FindingsFormat,
}

/// The answer for programs. Without a plan there is no identity, and `diagnostics` says why.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    settings: &'r str,
    requirements: Option<&'r str>,
    identity: Option<&'r str>,
    holding: usize,
    failing: usize,
    proofs: &'r [Proof],
    /// What is wrong with the settings or the requirements themselves.
    diagnostics: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'r Findings>,
}

impl Prove {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.named(), None)?;
        let requirements = workspace.requirements(&gathered)?;
        let (source, requirements) = (&gathered.source, requirements.as_ref());
        if requirements.is_none() && !self.all {
            let settings = source.name();
            return Err(Stop::usage(format!(
                "there is no {REQUIREMENTS_FILE} beside {settings}"
            )));
        }
        let compilation = crate::compile(source, &gathered.catalogue);
        let Some(plan) = &compilation.plan else {
            self.without_plan(&compilation.diagnostics, source, requirements, out)?;
            return Ok(Exit::NoPlan);
        };
        let sections = crate::sections(plan, source).map_err(|error| Stop::internal(error.to_string()))?;
        let before = match (&self.against, &self.against_git) {
            (Some(named), _) => Some(Compared::named(workspace, named)?),
            (None, Some(revision)) => Some(Compared::of_revision(&gathered, revision)?),
            (None, None) => None,
        };
        let proved = match requirements {
            Some(requirements) => {
                let before = before.as_ref().map(|before| &before.subject);
                gate(&sections, source.name(), requirements, before).map_err(fault)?
            }
            None => Gate::default(),
        };
        refuse_unasked(&proved, before.is_some())?;
        let findings = match self.all {
            true => Some(look(&sections, source.name()).map_err(fault)?),
            false => None,
        };
        let unread = proved.proofs.is_empty() && !proved.diagnostics.is_empty();
        let failing = failing(&proved.proofs);
        let subject = requirements.unwrap_or(source);
        match self.format.audience() {
            Audience::People => {
                if requirements.is_some() {
                    write!(out, "{}", shown(&proved, subject, unread))?;
                }
                if let Some(findings) = &findings {
                    write!(out, "{}", plan_findings::text(findings, source.name()))?;
                }
            }
            Audience::Programs => {
                let unreadable: &[Diagnostic] = if unread { &proved.diagnostics } else { &[] };
                let report = Report {
                    settings: source.name(),
                    requirements: requirements.map(Source::name),
                    identity: Some(&sections.identity),
                    holding: proved.proofs.len() - failing,
                    failing,
                    proofs: &proved.proofs,
                    diagnostics: as_json(unreadable, subject)?,
                    findings: findings.as_ref(),
                };
                write_json(out, &report)?;
            }
            Audience::Integration(form) => {
                form.write(&prove::findings(&proved, subject, findings.as_ref()), out)?;
            }
        }
        Ok(match (unread, failing) {
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
        requirements: Option<&Source>,
        out: &mut dyn io::Write,
    ) -> Result<(), Stop> {
        match self.format.audience() {
            Audience::People => {
                eprint!("{}", render(diagnostics, source, Colour::Never));
                Ok(())
            }
            Audience::Programs => write_json(
                out,
                &Report {
                    settings: source.name(),
                    requirements: requirements.map(Source::name),
                    identity: None,
                    holding: 0,
                    failing: 0,
                    proofs: &[],
                    diagnostics: as_json(diagnostics, source)?,
                    findings: None,
                },
            ),
            Audience::Integration(form) => form.write(&prove::without_plan(diagnostics, source), out),
        }
    }
}

/// No requirement is passed over, and no plan is named for nothing.
fn refuse_unasked(proved: &Gate, compares: bool) -> Result<(), Stop> {
    if let Some(id) = proved.unasked.first() {
        return Err(Stop::usage(format!(
            "`{id}` is about a change: name the plan before this one with `--against PLAN`, or its revision with `--against-git REV`"
        )));
    }
    let about_change = proved.proofs.iter().any(|proof| proof.kind == "change");
    if compares && !about_change && proved.diagnostics.is_empty() {
        return Err(Stop::usage(
            "no requirement is about a change, so that nothing would be compared with the plan of `--against`",
        ));
    }
    Ok(())
}

fn as_json(diagnostics: &[Diagnostic], source: &Source) -> Result<serde_json::Value, Stop> {
    serde_json::from_str(&render_json(diagnostics, source)).map_err(|error| Stop::internal(error.to_string()))
}

fn fault(unreadable: Unreadable) -> Stop {
    Stop::internal(unreadable.to_string())
}

fn shown(proved: &Gate, requirements: &Source, unread: bool) -> String {
    match unread {
        true => render(&proved.diagnostics, requirements, colour()),
        false => prove::text(&proved.proofs, requirements.name()),
    }
}

fn failing(proofs: &[Proof]) -> usize {
    proofs
        .iter()
        .filter(|proof| proof.verdict == Verdict::Fails)
        .count()
}
