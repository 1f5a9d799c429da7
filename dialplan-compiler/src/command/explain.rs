//! `dialplan explain`: what becomes of a number, and why. The answer is that of `routing_table::Table::decide`,
//! which the running exchange asks too.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::elf::{Sections, open_names, open_table};
use super::exit::{Ended, Exit, Stop};
use super::workspace::Workspace;
use super::{Format, named, write_json};
use crate::analysis::explanation::{Caller, Circumstances, Explanation, Subject, any_crew, explain, merged};
use crate::analysis::subject::View;
use crate::diagnostics::{Colour, render};
use crate::emit::evidence::Evidence;
use crate::gather::Gathered;
use crate::report::explanation::text;

/// Show what becomes of a dialled number, which row decides, and which entries lose
///
/// Without --from the answer is given for each class of service. All gateways count as ready
/// unless --offline names them. The same code decides as in the running exchange.
///
/// Examples:
///   dialplan explain 00442079460000 --from 101
///   dialplan explain 112 --vessel mv-reference --offline vsat
///   dialplan explain 441234567890 --inbound vsat
///   dialplan explain 0044207 --precedence flash --profile silent --vessel warship
///   dialplan explain 101 --binary target/release/fairlead
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Explain {
    /// The number as dialled, or urn:service:sos
    number: String,

    /// The station that calls
    #[arg(long, value_name = "STATION", conflicts_with = "inbound")]
    from: Option<String>,

    /// Count a gateway as Offline; may be given several times
    #[arg(long, value_name = "GATEWAY", num_args = 1..)]
    offline: Vec<String>,

    /// The precedence that the call asks for: a level of the plan, such as flash
    #[arg(long, value_name = "LEVEL", conflicts_with = "inbound")]
    precedence: Option<String>,

    /// The emission profile in force [default: the most restrictive of the plan]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// The call comes in from the trunk of this gateway
    #[arg(long, value_name = "GATEWAY")]
    inbound: Option<String>,

    /// Name of a vessel, or path of its folder or settings file [default: $VESSEL, then `reference`]
    #[arg(long, value_name = "VESSEL", conflicts_with = "binary")]
    vessel: Option<String>,

    /// Ask a built binary instead of the settings
    #[arg(long, value_name = "BINARY")]
    binary: Option<PathBuf>,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    settings: &'r str,
    identity: String,
    answers: Vec<Explanation>,
}

impl Explain {
    pub(super) fn run(
        &self,
        workspace: impl FnOnce() -> Result<Workspace, Stop>,
        out: &mut dyn io::Write,
    ) -> Ended {
        match &self.binary {
            Some(binary) => self.on_binary(binary, out),
            None => self.on_settings(&workspace()?, out),
        }
    }

    fn on_binary(&self, binary: &Path, out: &mut dyn io::Write) -> Ended {
        let sections = Sections::read(binary)?;
        let evidence = sections.evidence()?;
        let (settings, places) = match &evidence {
            Some(Evidence {
                settings, decisions, ..
            }) => (settings.as_str(), decisions.as_slice()),
            None => ("", [].as_slice()),
        };
        let (table, names) = (open_table(&sections.table)?, open_names(&sections.names)?);
        self.answer(
            &Subject {
                table,
                names,
                places,
                written: None,
            },
            settings,
            out,
        )
    }

    fn on_settings(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let Gathered {
            source, catalogue, ..
        } = workspace.gather(self.vessel.as_deref(), None)?;
        let compilation = crate::compile(&source, &catalogue);
        let Some(plan) = &compilation.plan else {
            eprint!("{}", render(&compilation.diagnostics, &source, Colour::Never));
            return Ok(Exit::NoPlan);
        };
        let sections = crate::sections(plan, &source).map_err(|error| Stop::internal(error.to_string()))?;
        let (table, names) = (open_table(&sections.table)?, open_names(&sections.names)?);
        let subject = Subject {
            table,
            names,
            places: &sections.places,
            written: Some((plan, &source)),
        };
        self.answer(&subject, source.name(), out)
    }

    fn answer(&self, subject: &Subject<'_>, settings: &str, out: &mut dyn io::Write) -> Ended {
        let view = view(subject);
        let gateway = |name: &String| named::gateway(&view, name);
        let circumstances = Circumstances {
            offline: self.offline.iter().map(gateway).collect::<Result<_, _>>()?,
            precedence: self
                .precedence
                .as_ref()
                .map(|name| named::level(&view, name))
                .transpose()?,
            profile: self
                .profile
                .as_ref()
                .map(|name| named::profile(&view, name))
                .transpose()?,
        };
        let callers = match (&self.inbound, &self.from) {
            (Some(name), _) => vec![Caller::Trunk(gateway(name)?)],
            (None, Some(number)) => vec![station(subject, number)?],
            (None, None) => any_crew(subject),
        };
        let answers = callers
            .iter()
            .map(|caller| explain(subject, caller, &self.number, &circumstances));
        let answers = merged(answers.collect());
        match self.format {
            Format::Human => {
                let texts: Vec<_> = answers.iter().map(|answer| text(answer, settings)).collect();
                write!(out, "{}", texts.join("\n"))?;
            }
            Format::Json => {
                let identity = crate::hexadecimal(subject.table.identity());
                write_json(
                    out,
                    &Report {
                        settings,
                        identity,
                        answers,
                    },
                )?;
            }
        }
        Ok(Exit::Holds)
    }
}

fn station(subject: &Subject<'_>, number: &str) -> Result<Caller, Stop> {
    let (_, station) = named::station(&view(subject), number)?;
    let class = subject.names.class(station.class()).unwrap_or("?");
    Ok(Caller::Crew {
        who: format!("station {number} (class `{class}`)"),
        class: station.class(),
    })
}

fn view<'s>(subject: &Subject<'s>) -> View<'s> {
    View {
        table: subject.table,
        names: subject.names,
    }
}
