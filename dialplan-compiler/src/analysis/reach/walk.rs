//! A number space walked for the numbers that reach one goal.

use routing_table::{Cause, MAX_SYMBOLS};

use super::onwards::Onwards;
use super::{Goal, Reached};
use crate::analysis::diff::pairs::{Further, Pair, differing, risen};
use crate::analysis::space::{Decided, Outcome, Piece, Place, Reach, Refusal, Region, Rest, Space};
use crate::analysis::subject::Caller;

/// The numbers with which a caller reaches a goal: those that differ from a plan that refuses all.
pub(super) fn walk<'a>(space: &Space<'a>, caller: Caller, goal: Goal<'_>) -> Vec<Reached<'a>> {
    let mut walk = Walk {
        space,
        caller,
        goal,
        onwards: Onwards::new(*space.view(), goal),
        found: Vec::new(),
    };
    let start = space.start();
    let at_start = walk.visit(&start);
    walk.keep(&start, at_start);
    walk.found.sort_by(|a, b| a.region.cmp(&b.region));
    walk.found
}

struct Walk<'s, 'a, 'g> {
    space: &'s Space<'a>,
    caller: Caller,
    goal: Goal<'g>,
    onwards: Onwards<'a, 'g>,
    found: Vec<Reached<'a>>,
}

impl<'a> Walk<'_, 'a, '_> {
    /// The numbers from a place on that can be told from the place itself; all others are kept already.
    fn visit(&mut self, place: &Place) -> Vec<Pair<'a>> {
        let anew = self.space.precedence_may_follow(place);
        if !anew && !self.onwards.may_reach(place.step()) {
            return Vec::new();
        }
        let shortest = place.symbols().len();
        if self.space.uniform(place) {
            let pieces = self.space.pieces(place, self.caller).into_iter();
            let seen: Vec<Piece<'a>> = pieces.map(|piece| self.seen(piece)).collect();
            return differing(&refused_all(shortest), &seen, shortest);
        }
        let mut further = Further::new();
        for symbol in self.space.symbols_after(place) {
            let pairs = self.visit(&self.space.advance(place, symbol));
            further.push((symbol, pairs));
        }
        let mut here = self.here(place);
        // Before the first symbol nothing is told: only there may a `+` follow.
        let mut told = match shortest {
            0 => Vec::new(),
            _ => risen(&mut here, &mut further, shortest),
        };
        told.extend(here);
        for (symbol, pairs) in further.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
            self.keep(&self.space.advance(place, symbol), pairs);
        }
        told
    }

    /// Whether the number that ends here reaches the goal.
    fn here(&self, place: &Place) -> Option<Pair<'a>> {
        let length = place.symbols().len();
        let decided = (length > 0).then(|| self.space.exact(place, self.caller))?;
        let outcome = self.goal.part(&decided.outcome)?;
        Some(Pair {
            least: length,
            most: length,
            rest: Rest::Any,
            old: refused().into(),
            new: Decided { outcome, ..decided }.into(),
        })
    }

    /// The piece as the question sees it.
    fn seen(&self, piece: Piece<'a>) -> Piece<'a> {
        let decided = match self.goal.part(&piece.decided.outcome) {
            Some(outcome) => Decided {
                outcome,
                ..piece.decided
            },
            None => refused(),
        };
        Piece { decided, ..piece }
    }

    fn keep(&mut self, place: &Place, pairs: Vec<Pair<'a>>) {
        let symbols = place.text();
        for pair in pairs {
            let reach = match pair.most == symbols.len() {
                true => Reach::Exact,
                false => Reach::Prefix {
                    least: pair.least,
                    most: pair.most,
                    rest: pair.rest,
                },
            };
            let region = Region {
                symbols: symbols.clone(),
                reach,
            };
            let side = pair.new;
            self.found.push(Reached { region, side });
        }
    }
}

/// A plan that refuses every number, from a place on.
fn refused_all<'a>(shortest: usize) -> [Piece<'a>; 1] {
    [Piece {
        least: shortest.max(1),
        most: MAX_SYMBOLS,
        rest: Rest::Any,
        decided: refused(),
    }]
}

fn refused<'a>() -> Decided<'a> {
    Decided {
        outcome: Outcome::Refuse(Refusal(Cause::NoMatch)),
        level: None,
        row: 0,
    }
}
