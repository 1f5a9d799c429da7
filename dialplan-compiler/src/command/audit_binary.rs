//! A finished binary in an audit: its bytes, its evidence, and what the independent verifier says of it.

use std::path::Path;

use dialplan_verifier::{Check, Demand, Difference, Score, Subject, Verdict, verify};
use sha2::{Digest as _, Sha256};

use super::elf::Sections;
use super::exit::Stop;
use super::verify::{judged, manifests};
use crate::audit::form::{Binary, BinaryCheck, Made, Mutants};
use crate::emit::evidence::Evidence;
use crate::emit::hexadecimal;
use crate::gather::Gathered;

/// Verifies the file at `path` against the settings and reads what it was made with.
pub(super) fn finished(path: &Path, gathered: &Gathered) -> Result<Binary, Stop> {
    let bytes = std::fs::read(path).map_err(|error| Stop::unreadable(path, &error))?;
    let evidence = Sections::read(path)?.evidence()?;
    let (manifests, settings) = (manifests(gathered)?, gathered.source.text());
    let report = verify(&Subject {
        elf: &bytes,
        settings,
        manifests: &manifests,
        demand: Demand::Unsealed,
    });
    let mutants = match report.holds {
        true => Some(judged(path, settings, &manifests)?),
        false => None,
    };
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(Binary {
        file: name.to_string_lossy().into_owned(),
        bytes: bytes.len(),
        sha256: hexadecimal(&Sha256::digest(&bytes)),
        made: evidence.map(made),
        holds: report.holds,
        checks: report.checks.into_iter().map(check).collect(),
        difference: report.difference.as_ref().map(difference),
        mutants: mutants.map(score),
    })
}

fn check(check: Check) -> BinaryCheck {
    BinaryCheck {
        verdict: match check.verdict {
            Verdict::Holds => "holds",
            Verdict::Note => "note",
            Verdict::Fails => "FAILS",
            Verdict::NotReached => "not reached",
        },
        name: check.name,
        proves: check.proves,
        found: check.found,
    }
}

fn difference(found: &Difference) -> String {
    let text = found.to_string();
    text.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

fn score(score: Score) -> Mutants {
    Mutants {
        made: score.mutants,
        sampled: score.sampled,
        found: score.killed,
        equivalent: score.equivalent,
        missed: score.survived,
    }
}

fn made(evidence: Evidence) -> Made {
    let (linker, sources) = evidence
        .seal
        .map(|origin| (origin.linker, origin.sources))
        .unzip();
    Made {
        toolchain: evidence.toolchain,
        linker,
        sources,
        packages: evidence.packages.len(),
    }
}
