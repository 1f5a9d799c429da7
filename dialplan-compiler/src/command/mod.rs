//! The `dialplan` command: everything that people and CI ask about a dial plan before, while and after
//! it becomes a binary. The only part of this crate that reads files, writes files or starts programs.

mod audit;
mod audit_binary;
mod build;
mod check;
mod compared;
mod completions;
mod credentials;
mod diff;
mod digitmap;
mod elf;
mod exit;
mod explain;
mod findings;
mod fleet;
mod fleet_delta;
mod gaps;
mod import;
mod named;
mod progress;
mod prove;
mod reach;
mod readback;
mod rebuild;
mod replay;
mod schema;
mod seal_build;
mod seal_tools;
mod sign;
mod testcard;
mod trial;
mod verify;
mod workspace;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use exit::{Exit, Stop};
use progress::{Answer, Progress};

/// Runs the command with `arguments`, the program's name first, and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let command_line = match CommandLine::try_parse_from(arguments) {
        Ok(command_line) => command_line,
        Err(error) => return refuse(&error),
    };
    // Cargo, which builds, says itself how far it is.
    let progress = match command_line.subcommand {
        Subject::Build(_) | Subject::Rebuild(_) => Progress::none(),
        _ => Progress::start(),
    };
    let mut out = io::BufWriter::new(Answer::new(progress, io::stdout().lock()));
    let ended = command_line
        .run(&mut out)
        .and_then(|exit| Ok(out.flush().map(|()| exit)?));
    match ended {
        Ok(exit) => exit.code(),
        Err(stop) => {
            drop(out);
            eprintln!("error: {stop}");
            stop.exit.code()
        }
    }
}

/// Help and version are answers; everything else that clap reports is wrong usage.
fn refuse(error: &clap::Error) -> ExitCode {
    let exit = if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Holds
    };
    match error.print() {
        Ok(()) => exit.code(),
        Err(_) => Exit::Internal.code(),
    }
}

#[derive(Debug, Parser)]
#[command(
    name = "dialplan",
    version,
    about = "Checks, explains, proves, compares, builds and verifies the dial plans of vessels.",
    long_about = LONG_ABOUT,
    after_help = AFTER_HELP,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct CommandLine {
    /// The folder of the workspace, when it is not the current folder or one above it.
    #[arg(long, global = true, value_name = "DIR")]
    workspace: Option<PathBuf>,

    #[command(subcommand)]
    subcommand: Subject,
}

#[derive(Debug, Subcommand)]
enum Subject {
    Check(check::Check),
    Explain(explain::Explain),
    Diff(diff::Diff),
    Prove(prove::Prove),
    Reach(reach::Reach),
    Gaps(gaps::Gaps),
    Replay(replay::Replay),
    Fleet(fleet::Fleet),
    Digitmap(digitmap::Digitmap),
    Audit(audit::Audit),
    Testcard(testcard::Testcard),
    Build(build::Build),
    Schema(schema::Schema),
    Readback(readback::Readback),
    FleetDelta(fleet_delta::FleetDelta),
    Rebuild(rebuild::Rebuild),
    Verify(verify::Verify),
    #[command(hide = true)]
    Trial(trial::Trial),
    Keygen(sign::Keygen),
    Sign(sign::Sign),
    Import(import::Import),
    Credentials(credentials::Credentials),
    Completions(completions::Completions),
}

impl CommandLine {
    fn run(&self, out: &mut dyn io::Write) -> Result<Exit, Stop> {
        let workspace = || workspace::Workspace::find(self.workspace.as_deref());
        match &self.subcommand {
            Subject::Check(check) => check.run(&workspace()?, out),
            Subject::Explain(explain) => explain.run(workspace, out),
            Subject::Diff(diff) => diff.run(&workspace()?, out),
            Subject::Prove(prove) => prove.run(&workspace()?, out),
            Subject::Reach(reach) => reach.run(&workspace()?, out),
            Subject::Gaps(gaps) => gaps.run(&workspace()?, out),
            Subject::Replay(replay) => replay.run(&workspace()?, out),
            Subject::Fleet(fleet) => fleet.run(&workspace()?, out),
            Subject::Digitmap(digitmap) => digitmap.run(&workspace()?, out),
            Subject::Audit(audit) => audit.run(&workspace()?, out),
            Subject::Testcard(testcard) => testcard.run(&workspace()?, out),
            Subject::Build(build) => build.run(&workspace()?, out),
            Subject::Schema(schema) => schema.run(out),
            Subject::Readback(readback) => readback.run(out),
            Subject::FleetDelta(fleet_delta) => fleet_delta.run(out),
            Subject::Rebuild(rebuild) => rebuild.run(self.workspace.as_deref(), out),
            Subject::Verify(verify) => verify.run(&workspace()?, out),
            Subject::Trial(trial) => trial.run(&workspace()?, out),
            Subject::Keygen(keygen) => keygen.run(out),
            Subject::Sign(sign) => sign.run(out),
            Subject::Import(import) => import.run(out),
            Subject::Credentials(credentials) => credentials.run(&workspace()?, out),
            Subject::Completions(completions) => completions.run(out),
        }
    }
}

/// Whom the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people.
    Human,
    /// One JSON document for programs.
    Json,
}

/// Writes one JSON document, indented, keys in the order of the type.
fn write_json(out: &mut dyn io::Write, document: &impl serde::Serialize) -> Result<(), Stop> {
    serde_json::to_writer_pretty(&mut *out, document).map_err(|error| Stop::internal(error.to_string()))?;
    Ok(writeln!(out)?)
}

const LONG_ABOUT: &str = "\
Checks, explains, proves, compares, builds and verifies the dial plans of vessels.

The dial plan of a vessel is written in a file voip-settings.json and compiled into the vessel's binary; nothing can \
change it afterwards. VESSEL is the name of a folder in dialplans/ or tests/vessels/, or the path of a folder that \
holds voip-settings.json, or the path of a .json file. Where the help of a command says so, it can be left out, and the \
environment variable VESSEL is meant, then `reference`; questions about a plan also take the path of a vessel binary.";

const AFTER_HELP: &str = "\
Examples:
  dialplan check reference                 everything that is wrong with the settings, at once
  dialplan explain 00442079460000 --from 101
                                           what happens when station 101 dials that number, and why
  dialplan diff reference --git HEAD~1     what the change since then does to every dialled number
  dialplan prove reference                 whether its requirements hold for every number
  dialplan reach reference --as 104        what a stolen credential of that station could call
  dialplan gaps reference                  which numbers have no route
  dialplan replay november.csv --old certified-vessel --new reference
                                           what would have become of last month's calls
  dialplan fleet reference merchant warship
                                           which numbers the vessels treat otherwise than the first
  dialplan digitmap reference --class crew --short
                                           what tells telephones when a number is complete
  dialplan audit reference --output .      everything about a plan on one page, to print and to review
  dialplan build reference                 compile the settings into a binary
  dialplan readback target/release/fairlead
                                           the plan that a binary holds
  dialplan import csv prefixes.csv         settings from another system's dial plan
  dialplan credentials reference           make the secrets, print what to type into the telephones

Exit codes: 0 holds · 1 a finding stands or a requirement fails · 2 the plans differ · 3 warnings, with --fail-level warning · 4 the settings give no plan · \
5 a binary does not hold what it should · 64 wrong usage · 70 internal fault. They do not depend on --format.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <CommandLine as clap::CommandFactory>::command().debug_assert();
    }
}
