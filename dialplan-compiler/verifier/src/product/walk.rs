//! The exhaustive walk over all pairs of an automaton's row and a place of the settings.
//!
//! INVARIANT: when the walk finds nothing, no dialled string decides differently: each number ends at a pair that was
//! reached, or behind one from which both sides keep one meaning for every longer number.

use std::collections::{HashMap, HashSet};

use crate::meaning::{Meanings, NOTHING};
use crate::product::Sides;
use crate::product::place::{Ground, Place, symbols};
use crate::table::automaton::Entry;
use crate::table::rows::Rows;

/// Both sides with what has been resolved of them.
pub(crate) struct Walker<'s, 't, 'b> {
    pub(crate) ground: Ground<'s>,
    pub(crate) meanings: Meanings,
    rows: Rows<'t, 'b>,
    values: HashMap<Entry, u32>,
    /// Whether equal rows write equal numbers: both sides spell and format alike.
    alike: bool,
}

/// A pair that was reached, and from which by which symbol.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached {
    pub(crate) at: Entry,
    pub(crate) place: Place,
    before: usize,
    symbol: u8,
}

/// All pairs that were reached, in the order of their length.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    pub(crate) pairs: Vec<Reached>,
    /// The first pair at which two meanings are not the same word for word.
    pub(crate) suspicious: Option<Suspect>,
}

/// Where two meanings are not the same word for word: at a pair, or one symbol behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Suspect {
    pub(crate) position: usize,
    pub(crate) symbol: Option<u8>,
}

impl Trail {
    /// The symbols that lead to a pair.
    pub(crate) fn number(&self, mut position: usize) -> String {
        let mut symbols = Vec::new();
        while let Some(pair) = self.pairs.get(position).filter(|_| position > 0) {
            symbols.push(char::from(pair.symbol));
            position = pair.before;
        }
        symbols.iter().rev().collect()
    }
}

impl<'s, 't, 'b> Walker<'s, 't, 'b> {
    pub(crate) fn new(sides: &Sides<'s, 't, 'b>) -> Walker<'s, 't, 'b> {
        let mut meanings = Meanings::new();
        Walker {
            ground: Ground::new(sides.claims, &mut meanings),
            meanings,
            rows: sides.rows,
            values: HashMap::new(),
            alike: sides.settings == sides.binary,
        }
    }

    /// Walks from the empty number, up to the first suspicion.
    pub(crate) fn walk(&mut self) -> Trail {
        let start = Reached {
            at: Entry::Row(0),
            place: self.ground.start(),
            before: 0,
            symbol: 0,
        };
        self.walk_from(start, true)
    }

    /// Walks on from one pair; `first` if nothing is dialled there.
    pub(crate) fn walk_from(&mut self, start: Reached, first: bool) -> Trail {
        let mut seen = HashSet::from([(start.at, start.place)]);
        let mut trail = Trail {
            pairs: vec![start],
            suspicious: None,
        };
        let mut next = 0;
        while let Some(pair) = trail.pairs.get(next).copied() {
            let first = first && next == 0;
            if !first && trail.suspicious.is_none() && !self.ends_alike(pair.at, pair.place) {
                trail.suspicious = Some(Suspect {
                    position: next,
                    symbol: None,
                });
            }
            if trail.suspicious.is_some() {
                break;
            }
            for symbol in symbols(first) {
                let (at, place) = self.step(pair.at, pair.place, symbol);
                if self.is_settled(at, place) {
                    if trail.suspicious.is_none() && !self.ends_alike(at, place) {
                        trail.suspicious = Some(Suspect {
                            position: next,
                            symbol: Some(symbol),
                        });
                    }
                } else if seen.insert((at, place)) {
                    trail.pairs.push(Reached {
                        at,
                        place,
                        before: next,
                        symbol,
                    });
                }
            }
            next += 1;
        }
        trail
    }

    pub(crate) fn step(&mut self, at: Entry, place: Place, symbol: u8) -> (Entry, Place) {
        let rows = self.rows;
        (
            rows.table.automaton.step(rows.table.bytes, at, symbol),
            self.ground.step(place, symbol),
        )
    }

    /// Whether both sides keep their meaning for every longer number.
    pub(crate) fn is_settled(&self, at: Entry, place: Place) -> bool {
        !matches!(at, Entry::Row(_)) && self.ground.is_final(place)
    }

    /// Whether a number that ends here means the same on both sides, word for word.
    pub(crate) fn ends_alike(&mut self, at: Entry, place: Place) -> bool {
        let (binary, in_row) = self.binary_end(at);
        let settings = self.ground.meaning(place, &mut self.meanings);
        match binary == settings {
            true if settings == NOTHING => in_row == self.ground.has_more(place),
            true => self.alike || !self.is_route(settings),
            false => false,
        }
    }

    /// The binary's meaning of a number that ends here, and whether its lookup ended in a row.
    pub(crate) fn binary_end(&mut self, at: Entry) -> (u32, bool) {
        let rows = self.rows;
        let (end, in_row) = rows.table.automaton.end(rows.table.bytes, at);
        let meanings = &mut self.meanings;
        let number = *self.values.entry(end).or_insert_with(|| match end {
            Entry::Value(value) => meanings.number(rows.meaning(value)),
            Entry::Row(_) => broken(meanings, "the end of a number leads on"),
            Entry::Missing => broken(meanings, "the automaton leads out of its rows"),
        });
        (number, in_row)
    }

    fn is_route(&self, number: u32) -> bool {
        matches!(self.meanings.get(number), crate::meaning::Meaning::Route(_))
    }
}

impl Reached {
    /// A pair to start from.
    pub(crate) fn start(at: Entry, place: Place) -> Reached {
        Reached {
            at,
            place,
            before: 0,
            symbol: 0,
        }
    }
}

fn broken(meanings: &mut Meanings, why: &str) -> u32 {
    meanings.number(crate::meaning::Meaning::Broken(why.to_owned()))
}
