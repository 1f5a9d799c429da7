//! Two ways to decide every number, walked together: the fewest disjoint sets of numbers on which they differ.

use super::pairs::{Further, Pair, differing, risen};
use crate::analysis::space::{Decided, Piece, Place, Region, Rest};

/// Two ways to decide numbers.
pub(in crate::analysis) trait Two<'a> {
    /// Where both stand after some symbols.
    type At;

    /// Where both stand before the first symbol.
    fn start(&self) -> Self::At;

    /// What has been dialled so far.
    fn place<'p>(&self, at: &'p Self::At) -> &'p Place;

    /// Where both stand one symbol further.
    fn advance(&self, at: &Self::At, symbol: u8) -> Self::At;

    /// Whether no number from here on is decided differently; `false` may also mean that this does not tell.
    fn alike_onwards(&mut self, at: &Self::At) -> bool;

    /// The decisions from here on, if no further symbol matters to either.
    fn pieces(&self, at: &Self::At) -> Option<(Vec<Piece<'a>>, Vec<Piece<'a>>)>;

    /// The decisions on the number that ends here.
    fn exact(&self, at: &Self::At) -> (Decided<'a>, Decided<'a>);
}

/// Every set of numbers that is decided differently.
pub(in crate::analysis) fn walk<'a, T: Two<'a>>(two: &mut T) -> Vec<(Region, Pair<'a>)> {
    let mut walk = Walk {
        two,
        found: Vec::new(),
    };
    let start = walk.two.start();
    let at_start = walk.visit(&start);
    walk.keep(&start, at_start);
    walk.found
}

struct Walk<'w, 'a, T> {
    two: &'w mut T,
    found: Vec<(Region, Pair<'a>)>,
}

impl<'a, T: Two<'a>> Walk<'_, 'a, T> {
    /// The differences from a place on that can be told from the place itself; all others are kept already.
    fn visit(&mut self, at: &T::At) -> Vec<Pair<'a>> {
        if self.two.alike_onwards(at) {
            return Vec::new();
        }
        let shortest = self.two.place(at).symbols().len();
        if let Some((old, new)) = self.two.pieces(at) {
            return differing(&old, &new, shortest);
        }
        let mut further = Further::new();
        for symbol in self.two.place(at).symbols_after() {
            let next = self.two.advance(at, symbol);
            further.push((symbol, self.visit(&next)));
        }
        let mut here = self.here(at);
        // Before the first symbol nothing is told: only there may a `+` follow.
        let mut told = match shortest {
            0 => Vec::new(),
            _ => risen(&mut here, &mut further, shortest),
        };
        told.extend(here);
        for (symbol, pairs) in further.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
            let next = self.two.advance(at, symbol);
            self.keep(&next, pairs);
        }
        told
    }

    /// The difference on the number that ends here.
    fn here(&self, at: &T::At) -> Option<Pair<'a>> {
        let length = self.two.place(at).symbols().len();
        let (old, new) = (length > 0).then(|| self.two.exact(at))?;
        (!old.same_effect(&new)).then(|| Pair {
            least: length,
            most: length,
            rest: Rest::Any,
            old: old.into(),
            new: new.into(),
        })
    }

    fn keep(&mut self, at: &T::At, pairs: Vec<Pair<'a>>) {
        let symbols = self.two.place(at).text();
        let placed = pairs.into_iter().map(|pair| (pair.region(&symbols), pair));
        self.found.extend(placed);
    }
}
