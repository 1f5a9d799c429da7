//! Numbers of a region told apart by whether they belong to a set: exact regions of each.

use super::cells::{begins_precedence, runs};
use super::set_of_numbers::{Lengths, Membership, SetOfNumbers};
use crate::analysis::space::{Place, Reach, Region, Rest, Space};

/// A region in two: disjoint regions that are together the whole.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// What belongs to the set.
    pub(super) inside: Vec<Region>,
    /// What does not.
    pub(super) outside: Vec<Region>,
}

/// Tells the numbers of `region` apart; what follows a dialled precedence decides whether a number belongs to the set.
pub(super) fn split(space: &Space<'_>, set: &SetOfNumbers, region: &Region) -> Split {
    let mut splitting = Splitting {
        space,
        set,
        split: Split::default(),
    };
    let symbols = region.symbols.bytes();
    let place = symbols.fold(space.start(), |place, symbol| space.advance(&place, symbol));
    match region.reach {
        Reach::Exact => splitting.exact(&place),
        Reach::Prefix { least, most, rest } => splitting.prefix(&place, (least, most), rest),
    }
    splitting.split
}

struct Splitting<'s, 'a> {
    space: &'s Space<'a>,
    set: &'s SetOfNumbers,
    split: Split,
}

impl Splitting<'_, '_> {
    /// The number that ends here.
    fn exact(&mut self, place: &Place) {
        let side = match self.set.holds(place.decided()) {
            true => &mut self.split.inside,
            false => &mut self.split.outside,
        };
        side.push(Region::exact(&place.text()));
    }

    /// The numbers of some lengths, their beginning included, that begin so.
    fn prefix(&mut self, place: &Place, lengths: (usize, usize), rest: Rest) {
        let length = place.symbols().len();
        if lengths.1 < length + usize::from(rest == Rest::Mixed) {
            return;
        }
        // A dialled precedence starts the number anew.
        let begun = place.base() == 0 && begins_precedence(self.space, place.symbols());
        match self.set.membership(place.decided()) {
            Membership::Outside if !begun => return self.settled(place, lengths, rest, (0, 0)),
            Membership::Settled { digits, mixed } if !begun => {
                return self.settled(place, lengths, rest, (digits, mixed));
            }
            _ => {}
        }
        if lengths.0 <= length && rest != Rest::Mixed && length > 0 {
            self.exact(place);
        }
        for symbol in place.symbols_after() {
            let rest = match (rest, symbol.is_ascii_digit()) {
                (Rest::Digits, false) => continue,
                (Rest::Mixed, false) => Rest::Any,
                (rest, _) => rest,
            };
            self.prefix(&self.space.advance(place, symbol), lengths, rest);
        }
    }

    /// Numbers of which only the length and the kind of the rest still matter.
    fn settled(&mut self, place: &Place, lengths: (usize, usize), rest: Rest, held: (Lengths, Lengths)) {
        let (digits, mixed) = held;
        let kinds = match rest {
            Rest::Any if digits == mixed => vec![(Rest::Any, digits)],
            Rest::Any => vec![(Rest::Digits, digits), (Rest::Mixed, mixed)],
            Rest::Digits => vec![(Rest::Digits, digits)],
            Rest::Mixed => vec![(Rest::Mixed, mixed)],
        };
        for (rest, held) in kinds {
            let shortest = place.symbols().len() + usize::from(rest == Rest::Mixed);
            let holds = |length: usize| {
                let decided = length.checked_sub(place.base());
                decided.is_some_and(|decided| held >> decided & 1 == 1)
            };
            let all = lengths.0.max(shortest)..=lengths.1;
            let region = |(least, most)| Region {
                symbols: place.text(),
                reach: Reach::Prefix { least, most, rest },
            };
            let inside = runs(all.clone(), holds);
            self.split.inside.extend(inside.into_iter().map(region));
            let outside = runs(all, |length| !holds(length));
            self.split.outside.extend(outside.into_iter().map(region));
        }
    }
}
