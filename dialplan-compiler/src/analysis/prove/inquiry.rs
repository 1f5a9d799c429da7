//! Gathers what is found while a question looks at its cells: the rows, the failures, the shortest of them.

use std::collections::BTreeSet;

use routing_table::layout::automaton::SYMBOLS;
use routing_table::{Admits, DecisionNumber, Described, GatewayIndex};

use super::cells::{Cell, Scope, each_cell};
use super::departure::Departure;
use super::proof::{Row, State, Witness};
use crate::analysis::space::{Decided, Outcome, Sent, SentTo, Space};
use crate::analysis::subject::{Caller, View};
use crate::emit::evidence::DecisionPlaces;

/// A plan with where its rows are written: what requirements are proved of.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    /// Its number space, every gateway admitting every call.
    pub space: Space<'a>,
    /// Where each decision is written.
    pub places: &'a [DecisionPlaces],
    /// The settings file as people name it.
    pub settings: &'a str,
    /// The plan before this one, if there is one to compare with.
    pub before: Option<View<'a>>,
}

/// A call that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) number: String,
    pub(super) caller: Caller,
    /// The gateway from whose trunk the call comes; `None`: from the crew.
    pub(super) trunk: Option<GatewayIndex>,
    /// What each gateway admits; empty when all admit every call.
    pub(super) admits: Vec<Admits>,
    pub(super) fault: String,
}

impl Fault {
    /// A call of the crew while every gateway admits every call.
    pub(super) fn new(number: impl Into<String>, caller: Caller, fault: impl Into<String>) -> Self {
        Fault {
            number: number.into(),
            caller,
            trunk: None,
            admits: Vec::new(),
            fault: fault.into(),
        }
    }
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Inquiry<'g, 'a> {
    ground: &'g Ground<'a>,
    rows: BTreeSet<u32>,
    shortest: Option<Fault>,
    pub(super) cells: usize,
    pub(super) failing: usize,
}

/// What an inquiry ends with.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) witness: Option<Witness>,
    pub(super) rows: Vec<Row>,
    pub(super) cells: usize,
    pub(super) failing: usize,
    /// What departs from a declared change.
    pub(super) departures: Vec<Departure>,
}

impl<'g, 'a> Inquiry<'g, 'a> {
    pub(super) fn new(ground: &'g Ground<'a>) -> Self {
        Inquiry {
            ground,
            rows: BTreeSet::new(),
            shortest: None,
            cells: 0,
            failing: 0,
        }
    }

    pub(super) fn view(&self) -> &'g View<'a> {
        self.ground.space.view()
    }

    pub(super) fn space(&self) -> &'g Space<'a> {
        &self.ground.space
    }

    /// Asks `judge` about every cell of `scope`; it answers with the failures in it.
    pub(super) fn over(&mut self, scope: &Scope, mut judge: impl FnMut(&Cell<'a>) -> Vec<Fault>) {
        let ground = self.ground;
        each_cell(&ground.space, scope, &mut |cell| {
            self.note(&cell.decided, judge(&cell))
        });
    }

    /// Counts something that was looked at, with its failures.
    pub(super) fn note(&mut self, decided: &Decided<'_>, faults: Vec<Fault>) {
        self.cells += 1;
        self.failing += usize::from(!faults.is_empty());
        self.rows.insert(decided.row);
        for fault in faults {
            let shorter = |shortest: &Fault| order(&fault) < order(shortest);
            if self.shortest.as_ref().is_none_or(shorter) {
                self.shortest = Some(fault);
            }
        }
    }

    pub(super) fn end(self) -> Found {
        let ground = self.ground;
        Found {
            witness: self.shortest.map(|fault| ground.witness(fault)),
            rows: self.rows.into_iter().map(|row| ground.row(row)).collect(),
            cells: self.cells,
            failing: self.failing,
            departures: Vec::new(),
        }
    }
}

impl Ground<'_> {
    fn witness(&self, fault: Fault) -> Witness {
        let admitting = self.space.admitting(fault.admits.clone());
        let space = if fault.admits.is_empty() {
            &self.space
        } else {
            &admitting
        };
        let view = self.space.view();
        let decided = match fault.trunk {
            None => space.decide(&fault.number, fault.caller),
            Some(trunk) => space.decide_inbound(trunk, &fault.number, fault.caller.profile),
        };
        let caller = match fault.trunk {
            None => view.caller_name(fault.caller),
            Some(trunk) => format!("the trunk of {}", view.names.gateway(trunk).unwrap_or_default()),
        };
        let gateways = view.table.gateways();
        let states = gateways.zip(fault.admits).filter_map(|((gateway, _), admits)| {
            let admits = match admits {
                Admits::All => return None,
                Admits::EmergencyOnly => "emergency only",
                Admits::Nothing => "nothing",
            };
            let gateway = view.names.gateway(gateway)?.to_owned();
            Some(State { gateway, admits })
        });
        Witness {
            states: states.collect(),
            caller,
            number: fault.number,
            outcome: shown(&decided.outcome),
            fault: fault.fault,
            row: self.row(decided.row),
        }
    }

    /// A decision in words, with its places.
    pub fn row(&self, decision: u32) -> Row {
        let number = DecisionNumber::new(decision);
        let view = self.space.view();
        let row = match (view.names.row(number), view.table.describe(number)) {
            (Some(named), _) => named.to_owned(),
            (None, Described::Fixed(cause)) => format!("refusal {}", cause.name()),
            (None, _) => "no row matches".to_owned(),
        };
        let places = self.places.iter().find(|places| places.decision == decision);
        Row {
            decision,
            row,
            file: self.settings.to_owned(),
            places: places.map(|places| places.places.clone()).unwrap_or_default(),
        }
    }
}

/// What becomes of one number, whose every symbol is known.
fn shown(outcome: &Outcome<'_>) -> String {
    let Outcome::Attempts(attempts) = outcome else {
        return outcome.to_string();
    };
    let attempts = attempts
        .iter()
        .map(|Sent { gateway, text }| format!("{gateway} as {text}"));
    attempts.collect::<Vec<_>>().join(", then ")
}

/// Every gateway that an outcome uses, with the text that it is sent.
pub(in crate::analysis) fn gateways_used<'o>(outcome: &'o Outcome<'_>) -> Vec<(&'o str, &'o str)> {
    match outcome {
        Outcome::Attempts(attempts) => attempts
            .iter()
            .map(|sent| (sent.gateway, sent.text.as_str()))
            .collect(),
        Outcome::Emergency { targets, .. } => {
            let gateway = |target: &'o SentTo<'_>| match target {
                SentTo::Gateway(gateway, number) => Some((*gateway, number.as_str())),
                SentTo::Station(_) => None,
            };
            targets.iter().filter_map(gateway).collect()
        }
        Outcome::Station(_) | Outcome::Refuse(_) => Vec::new(),
    }
}

/// Shorter first, then in the order of the symbols, digits first; then callers and states in the plan's order.
fn order(fault: &Fault) -> (usize, Vec<usize>, Caller, Vec<u8>) {
    let (length, symbols) = place_of(&fault.number);
    let states = fault.admits.iter().map(|admits| *admits as u8);
    (length, symbols, fault.caller, states.collect())
}

/// Whether a number comes before another: shorter first, then in the order of the symbols, digits first.
pub fn shorter(number: &str, other: &str) -> bool {
    place_of(number) < place_of(other)
}

fn place_of(number: &str) -> (usize, Vec<usize>) {
    let place = |symbol| SYMBOLS.iter().position(|&known| known == symbol);
    let symbols = number
        .bytes()
        .map(|symbol| place(symbol).unwrap_or(SYMBOLS.len()));
    (number.len(), symbols.collect())
}
