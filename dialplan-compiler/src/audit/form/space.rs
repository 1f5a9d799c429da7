//! Every dialled number, once: the reduced plan as a tree, and the classes of numbers that are decided alike.

use serde::Serialize;

use crate::emit::evidence::LineColumn;

/// Every dialled number of the crew side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Space {
    /// How much of it is listed.
    pub extent: Extent,
    /// How many sets of numbers the plan tells apart.
    pub cells: usize,
    /// The callers that were asked for: each class of service in each emission profile.
    pub callers: Vec<String>,
    /// The tree, depth first; the first node is before the first symbol. Empty in a summary.
    pub nodes: Vec<Node>,
    /// The classes: numbers of one class are decided alike for every caller.
    pub classes: Vec<Class>,
}

/// How much of the number space is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All of it.
    Full,
    /// Classes with their first numbers; the tree is left out.
    Summary,
}

/// One step of the tree: the symbols that lead to it, and the numbers that are decided here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// The position of the node one symbol earlier; its own for the first.
    pub parent: usize,
    /// The symbols of which one leads here.
    pub symbols: String,
    /// Symbols from the first one on.
    pub depth: usize,
    /// Where a dialled precedence ends here, the plan begins anew.
    pub precedence: Option<String>,
    /// Sets of numbers that begin so.
    pub cells: Vec<Cell>,
}

/// Numbers that begin alike and are decided alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Least number of symbols.
    pub least: usize,
    /// Greatest number of symbols.
    pub most: usize,
    /// What may follow the symbols of the node.
    pub rest: Rest,
    /// The class, by position.
    pub class: usize,
}

/// What may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rest {
    /// Nothing.
    End,
    /// Any symbols, or none.
    Any,
    /// Digits, or nothing.
    Digits,
    /// At least one symbol that is no digit.
    Mixed,
}

/// Numbers that are decided alike for every caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Class {
    /// The dialled precedence in front of the numbers.
    pub behind: Option<Precedence>,
    /// The shortest number.
    pub witness: String,
    /// The numbers.
    pub numbers: Vec<Numbers>,
    /// How many beginnings are not listed.
    pub more: usize,
    /// What becomes of them.
    pub verdicts: Vec<Verdict>,
}

/// Numbers that begin in one of several ways and go on alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Numbers {
    /// How they begin: symbols, and sets of symbols in brackets; with `…` more may follow.
    pub begins: Vec<String>,
    /// What may follow, in words; empty: anything.
    pub which: String,
}

/// A dialled precedence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Precedence {
    /// What is dialled.
    pub dialled: String,
    /// The level, as `Resource-Priority` writes it.
    pub level: String,
}

/// What becomes of numbers for some callers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Who they are, in words.
    pub callers: String,
    /// What becomes of the call.
    pub decision: Decision,
    /// What is sent for the witness, by attempt.
    pub sent: Vec<String>,
}

/// A decision in which the rest of the number is left open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What becomes of the call.
    pub does: Does,
    /// The level of the call; `None` for refusals and in a plan without levels.
    pub level: Option<String>,
    /// The row that decided.
    pub row: u32,
}

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Does {
    /// Emergency targets are tried in order.
    Emergency {
        /// The emergency number.
        number: String,
        /// The targets.
        targets: Vec<String>,
    },
    /// A station rings.
    Rings {
        /// Its number.
        number: String,
        /// Its name.
        name: String,
    },
    /// Gateways are tried in order.
    Tries {
        /// The attempts.
        attempts: Vec<Sent>,
    },
    /// The call is refused.
    Refuses {
        /// The SIP status.
        status: u16,
        /// Why.
        cause: &'static str,
        /// The phrase of the status.
        phrase: &'static str,
        /// The Q.850 cause.
        q850: u8,
    },
}

/// One attempt: the number sent is `put` in front of what was dialled without its first `strip` symbols.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// The gateway.
    pub gateway: String,
    /// Symbols that are removed from the front of what was dialled.
    pub strip: usize,
    /// What is put in front of the rest.
    pub put: String,
}

/// A decision row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The decision number.
    pub number: u32,
    /// What it is, in words.
    pub what: String,
    /// The entries of the settings that made it; none for refusals that no entry makes.
    pub written: Written,
    /// The states of the table from which one symbol, or the end of the number, leads to it. None for what is decided without the
    /// automaton, such as calls from trunks.
    pub states: Vec<usize>,
    /// The classes of numbers that it decides, by position.
    pub classes: Vec<usize>,
    /// The requirements that are about it, by position from 1.
    pub requirements: Vec<usize>,
    /// The calls of the test card that it decides, by position from 1.
    pub calls: Vec<usize>,
}

impl Row {
    /// Whether an entry of the settings made it, and no requirement is about it.
    pub fn unrequired(&self) -> bool {
        !self.written.places.is_empty() && self.requirements.is_empty()
    }
}

/// Where a row is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// In words, such as ``route `shore` (line 4)``.
    pub entry: Option<String>,
    /// The places.
    pub places: Vec<Place>,
}

/// A place in the settings file, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl From<&LineColumn> for Place {
    fn from(place: &LineColumn) -> Self {
        Place {
            line: place.line,
            column: place.column,
        }
    }
}
