//! Whether two automata decide alike from two states on: found once for each pair of states, however many numbers lead there.

use routing_table::automaton::Step;
use routing_table::layout::automaton::SYMBOLS;
use routing_table::{Choice, DecisionNumber, Described};

use crate::analysis::space::Space;
use crate::analysis::subject::{Caller, View};

/// What is known of two plans' states and rows, as one caller sees them.
pub(super) struct Alike<'a> {
    old: View<'a>,
    new: View<'a>,
    callers: (Caller, Caller),
    /// Whether everything but automaton and rows is the same, so that equal rows decide equally.
    comparable: bool,
    states: Memo,
    rows: Memo,
}

/// What is known of pairs of numbers: for each old one the few new ones that it was compared with.
#[derive(Default)]
struct Memo(Vec<Vec<(usize, bool)>>);

impl Memo {
    fn get(&self, old: usize, new: usize) -> Option<bool> {
        let compared = self.0.get(old)?.iter().find(|(with, _)| *with == new);
        compared.map(|&(_, alike)| alike)
    }

    fn insert(&mut self, old: usize, new: usize, alike: bool) {
        if self.0.len() <= old {
            self.0.resize_with(old + 1, Vec::new);
        }
        if let Some(compared) = self.0.get_mut(old) {
            compared.push((new, alike));
        }
    }
}

impl<'a> Alike<'a> {
    pub(super) fn new(old: &Space<'a>, new: &Space<'a>, callers: (Caller, Caller)) -> Self {
        let (old, new) = (*old.view(), *new.view());
        Alike {
            comparable: surroundings(&old, callers.0) == surroundings(&new, callers.1),
            old,
            new,
            callers,
            states: Memo::default(),
            rows: Memo::default(),
        }
    }

    /// Whether no further symbol makes a difference. `false` may also mean that this does not tell.
    pub(super) fn onwards(&mut self, old: Step, new: Step) -> bool {
        self.comparable && self.steps(old, new)
    }

    fn steps(&mut self, old: Step, new: Step) -> bool {
        match (old, new) {
            (Step::Value(old), Step::Value(new)) => self.rows(old, new),
            (Step::Row(old), Step::Row(new)) => self.states(old, new),
            _ => false,
        }
    }

    fn states(&mut self, old: usize, new: usize) -> bool {
        // States begin at multiples of the width.
        let state = old / self.old.table.automaton().width().max(1);
        if let Some(known) = self.states.get(state, new) {
            return known;
        }
        let (from, to) = (Step::Row(old), Step::Row(new));
        let (left, right) = (self.old.table.automaton(), self.new.table.automaton());
        let alike = self.rows(left.value(from), right.value(to))
            && SYMBOLS
                .into_iter()
                .all(|symbol| self.steps(left.advance(from, symbol), right.advance(to, symbol)));
        self.states.insert(state, new, alike);
        alike
    }

    fn rows(&mut self, old: u32, new: u32) -> bool {
        let key = (old as usize, new as usize);
        if let Some(known) = self.rows.get(key.0, key.1) {
            return known;
        }
        let alike = meaning(&self.old, self.callers.0, old) == meaning(&self.new, self.callers.1, new);
        self.rows.insert(key.0, key.1, alike);
        alike
    }
}

/// What a row means to a caller, in the plan's names.
#[derive(PartialEq, Eq)]
enum Meaning<'a> {
    Nothing,
    Denied,
    Station(&'a str),
    Emergency(&'a str),
    Route(Vec<ChoiceMeaning<'a>>),
}

/// Digits, strip, prepend and gateways of a choice.
type ChoiceMeaning<'a> = (u8, Option<u8>, u8, &'a str, Vec<Option<&'a str>>);

fn meaning<'a>(view: &View<'a>, caller: Caller, row: u32) -> Meaning<'a> {
    match view.table.describe(DecisionNumber::new(row)) {
        Described::Denied => Meaning::Denied,
        Described::Station(station) => {
            Meaning::Station(view.table.station(station).map_or("", |station| station.number()))
        }
        Described::Emergency(emergency) => {
            Meaning::Emergency(view.table.emergency(emergency).map_or("", |entry| entry.number()))
        }
        Described::Route(route) => {
            let permitted = |choice: &Choice<'a>| caller.class.is_some_and(|class| choice.permits(class));
            let choices = route.choices().filter(permitted).map(|choice| {
                let gateways = choice.attempts().map(|gateway| view.names.gateway(gateway));
                (
                    choice.min_digits(),
                    choice.max_digits(),
                    choice.strip(),
                    choice.prepend(),
                    gateways.collect(),
                )
            });
            Meaning::Route(choices.collect())
        }
        _ => Meaning::Nothing,
    }
}

/// Everything that a decision for a caller depends on besides automaton and rows, as text.
fn surroundings(view: &View<'_>, caller: Caller) -> Vec<String> {
    let table = &view.table;
    let profile = caller.profile.and_then(|profile| table.profile(profile));
    let mut all = vec![format!("{:?}", table.numbering())];
    let mut gateways: Vec<String> = table
        .gateways()
        .map(|(index, gateway)| {
            let permitted = profile.map_or((true, true), |profile| {
                (profile.permits(index), profile.permits_emergency(index))
            });
            format!(
                "{:?} {:?} {permitted:?}",
                view.names.gateway(index),
                gateway.number_format()
            )
        })
        .collect();
    gateways.sort_unstable();
    all.extend(gateways);
    all.extend(table.emergencies().map(|(_, entry)| {
        let targets = entry.targets().map(|target| match target {
            routing_table::Target::Station(station) => {
                format!(
                    "station {:?}",
                    table.station(station).map(|station| station.number())
                )
            }
            routing_table::Target::Gateway(attempt) => {
                format!("{:?} {}", view.names.gateway(attempt.gateway), attempt.number)
            }
        });
        format!("{} {:?}", entry.number(), targets.collect::<Vec<_>>())
    }));
    all.extend(table.levels().map(|(_, level)| level.to_owned()));
    all.extend(
        table
            .precedence_prefixes()
            .map(|(prefix, level)| format!("{prefix} {:?}", table.level(level))),
    );
    let highest = caller
        .class
        .and_then(|class| table.class_levels().nth(class.index()));
    all.push(format!("{:?}", highest.and_then(|level| table.level(level))));
    let taken = caller.class.is_some() || table.server().unauthenticated_emergency();
    all.push(format!("{taken}"));
    all
}
