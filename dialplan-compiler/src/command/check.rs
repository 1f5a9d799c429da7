//! `dialplan check`: every finding about the settings, at once.

use std::io::{self, IsTerminal as _};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::exit::{Ended, Exit, Stop};
use super::findings::{Audience, FindingsFormat};
use super::workspace::{VesselArgument, Workspace};
use super::write_json;
use crate::diagnostics::{Colour, Diagnostic, Severity, render, render_json};
use crate::gather::Gathered;
use crate::report::check::findings;
use crate::report::findings::Extent;

/// Check the settings of a vessel and report every finding with its place and a remedy.
///
/// Errors mean that no plan is built (exit code 4). Warnings and notes do not stop a build; with
/// `--fail-level warning` warnings end with exit code 3.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    vessel: VesselArgument,

    /// The least severe finding that makes the command fail.
    #[arg(long, value_enum, default_value_t = FailLevel::Error, value_name = "LEVEL")]
    fail_level: FailLevel,

    /// Whom the report is for.
    #[arg(long, value_enum, default_value_t = FindingsFormat::Human, value_name = "FORMAT")]
    format: FindingsFormat,
}

/// The least severe finding that makes a command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailLevel {
    /// Errors only.
    Error,
    /// Errors and warnings.
    Warning,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    settings: &'r str,
    identity: Option<String>,
    errors: usize,
    warnings: usize,
    notes: usize,
    diagnostics: serde_json::Value,
}

impl Check {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let Gathered {
            source, catalogue, ..
        } = workspace.gather(self.vessel.named(), None)?;
        let compilation = crate::compile(&source, &catalogue);
        let identity = compilation
            .plan
            .as_ref()
            .map(|plan| crate::identity(plan, &source))
            .transpose()
            .map_err(fault)?;
        let diagnostics = &compilation.diagnostics;
        match self.format.audience() {
            Audience::People => {
                write!(out, "{}", render(diagnostics, &source, colour()))?;
                if let Some(identity) = &identity {
                    writeln!(out, "plan identity {identity}")?;
                }
            }
            Audience::Programs => {
                let diagnostics_json = serde_json::from_str(&render_json(diagnostics, &source))
                    .map_err(|error| Stop::internal(error.to_string()))?;
                let count = |severity| {
                    diagnostics
                        .iter()
                        .filter(|found| found.severity() == severity)
                        .count()
                };
                let report = Report {
                    settings: source.name(),
                    identity: identity.clone(),
                    errors: count(Severity::Error),
                    warnings: count(Severity::Warning),
                    notes: count(Severity::Note),
                    diagnostics: diagnostics_json,
                };
                write_json(out, &report)?;
            }
            Audience::Integration(form) => {
                let extent = match identity {
                    Some(_) => Extent::Whole,
                    None => Extent::CutShort,
                };
                form.write(
                    &findings(diagnostics, &source, self.fail_level.severity(), extent),
                    out,
                )?;
            }
        }
        Ok(self.fail_level.judge(identity.is_some(), diagnostics))
    }
}

impl FailLevel {
    fn severity(self) -> Severity {
        match self {
            FailLevel::Error => Severity::Error,
            FailLevel::Warning => Severity::Warning,
        }
    }

    /// The exit code of findings.
    fn judge(self, built: bool, diagnostics: &[Diagnostic]) -> Exit {
        let warned = diagnostics
            .iter()
            .any(|found| found.severity() == Severity::Warning);
        match (built, self) {
            (false, _) => Exit::NoPlan,
            (true, FailLevel::Warning) if warned => Exit::Warnings,
            (true, _) => Exit::Holds,
        }
    }
}

/// Colours are for terminals, unless `NO_COLOR` is set.
pub(super) fn colour() -> Colour {
    let wanted =
        io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { Colour::Always } else { Colour::Never }
}

fn fault(error: crate::EmitError) -> Stop {
    Stop::internal(error.to_string())
}
