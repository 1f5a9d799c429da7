//! `dialplan verify`: whether a finished binary holds the plan of its settings, by the independent verifier; and whether it is signed.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use dialplan_verifier::{Demand, Progress, Report, Score, Subject, mutate, verify};
use serde::Serialize;

use super::elf::Sections;
use super::exit::{Ended, Exit, Stop};
use super::progress::Steps;
use super::trial::{self, Tried};
use super::workspace::Workspace;
use super::{Format, write_json};
use crate::gather::Gathered;
use crate::seal::signature;

/// Prove that a finished binary holds the plan of its settings, for every number that can be dialled
///
/// The verifier shares no code with the compiler. It reads the settings, the gateways' manifests and
/// the file, walks the automaton of the binary and the prefixes of the settings together, and compares
/// access lists, gateways, stations and everything else that steers. If they differ it prints the
/// shortest number on which they do.
///
/// Exit code 0 if everything holds, 5 if something does not. Of a file that does not hold the plan,
/// --mutants and --run ask nothing more.
///
/// Examples:
///   dialplan verify target/release/fairlead reference
///   dialplan verify vessel.bin dialplans/warship --sealed --key yard.pub
///   dialplan verify target/release/fairlead reference --mutants --run
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Verify {
    /// A vessel binary
    binary: PathBuf,

    /// Name of the vessel, or path of its folder or settings file [default: $VESSEL, then `reference`]
    vessel: Option<String>,

    /// Demand that the binary is sealed: it needs nothing else to run, and its settings hold no secret
    #[arg(long)]
    sealed: bool,

    /// Also check the signature in BINARY.minisig with this public key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// Also show that the proof finds errors: flip bits of the table and count what is found
    #[arg(long)]
    mutants: bool,

    /// Also run the binary, in a network of its own, and make the calls that the settings give a meaning to
    ///
    /// This program is then every telephone and every provider; it compares who is called, in which order and with which
    /// number. A test of the code that reads the table, at one number for each meaning and on both sides of every bound of
    /// length, not a proof. Needs root, or a machine that allows unprivileged user namespaces.
    #[arg(long)]
    run: bool,

    /// Whom the answer is for
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
}

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    report: Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Signature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<Further<Score>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<Further<Tried>>,
}

/// What is asked of a file that holds the plan only.
#[derive(Serialize)]
#[serde(untagged)]
enum Further<T> {
    Answered(T),
    #[serde(rename_all = "camelCase")]
    NotAsked {
        /// Why.
        not_asked: &'static str,
    },
}

impl<T> Further<T> {
    /// The answer, if the file holds the plan; none when nobody asks.
    fn of(
        asked: bool,
        report: &Report,
        answer: impl FnOnce() -> Result<T, Stop>,
    ) -> Result<Option<Self>, Stop> {
        match (asked, report.holds) {
            (false, _) => Ok(None),
            (true, true) => Ok(Some(Further::Answered(answer()?))),
            (true, false) => Ok(Some(Further::NotAsked {
                not_asked: "the file itself does not hold the plan",
            })),
        }
    }

    /// Whether nothing speaks against the file; `holds` judges an answer.
    fn is_fine(further: Option<&Self>, holds: impl Fn(&T) -> bool) -> bool {
        match further {
            Some(Further::Answered(answer)) => holds(answer),
            Some(Further::NotAsked { .. }) | None => true,
        }
    }

    fn text(&self, what: &str, answered: impl Fn(&T) -> String) -> String {
        match self {
            Further::Answered(answer) => answered(answer),
            Further::NotAsked { not_asked } => format!("{what}: not asked, since {not_asked}\n"),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Signature {
    holds: bool,
    /// What the signature states, or why it does not hold.
    says: String,
}

impl Verify {
    pub(super) fn run(&self, workspace: &Workspace, out: &mut dyn io::Write) -> Ended {
        let elf = std::fs::read(&self.binary).map_err(|error| Stop::unreadable(&self.binary, &error))?;
        let gathered = workspace.gather(self.vessel.as_deref(), None)?;
        let manifests = manifests(&gathered)?;
        let settings = gathered.source.text();
        let report = verify(&Subject {
            elf: &elf,
            settings,
            manifests: &manifests,
            demand: if self.sealed {
                Demand::Sealed
            } else {
                Demand::Unsealed
            },
        });
        let mutants = Further::of(self.mutants, &report, || {
            judged(&self.binary, settings, &manifests)
        })?;
        let run = Further::of(self.run, &report, || {
            trial::in_own_network(&self.binary, self.vessel.as_deref(), workspace)
        })?;
        let signature = self
            .key
            .as_deref()
            .map(|key| self.signed(key, &elf))
            .transpose()?;
        let holds = report.holds
            && signature.as_ref().is_none_or(|signature| signature.holds)
            && Further::is_fine(mutants.as_ref(), |score| score.survived.is_empty())
            && Further::is_fine(run.as_ref(), |run| run.differences.is_empty());
        let answer = Answer {
            report,
            signature,
            mutants,
            run,
        };
        match self.format {
            Format::Human => write!(out, "{}", answer.text())?,
            Format::Json => write_json(out, &answer)?,
        }
        Ok(if holds { Exit::Holds } else { Exit::Mismatch })
    }

    fn signed(&self, key: &Path, elf: &[u8]) -> Result<Signature, Stop> {
        let public = std::fs::read_to_string(key).map_err(|error| Stop::unreadable(key, &error))?;
        let mut beside = self.binary.clone().into_os_string();
        beside.push(".minisig");
        let beside = PathBuf::from(beside);
        let signature =
            std::fs::read_to_string(&beside).map_err(|error| Stop::unreadable(&beside, &error))?;
        let checked = signature::verify(&public, &signature, elf);
        Ok(Signature {
            holds: checked.is_ok(),
            says: checked.unwrap_or_else(|refused| refused.to_string()),
        })
    }
}

/// Path and text of every gateway manifest.
pub(super) fn manifests(gathered: &Gathered) -> Result<Vec<(String, String)>, Stop> {
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| Stop::unreadable(file, &error))?;
        Ok((file.display().to_string(), text))
    };
    gathered.manifests().map(read).collect()
}

/// The mutants of the table of `binary`, which the proof has just accepted.
pub(super) fn judged(binary: &Path, settings: &str, manifests: &[(String, String)]) -> Result<Score, Stop> {
    let table = Sections::read(binary)?.table;
    let mut steps = Steps::new("mutants judged");
    let mut progress = |progress: Progress| steps.done(progress.done, progress.all);
    mutate(&table, settings, manifests, &mut progress).map_err(Stop::internal)
}

impl Answer {
    fn text(&self) -> String {
        let mut text = self.report.to_string();
        if let Some(signature) = &self.signature {
            let holds = if signature.holds { "holds" } else { "DOES NOT HOLD" };
            text.push_str(&format!("signature {holds}: {}\n", signature.says));
        }
        if let Some(mutants) = &self.mutants {
            text.push_str(&mutants.text("mutants", score_text));
        }
        if let Some(run) = &self.run {
            text.push_str(&run.text("run", Tried::text));
        }
        text
    }
}

fn score_text(score: &Score) -> String {
    let which = if score.sampled { "sampled" } else { "every bit" };
    let mut text = format!(
        "mutants ({which}): {} made, {} found, {} decide as before, {} not found\n",
        score.mutants,
        score.killed,
        score.equivalent,
        score.survived.len()
    );
    text.extend(
        score
            .survived
            .iter()
            .map(|mutant| format!("  not found: {mutant}\n")),
    );
    text
}
