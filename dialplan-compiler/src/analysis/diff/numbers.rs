//! The numbers on which two plans decide differently: both number spaces walked together.

use std::collections::BTreeMap;

use super::alike::Alike;
use super::pairs::{Further, Pair, Side, differing, risen};
use crate::analysis::space::{Place, Reach, Region, Rest, Space};
use crate::analysis::subject::{Caller, View};

/// Numbers on which two plans decide differently, all in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// The numbers.
    pub region: Region,
    /// For whom, as the plans name them.
    pub callers: Vec<String>,
    /// What became of them.
    pub old: Side<'a>,
    /// What becomes of them.
    pub new: Side<'a>,
}

/// The fewest disjoint prefixes and exact numbers on which the plans differ, in symbol order, for each of the callers.
pub fn changes<'a>(old: &Space<'a>, new: &Space<'a>, callers: &[(Caller, Caller)]) -> Vec<Change<'a>> {
    let mut all: BTreeMap<_, (Vec<String>, Side<'a>, Side<'a>)> = BTreeMap::new();
    for &callers in callers {
        let named = compared_as(old.view(), new.view(), callers);
        let mut walk = Walk {
            old,
            new,
            callers,
            alike: Alike::new(old, new, callers),
            found: Vec::new(),
        };
        let at_start = walk.visit(&old.start(), &new.start());
        walk.keep(&old.start(), at_start);
        for (region, pair) in walk.found {
            let key = (
                region,
                (pair.old.outcome.clone(), pair.old.level),
                (pair.new.outcome.clone(), pair.new.level),
            );
            let entry = all
                .entry(key)
                .or_insert_with(|| (Vec::new(), pair.old.clone(), pair.new.clone()));
            entry.0.push(named.clone());
            entry.1.rows.extend(&pair.old.rows);
            entry.2.rows.extend(&pair.new.rows);
        }
    }
    let changes = all.into_iter().map(|((region, ..), (callers, old, new))| Change {
        region,
        callers,
        old,
        new,
    });
    changes.collect()
}

/// What a pair of callers is called: with the profile, whichever plan has it.
pub fn compared_as(old: &View<'_>, new: &View<'_>, callers: (Caller, Caller)) -> String {
    match callers {
        (_, new_caller) if new_caller.profile.is_some() => new.caller_name(new_caller),
        (old_caller, _) => old.caller_name(old_caller),
    }
}

struct Walk<'s, 'a> {
    old: &'s Space<'a>,
    new: &'s Space<'a>,
    callers: (Caller, Caller),
    alike: Alike<'a>,
    found: Vec<(Region, Pair<'a>)>,
}

impl<'a> Walk<'_, 'a> {
    /// The differences from a place on that can be told from the place itself; all others are kept already.
    fn visit(&mut self, old: &Place, new: &Place) -> Vec<Pair<'a>> {
        let anew = self.old.precedence_may_follow(old) || self.new.precedence_may_follow(new);
        if !anew && old.base() == new.base() && self.alike.onwards(old.step(), new.step()) {
            return Vec::new();
        }
        let shortest = old.symbols().len();
        if self.old.uniform(old) && self.new.uniform(new) {
            let pieces = (
                self.old.pieces(old, self.callers.0),
                self.new.pieces(new, self.callers.1),
            );
            return differing(&pieces.0, &pieces.1, shortest);
        }
        let mut further = Further::new();
        for symbol in self.old.symbols_after(old) {
            let (old, new) = (self.old.advance(old, symbol), self.new.advance(new, symbol));
            let pairs = self.visit(&old, &new);
            further.push((symbol, pairs));
        }
        let mut here = self.here(old, new);
        // Before the first symbol nothing is told: only there may a `+` follow.
        let mut told = match shortest {
            0 => Vec::new(),
            _ => risen(&mut here, &mut further, shortest),
        };
        told.extend(here);
        for (symbol, pairs) in further.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
            let place = self.old.advance(old, symbol);
            self.keep(&place, pairs);
        }
        told
    }

    /// The difference on the number that ends here.
    fn here(&self, old: &Place, new: &Place) -> Option<Pair<'a>> {
        if old.symbols().is_empty() {
            return None;
        }
        let decided = (
            self.old.exact(old, self.callers.0),
            self.new.exact(new, self.callers.1),
        );
        (!decided.0.same_effect(&decided.1)).then(|| Pair {
            least: old.symbols().len(),
            most: old.symbols().len(),
            rest: Rest::Any,
            old: decided.0.into(),
            new: decided.1.into(),
        })
    }

    fn keep(&mut self, place: &Place, pairs: Vec<Pair<'a>>) {
        let symbols = place.text();
        for pair in pairs {
            let only_here = pair.most == symbols.len();
            let reach = if only_here {
                Reach::Exact
            } else {
                Reach::Prefix {
                    least: pair.least,
                    most: pair.most,
                    rest: pair.rest,
                }
            };
            let region = Region {
                symbols: symbols.clone(),
                reach,
            };
            self.found.push((region, pair));
        }
    }
}
