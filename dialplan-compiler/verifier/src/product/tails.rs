//! What the rewritings make of a number while it is dialled, as far as denied prefixes are concerned.

use std::collections::BTreeMap;

use crate::product::claims::Claims;
use crate::product::span::{EMPTY, Span, narrowed, to_u32, whole};

/// What each rewriting makes of a number, as far as denied prefixes are concerned.
pub(crate) struct Tails {
    states: Vec<Vec<Tail>>,
    positions: BTreeMap<Vec<Tail>, u32>,
    steps: BTreeMap<(u32, u8), u32>,
}

/// One rewriting after some symbols.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Tail {
    /// So many symbols are still removed.
    Removing(u8),
    /// What is left may be read otherwise when it grows.
    Unsettled(String),
    Within(Span),
    Denied,
    Open,
}

impl Tails {
    pub(crate) fn new(claims: &Claims) -> Tails {
        let start = claims.rewritings.iter().map(|(strip, prepend)| match strip {
            0 => grown(claims, "", prepend),
            strip => Tail::Removing(*strip),
        });
        let start: Vec<Tail> = start.collect();
        Tails {
            positions: BTreeMap::from([(start.clone(), 0)]),
            states: vec![start],
            steps: BTreeMap::new(),
        }
    }

    pub(crate) fn step(&mut self, claims: &Claims, from: u32, symbol: u8) -> u32 {
        if self.is_final(from) {
            return from;
        }
        if let Some(to) = self.steps.get(&(from, symbol)) {
            return *to;
        }
        let state = self
            .states
            .get(usize::try_from(from).unwrap_or(usize::MAX))
            .cloned()
            .unwrap_or_default();
        let next = state
            .iter()
            .zip(&claims.rewritings)
            .map(|(tail, (_, prepend))| match tail {
                Tail::Removing(1) => grown(claims, "", prepend),
                Tail::Removing(left) => Tail::Removing(left.saturating_sub(1)),
                Tail::Unsettled(text) => grown(claims, text, char::from(symbol).encode_utf8(&mut [0; 4])),
                Tail::Within(span) => located(claims, narrowed(&claims.denied, *span, symbol)),
                Tail::Denied => Tail::Denied,
                Tail::Open => Tail::Open,
            });
        let next: Vec<Tail> = next.collect();
        let new = to_u32(self.states.len());
        let to = *self.positions.entry(next.clone()).or_insert(new);
        if to == new {
            self.states.push(next);
        }
        self.steps.insert((from, symbol), to);
        to
    }

    fn state(&self, position: u32) -> &[Tail] {
        self.states
            .get(usize::try_from(position).unwrap_or(usize::MAX))
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_final(&self, position: u32) -> bool {
        self.state(position)
            .iter()
            .all(|tail| matches!(tail, Tail::Denied | Tail::Open))
    }

    /// One bit for each rewriting that has made a denied number.
    pub(crate) fn hits(&self, position: u32) -> u32 {
        let hit = |tail: &Tail| match tail {
            Tail::Denied => 1,
            Tail::Unsettled(text) => u32::from(text.ends_with(HIT)),
            _ => 0,
        };
        self.state(position)
            .iter()
            .enumerate()
            .fold(0, |bits, (at, tail)| bits | hit(tail) << at.min(31))
    }
}

/// Stands behind an unsettled text that is denied as it is now read; no symbol.
const HIT: char = '!';

fn grown(claims: &Claims, before: &str, more: &str) -> Tail {
    let dialled = format!("{}{more}", before.trim_end_matches(HIT));
    let read = claims.numbering.reading(&dialled);
    let tail = read.bytes().fold(
        located(claims, whole(claims.denied.len())),
        |tail, symbol| match tail {
            Tail::Within(span) => located(claims, narrowed(&claims.denied, span, symbol)),
            decided => decided,
        },
    );
    if !claims.numbering.is_unsettled(&dialled) {
        return tail;
    }
    Tail::Unsettled(if tail == Tail::Denied {
        format!("{dialled}{HIT}")
    } else {
        dialled
    })
}

fn located(claims: &Claims, span: Span) -> Tail {
    if span == EMPTY {
        return Tail::Open;
    }
    let first = claims
        .denied
        .get(usize::try_from(span.first).unwrap_or(usize::MAX));
    if first.is_some_and(|text| to_u32(text.len()) == span.depth) {
        Tail::Denied
    } else {
        Tail::Within(span)
    }
}
