//! What came of a requirement: verdict, the shortest call that shows a failure, the rows it rests on, and how it was found.

use std::fmt;

use serde::Serialize;

use super::departure::Departure;
use crate::emit::evidence::LineColumn;

/// The answer to one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// The requirement's own name.
    pub id: String,
    /// Which question it is: `never`, `always`, …
    pub kind: &'static str,
    /// The requirement in words.
    pub text: String,
    /// Where it comes from, such as a control of a guide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it is written.
    pub place: LineColumn,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The shortest call that shows why not; `None` if it holds, or fails by what is beside the calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
    /// How many kinds of calls were looked at: within one, all numbers are decided alike.
    pub cells: usize,
    /// How many of them fail.
    pub failing: usize,
    /// Where the plan departs from a declared change, all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub departures: Vec<Departure>,
    /// The rows that decide the calls that it is about, by decision number.
    pub rows: Vec<Row>,
    /// How it was found out, in words.
    pub method: String,
}

/// Whether a requirement holds; there is no third answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// For every call.
    Holds,
    /// Not for the witness.
    Fails,
}

/// A call that shows a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Witness {
    /// What is dialled.
    pub number: String,
    /// Who dials: class of service, and emission profile.
    pub caller: String,
    /// The gateways that do not admit every call; all others do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<State>,
    /// What becomes of the call.
    pub outcome: String,
    /// What is wrong with that.
    pub fault: String,
    /// The row that decides.
    pub row: Row,
}

/// A gateway that does not admit every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// Its name.
    pub gateway: String,
    /// `nothing`, or `emergency only`.
    pub admits: &'static str,
}

/// A decision and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The decision number.
    pub decision: u32,
    /// The row in words.
    pub row: String,
    /// The settings file.
    pub file: String,
    /// Where it is written; empty for refusals that no entry makes.
    pub places: Vec<LineColumn>,
}

impl Witness {
    /// The states of the gateways for people, with words in front; empty when all admit every call.
    pub fn states_text(&self) -> String {
        let states: Vec<String> = self
            .states
            .iter()
            .map(|state| format!("`{}` admits {}", state.gateway, state.admits))
            .collect();
        match states.as_slice() {
            [] => String::new(),
            states => format!(" while {}", states.join(" and ")),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "d{} ({})", self.decision, self.row)?;
        for (position, place) in self.places.iter().enumerate() {
            let separator = if position == 0 { " at " } else { ", " };
            write!(f, "{separator}{}:{}:{}", self.file, place.line, place.column)?;
        }
        Ok(())
    }
}
