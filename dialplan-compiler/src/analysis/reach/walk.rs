//! A number space beside a plan that refuses every number, as the question for one goal sees both.

use routing_table::{Cause, MAX_SYMBOLS};

use super::onwards::Onwards;
use super::{Goal, Reached};
use crate::analysis::diff::pairs::Pair;
use crate::analysis::diff::walk::{Two, walk};
use crate::analysis::space::{Decided, Outcome, Piece, Place, Refusal, Rest, Space};
use crate::analysis::subject::Caller;

/// The numbers with which a caller reaches a goal: those that differ from a plan that refuses all.
pub(super) fn reached<'a>(space: &Space<'a>, caller: Caller, goal: Goal<'_>) -> Vec<Reached<'a>> {
    let mut seen = Seen {
        space,
        caller,
        goal,
        onwards: Onwards::new(*space.view(), goal),
    };
    let reached = |(region, pair): (_, Pair<'a>)| Reached {
        region,
        side: pair.new,
    };
    let mut found: Vec<Reached<'a>> = walk(&mut seen).into_iter().map(reached).collect();
    found.sort_by(|a, b| a.region.cmp(&b.region));
    found
}

struct Seen<'s, 'a, 'g> {
    space: &'s Space<'a>,
    caller: Caller,
    goal: Goal<'g>,
    onwards: Onwards<'a, 'g>,
}

impl<'a> Two<'a> for Seen<'_, 'a, '_> {
    type At = Place;

    fn start(&self) -> Place {
        self.space.start()
    }

    fn place<'p>(&self, at: &'p Place) -> &'p Place {
        at
    }

    fn advance(&self, at: &Place, symbol: u8) -> Place {
        self.space.advance(at, symbol)
    }

    fn alike_onwards(&mut self, at: &Place) -> bool {
        !self.space.precedence_may_follow(at) && !self.onwards.may_reach(at.step())
    }

    fn pieces(&self, at: &Place) -> Option<(Vec<Piece<'a>>, Vec<Piece<'a>>)> {
        let seen = |piece: Piece<'a>| Piece {
            decided: self.part(piece.decided),
            ..piece
        };
        self.space.uniform(at).then(|| {
            let pieces = self.space.pieces(at, self.caller).into_iter();
            (vec![refused_all(at)], pieces.map(seen).collect())
        })
    }

    fn exact(&self, at: &Place) -> (Decided<'a>, Decided<'a>) {
        (refused(), self.part(self.space.exact(at, self.caller)))
    }
}

impl<'a> Seen<'_, 'a, '_> {
    /// A decision as the question sees it.
    fn part(&self, decided: Decided<'a>) -> Decided<'a> {
        match self.goal.part(&decided.outcome) {
            Some(outcome) => Decided { outcome, ..decided },
            None => refused(),
        }
    }
}

/// A plan that refuses every number, from a place on.
fn refused_all<'a>(at: &Place) -> Piece<'a> {
    Piece {
        least: at.symbols().len().max(1),
        most: MAX_SYMBOLS,
        rest: Rest::Any,
        decided: refused(),
    }
}

fn refused<'a>() -> Decided<'a> {
    Decided {
        outcome: Outcome::Refuse(Refusal(Cause::NoMatch)),
        level: None,
        row: 0,
    }
}
