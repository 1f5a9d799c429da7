//! The formats of commands whose answer is a list of findings: beside those for people and for programs, what continuous
//! integration reads.

use std::fs::OpenOptions;
use std::io::{self, Write as _};

use clap::ValueEnum;

use super::exit::Stop;
use crate::report::findings::Findings;
use crate::report::{github, gitlab, junit, sarif};

/// Whom findings are for. The exit code does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingsFormat {
    /// Text for people.
    Human,
    /// One JSON document for programs.
    Json,
    /// SARIF 2.1.0, as GitHub code scanning and editors read it.
    Sarif,
    /// JUnit XML: what was asked, one test each.
    Junit,
    /// GitLab's code quality report.
    Gitlab,
    /// Annotations of GitHub Actions; a table goes to $GITHUB_STEP_SUMMARY.
    Github,
}

/// A format that is made from findings alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Integration {
    Sarif,
    Junit,
    Gitlab,
    Github,
}

/// The format asked for, told apart by what it is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// The command's own text.
    People,
    /// The command's own JSON document.
    Programs,
    /// Continuous integration.
    Integration(Integration),
}

impl FindingsFormat {
    pub(super) fn audience(self) -> Audience {
        match self {
            FindingsFormat::Human => Audience::People,
            FindingsFormat::Json => Audience::Programs,
            FindingsFormat::Sarif => Audience::Integration(Integration::Sarif),
            FindingsFormat::Junit => Audience::Integration(Integration::Junit),
            FindingsFormat::Gitlab => Audience::Integration(Integration::Gitlab),
            FindingsFormat::Github => Audience::Integration(Integration::Github),
        }
    }
}

impl Integration {
    /// Writes the findings.
    pub(super) fn write(self, findings: &Findings, out: &mut dyn io::Write) -> Result<(), Stop> {
        let unwritten = |error: &dyn std::error::Error| Stop::internal(error.to_string());
        let document = match self {
            Integration::Sarif => sarif::document(findings).map_err(|error| unwritten(&error))?,
            Integration::Junit => junit::document(findings).map_err(|error| unwritten(&error))?,
            Integration::Gitlab => gitlab::document(findings).map_err(|error| unwritten(&error))?,
            Integration::Github => {
                add_to_summary(findings)?;
                github::commands(findings)
            }
        };
        Ok(out.write_all(document.as_bytes())?)
    }
}

/// Adds the findings to the file that GitHub Actions shows as the summary of the job.
fn add_to_summary(findings: &Findings) -> Result<(), Stop> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else {
        return Ok(());
    };
    let added = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&file)
        .and_then(|mut opened| opened.write_all(github::summary(findings).as_bytes()));
    added.map_err(|error| {
        let file = file.display();
        Stop::internal(format!(
            "{file} ($GITHUB_STEP_SUMMARY) cannot be written: {error}"
        ))
    })
}
