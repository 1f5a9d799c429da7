//! Where a plan departs from a declared change.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::analysis::space::Region;

/// Something that differs and was not declared, or was declared and does not come about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    /// Which of both.
    pub kind: DepartureKind,
    /// What it is about.
    pub what: Differing,
    /// Whose calls, as the plans name them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub callers: Vec<String>,
    /// The shortest of the numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// What it was.
    pub old: String,
    /// What it is.
    pub new: String,
}

/// How something departs from a declared change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DepartureKind {
    /// It differs, and nobody declared that.
    OutOfIntent,
    /// It is declared, and does not come about.
    Missing,
}

/// What can differ between two plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differing {
    /// Numbers.
    Numbers(Region),
    /// All numbers of one member of `only`, by position from 1.
    Declared(usize),
    /// Something beside the numbers, by path.
    Path(String),
}

impl fmt::Display for Differing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Differing::Numbers(region) => write!(f, "{region}"),
            Differing::Declared(position) => write!(f, "every number of `only` {position}"),
            Differing::Path(path) => f.write_str(path),
        }
    }
}

impl Serialize for Differing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl DepartureKind {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            DepartureKind::OutOfIntent => "out of intent",
            DepartureKind::Missing => "missing",
        }
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        if !self.callers.is_empty() {
            write!(f, " for {}", self.callers.join(", "))?;
        }
        match self.old == self.new {
            true => write!(f, ": {} as before", self.new)?,
            false => write!(f, ": {} → {}", self.old, self.new)?,
        }
        match &self.witness {
            Some(witness) => write!(f, ", such as {witness}"),
            None => Ok(()),
        }
    }
}
