//! The test card: few calls that exercise every row, every length at which a route begins and ceases to take numbers, every
//! list of attempts, every refusal, every class of service and every dialled precedence of a plan.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::{ClassIndex, GatewayIndex};

use super::cover::few;
use super::form::{Call, Cell, Decision, Does, Rest, TestCard};
use super::numbers::{self, Tree};
use super::words;
use crate::analysis::space::{Decided, Outcome, Space};
use crate::analysis::subject::{Caller, View};

/// The test card of a plan.
pub fn test_card(view: View<'_>) -> TestCard {
    let space = Space::new(view);
    let tree = numbers::tree(&space, &view.callers());
    card(&space, &tree)
}

/// Something that a card must exercise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    /// A row decides, and the call goes somewhere.
    Row(u32),
    /// A row refuses for a cause.
    Refusal(u32, &'static str),
    /// The shortest numbers that a row takes.
    Shortest(u32),
    /// Numbers one symbol too short for a row.
    TooShort(u32),
    /// The longest numbers that a row takes.
    Longest(u32),
    /// Numbers one symbol too long for a row.
    TooLong(u32),
    /// A list of gateways.
    Attempts(Vec<String>),
    /// A class of service.
    Class(String),
    /// An emission profile.
    Profile(String),
    /// A dialled precedence.
    Precedence(String),
    /// An emergency call of a caller without credentials.
    WithoutCredentials,
    /// The emergency key of a telephone.
    EmergencyService,
}

/// A call that could stand on the card.
struct Candidate {
    from: String,
    number: String,
    expect: String,
    row: u32,
    exercises: BTreeSet<Item>,
}

/// Chooses the calls.
pub(super) fn card(space: &Space<'_>, tree: &Tree) -> TestCard {
    let (candidates, seen) = candidates(space, tree);
    let sets: Vec<BTreeSet<Item>> = candidates.iter().map(|call| call.exercises.clone()).collect();
    let chosen = few(&sets);
    let mut open: BTreeSet<&Item> = sets.iter().flatten().collect();
    let exercised = open.len();
    let mut calls: Vec<&Candidate> = chosen.iter().filter_map(|call| candidates.get(*call)).collect();
    calls.sort_by_key(|call| (call.number.len(), &call.number, &call.from));
    let calls = calls.into_iter().map(|call| {
        let first = call.exercises.iter().filter(|item| open.remove(item));
        let first: Vec<String> = first.map(ToString::to_string).collect();
        Call {
            from: call.from.clone(),
            number: call.number.clone(),
            expect: call.expect.clone(),
            row: call.row,
            exercises: first,
        }
    });
    TestCard {
        calls: calls.collect(),
        exercised,
        candidates: seen,
    }
}

/// Every call that could stand on the card, one for each set of things to exercise, and how many were looked at.
fn candidates(space: &Space<'_>, tree: &Tree) -> (Vec<Candidate>, usize) {
    let mut found = Candidates {
        space,
        best: BTreeMap::new(),
        seen: 0,
    };
    found.dialled(tree);
    found.inbound();
    found.without_credentials();
    (found.best.into_values().collect(), found.seen)
}

/// Of calls that exercise the same, the shortest is kept.
struct Candidates<'s, 'a> {
    space: &'s Space<'a>,
    best: BTreeMap<BTreeSet<Item>, Candidate>,
    seen: usize,
}

impl Candidates<'_, '_> {
    /// The shortest and the longest number of every set of numbers, for every caller.
    fn dialled(&mut self, tree: &Tree) {
        let mut visited = BTreeSet::new();
        let mut open: Vec<(usize, Vec<&str>)> = vec![(tree.root, Vec::new())];
        while let Some((shape, path)) = open.pop() {
            let Some(found) = tree.shapes.get(shape).filter(|_| visited.insert(shape)) else {
                continue;
            };
            for cell in &found.cells {
                self.cell(tree, &found.cells, cell, &path);
            }
            for (symbols, further) in found.further.iter().rev() {
                let mut path = path.clone();
                path.push(symbols);
                open.push((*further, path));
            }
        }
    }

    fn cell(&mut self, tree: &Tree, all: &[Cell], cell: &Cell, path: &[&str]) {
        let shortest = numbers::witness(path, cell);
        let bounded = cell.most < routing_table::MAX_SYMBOLS && cell.most > cell.least;
        let longest = Cell {
            least: cell.most,
            ..*cell
        };
        let longest = bounded.then(|| numbers::witness(path, &longest));
        for (position, caller) in self.space.view().callers().into_iter().enumerate() {
            let at = |cell: &Cell| decision_at(tree, cell, position);
            let Some(own) = at(cell) else { continue };
            let beside = |other: &&Cell| other.rest == cell.rest && cell.rest != Rest::End;
            let before = all
                .iter()
                .filter(beside)
                .find(|other| other.most + 1 == cell.least);
            let after = all
                .iter()
                .filter(beside)
                .find(|other| cell.most + 1 == other.least);
            let mut edges = edge(own, before.and_then(at), [Item::Shortest, Item::TooLong]);
            let at_end = edge(own, after.and_then(at), [Item::Longest, Item::TooShort]);
            let (first, last) = match &longest {
                Some(longest) => (&shortest, longest),
                None => {
                    edges.extend(at_end.clone());
                    (&shortest, &shortest)
                }
            };
            self.keep_dialled(caller, first, edges);
            if longest.is_some() {
                self.keep_dialled(caller, last, at_end);
            }
        }
    }

    fn keep_dialled(&mut self, caller: Caller, number: &str, edges: BTreeSet<Item>) {
        let view = self.space.view();
        let decided = self.space.decide(number, caller);
        let mut exercises = edges;
        if !matches!(decided.outcome, Outcome::Refuse(_)) {
            let class = caller.class.and_then(|class| view.names.class(class));
            exercises.extend(class.map(|class| Item::Class(class.to_owned())));
            let profile = caller.profile.and_then(|profile| view.table.profile(profile));
            exercises.extend(profile.map(|profile| Item::Profile(profile.name().to_owned())));
            let mut prefixes = view.table.precedence_prefixes();
            let dialled = prefixes.find(|(prefix, _)| number.starts_with(prefix));
            exercises.extend(dialled.map(|(prefix, _)| Item::Precedence(prefix.to_owned())));
        }
        let from = caller_in_words(view, caller);
        self.keep(from, number, &decided, exercises);
    }

    /// Every inbound number, and one that is none.
    fn inbound(&mut self) {
        let view = *self.space.view();
        for (gateway, _) in view.table.gateways() {
            let name = view.names.gateway(gateway).unwrap_or_default();
            let mapped: Vec<&str> = inbound_of(&view, gateway);
            let unknown = (0..).map(|number| format!("{number:04}"));
            let unknown = unknown
                .into_iter()
                .find(|number| !mapped.contains(&number.as_str()));
            let numbers = mapped.iter().map(|number| (*number).to_owned()).chain(unknown);
            for number in numbers {
                let profile = view.table.profiles().last().map(|(profile, _)| profile);
                let decided = self.space.decide_inbound(gateway, &number, profile);
                let from = match profile.and_then(|profile| view.table.profile(profile)) {
                    Some(profile) => format!("the trunk of {name}, in {}", profile.name()),
                    None => format!("the trunk of {name}"),
                };
                self.keep(from, &number, &decided, BTreeSet::new());
            }
        }
    }

    /// Calls that nobody vouches for, the emergency key, and what is no number.
    fn without_credentials(&mut self) {
        let view = *self.space.view();
        let nobody = Caller {
            class: None,
            profile: view.table.profiles().last().map(|(profile, _)| profile),
        };
        let emergency = view.table.emergencies().next();
        let somebody = view.callers().last().copied();
        if let Some((_, entry)) = emergency {
            let decided = self.space.decide(entry.number(), nobody);
            let item = [Item::WithoutCredentials].into();
            self.keep(NOBODY.to_owned(), entry.number(), &decided, item);
        }
        for number in ["0", "urn:service:sos", "1+1"] {
            let callers = [
                (number == "0").then_some(nobody),
                (number != "0").then_some(somebody).flatten(),
            ];
            for caller in callers.into_iter().flatten() {
                let decided = self.space.decide(number, caller);
                let service = matches!(decided.outcome, Outcome::Emergency { .. });
                let item = service.then_some(Item::EmergencyService).into_iter().collect();
                let from = match caller.class {
                    None => NOBODY.to_owned(),
                    Some(_) => caller_in_words(&view, caller),
                };
                self.keep(from, number, &decided, item);
            }
        }
    }

    fn keep(&mut self, from: String, number: &str, decided: &Decided<'_>, mut exercises: BTreeSet<Item>) {
        self.seen += 1;
        exercises.insert(match &decided.outcome {
            Outcome::Refuse(refusal) => Item::Refusal(decided.row, refusal.0.name()),
            _ => Item::Row(decided.row),
        });
        let attempts = decided.outcome.attempts();
        if !attempts.is_empty() {
            let gateways = attempts.iter().map(|attempt| attempt.gateway.to_owned());
            exercises.insert(Item::Attempts(gateways.collect()));
        }
        let call = Candidate {
            expect: expect(self.space.view(), decided),
            from,
            number: number.to_owned(),
            row: decided.row,
            exercises: exercises.clone(),
        };
        let shorter = |other: &Candidate| {
            (call.number.len(), &call.number, &call.from) < (other.number.len(), &other.number, &other.from)
        };
        if self.best.get(&exercises).is_none_or(shorter) {
            self.best.insert(exercises, call);
        }
    }
}

fn inbound_of<'a>(view: &View<'a>, gateway: GatewayIndex) -> Vec<&'a str> {
    let all = view.table.inbound().filter(|inbound| inbound.gateway == gateway);
    all.map(|inbound| inbound.number).collect()
}

fn decision_at<'t>(tree: &'t Tree, cell: &Cell, caller: usize) -> Option<&'t Decision> {
    tree.classes.get(cell.class)?.decisions.get(caller)
}

/// What an end of a set of numbers is, beside the set that follows there: of one row, one taken and one refused.
fn edge(own: &Decision, beside: Option<&Decision>, items: [fn(u32) -> Item; 2]) -> BTreeSet<Item> {
    let taken = |decision: &Decision| matches!(decision.does, Does::Tries { .. });
    let [when_taken, when_refused] = items;
    match beside.filter(|beside| beside.row == own.row) {
        Some(beside) if taken(own) && !taken(beside) => [when_taken(own.row)].into(),
        Some(beside) if !taken(own) && taken(beside) => [when_refused(own.row)].into(),
        _ => BTreeSet::new(),
    }
}

/// A caller as the tester finds one: a station of the class, if there is one.
fn caller_in_words(view: &View<'_>, caller: Caller) -> String {
    let of_class = |class: ClassIndex| {
        view.table
            .stations()
            .find(|(_, station)| station.class() == class)
    };
    let class = caller.class.and_then(|class| view.names.class(class));
    let who = match (caller.class.and_then(of_class), class) {
        (Some((_, station)), Some(class)) => format!("station {} ({class})", station.number()),
        (_, Some(class)) => format!("a station of class {class} (none is declared)"),
        _ => "any station (none is declared)".to_owned(),
    };
    match caller.profile.and_then(|profile| view.table.profile(profile)) {
        Some(profile) => format!("{who}, in {}", profile.name()),
        None => who,
    }
}

/// What the tester must see.
fn expect(view: &View<'_>, decided: &Decided<'_>) -> String {
    let level = decided
        .level
        .map(|level| format!(", at {level}"))
        .unwrap_or_default();
    match &decided.outcome {
        Outcome::Station(number) => {
            let station = words::station(number, words::station_name(view, number));
            format!("{station} rings{level}")
        }
        Outcome::Attempts(attempts) => {
            let sent = attempts
                .iter()
                .map(|sent| format!("{} is sent {}", sent.gateway, sent.text));
            format!("{}{level}", sent.collect::<Vec<_>>().join(", then "))
        }
        Outcome::Emergency { targets, .. } => {
            let tried = targets.iter().map(|target| words::target(view, target));
            format!("emergency: {}{level}", tried.collect::<Vec<_>>().join(", then "))
        }
        Outcome::Refuse(refusal) => {
            format!(
                "{} {} ({})",
                refusal.0.status(),
                refusal.0.phrase(),
                refusal.0.name()
            )
        }
    }
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Row(row) => write!(f, "row d{row}"),
            Item::Refusal(row, cause) => write!(f, "{cause} by d{row}"),
            Item::Shortest(row) => write!(f, "shortest of d{row}"),
            Item::TooShort(row) => write!(f, "too short for d{row}"),
            Item::Longest(row) => write!(f, "longest of d{row}"),
            Item::TooLong(row) => write!(f, "too long for d{row}"),
            Item::Attempts(gateways) => write!(f, "attempts {}", gateways.join(" → ")),
            Item::Class(class) => write!(f, "class {class}"),
            Item::Profile(profile) => write!(f, "profile {profile}"),
            Item::Precedence(prefix) => write!(f, "precedence {prefix}"),
            Item::WithoutCredentials => f.write_str("emergency without credentials"),
            Item::EmergencyService => f.write_str("emergency key"),
        }
    }
}

const NOBODY: &str = "a telephone without credentials";

#[cfg(test)]
mod tests;
