//! What a verification found: one verdict for each check, and the shortest number on which settings and binary differ.

use std::fmt;

use serde::Serialize;

/// Everything that was checked of one binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The plan identity that the bytes of the table have, if there is one.
    pub identity: Option<String>,
    /// Whether nothing failed.
    pub holds: bool,
    /// The checks in the order in which they are made.
    pub checks: Vec<Check>,
    /// The shortest number on which settings and binary differ.
    pub difference: Option<Difference>,
}

/// One check with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What it proves when it holds.
    pub proves: String,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found: faults when it fails, figures and remarks else.
    pub found: Vec<String>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is not so, but was not demanded.
    Note,
    /// It is not so.
    Fails,
    /// It could not be looked at, because something before it failed.
    NotReached,
}

/// A number that comes out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The number as dialled.
    pub number: String,
    /// The class of service of the caller for whom it differs; none in a plan without stations.
    pub class: Option<String>,
    /// What the settings say.
    pub settings: String,
    /// What the binary says.
    pub binary: String,
}

impl Report {
    pub(crate) fn of(identity: Option<String>, checks: Vec<Check>, difference: Option<Difference>) -> Report {
        let failed = |check: &Check| matches!(check.verdict, Verdict::Fails | Verdict::NotReached);
        Report {
            identity,
            holds: !checks.iter().any(failed),
            checks,
            difference,
        }
    }

    /// The check of that name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

impl Check {
    /// Holds if nothing was found.
    pub(crate) fn faults(name: &str, proves: &str, found: Vec<String>) -> Check {
        let verdict = if found.is_empty() {
            Verdict::Holds
        } else {
            Verdict::Fails
        };
        Check::new(name, proves, verdict, found)
    }

    pub(crate) fn new(name: &str, proves: &str, verdict: Verdict, found: Vec<String>) -> Check {
        Check {
            name: name.to_owned(),
            proves: proves.to_owned(),
            verdict,
            found,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(identity) = &self.identity {
            writeln!(out, "plan identity {identity}")?;
        }
        for check in &self.checks {
            let verdict = match check.verdict {
                Verdict::Holds => "holds",
                Verdict::Note => "note",
                Verdict::Fails => "FAILS",
                Verdict::NotReached => "not reached",
            };
            writeln!(out, "{verdict:>11}  {}: {}", check.name, check.proves)?;
            let shown = check.found.iter().take(MOST_SHOWN);
            shown
                .into_iter()
                .try_for_each(|line| writeln!(out, "{:>13}{line}", ""))?;
            if let Some(more) = check.found.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
                writeln!(out, "{:>13}and {more} more", "")?;
            }
        }
        if let Some(difference) = &self.difference {
            write!(out, "{difference}")?;
        }
        let verdict = if self.holds {
            "The binary holds the plan of the settings."
        } else {
            "The binary does NOT hold the plan of the settings."
        };
        writeln!(out, "{verdict}")
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = self
            .class
            .as_ref()
            .map(|class| format!(", dialled by class `{class}`"))
            .unwrap_or_default();
        writeln!(out, "the shortest number that differs is {}{class}", self.number)?;
        writeln!(out, "  settings: {}", self.settings)?;
        writeln!(out, "  binary:   {}", self.binary)
    }
}

/// Lines of a check that the text for people shows; all are in the structure.
const MOST_SHOWN: usize = 12;
