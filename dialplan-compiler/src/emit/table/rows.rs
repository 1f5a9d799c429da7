//! The rows of a table: verdicts in the table's positions, each once, in the order of their content.

use std::collections::BTreeMap;

use routing_table::layout::{ALL_CLASSES, NO_MAXIMUM};

use super::order::{Order, ordered, position};
use crate::automaton::Verdict;
use crate::plan::{DialPlan, Route};
use crate::source::Span;

/// What a row holds; the order of rows is the order of this type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    Denied,
    Emergency(u32),
    Station(u32),
    Route(Vec<Choice>),
}

/// One choice of a route row, fields in the order of its record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Choice {
    pub(super) classes: u32,
    pub(super) min_digits: u8,
    pub(super) max_digits: u8,
    pub(super) strip: u8,
    pub(super) prepend: Prepend,
    pub(super) attempts: Vec<u32>,
}

/// Something to put in front; nothing comes last, as in the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Prepend {
    Symbols(String),
    Nothing,
}

/// Rows with what made them, numbered from 1.
pub(super) struct Rows<'r> {
    contents: Vec<Content>,
    verdicts: &'r [Verdict],
    /// The row of each verdict, as first numbered.
    numbers: Vec<u32>,
    /// New number of each row by its first number; rows that nothing leads to have none.
    kept: BTreeMap<u32, u32>,
}

impl<'r> Rows<'r> {
    /// The rows of all verdicts.
    pub(super) fn of(plan: &DialPlan, verdicts: &'r [Verdict], order: &Order) -> Self {
        let contents: Vec<Content> = verdicts
            .iter()
            .map(|verdict| content(plan, order, verdict))
            .collect();
        let mut sorted = contents.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let number = |content: &Content| sorted.binary_search(content).map_or(0, |index| index as u32 + 1);
        let numbers = contents.iter().map(number).collect();
        let kept = (1..=sorted.len() as u32).map(|number| (number, number)).collect();
        Rows {
            contents: sorted,
            verdicts,
            numbers,
            kept,
        }
    }

    /// The row of each verdict, as first numbered.
    pub(super) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// Only the rows that some number reaches.
    pub(super) fn keep(self, reached: &[u32]) -> Self {
        let kept: BTreeMap<u32, u32> = reached.iter().copied().zip(1..).collect();
        let contents = self
            .contents
            .into_iter()
            .zip(1..)
            .filter(|(_, number)| kept.contains_key(number));
        Rows {
            contents: contents.map(|(content, _)| content).collect(),
            verdicts: self.verdicts,
            numbers: self.numbers,
            kept,
        }
    }

    pub(super) fn renumbered(&self, number: u32) -> u32 {
        self.kept.get(&number).copied().unwrap_or(0)
    }

    pub(super) fn count(&self) -> u32 {
        self.contents.len() as u32
    }

    pub(super) fn contents(&self) -> &[Content] {
        &self.contents
    }

    /// What of the settings made each row and each inbound row, by decision number.
    pub(super) fn sources(&self, plan: &DialPlan, order: &Order) -> BTreeMap<u32, Vec<Writing>> {
        let mut sources: BTreeMap<u32, Vec<Writing>> = BTreeMap::new();
        for (verdict, first) in self.verdicts.iter().zip(&self.numbers) {
            let number = self.renumbered(*first);
            if number != 0 {
                sources.entry(number).or_default().extend(writings(plan, verdict));
            }
        }
        for (entry, number) in ordered(plan.inbound(), &order.inbound).zip(self.count() + 1..) {
            sources.insert(
                number,
                vec![(format!("inbound {}", entry.number()), entry.span())],
            );
        }
        for written in sources.values_mut() {
            written.sort_by_key(|(_, span)| *span);
            written.dedup();
        }
        sources
    }
}

/// A part of the settings in words, and its place.
pub(super) type Writing = (String, Span);

fn content(plan: &DialPlan, order: &Order, verdict: &Verdict) -> Content {
    match verdict {
        Verdict::Denied(_) => Content::Denied,
        Verdict::Emergency(index) => Content::Emergency(position(&order.emergencies, *index)),
        Verdict::Station(index) => Content::Station(position(&order.stations, *index)),
        Verdict::Routes(routes) => {
            let routes = routes.iter().filter_map(|&index| plan.routes().get(index));
            let choices: Vec<Choice> = routes.filter_map(|route| choice(order, route)).collect();
            if choices.is_empty() {
                Content::Denied
            } else {
                Content::Route(choices)
            }
        }
    }
}

/// The choice of a route; none when no class that a station has may use it.
fn choice(order: &Order, route: &Route) -> Option<Choice> {
    let permits = |class: &usize| route.classes().is_none_or(|classes| classes.contains(class));
    let permitted = order.classes.iter().zip(0..).filter(|(class, _)| permits(class));
    let mask = permitted.fold(0u32, |mask, (_, bit): (_, u32)| {
        mask | 1u32.checked_shl(bit).unwrap_or(0)
    });
    let classes = if order.classes.iter().all(permits) {
        ALL_CLASSES
    } else {
        mask
    };
    let prepend = match route.prepend() {
        "" => Prepend::Nothing,
        symbols => Prepend::Symbols(symbols.to_owned()),
    };
    (classes != 0).then(|| Choice {
        classes,
        min_digits: route.min_digits().unwrap_or(0),
        max_digits: route.max_digits().unwrap_or(NO_MAXIMUM),
        strip: route.strip(),
        prepend,
        attempts: route
            .attempts()
            .iter()
            .map(|&gateway| position(&order.gateways, gateway))
            .collect(),
    })
}

/// What of the settings made a verdict.
fn writings(plan: &DialPlan, verdict: &Verdict) -> Vec<Writing> {
    match verdict {
        Verdict::Denied(denies) => {
            let denies = denies.iter().filter_map(|&index| plan.denies().get(index));
            denies
                .map(|deny| (format!("deny: {}", deny.reason()), deny.span()))
                .collect()
        }
        Verdict::Emergency(index) => {
            let entry = plan.emergency().get(*index).into_iter();
            entry
                .map(|entry| (format!("emergency {}", entry.number()), entry.span()))
                .collect()
        }
        Verdict::Station(index) => {
            let station = plan.stations().get(*index).into_iter();
            station
                .map(|station| (format!("station {}", station.number()), station.span()))
                .collect()
        }
        Verdict::Routes(routes) => {
            let routes = routes.iter().filter_map(|&index| plan.routes().get(index));
            routes
                .map(|route| (format!("route {}", route.name()), route.span()))
                .collect()
        }
    }
}
