//! The walk: from the first symbol on until nothing but the length of a number matters. Equal subtrees become one, so that symbols
//! that lead to the same are told together.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::MAX_SYMBOLS;
use routing_table::automaton::Step;

use super::decision::decision;
use crate::analysis::space::{Beginning, Piece, Place, Rest as PieceRest, Space, Way};
use crate::analysis::subject::Caller;
use crate::audit::form::{Cell, Decision, Precedence, Rest};

/// The number space as a tree whose equal parts are shared.
pub(in crate::audit) struct Tree {
    /// The distinct subtrees.
    pub(in crate::audit) shapes: Vec<Shape>,
    /// The whole.
    pub(in crate::audit) root: usize,
    /// What the classes of the cells stand for.
    pub(in crate::audit) classes: Vec<Key>,
}

impl Tree {
    /// How many sets of numbers the tree tells apart, shared parts counted as often as they are met.
    pub(super) fn cells(&self) -> usize {
        let mut counts: Vec<usize> = Vec::with_capacity(self.shapes.len());
        // A subtree stands behind those that it leads to.
        for shape in &self.shapes {
            let further = shape.further.iter();
            let further: usize = further.filter_map(|(_, next)| counts.get(*next)).sum();
            counts.push(shape.cells.len() + further);
        }
        counts.get(self.root).copied().unwrap_or_default()
    }
}

/// One subtree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) struct Shape {
    pub(in crate::audit) precedence: Option<String>,
    pub(in crate::audit) cells: Vec<Cell>,
    /// Sets of symbols that come next, each with its subtree.
    pub(in crate::audit) further: Vec<(String, usize)>,
}

/// What makes a class: the precedence in front, and the decision for each caller.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) struct Key {
    pub(in crate::audit) behind: Option<Precedence>,
    pub(in crate::audit) decisions: Vec<Decision>,
}

/// Walks the number space for `callers`.
pub(in crate::audit) fn tree(space: &Space<'_>, callers: &[Caller]) -> Tree {
    let mut walk = Walk {
        space,
        callers,
        ways: space.ways(),
        beginnings: Interned::default(),
        visited: BTreeMap::new(),
        shapes: Interned::default(),
        classes: Interned::default(),
    };
    let root = walk.visit(&space.start(), None);
    Tree {
        shapes: walk.shapes.all,
        root,
        classes: walk.classes.all,
    }
}

struct Walk<'s, 'a> {
    space: &'s Space<'a>,
    callers: &'s [Caller],
    ways: Vec<Way>,
    beginnings: Interned<Beginning>,
    /// The subtrees that were found, by all that they depend on.
    visited: BTreeMap<(Step, usize, Begun), usize>,
    shapes: Interned<Shape>,
    classes: Interned<Key>,
}

/// A beginning of which no more must be known, and whether a symbol other than a digit followed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Begun {
    beginning: usize,
    mixed: bool,
}

impl Walk<'_, '_> {
    /// The subtree at a place; what lies behind the same step, as many symbols and the same beginning is looked at once.
    fn visit(&mut self, place: &Place, begun: Option<Begun>) -> usize {
        let begun = begun.or_else(|| self.begun(place));
        let key = begun.map(|begun| (place.step(), place.symbols().len(), begun));
        if let Some(known) = key.and_then(|key| self.visited.get(&key)) {
            return *known;
        }
        let shape = self.shape(place, begun);
        let position = self.shapes.position(shape);
        self.visited.extend(key.map(|key| (key, position)));
        position
    }

    fn begun(&mut self, place: &Place) -> Option<Begun> {
        let beginning = self.space.beginning(place, &self.ways)?;
        Some(Begun {
            beginning: self.beginnings.position(beginning),
            mixed: false,
        })
    }

    fn shape(&mut self, place: &Place, begun: Option<Begun>) -> Shape {
        if self.space.uniform(place) {
            Shape {
                precedence: None,
                cells: self.leaf(place),
                further: Vec::new(),
            }
        } else {
            let begins_anew = place.base() > 0 && place.decided().is_empty();
            Shape {
                precedence: self
                    .behind(place)
                    .filter(|_| begins_anew)
                    .map(|behind| behind.level),
                cells: self.here(place).into_iter().collect(),
                further: self.further(place, begun),
            }
        }
    }

    /// The number that ends here.
    fn here(&mut self, place: &Place) -> Option<Cell> {
        let length = place.symbols().len();
        if length == 0 {
            return None;
        }
        let decided = |caller: &Caller| decision(self.space, place, &self.space.exact(place, *caller));
        let decisions = self.callers.iter().map(decided).collect();
        Some(Cell {
            least: length,
            most: length,
            rest: Rest::End,
            class: self.class(place, decisions),
        })
    }

    fn further(&mut self, place: &Place, begun: Option<Begun>) -> Vec<(String, usize)> {
        let mut further: Vec<(String, usize)> = Vec::new();
        for symbol in place.symbols_after() {
            let begun = begun.map(|begun| Begun {
                mixed: begun.mixed || !symbol.is_ascii_digit(),
                ..begun
            });
            let shape = self.visit(&self.space.advance(place, symbol), begun);
            match further.iter_mut().find(|(_, other)| *other == shape) {
                Some((symbols, _)) => symbols.push(char::from(symbol)),
                None => further.push((char::from(symbol).to_string(), shape)),
            }
        }
        further
    }

    /// The number that ends at a uniform place and every longer one, for all callers together.
    fn leaf(&mut self, place: &Place) -> Vec<Cell> {
        let pieces: Vec<Vec<Piece<'_>>> = self
            .callers
            .iter()
            .map(|caller| self.space.pieces(place, *caller))
            .collect();
        let shortest = place.symbols().len();
        let digits = self.cells(place, &pieces, Rest::Digits, shortest.max(1));
        let mixed = self.cells(place, &pieces, Rest::Mixed, shortest + 1);
        merged(digits, mixed)
    }

    fn cells(&mut self, place: &Place, pieces: &[Vec<Piece<'_>>], rest: Rest, first: usize) -> Vec<Cell> {
        let own = |piece: &&Piece<'_>| match piece.rest {
            PieceRest::Any => true,
            PieceRest::Digits => rest == Rest::Digits,
            PieceRest::Mixed => rest == Rest::Mixed,
        };
        let all = pieces.iter().flatten().filter(own);
        let starts: BTreeSet<usize> = all.map(|piece| piece.least.max(first)).collect();
        let mut cells: Vec<Cell> = Vec::new();
        for least in starts.into_iter().filter(|least| *least <= MAX_SYMBOLS) {
            let holding = pieces.iter().filter_map(|pieces| {
                let mut own = pieces.iter().filter(own);
                own.find(|piece| (piece.least..=piece.most).contains(&least))
            });
            let decisions: Vec<Decision> = holding
                .map(|piece| decision(self.space, place, &piece.decided))
                .collect();
            let class = self.class(place, decisions);
            match cells.last_mut() {
                Some(last) if last.class == class => {}
                last => {
                    if let Some(last) = last {
                        last.most = least - 1;
                    }
                    cells.push(Cell {
                        least,
                        most: MAX_SYMBOLS,
                        rest,
                        class,
                    });
                }
            }
        }
        cells
    }

    fn class(&mut self, place: &Place, decisions: Vec<Decision>) -> usize {
        let behind = self.behind(place);
        self.classes.position(Key { behind, decisions })
    }

    fn behind(&self, place: &Place) -> Option<Precedence> {
        let dialled = place
            .symbols()
            .get(..place.base())
            .filter(|base| !base.is_empty())?;
        let table = self.space.view().table;
        let mut prefixes = table.precedence_prefixes();
        let (dialled, level) = prefixes.find(|(prefix, _)| prefix.as_bytes() == dialled)?;
        Some(Precedence {
            dialled: dialled.to_owned(),
            level: table.level(level).unwrap_or_default().to_owned(),
        })
    }
}

/// Digits and other symbols made one where they are decided alike. A rest with another symbol is one symbol longer at least.
fn merged(digits: Vec<Cell>, mixed: Vec<Cell>) -> Vec<Cell> {
    let alike = digits.len() == mixed.len()
        && digits
            .iter()
            .zip(&mixed)
            .enumerate()
            .all(|(position, (one, other))| {
                let start = one.least == other.least || (position == 0 && one.least + 1 == other.least);
                start && one.most == other.most && one.class == other.class
            });
    if alike {
        let any = |cell| Cell {
            rest: Rest::Any,
            ..cell
        };
        return digits.into_iter().map(any).collect();
    }
    digits.into_iter().chain(mixed).collect()
}

/// Distinct things by position.
struct Interned<T> {
    all: Vec<T>,
    positions: BTreeMap<T, usize>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned {
            all: Vec::new(),
            positions: BTreeMap::new(),
        }
    }
}

impl<T: Ord + Clone> Interned<T> {
    fn position(&mut self, thing: T) -> usize {
        if let Some(position) = self.positions.get(&thing) {
            return *position;
        }
        let position = self.all.len();
        self.all.push(thing.clone());
        self.positions.insert(thing, position);
        position
    }
}
