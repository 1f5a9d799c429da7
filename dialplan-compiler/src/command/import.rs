//! `dialplan import`: settings from another system's dial plan, and a report of what was left out.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::exit::{Ended, Exit, Stop};
use super::{Format, write_json};
use crate::import::{File, Numbers, Origin, Report, Request, import};
use crate::report::import::text;

/// Make settings of another system's dial plan
///
/// Prints the settings, and on standard error what was carried over, what must be filled in, and by
/// file and line everything that was left out, with the reason; with --output the report goes to
/// standard output. Exit code 1 when something was left out. `dialplan check` says what the settings
/// still lack.
///
/// Examples:
///   dialplan import kamailio-mtree mtree.dump --output ship/voip-settings.json
///   dialplan import kamailio-drouting dr_rules dr_gateways dr_gw_lists >voip-settings.json
///   dialplan import asterisk extensions.conf --context from-phones
///   dialplan import csv prefixes.csv --international
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Import {
    /// The system that the files are from
    #[arg(value_enum)]
    system: System,

    /// Its files: db_text files, SQL dumps, lists from kamcmd or kamctl, CSV; extensions.conf
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the settings to a file that is not there yet
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The context in which the crew dials (asterisk)
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,

    /// The tree, when the table holds several (kamailio-mtree)
    #[arg(long, value_name = "TREE")]
    tree: Option<String>,

    /// The prefixes are international numbers without `+`
    #[arg(long)]
    international: bool,

    /// Into how many prefixes one pattern may be written out (asterisk) [default: 1000]
    #[arg(long, value_name = "COUNT")]
    expand: Option<usize>,

    /// Whom the report is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

/// The systems whose files can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum System {
    /// Kamailio's mtree module.
    KamailioMtree,
    /// Kamailio's drouting module.
    KamailioDrouting,
    /// Asterisk's extensions.conf.
    Asterisk,
    /// Comma-separated values: prefix, gateway, and what else a route says.
    Csv,
}

impl Import {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let files = self
            .files
            .iter()
            .map(|path| read(path))
            .collect::<Result<Vec<_>, _>>()?;
        let imported = import(&files, &self.request()?).map_err(Stop::usage)?;
        match &self.output {
            Some(path) => {
                let mut file =
                    std::fs::File::create_new(path).map_err(|error| Stop::unwritable(path, &error))?;
                write_json(&mut file, &imported.settings)?;
                self.report(&imported.report, out)?;
            }
            None => {
                write_json(out, &imported.settings)?;
                self.report(&imported.report, &mut io::stderr().lock())?;
            }
        }
        Ok(if imported.report.left_out.is_empty() {
            Exit::Holds
        } else {
            Exit::Finding
        })
    }

    fn request(&self) -> Result<Request, Stop> {
        let only = |option: &str, system: &str| Err(Stop::usage(format!("`{option}` belongs to `{system}`")));
        if self.tree.is_some() && self.system != System::KamailioMtree {
            return only("--tree", "kamailio-mtree");
        }
        if self.context.is_some() && self.system != System::Asterisk {
            return only("--context", "asterisk");
        }
        if self.expand.is_some() && self.system != System::Asterisk {
            return only("--expand", "asterisk");
        }
        Ok(Request {
            origin: match self.system {
                System::KamailioMtree => Origin::KamailioMtree(self.tree.clone()),
                System::KamailioDrouting => Origin::KamailioDrouting,
                System::Asterisk => Origin::Asterisk(self.context.clone()),
                System::Csv => Origin::Csv,
            },
            numbers: if self.international {
                Numbers::International
            } else {
                Numbers::AsDialled
            },
            most_prefixes: self.expand.unwrap_or(MOST_PREFIXES),
        })
    }

    fn report(&self, report: &Report, out: &mut dyn io::Write) -> Result<(), Stop> {
        match self.format {
            Format::Human => Ok(write!(out, "{}", text(report))?),
            Format::Json => write_json(out, report),
        }
    }
}

/// Old dumps are not always UTF-8; what routes calls is ASCII in any case.
fn read(path: &Path) -> Result<File, Stop> {
    let bytes = std::fs::read(path).map_err(|error| Stop::unreadable(path, &error))?;
    Ok(File {
        name: path.display().to_string(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// Into how many prefixes a pattern is written out when nobody says.
const MOST_PREFIXES: usize = 1000;
