//! A finished binary: what it was made from, and whether it holds the audited plan.

use serde::Serialize;

use crate::emit::evidence::Toolchain;

/// A finished binary beside the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Binary {
    /// The name of the file, without its folder.
    pub file: String,
    /// How many bytes it has.
    pub bytes: usize,
    /// SHA-256 of them.
    pub sha256: String,
    /// What it says it was made with; `None` when its evidence was removed.
    pub made: Option<Made>,
    /// Whether the independent verifier found that it holds the plan of the settings.
    pub holds: bool,
    /// What the verifier checked.
    pub checks: Vec<BinaryCheck>,
    /// The shortest number on which settings and binary differ, in words.
    pub difference: Option<String>,
    /// How many changed tables the verifier finds; `None` when the binary does not hold the plan.
    pub mutants: Option<Mutants>,
}

/// What a binary says it was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// Compilers, target and profile.
    pub toolchain: Toolchain,
    /// The linker; only a sealed build says it.
    pub linker: Option<String>,
    /// SHA-256 over the sources; only a sealed build says it.
    pub sources: Option<String>,
    /// How many locked packages it was made from.
    pub packages: usize,
}

/// One check of the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BinaryCheck {
    /// Its name.
    pub name: String,
    /// What it proves when it holds.
    pub proves: String,
    /// How it came out, in words.
    pub verdict: &'static str,
    /// Faults when it fails, figures and remarks else.
    pub found: Vec<String>,
}

/// Tables with one bit changed, judged by the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutants {
    /// How many were made.
    pub made: usize,
    /// Whether these are a sample of all.
    pub sampled: bool,
    /// How many were found.
    pub found: usize,
    /// How many decide every number as before.
    pub equivalent: usize,
    /// Those that decide otherwise and were not found.
    pub missed: Vec<String>,
}

impl Mutants {
    /// The score in a line.
    pub fn text(&self) -> String {
        let which = if self.sampled { "sampled" } else { "every bit" };
        format!(
            "{} made ({which}), {} found, {} decide as before, {} not found",
            self.made,
            self.found,
            self.equivalent,
            self.missed.len()
        )
    }
}
