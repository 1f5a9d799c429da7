//! `dialplan audit`: everything that an accreditation team asks about a plan, as one page, as Markdown or as JSON.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::audit_binary::finished;
use super::compared::Compared;
use super::exit::{Ended, Exit, Stop};
use super::workspace::{VesselArgument, Workspace};
use super::write_json;
use crate::audit::{self, Extent, Predecessor, Subject};
use crate::diagnostics::{Colour, render};

/// Show everything about a dial plan on one page that can be read, searched, printed and reviewed
///
/// Every number that can be dialled, once, with what becomes of it; rows with their places; what remains
/// when gateways fail; emergency calls; access lists; findings and allowances; requirements; a test card;
/// control evidence. The HTML page needs nothing beside itself. The same settings give the same bytes.
/// Exit code 1 means that a requirement fails, 4 that the settings give no plan.
///
/// Examples:
///   dialplan audit reference --output .              audit.html and audit.md here
///   dialplan audit reference --output page.html      the page alone
///   dialplan audit reference --predecessor certified-vessel --output .
///   dialplan audit reference --binary target/release/fairlead --output .
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Audit {
    #[command(flatten)]
    vessel: VesselArgument,

    /// A folder, or a file whose ending says the format; without it the audit is printed
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// What is written [default: by the ending of the file; page and Markdown into a folder; else Markdown]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Form>,

    /// The plan before this one: a vessel, a settings file or a binary
    #[arg(long, value_name = "PLAN", conflicts_with = "predecessor_git")]
    predecessor: Option<String>,

    /// The settings of this revision are the plan before this one
    #[arg(long, value_name = "REV")]
    predecessor_git: Option<String>,

    /// Also verify this finished binary against the settings, and show what it was made with
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,

    /// List every number of a large plan, too, not a summary
    #[arg(long)]
    full: bool,
}

/// How an audit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One page for people.
    Html,
    /// Text for review diffs.
    Markdown,
    /// The intermediate form for programs.
    Json,
}

impl Form {
    const ALL: [Form; 3] = [Form::Html, Form::Markdown, Form::Json];

    fn ending(self) -> &'static str {
        match self {
            Form::Html => "html",
            Form::Markdown => "md",
            Form::Json => "json",
        }
    }

    fn of_file(file: &Path) -> Option<Form> {
        let ending = file.extension().and_then(OsStr::to_str)?;
        Form::ALL.into_iter().find(|form| form.ending() == ending)
    }

    fn write(self, audit: &audit::Audit, out: &mut dyn io::Write) -> Result<(), Stop> {
        match self {
            Form::Html => out.write_all(audit::html::page(audit).as_bytes())?,
            Form::Markdown => out.write_all(audit::markdown::text(audit).as_bytes())?,
            Form::Json => write_json(out, audit)?,
        }
        Ok(())
    }
}

impl Audit {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let gathered = workspace.gather(self.vessel.named(), None)?;
        let requirements = workspace.requirements(&gathered)?;
        let compilation = crate::compile(&gathered.source, &gathered.catalogue);
        let Some(plan) = &compilation.plan else {
            eprint!(
                "{}",
                render(&compilation.diagnostics, &gathered.source, Colour::Never)
            );
            return Ok(Exit::NoPlan);
        };
        let old = match (&self.predecessor, &self.predecessor_git) {
            (Some(named), _) => Some(Compared::named(workspace, named)?),
            (None, Some(revision)) => Some(Compared::of_revision(&gathered, revision)?),
            (None, None) => None,
        };
        let sections =
            crate::sections(plan, &gathered.source).map_err(|fault| Stop::internal(fault.to_string()))?;
        let binary = self
            .binary
            .as_deref()
            .map(|binary| finished(binary, &gathered))
            .transpose()?;
        let subject = Subject {
            plan,
            sections: &sections,
            source: &gathered.source,
            catalogue: &gathered.catalogue,
            findings: &compilation.diagnostics,
            requirements: requirements.as_ref(),
            predecessor: old.as_ref().map(|old| Predecessor {
                name: &old.name,
                sections: &old.subject,
            }),
            binary: binary.as_ref(),
            extent: if self.full {
                Extent::Full
            } else {
                Extent::AtMost(audit::MOST_LISTED)
            },
        };
        let found = audit::audit(&subject).map_err(|fault| Stop::internal(fault.to_string()))?;
        self.write(&found, out)?;
        let failed = found
            .requirements
            .iter()
            .flatten()
            .any(|requirement| !requirement.holds);
        Ok(match (binary.is_none_or(|binary| binary.holds), failed) {
            (false, _) => Exit::Mismatch,
            (true, true) => Exit::Finding,
            (true, false) => Exit::Holds,
        })
    }

    fn write(&self, audit: &audit::Audit, out: &mut dyn io::Write) -> Result<(), Stop> {
        let Some(output) = &self.output else {
            return self.format.unwrap_or(Form::Markdown).write(audit, out);
        };
        match Form::of_file(output) {
            Some(form) => write_file(output, self.format.unwrap_or(form), audit),
            None => {
                let both = [Form::Html, Form::Markdown];
                let forms = self.format.as_ref().map_or(both.as_slice(), std::slice::from_ref);
                fs::create_dir_all(output).map_err(|error| Stop::unwritable(output, &error))?;
                forms.iter().try_for_each(|form| {
                    write_file(&output.join(format!("audit.{}", form.ending())), *form, audit)
                })
            }
        }
    }
}

fn write_file(file: &Path, form: Form, audit: &audit::Audit) -> Result<(), Stop> {
    let mut text = Vec::new();
    form.write(audit, &mut text)?;
    fs::write(file, text).map_err(|error| Stop::unwritable(file, &error))
}
