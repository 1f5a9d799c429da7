//! Where the settings stand after some dialled symbols: which prefixes and exact numbers are still alive, which prefix
//! matched last, and what rewriting would make of the number so far.

use std::collections::BTreeMap;

use crate::meaning::{Meaning, Meanings, NOTHING};
use crate::product::claims::Claims;
use crate::product::span::{EMPTY, Span, narrowed, to_u32, whole};
use crate::product::tails::Tails;
use crate::settings::object::SYMBOLS;

/// The sixteen symbols that are legal everywhere, then `+`.
pub(crate) fn symbols(first: bool) -> impl Iterator<Item = u8> {
    SYMBOLS.iter().copied().chain(first.then_some(b'+'))
}

/// One position of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    reading: Reading,
    /// Exact numbers that begin with what was dialled.
    exact: Span,
    /// The prefix that matches, counted from 1; 0 for none.
    matched: u32,
    /// Position in [`Tails`].
    tail: u32,
}

/// Which prefixes are alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reading {
    /// A longer number may be read otherwise; position of what was dialled.
    Unsettled(u32),
    Within(Span),
    Left,
}

/// The settings' side of the product.
pub(crate) struct Ground<'c> {
    claims: &'c Claims,
    unsettled: Vec<String>,
    tails: Tails,
    meanings: BTreeMap<(u32, u32), u32>,
    exact: Vec<u32>,
}

impl<'c> Ground<'c> {
    pub(crate) fn new(claims: &'c Claims, meanings: &mut Meanings) -> Ground<'c> {
        let exact = claims
            .exact
            .iter()
            .map(|(_, meaning)| meanings.number(meaning.clone()))
            .collect();
        Ground {
            claims,
            unsettled: Vec::new(),
            tails: Tails::new(claims),
            meanings: BTreeMap::new(),
            exact,
        }
    }

    /// Nothing is dialled.
    pub(crate) fn start(&mut self) -> Place {
        let (reading, matched) = self.read(String::new());
        Place {
            reading,
            exact: whole(self.claims.exact.len()),
            matched,
            tail: 0,
        }
    }

    pub(crate) fn step(&mut self, place: Place, symbol: u8) -> Place {
        let (reading, matched) = match place.reading {
            Reading::Left => (Reading::Left, place.matched),
            Reading::Within(span) => {
                self.settled(narrowed(&self.claims.prefixes, span, symbol), place.matched)
            }
            Reading::Unsettled(position) => {
                let mut dialled = text(&self.unsettled, position).to_owned();
                dialled.push(char::from(symbol));
                self.read(dialled)
            }
        };
        let exact = narrowed(&self.claims.exact, place.exact, symbol);
        Place {
            reading,
            exact,
            matched,
            tail: self.tails.step(self.claims, place.tail, symbol),
        }
    }

    /// Whether every longer number means the same.
    pub(crate) fn is_final(&self, place: Place) -> bool {
        place.reading == Reading::Left && place.exact == EMPTY && self.tails.is_final(place.tail)
    }

    /// The meaning of the number that ends here.
    pub(crate) fn meaning(&mut self, place: Place, meanings: &mut Meanings) -> u32 {
        let at = usize::try_from(place.exact.first).unwrap_or(usize::MAX);
        if place.exact != EMPTY
            && let Some((number, _)) = self.claims.exact.get(at)
            && to_u32(number.len()) == place.exact.depth
        {
            return self.exact.get(at).copied().unwrap_or(NOTHING);
        }
        let Some(prefix) = place.matched.checked_sub(1) else {
            return NOTHING;
        };
        let open = self
            .claims
            .prefixes
            .get(usize::try_from(prefix).unwrap_or(usize::MAX))
            .map_or(0, |prefix| prefix.open);
        let hits = self.tails.hits(place.tail);
        *self
            .meanings
            .entry((open, hits))
            .or_insert_with(|| meanings.number(left_open(self.claims, open, hits)))
    }

    /// Whether a longer number matches anything.
    pub(crate) fn has_more(&mut self, place: Place) -> bool {
        let alive = |span: Span, length: Option<usize>| {
            span != EMPTY && (span.end - span.first > 1 || length.map(to_u32) != Some(span.depth))
        };
        let exact = self
            .claims
            .exact
            .get(usize::try_from(place.exact.first).unwrap_or(usize::MAX));
        if alive(place.exact, exact.map(|(number, _)| number.len())) {
            return true;
        }
        match place.reading {
            Reading::Left => false,
            Reading::Within(span) => {
                let first = self
                    .claims
                    .prefixes
                    .get(usize::try_from(span.first).unwrap_or(usize::MAX));
                alive(span, first.map(|prefix| prefix.text.len()))
            }
            Reading::Unsettled(position) => {
                let first = text(&self.unsettled, position).is_empty();
                symbols(first).any(|symbol| {
                    let next = self.step(place, symbol);
                    next.matched > 0 || self.has_more(next)
                })
            }
        }
    }

    /// Reads what was dialled anew.
    fn read(&mut self, dialled: String) -> (Reading, u32) {
        let read = self.claims.numbering.reading(&dialled);
        let mut span = whole(self.claims.prefixes.len());
        let mut found = self.settled(span, 0);
        for symbol in read.bytes() {
            span = narrowed(&self.claims.prefixes, span, symbol);
            found = self.settled(span, found.1);
        }
        if self.claims.numbering.is_unsettled(&dialled) {
            let known = self.unsettled.iter().position(|text| *text == dialled);
            let position = known.unwrap_or(self.unsettled.len());
            if known.is_none() {
                self.unsettled.push(dialled);
            }
            found.0 = Reading::Unsettled(to_u32(position));
        }
        found
    }

    fn settled(&self, span: Span, matched: u32) -> (Reading, u32) {
        if span == EMPTY {
            return (Reading::Left, matched);
        }
        let first = self
            .claims
            .prefixes
            .get(usize::try_from(span.first).unwrap_or(usize::MAX));
        let ends = first.is_some_and(|prefix| to_u32(prefix.text.len()) == span.depth);
        let matched = if ends { span.first + 1 } else { matched };
        // The last one alive has matched: nothing longer is left.
        if ends && span.end - span.first == 1 {
            (Reading::Left, matched)
        } else {
            (Reading::Within(span), matched)
        }
    }
}

fn left_open(claims: &Claims, open: u32, hits: u32) -> Meaning {
    let candidates = claims
        .open
        .get(usize::try_from(open).unwrap_or(usize::MAX))
        .map_or(&[][..], Vec::as_slice);
    let closed = |rewriting: Option<usize>| rewriting.is_some_and(|rewriting| hits >> rewriting & 1 == 1);
    let choices = candidates.iter().filter(|candidate| !closed(candidate.rewriting));
    let choices: Vec<_> = choices.map(|candidate| candidate.choice.clone()).collect();
    if choices.is_empty() {
        Meaning::Denied
    } else {
        Meaning::Route(choices)
    }
}

fn text(list: &[String], position: u32) -> &str {
    usize::try_from(position)
        .ok()
        .and_then(|position| list.get(position))
        .map_or("", String::as_str)
}
