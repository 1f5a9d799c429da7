//! Coverage gaps: the numbers of digits that a caller can dial without any route, station, emergency number or denial that says
//! what becomes of them; and those for which there is a route that cannot take them.
//!
//! They are the difference from a plan that decides every number. All gateways count as ready.

use routing_table::{Cause, DecisionNumber, MAX_SYMBOLS};

use super::diff::pairs::{Further, Pair, differing, risen};
use super::space::{Decided, Outcome, Piece, Place, Refusal, Region, Rest, Space};
use super::subject::Caller;

/// Numbers that go nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The numbers, all of digits.
    pub region: Region,
    /// Why: no match, or a route that finds the number too short, too long, or impossible to write.
    pub cause: Cause,
}

/// The gaps that some callers have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// Whom they concern, as people call them.
    pub callers: Vec<String>,
    /// The fewest disjoint prefixes and exact numbers, in symbol order.
    pub gaps: Vec<Gap>,
}

/// The gaps among numbers that begin with `within` and have at most `longest` symbols, callers with the same gaps together;
/// `None` when no number begins so.
pub fn gaps(space: &Space<'_>, within: &str, longest: usize) -> Option<Vec<Gaps>> {
    let mut all: Vec<Gaps> = Vec::new();
    for caller in space.view().callers() {
        let gaps = of_caller(space, caller, within, longest)?;
        let name = space.view().caller_name(caller);
        match all.iter_mut().find(|known| known.gaps == gaps) {
            Some(same) => same.callers.push(name),
            None => all.push(Gaps {
                callers: vec![name],
                gaps,
            }),
        }
    }
    Some(all)
}

/// The gaps of one caller; `None` when no number begins with `within`.
pub fn of_caller(space: &Space<'_>, caller: Caller, within: &str, longest: usize) -> Option<Vec<Gap>> {
    let start = space.place(within)?;
    let mut walk = Walk {
        space,
        caller,
        longest: longest.min(MAX_SYMBOLS),
        found: Vec::new(),
    };
    let at_start = walk.visit(&start);
    walk.keep(&start, at_start);
    walk.found.sort_by(|one, other| one.region.cmp(&other.region));
    Some(walk.found)
}

/// Why a number goes nowhere; `None` when something decides it. A class of service or a denial that bars a number decides it.
pub fn cause(decided: &Decided<'_>) -> Option<Cause> {
    match decided.outcome {
        Outcome::Refuse(Refusal(Cause::NoMatch)) => Some(Cause::NoMatch),
        // More symbols could match, but these do not.
        Outcome::Refuse(Refusal(Cause::Incomplete)) if decided.row == DecisionNumber::NOTHING.number() => {
            Some(Cause::NoMatch)
        }
        Outcome::Refuse(Refusal(cause @ (Cause::Incomplete | Cause::TooLong | Cause::NumberFormat))) => {
            Some(cause)
        }
        _ => None,
    }
}

struct Walk<'s, 'a> {
    space: &'s Space<'a>,
    caller: Caller,
    longest: usize,
    found: Vec<Gap>,
}

impl<'a> Walk<'_, 'a> {
    /// The gaps from a place on that can be told from the place itself; all others are kept already.
    fn visit(&mut self, place: &Place) -> Vec<Pair<'a>> {
        let shortest = place.symbols().len();
        if shortest > self.longest {
            return Vec::new();
        }
        if self.space.uniform(place) {
            let pieces = self.space.pieces(place, self.caller).into_iter();
            let seen: Vec<Piece<'a>> = pieces.filter_map(|piece| self.seen(place, piece)).collect();
            return differing(&decided_all(shortest), &seen, shortest);
        }
        let mut further = Further::new();
        let digits = place.symbols_after().filter(u8::is_ascii_digit);
        for symbol in digits {
            let pairs = self.visit(&self.space.advance(place, symbol));
            further.push((symbol, pairs));
        }
        let mut here = self.here(place);
        let mut told = risen(&mut here, &mut further, shortest);
        told.extend(here);
        for (symbol, pairs) in further.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
            self.keep(&self.space.advance(place, symbol), pairs);
        }
        told
    }

    /// Whether the number that ends here is a gap.
    fn here(&self, place: &Place) -> Option<Pair<'a>> {
        let length = place.symbols().len();
        if place.symbols() == b"+" || length == 0 {
            return None;
        }
        let cause = cause(&self.space.exact(place, self.caller))?;
        Some(Pair {
            least: length,
            most: length,
            rest: Rest::Any,
            old: decided().into(),
            new: refused(cause).into(),
        })
    }

    /// The numbers of digits of a piece, as far as they are asked for.
    fn seen(&self, place: &Place, piece: Piece<'a>) -> Option<Piece<'a>> {
        // `+` alone is no number of digits.
        let least = piece.least.max(1 + usize::from(place.symbols() == b"+"));
        let most = piece.most.min(self.longest);
        (piece.rest != Rest::Mixed && least <= most).then(|| Piece {
            least,
            most,
            rest: Rest::Digits,
            decided: cause(&piece.decided).map_or_else(decided, refused),
        })
    }

    fn keep(&mut self, place: &Place, pairs: Vec<Pair<'a>>) {
        let symbols = place.text();
        for pair in pairs {
            let Outcome::Refuse(Refusal(cause)) = pair.new.outcome else {
                continue;
            };
            let region = pair.region(&symbols);
            self.found.push(Gap { region, cause });
        }
    }
}

/// A plan that decides every number, from a place on.
fn decided_all<'a>(shortest: usize) -> [Piece<'a>; 1] {
    [Piece {
        least: shortest.max(1),
        most: MAX_SYMBOLS,
        rest: Rest::Any,
        decided: decided(),
    }]
}

/// What stands for everything that is no gap.
fn decided<'a>() -> Decided<'a> {
    Decided {
        outcome: Outcome::Station(""),
        level: None,
        row: 0,
    }
}

fn refused<'a>(cause: Cause) -> Decided<'a> {
    Decided {
        outcome: Outcome::Refuse(Refusal(cause)),
        ..decided()
    }
}
