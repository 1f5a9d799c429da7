//! A digit map against a plan: both automata walked together, over every symbol that the dialect can write.

use std::collections::{BTreeSet, VecDeque};

use super::completion::Completion;
use super::map::{Map, Standing};
use super::{Dialect, State};

/// Numbers that a telephone takes for something else than the plan does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// What they are to the plan.
    pub plan: State,
    /// What the telephone takes them for.
    pub map: State,
    /// The shortest of them.
    pub witness: String,
}

impl Deviation {
    /// Whether a number is cut short or cannot be dialled; else the telephone only waits where it need not.
    pub fn loses_numbers(&self) -> bool {
        match (self.plan, self.map) {
            (State::Impossible, _) | (_, State::Waits) => false,
            (plan, map) => plan != map,
        }
    }
}

/// Every kind of deviation of a map from a plan, with the shortest number of each; none if they are equal. What follows a
/// complete or impossible number is dialled on no telephone.
pub fn prove(completion: &Completion, map: &Map, dialect: Dialect) -> Vec<Deviation> {
    let mut found: Vec<Deviation> = Vec::new();
    let first: (u32, Standing) = (completion.start(), map.start());
    let mut seen = BTreeSet::from([first.clone()]);
    let mut waiting = VecDeque::from([(first, String::new())]);
    while let Some(((at, standing), dialled)) = waiting.pop_front() {
        for &symbol in dialect.symbols() {
            let next = (completion.step(at, symbol), map.step(&standing, symbol));
            let (plan, seen_as) = (completion.state_at(next.0), map.state_of(&next.1));
            if !seen.insert(next.clone()) {
                continue;
            }
            let dialled = format!("{dialled}{}", char::from(symbol));
            if plan != seen_as
                && !found
                    .iter()
                    .any(|known| (known.plan, known.map) == (plan, seen_as))
            {
                found.push(Deviation {
                    plan,
                    map: seen_as,
                    witness: dialled.clone(),
                });
            }
            if matches!(seen_as, State::Open | State::Waits) && plan != State::Impossible {
                waiting.push_back((next, dialled));
            }
        }
    }
    found
}
