//! Plans that are compared with each other: of settings, of settings as a revision has them, or of a binary.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use super::elf::{Sections, open_table};
use super::exit::{Exit, Stop};
use super::workspace::Workspace;
use crate::analysis::subject::{Subject, View};
use crate::diagnostics::{Colour, render};
use crate::emit::evidence::DecisionPlaces;
use crate::emit::hexadecimal;
use crate::gather::Gathered;
use crate::report::detail::Detail;
use crate::report::diff::{Side, Written};
use crate::source::Source;
use crate::vessel;

/// A plan with what it is called in reports.
#[derive(Debug)]
pub(super) struct Compared {
    /// Where it comes from.
    pub(super) name: String,
    /// The plan identity as hexadecimal digits.
    pub(super) identity: String,
    /// The plan.
    pub(super) subject: Subject,
    /// Where its decisions are written, if they are in a settings file as it stands.
    places: Option<Vec<DecisionPlaces>>,
}

/// The plan that is asked about.
#[derive(Debug, Args)]
pub(super) struct PlanArgument {
    /// Vessel, settings file or vessel binary [default: $VESSEL, then `reference`]
    #[arg(value_name = "VESSEL")]
    plan: Option<String>,
}

impl PlanArgument {
    pub(super) fn compared(&self, workspace: &Workspace) -> Result<Compared, Stop> {
        let chosen = vessel::chosen([self.plan.clone(), std::env::var("VESSEL").ok()]);
        Compared::named(workspace, &chosen)
    }
}

/// How much of long lists a report for people shows.
#[derive(Debug, Args)]
pub(super) struct DetailArgument {
    /// Name everything, however much there is
    #[arg(long)]
    full: bool,
}

impl DetailArgument {
    pub(super) fn detail(&self) -> Detail {
        if self.full { Detail::Full } else { Detail::Short }
    }
}

impl Compared {
    /// What reads the plan.
    pub(super) fn view(&self) -> Result<View<'_>, Stop> {
        self.subject
            .view()
            .map_err(|unreadable| Stop::internal(unreadable.to_string()))
    }

    /// The plan as reports name it.
    pub(super) fn side(&self) -> Side {
        Side {
            name: self.name.clone(),
            identity: self.identity.clone(),
        }
    }

    /// The plan that an argument means: a vessel binary, or anything that names a vessel.
    pub(super) fn named(workspace: &Workspace, argument: &str) -> Result<Self, Stop> {
        let file = PathBuf::from(argument);
        if is_binary(&file) {
            return Self::of_binary(&file);
        }
        let gathered = workspace.gather(Some(argument), None)?;
        Self::of_settings(&gathered.source, &gathered)
    }

    /// The plan of a vessel's settings as they stand.
    pub(super) fn of_gathered(gathered: &Gathered) -> Result<Self, Stop> {
        Self::of_settings(&gathered.source, gathered)
    }

    /// The plan of a vessel's settings as a revision has them, with the gateways as they are now.
    pub(super) fn of_revision(gathered: &Gathered, revision: &str) -> Result<Self, Stop> {
        let file = gathered
            .files
            .first()
            .ok_or_else(|| Stop::internal("the vessel has no settings file"))?;
        let text = at_revision(file, revision)?;
        let source = Source::new(format!("{}@{revision}", gathered.source.name()), text);
        let compared = Self::of_settings(&source, gathered)?;
        Ok(Compared {
            places: None,
            ..compared
        })
    }

    /// The settings file and the places in it, for findings.
    pub(super) fn written(&self) -> Option<Written<'_>> {
        let places = self.places.as_deref()?;
        Some(Written {
            file: &self.name,
            places,
        })
    }

    fn of_settings(source: &Source, gathered: &Gathered) -> Result<Self, Stop> {
        let compilation = crate::compile(source, &gathered.catalogue);
        let Some(plan) = &compilation.plan else {
            return Err(Stop {
                exit: Exit::NoPlan,
                message: format!(
                    "{} gives no plan\n{}",
                    source.name(),
                    render(&compilation.diagnostics, source, Colour::Never)
                ),
            });
        };
        let sections = crate::sections(plan, source).map_err(|error| Stop::internal(error.to_string()))?;
        let subject = Subject::of_sections(sections.table, sections.names)
            .map_err(|unreadable| Stop::internal(unreadable.to_string()))?;
        Self::of_subject(source.name().to_owned(), subject, Some(sections.places))
    }

    fn of_binary(file: &Path) -> Result<Self, Stop> {
        let sections = Sections::read(file)?;
        open_table(&sections.table)?;
        let subject = Subject::of_sections(sections.table, sections.names)
            .map_err(|unreadable| Stop::mismatch(unreadable.to_string()))?;
        Self::of_subject(file.display().to_string(), subject, None)
    }

    fn of_subject(name: String, subject: Subject, places: Option<Vec<DecisionPlaces>>) -> Result<Self, Stop> {
        let view = subject
            .view()
            .map_err(|unreadable| Stop::internal(unreadable.to_string()))?;
        Ok(Compared {
            name,
            identity: hexadecimal(view.table.identity()),
            subject,
            places,
        })
    }
}

fn is_binary(file: &Path) -> bool {
    let mut magic = [0; 4];
    let read = std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"\x7fELF"
}

/// The text of a file in a revision, as `git show` prints it.
fn at_revision(file: &Path, revision: &str) -> Result<String, Stop> {
    if revision.starts_with('-') {
        return Err(Stop::usage(format!("`{revision}` is no revision")));
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let shown = Command::new("git")
        .arg("-C")
        .arg(folder)
        .arg("show")
        .arg(format!("{revision}:./{name}"))
        .output()
        .map_err(|error| Stop::usage(format!("git cannot be run: {error}")))?;
    if !shown.status.success() {
        let why = String::from_utf8_lossy(&shown.stderr).trim().to_owned();
        return Err(Stop::usage(format!("git has no {name} at {revision}: {why}")));
    }
    String::from_utf8(shown.stdout)
        .map_err(|_| Stop::usage(format!("{name} at {revision} is not UTF-8 text")))
}
