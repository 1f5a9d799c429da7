//! Every piece of the number space against the decisions on the numbers in it.

use std::collections::BTreeSet;

use dialplan_compiler::analysis::space::{Piece, Place, Rest, Space};
use dialplan_compiler::analysis::subject::Subject;
use proptest::prelude::*;
use routing_table::MAX_SYMBOLS;

use crate::diff::whole;
use crate::plans::{small_plan, subject};
use crate::vessels::all;

/// Visits every place from `place` on until all are uniform.
fn walk(space: &Space<'_>, place: &Place, visit: &mut impl FnMut(&Place)) {
    if space.uniform(place) {
        return visit(place);
    }
    for symbol in place.symbols_after() {
        walk(space, &space.advance(place, symbol), visit);
    }
}

/// Rests of a length: several kinds of digits, and other symbols in several positions.
fn rests(open: usize) -> Vec<String> {
    let cycled = |digits: &str| digits.chars().cycle().take(open).collect::<String>();
    let mut rests: Vec<String> = ["0", "12", "9", "441"].map(cycled).into();
    for other in ["*", "#", "A"] {
        for at in [0, open / 2, open.saturating_sub(1)]
            .into_iter()
            .filter(|_| open > 0)
        {
            rests.push(format!("{}{other}{}", "1".repeat(at), "2".repeat(open - at - 1)));
        }
    }
    rests
}

/// The shortest lengths, the longest, and those at both ends of every piece.
fn lengths(pieces: &[Piece<'_>], shortest: usize) -> BTreeSet<usize> {
    let ends = pieces.iter().flat_map(|piece| {
        let ends = [piece.least, piece.most];
        ends.into_iter()
            .flat_map(|end| [end.saturating_sub(1), end, end + 1])
    });
    ends.chain(shortest..shortest + 20)
        .filter(|length| (shortest..=MAX_SYMBOLS).contains(length))
        .collect()
}

/// Compares the pieces of a uniform place with the decisions on numbers of every length.
fn pieces_hold(space: &Space<'_>, place: &Place) {
    for caller in space.view().callers() {
        let pieces = space.pieces(place, caller);
        for length in lengths(&pieces, place.symbols().len()) {
            for rest in rests(length - place.symbols().len()) {
                let number = format!("{}{rest}", place.text());
                let mut holding = pieces.iter().filter(|piece| {
                    (piece.least..=piece.most).contains(&length)
                        && (piece.rest == Rest::Any || piece.rest.holds(&rest))
                });
                let piece = holding
                    .next()
                    .unwrap_or_else(|| panic!("no piece holds {number}: {pieces:?}"));
                assert!(holding.next().is_none(), "two pieces hold {number}");
                let decided = space.decide(&number, caller);
                assert_eq!(whole(&piece.decided.outcome, &rest), decided.outcome, "{number}");
                assert_eq!(
                    (piece.decided.level, piece.decided.row),
                    (decided.level, decided.row),
                    "{number}"
                );
            }
        }
    }
}

fn check(subject: &Subject) {
    let space = Space::new(subject.view().expect("sections"));
    let mut places = 0;
    walk(&space, &space.start(), &mut |place| {
        places += 1;
        // A large plan has thousands of places alike.
        if places < 200 || places % 97 == 0 {
            pieces_hold(&space, place);
        }
    });
    assert!(places >= 17, "every first symbol is followed");
}

#[test]
fn the_pieces_of_every_vessel_hold() {
    for vessel in all() {
        check(&subject(&vessel));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn the_pieces_of_any_small_plan_hold(parts in small_plan()) {
        let Some(subject) = parts.subject() else {
            return Err(TestCaseError::reject("no plan"));
        };
        check(&subject);
    }
}
