//! `sent-form`: every number that a gateway is sent has a form, emergency numbers as the plan writes them included.
//!
//! Within a cell the number sent is a fixed text and the open rest of what was dialled. Every form asks about its beginning, its
//! kinds of symbols and its count of digits only, so a few rests stand for all: of each end of the cell's lengths and of each
//! length at which the count leaves its bounds, with digits that begin differently and with another symbol. Each of them
//! is decided and judged as a whole number.

use std::ops::RangeInclusive;

use super::cells::{Cell, Scope, each_cell};
use super::destinations::Choice;
use super::inquiry::{Fault, Found, Ground, Inquiry, gateways_used};
use crate::analysis::space::{Outcome, Reach, Rest};
use crate::analysis::subject::View;
use routing_table::Number;

/// How numbers must be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentForm {
    /// The calls.
    pub scope: Scope,
    /// The gateways that are sent them.
    pub gateways: Choice,
    /// What must hold of each number sent; all of it.
    pub form: Form,
}

/// A form of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What it begins with.
    pub begins: String,
    /// Which symbols follow that.
    pub symbols: Symbols,
    /// How many symbols follow it.
    pub count: RangeInclusive<usize>,
    /// Whether it is what was dialled, a dialled precedence apart.
    pub change: Change,
}

/// Which symbols a number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbols {
    /// Any.
    Any,
    /// Digits.
    Digits,
}

/// Whether a number may be rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It may be.
    Free,
    /// It must be sent as it was dialled.
    AsDialled,
}

pub(super) fn prove(ground: &Ground<'_>, demand: &SentForm) -> Found {
    let mut inquiry = Inquiry::new(ground);
    let space = inquiry.space();
    each_cell(space, &demand.scope, &mut |cell| {
        let used = gateways_used(&cell.decided.outcome);
        if !used.iter().any(|(gateway, _)| demand.gateways.holds(gateway)) {
            return;
        }
        let judge = |number: String| {
            let decided = space.decide(&number, cell.caller);
            let dialled = behind_precedence(space.view(), &number);
            let wrong = gateways_used(&decided.outcome)
                .into_iter()
                .find(|(gateway, sent)| demand.gateways.holds(gateway) && !demand.form.holds(sent, &dialled))
                .map(|(gateway, sent)| format!("{gateway} is sent {sent}"));
            wrong.map(|fault| Fault::new(number, cell.caller, fault))
        };
        let faults = samples(&cell, &demand.form)
            .into_iter()
            .filter_map(judge)
            .collect();
        inquiry.note(&cell.decided, faults);
    });
    inquiry.end()
}

impl Form {
    /// Whether a number that is sent has the form.
    pub fn holds(&self, sent: &str, dialled: &str) -> bool {
        let Some(behind) = sent.strip_prefix(&self.begins) else {
            return false;
        };
        self.count.contains(&behind.len())
            && (self.symbols == Symbols::Any || behind.bytes().all(|symbol| symbol.is_ascii_digit()))
            && (self.change == Change::Free || sent == dialled)
    }
}

fn behind_precedence(view: &View<'_>, number: &str) -> String {
    let decided = Number::from_symbols(number.as_bytes())
        .ok()
        .and_then(|number| view.table.number_decided(&number));
    decided.map_or_else(String::new, |decided| decided.as_str().to_owned())
}

/// Numbers of the cell that stand for all of it.
fn samples(cell: &Cell<'_>, form: &Form) -> Vec<String> {
    let Reach::Prefix { least, most, rest } = cell.region.reach else {
        return vec![cell.region.symbols.clone()];
    };
    let start = cell.region.symbols.len();
    // At a length of `start` symbols the number sent has as many as its fixed text.
    let crossings = texts(&cell.decided.outcome).into_iter().flat_map(|text| {
        let bounds = [*form.count.start(), form.count.end().saturating_add(1)];
        bounds.map(|count| {
            (start + form.begins.len())
                .saturating_add(count)
                .saturating_sub(text.len())
        })
    });
    let mut lengths: Vec<usize> = crossings
        .flat_map(|length| [length.saturating_sub(1), length])
        .chain([least, least + 1, most])
        .filter(|length| (least..=most).contains(length))
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    let filled = |length: usize| {
        let open = length - start;
        let digits = (rest != Rest::Mixed).then(|| FIRST_DIGITS.map(|first| beginning_with(first, open)));
        let mixed = (rest != Rest::Digits && open > 0)
            .then(|| FIRST_DIGITS.map(|first| format!("{}*", beginning_with(first, open - 1))));
        let digits = digits.into_iter().flatten();
        digits.chain(mixed.into_iter().flatten())
    };
    let rests = lengths.into_iter().flat_map(filled);
    rests
        .map(|rest| format!("{}{rest}", cell.region.symbols))
        .collect()
}

fn texts<'o>(outcome: &'o Outcome<'_>) -> Vec<&'o str> {
    match outcome {
        Outcome::Attempts(attempts) => attempts.iter().map(|sent| sent.text.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn beginning_with(first: char, open: usize) -> String {
    let digits = std::iter::once(first).chain(std::iter::repeat('0'));
    digits.take(open).collect()
}

/// Two digits: whatever a form demands at that place, one of them is not it.
const FIRST_DIGITS: [char; 2] = ['0', '1'];
