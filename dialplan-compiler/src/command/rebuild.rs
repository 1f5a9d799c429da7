//! `dialplan rebuild`: somebody else's sealed binary, made again and compared byte by byte.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::elf::Sections;
use super::exit::{Ended, Exit, Stop};
use super::seal_build::SealedBuild;
use super::seal_tools::fingerprint_of;
use super::workspace::Workspace;
use crate::emit::evidence::Evidence;
use crate::seal::Origin;
use crate::seal::comparison::Comparison;

/// Make a sealed binary again from the sources, and compare it byte by byte
///
/// Reads from the binary what it was made from, compares that with these sources and this machine's
/// tools, builds, and compares the two files. Nothing in the binary is believed: it only says where to
/// look for a difference. Ends with exit code 0 when the bytes are the same, 5 when they are not; then
/// it says which input or which part differs.
///
/// Examples:
///   dialplan rebuild /media/usb/fairlead
///   dialplan rebuild fairlead --source ../fairlead-1.4 --vessel ../ships/mv-two
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Rebuild {
    /// A sealed vessel binary
    binary: PathBuf,

    /// The folder of the sources [default: the workspace]
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,

    /// The vessel, when its settings do not lie where the binary says
    #[arg(long, value_name = "VESSEL")]
    vessel: Option<String>,
}

impl Rebuild {
    pub(super) fn run(&self, named: Option<&Path>, out: &mut dyn io::Write) -> Ended {
        let workspace = Workspace::find(self.source.as_deref().or(named))?;
        let theirs = std::fs::read(&self.binary).map_err(|error| Stop::unreadable(&self.binary, &error))?;
        let evidence = Sections::read(&self.binary)?.evidence()?;
        let (evidence, origin) = sealed(evidence)?;
        let vessel = self.vessel.as_deref().unwrap_or(&evidence.settings);
        let gathered = workspace.gather(Some(vessel), None)?;
        let build = SealedBuild::prepare(&workspace, &gathered, None)?;
        let differences = inputs(&build, &evidence, &origin);
        if !differences.is_empty() {
            writeln!(
                out,
                "it was made from other inputs than those here, so it was not built:"
            )?;
            for (what, theirs, ours) in differences {
                writeln!(out, "  {what}\n    there  {theirs}\n    here   {ours}")?;
            }
            return Ok(Exit::Mismatch);
        }
        let ours = build.build()?.bytes;
        let comparison = Comparison::of(&theirs, &ours).map_err(Stop::mismatch)?;
        if ours == theirs {
            let fingerprint = fingerprint_of(&ours, "").sha256;
            writeln!(
                out,
                "vessel         {}\nplan identity  {}\nSHA-256        {fingerprint}\nthe same {} bytes were built from these sources",
                build.vessel(),
                build.identity(),
                ours.len()
            )?;
            return Ok(Exit::Holds);
        }
        write!(out, "{comparison}")?;
        writeln!(out, "the same inputs gave other bytes")?;
        Ok(Exit::Mismatch)
    }
}

/// What a sealed binary says of its origin.
fn sealed(evidence: Option<Evidence>) -> Result<(Evidence, Origin), Stop> {
    let unsealed = "this binary is not sealed: it does not say what it was made from";
    let evidence = evidence.ok_or_else(|| Stop::mismatch(unsealed))?;
    let origin = evidence.seal.clone().ok_or_else(|| Stop::mismatch(unsealed))?;
    Ok((evidence, origin))
}

/// What the binary was made from and is another thing here: (what, there, here).
fn inputs(build: &SealedBuild, evidence: &Evidence, origin: &Origin) -> Vec<(String, String, String)> {
    let mut differences = origin.differences(build.origin());
    for (what, theirs, ours) in [
        (
            "settings after redaction",
            evidence.settings_fingerprint.as_str(),
            build.settings_fingerprint(),
        ),
        ("plan identity", evidence.identity.as_str(), build.identity()),
    ] {
        if theirs != ours {
            differences.push((what.to_owned(), theirs.to_owned(), ours.to_owned()));
        }
    }
    differences
}
