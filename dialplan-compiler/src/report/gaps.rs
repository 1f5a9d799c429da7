//! Coverage gaps of a plan, for programs and for people.

use std::fmt::Write as _;

use routing_table::Cause;
use serde::Serialize;

use super::columns::columns;
use super::detail::{Detail, FULL};
use super::diff::{Side, form};
use super::regions::regions;
use crate::analysis::gaps;

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    plan: Side,
    /// What every number begins with.
    within: String,
    /// Most symbols of a number.
    longest: usize,
    answers: Vec<Answer>,
}

/// The gaps that some callers have in common.
#[derive(Debug, Clone, Serialize)]
struct Answer {
    callers: Vec<String>,
    causes: Vec<Numbers>,
}

/// The numbers that go nowhere for one cause.
#[derive(Debug, Clone, Serialize)]
struct Numbers {
    cause: &'static str,
    count: u128,
    /// The shortest of them.
    witness: String,
    /// How many there are of each number of symbols.
    lengths: Vec<Length>,
    numbers: Vec<Entry>,
}

#[derive(Debug, Clone, Serialize)]
struct Length {
    symbols: usize,
    count: u128,
}

#[derive(Debug, Clone, Serialize)]
struct Entry {
    numbers: String,
    symbols: String,
    /// Least and most symbols, the beginning included.
    lengths: (usize, usize),
    witness: String,
    count: u128,
}

impl Report {
    /// The report of the gaps among numbers that begin with `within` and have at most `longest` symbols.
    pub fn new(plan: Side, within: &str, longest: usize, all: &[gaps::Gaps]) -> Self {
        let answer = |gaps: &gaps::Gaps| Answer {
            callers: gaps.callers.clone(),
            causes: CAUSES
                .iter()
                .filter_map(|(cause, _)| numbers(&gaps.gaps, *cause, longest))
                .collect(),
        };
        Report {
            plan,
            within: within.to_owned(),
            longest,
            answers: all.iter().map(answer).collect(),
        }
    }

    /// The report for people.
    pub fn text(&self, detail: Detail) -> String {
        let head = [
            vec![
                "plan".to_owned(),
                format!("{}  identity {}", self.plan.name, self.plan.identity),
            ],
            vec![
                "numbers".to_owned(),
                format!(
                    "of digits, that begin with {} and have at most {} symbols",
                    self.within, self.longest
                ),
            ],
        ];
        let mut text = columns(0, &head);
        for answer in &self.answers {
            let none = if answer.causes.is_empty() { ": no gap" } else { "" };
            let _ = writeln!(text, "\n{}{none}", answer.callers.join(", "));
            for numbers in &answer.causes {
                let words = CAUSES.iter().find(|(cause, _)| cause.name() == numbers.cause);
                let words = words.map_or(numbers.cause, |(_, words)| words);
                let _ = writeln!(text, "  {} {words}, such as {}", numbers.count, numbers.witness);
                text.push_str(&columns(4, &numbers.rows(detail)));
            }
        }
        text
    }
}

impl Numbers {
    fn rows(&self, detail: Detail) -> Vec<Vec<String>> {
        let entries = self.numbers.iter();
        let shown = regions(entries.map(|entry| (entry.symbols.as_str(), entry.numbers.as_str())));
        let (shown, more) = detail.cut(shown, MOST_SHOWN, FULL);
        let shown = shown.into_iter().chain(more);
        let mut rows: Vec<Vec<String>> = shown.map(|shown| vec![shown]).collect();
        let lengths = self.lengths.iter();
        rows.extend(lengths.map(|length| vec![format!("{} symbols: {}", length.symbols, length.count)]));
        rows
    }
}

fn numbers(gaps: &[gaps::Gap], cause: Cause, longest: usize) -> Option<Numbers> {
    let of_cause = || {
        gaps.iter()
            .filter(move |gap| gap.cause == cause)
            .map(|gap| &gap.region)
    };
    let witnesses = of_cause().map(|region| region.witness());
    let witness = witnesses.min_by_key(|witness| (witness.len(), witness.clone()))?;
    let count = |longest: usize| {
        of_cause().fold(0, |sum: u128, region| {
            sum.saturating_add(region.count_digits(longest))
        })
    };
    let lengths = (1..=longest).map(|symbols| Length {
        symbols,
        count: count(symbols).saturating_sub(count(symbols - 1)),
    });
    Some(Numbers {
        cause: cause.name(),
        count: count(longest),
        witness,
        lengths: lengths.filter(|length| length.count > 0).collect(),
        numbers: of_cause()
            .map(|region| Entry {
                numbers: region.to_string(),
                symbols: region.symbols.clone(),
                lengths: form(region).0,
                witness: region.witness(),
                count: region.count_digits(longest),
            })
            .collect(),
    })
}

/// Why a number goes nowhere, in words that follow a count.
const CAUSES: [(Cause, &str); 4] = [
    (Cause::NoMatch, "numbers match nothing"),
    (Cause::Incomplete, "numbers are shorter than their route asks"),
    (Cause::TooLong, "numbers are longer than their route permits"),
    (
        Cause::NumberFormat,
        "numbers cannot be written as their gateways want them",
    ),
];

/// Regions of one cause in a short report.
const MOST_SHOWN: usize = 12;
