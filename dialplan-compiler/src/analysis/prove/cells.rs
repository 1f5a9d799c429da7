//! The cells of a question: every call that it is about, cut so that within a cell all numbers are decided alike.

use std::ops::RangeInclusive;

use routing_table::{Cause, MAX_SYMBOLS};

use super::set_of_numbers::{Lengths, Membership, SetOfNumbers};
use crate::analysis::space::{Decided, Outcome, Place, Reach, Refusal, Region, Rest, Space};
use crate::analysis::subject::Caller;

/// The calls that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What is dialled.
    pub numbers: SetOfNumbers,
    /// Who dials it.
    pub callers: Vec<Caller>,
}

/// Calls that are decided alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Who calls.
    pub caller: Caller,
    /// Every number of the cell.
    pub region: Region,
    /// What becomes of them.
    pub decided: Decided<'a>,
}

/// Visits every call of `scope` in exactly one cell.
///
/// A precedence above the caller's class is refused before the number is looked at: such calls are in no cell.
pub fn each_cell<'a>(space: &Space<'a>, scope: &Scope, visit: &mut impl FnMut(Cell<'a>)) {
    from(space, scope, &space.start(), visit);
}

fn from<'a>(space: &Space<'a>, scope: &Scope, place: &Place, visit: &mut impl FnMut(Cell<'a>)) {
    let membership = scope.numbers.membership(place.decided());
    // A dialled precedence starts the number anew.
    let begun = place.base() == 0 && begins_precedence(space, place.symbols());
    if membership == Membership::Outside && !begun {
        return;
    }
    if let Membership::Settled { digits, mixed } = membership
        && space.uniform(place)
    {
        return pieces(space, scope, place, (digits, mixed), visit);
    }
    if !place.decided().is_empty() && scope.numbers.holds(place.decided()) {
        for &caller in &scope.callers {
            let region = Region::exact(&place.text());
            show(caller, region, space.exact(place, caller), place, visit);
        }
    }
    for symbol in place.symbols_after() {
        from(space, scope, &space.advance(place, symbol), visit);
    }
}

fn pieces<'a>(
    space: &Space<'a>,
    scope: &Scope,
    place: &Place,
    (digits, mixed): (Lengths, Lengths),
    visit: &mut impl FnMut(Cell<'a>),
) {
    for &caller in &scope.callers {
        for piece in space.pieces(place, caller) {
            let kinds = match piece.rest {
                Rest::Any if digits == mixed => vec![(Rest::Any, digits)],
                Rest::Any => vec![(Rest::Digits, digits), (Rest::Mixed, mixed)],
                Rest::Digits => vec![(Rest::Digits, digits)],
                Rest::Mixed => vec![(Rest::Mixed, mixed)],
            };
            for (rest, lengths) in kinds {
                let shortest = match rest {
                    Rest::Mixed => piece.least.max(place.symbols().len() + 1),
                    Rest::Any | Rest::Digits => piece.least,
                };
                // What belongs to a set counts from behind a dialled precedence.
                let held = |length: usize| {
                    let decided = length.checked_sub(place.base());
                    decided.is_some_and(|decided| lengths >> decided & 1 == 1)
                };
                for (least, most) in runs(shortest..=piece.most.min(MAX_SYMBOLS), held) {
                    let region = Region {
                        symbols: place.text(),
                        reach: Reach::Prefix { least, most, rest },
                    };
                    show(caller, region, piece.decided.clone(), place, visit);
                }
            }
        }
    }
}

fn show<'a>(
    caller: Caller,
    region: Region,
    decided: Decided<'a>,
    place: &Place,
    visit: &mut impl FnMut(Cell<'a>),
) {
    let above_class = decided.outcome == Outcome::Refuse(Refusal(Cause::PrecedenceBarred));
    if !(above_class && place.base() > 0) {
        visit(Cell {
            caller,
            region,
            decided,
        });
    }
}

/// Those of some lengths that are held, as runs.
pub(super) fn runs(lengths: RangeInclusive<usize>, held: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for length in lengths {
        match runs.last_mut() {
            _ if !held(length) => {}
            Some((_, most)) if *most + 1 == length => *most = length,
            _ => runs.push((length, length)),
        }
    }
    runs
}

/// Whether a dialled precedence begins with these symbols.
pub(super) fn begins_precedence(space: &Space<'_>, symbols: &[u8]) -> bool {
    let mut prefixes = space.view().table.precedence_prefixes();
    prefixes.any(|(prefix, _)| prefix.as_bytes().starts_with(symbols))
}
