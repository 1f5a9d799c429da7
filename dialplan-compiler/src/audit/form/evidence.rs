//! Findings, requirements, the test card, controls and claims.

use serde::Serialize;

use super::space::Place;
use crate::diagnostics::Severity;

/// One finding of the checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to write instead.
    pub remedy: Option<String>,
}

/// Something that the settings accept: the findings of a code, or a route that stays open below a denial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Allowance {
    /// The code of the findings, or `overridesDeny`.
    pub code: String,
    /// What it is about, such as a gateway or the route; `None`: every finding of the code.
    pub about: Option<String>,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub place: Place,
    /// The findings that it relaxes.
    pub relaxed: Vec<Finding>,
}

/// One requirement with its trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// What it demands, in words.
    pub demands: String,
    /// Whether it holds.
    pub holds: bool,
    /// What shows that it does not.
    pub witness: Option<String>,
    /// The decision rows that it is about.
    pub rows: Vec<u32>,
    /// The calls of the test card that exercise these rows, by position from 1.
    pub calls: Vec<usize>,
}

/// The calls to make by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TestCard {
    /// The calls, in order of number.
    pub calls: Vec<Call>,
    /// How many rows, boundaries and refusals they exercise.
    pub exercised: usize,
    /// How many candidate calls they were chosen from.
    pub candidates: usize,
}

/// One call of a test card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Who dials, in words.
    pub from: String,
    /// What is dialled.
    pub number: String,
    /// What must be seen.
    pub expect: String,
    /// The decision row that the log line must name.
    pub row: u32,
    /// What the call is the first of the card to exercise.
    pub exercises: Vec<String>,
}

/// A catalogue of controls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlSet {
    /// Its name and edition.
    pub name: &'static str,
    /// What should be known about the mapping.
    pub remark: &'static str,
    /// The controls.
    pub controls: Vec<Control>,
}

/// One control and what this audit has to say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// Its identifiers.
    pub id: &'static str,
    /// What it asks, in our words.
    pub asks: &'static str,
    /// Severity in the catalogue, if it has one.
    pub severity: Option<&'static str>,
    /// What is known.
    pub state: State,
    /// The evidence, or what is missing.
    pub evidence: String,
}

/// What is known about a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Known not to be met.
    Open,
    /// Shown to be met, as far as the evidence says.
    NotAFinding,
    /// Has no object in this plan.
    NotApplicable,
    /// Not shown here.
    NotReviewed,
}

/// Something that can steer a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// What it is.
    pub what: &'static str,
    /// Who can set it.
    pub who: &'static str,
    /// How far it can reach.
    pub bound: String,
}

/// Something that is claimed, and why it should be believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// How it is known.
    pub method: Method,
    /// What is claimed.
    pub claim: &'static str,
    /// Where the evidence is, or what it rests on.
    pub evidence: &'static str,
}

/// How something is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// For every number, exhaustively.
    Proved,
    /// On examples.
    Tested,
    /// Taken for granted.
    Assumed,
}

/// How the plan differs from the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Predecessor {
    /// What was compared with.
    pub name: String,
    /// Its plan identity.
    pub identity: String,
    /// The numbers that are decided differently.
    pub changes: Vec<PredecessorChange>,
    /// What else differs, in words.
    pub beside: Vec<String>,
}

/// Numbers that are decided differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PredecessorChange {
    /// The numbers.
    pub numbers: String,
    /// The shortest of them.
    pub witness: String,
    /// For whom.
    pub callers: Vec<String>,
    /// What became of them.
    pub old: String,
    /// What becomes of them.
    pub new: String,
}
