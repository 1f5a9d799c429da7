//! Of every beginning of a number, whether the plan takes it and whether it takes something longer: a minimal automaton over
//! the symbols of numbers.

use std::collections::{BTreeMap, VecDeque};

use routing_table::MAX_SYMBOLS;
use routing_table::layout::automaton::SYMBOLS;

use super::State;
use crate::analysis::space::{Outcome, Piece, Place, Rest, Space};
use crate::analysis::subject::Caller;

/// Whether several lengths end where the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lengths {
    /// A number that is too long is impossible.
    Exact,
    /// Where several lengths are taken, longer ones count as taken too: a shorter map, with which the plan has the last word.
    Least,
}

/// The automaton. State 0 is the one from which no number is reached.
#[derive(Debug, Clone)]
pub struct Completion {
    nodes: Vec<Node>,
    start: u32,
}

/// A state: whether it is a number, and where each symbol leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node {
    pub(super) whole: bool,
    pub(super) next: [u32; SYMBOLS.len()],
}

/// In a node: the node itself.
pub(super) const SELF: u32 = u32::MAX;

impl Completion {
    /// What a plan takes from any of the callers: whatever is not refused while every gateway is ready. Numbers of 64 symbols,
    /// which are the longest there are, count as if longer ones followed.
    pub fn of_plan(space: &Space<'_>, callers: &[Caller], lengths: Lengths) -> Self {
        let mut builder = Builder::new(lengths);
        let start = builder.visit(space, callers, &space.start());
        Completion {
            nodes: builder.nodes,
            start,
        }
    }

    /// The same for numbers of some symbols only.
    pub fn restricted(&self, symbols: &[u8]) -> Self {
        let mut builder = Builder::new(Lengths::Exact);
        let mut known: BTreeMap<u32, u32> = BTreeMap::from([(0, 0)]);
        // INVARIANT: a node leads to itself and to nodes made before it.
        for (old, node) in (0..).zip(&self.nodes).skip(1) {
            let mut next = [0; SYMBOLS.len()];
            for ((place, &to), symbol) in next.iter_mut().zip(&node.next).zip(SYMBOLS) {
                if symbols.contains(&symbol) {
                    *place = if to == SELF {
                        SELF
                    } else {
                        known.get(&to).copied().unwrap_or(0)
                    };
                }
            }
            let new = builder.intern(Node {
                whole: node.whole,
                next,
            });
            known.insert(old, new);
        }
        Completion {
            start: known.get(&self.start).copied().unwrap_or(0),
            nodes: builder.nodes,
        }
    }

    /// What some symbols are.
    pub fn state(&self, number: &str) -> State {
        let at = number
            .bytes()
            .fold(self.start, |at, symbol| self.step(at, symbol));
        self.state_at(at)
    }

    /// The shortest number with this symbol in it.
    pub fn shortest_with(&self, symbol: u8) -> Option<String> {
        self.search(self.start, |path| path.contains(&symbol))
    }

    pub(super) fn start(&self) -> u32 {
        self.start
    }

    pub(super) fn node(&self, at: u32) -> Option<&Node> {
        self.nodes.get(at as usize)
    }

    pub(super) fn step(&self, at: u32, symbol: u8) -> u32 {
        let column = SYMBOLS.iter().position(|&known| known == symbol);
        let next = column.and_then(|column| self.node(at)?.next.get(column).copied());
        match next {
            Some(SELF) => at,
            Some(next) => next,
            None => 0,
        }
    }

    pub(super) fn state_at(&self, at: u32) -> State {
        let node = self.node(at);
        State::of(
            node.is_some_and(|node| node.whole),
            node.is_some_and(|node| node.next.iter().any(|&next| next != 0)),
        )
    }

    /// The first symbols, in order of length, that lead from a state to a number and are as wanted.
    fn search(&self, from: u32, wanted: impl Fn(&[u8]) -> bool) -> Option<String> {
        let mut seen = std::collections::BTreeSet::new();
        let mut waiting = VecDeque::from([(from, Vec::new())]);
        while let Some((at, path)) = waiting.pop_front() {
            for symbol in SYMBOLS {
                let next = self.step(at, symbol);
                let mut path = path.clone();
                path.push(symbol);
                let is_wanted = wanted(&path);
                if next == 0 || path.len() > MAX_SYMBOLS || !seen.insert((next, is_wanted)) {
                    continue;
                }
                if is_wanted && self.node(next).is_some_and(|node| node.whole) {
                    return String::from_utf8(path).ok();
                }
                waiting.push_back((next, path));
            }
        }
        None
    }
}

struct Builder {
    lengths: Lengths,
    nodes: Vec<Node>,
    known: BTreeMap<Node, u32>,
}

impl Builder {
    fn new(lengths: Lengths) -> Self {
        let dead = Node {
            whole: false,
            next: [0; SYMBOLS.len()],
        };
        Builder {
            lengths,
            nodes: vec![dead.clone()],
            known: BTreeMap::from([(dead, 0)]),
        }
    }

    fn visit(&mut self, space: &Space<'_>, callers: &[Caller], place: &Place) -> u32 {
        if space.uniform(place) {
            let pieces: Vec<Piece<'_>> = callers
                .iter()
                .flat_map(|&caller| space.pieces(place, caller))
                .collect();
            return self.tail(&pieces, place.symbols().len());
        }
        let mut next = [0; SYMBOLS.len()];
        for symbol in place.symbols_after() {
            let to = self.visit(space, callers, &space.advance(place, symbol));
            let column = SYMBOLS.iter().position(|&known| known == symbol);
            if let Some(place) = column.and_then(|column| next.get_mut(column)) {
                *place = to;
            }
        }
        let taken = |&caller: &Caller| !matches!(space.exact(place, caller).outcome, Outcome::Refuse(_));
        let whole = !place.symbols().is_empty() && callers.iter().any(taken);
        self.intern(Node { whole, next })
    }

    /// The numbers of a uniform place of so many symbols: nothing but length and kind of symbol matters.
    fn tail(&mut self, pieces: &[Piece<'_>], shortest: usize) -> u32 {
        let digits = self.taken(pieces, Rest::Digits);
        let mixed = self.taken(pieces, Rest::Mixed);
        let at = |taken: &[bool], length: usize| taken.get(length).copied().unwrap_or(false);
        // From the longest on backwards: where one more symbol leads, by whether only digits were dialled.
        let (mut after_digits, mut after_mixed) = (SELF, SELF);
        for length in (shortest..=MAX_SYMBOLS).rev() {
            let here_mixed = self.intern(Node {
                whole: at(&mixed, length),
                next: follow(after_mixed, after_mixed),
            });
            let other = if length == MAX_SYMBOLS {
                here_mixed
            } else {
                after_mixed
            };
            after_digits = self.intern(Node {
                whole: at(&digits, length),
                next: follow(after_digits, other),
            });
            after_mixed = here_mixed;
        }
        after_digits
    }

    /// For each length, whether numbers of it are taken.
    fn taken(&self, pieces: &[Piece<'_>], kind: Rest) -> Vec<bool> {
        let mut taken = vec![false; MAX_SYMBOLS + 1];
        let holding = pieces.iter().filter(|piece| {
            (piece.rest == Rest::Any || piece.rest == kind)
                && !matches!(piece.decided.outcome, Outcome::Refuse(_))
        });
        for piece in holding {
            for place in taken.iter_mut().take(piece.most + 1).skip(piece.least) {
                *place = true;
            }
        }
        let several = taken.iter().filter(|&&taken| taken).count() > 1;
        if let (Lengths::Least, true, Some(first)) =
            (self.lengths, several, taken.iter().position(|&taken| taken))
        {
            taken.iter_mut().skip(first).for_each(|place| *place = true);
        }
        taken
    }

    /// The number of a node; one that leads only to itself and is no number is the dead one.
    fn intern(&mut self, node: Node) -> u32 {
        if !node.whole && node.next.iter().all(|&next| next == 0 || next == SELF) {
            return 0;
        }
        // A node may be one of those that it leads to.
        for &next in &node.next {
            let own = node.next.map(|to| if to == next { SELF } else { to });
            let same = Node {
                whole: node.whole,
                next: own,
            };
            if next != 0 && next != SELF && self.known.get(&same) == Some(&next) {
                return next;
            }
        }
        if let Some(&known) = self.known.get(&node) {
            return known;
        }
        // INVARIANT: fewer nodes than 2³², since each is in memory.
        let number = self.nodes.len() as u32;
        self.nodes.push(node.clone());
        self.known.insert(node, number);
        number
    }
}

/// Where digits lead and where the other symbols do; `+` is legal only in front.
fn follow(digits: u32, others: u32) -> [u32; SYMBOLS.len()] {
    SYMBOLS.map(|symbol| match symbol {
        b'+' => 0,
        symbol if symbol.is_ascii_digit() => digits,
        _ => others,
    })
}
