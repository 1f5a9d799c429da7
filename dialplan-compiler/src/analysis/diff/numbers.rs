//! The numbers on which two plans decide differently: both number spaces walked together.

use std::collections::BTreeMap;

use super::alike::Alike;
use super::pairs::Side;
use super::walk::{Two, walk};
use crate::analysis::space::{Decided, Piece, Place, Region, Space};
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
        let mut plans = Plans {
            old,
            new,
            callers,
            alike: Alike::new(old, new, callers),
        };
        for (region, pair) in walk(&mut plans) {
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

/// The decisions of two plans.
struct Plans<'s, 'a> {
    old: &'s Space<'a>,
    new: &'s Space<'a>,
    callers: (Caller, Caller),
    alike: Alike<'a>,
}

impl<'a> Two<'a> for Plans<'_, 'a> {
    type At = (Place, Place);

    fn start(&self) -> Self::At {
        (self.old.start(), self.new.start())
    }

    fn place<'p>(&self, (old, _): &'p Self::At) -> &'p Place {
        old
    }

    fn advance(&self, (old, new): &Self::At, symbol: u8) -> Self::At {
        (self.old.advance(old, symbol), self.new.advance(new, symbol))
    }

    fn alike_onwards(&mut self, (old, new): &Self::At) -> bool {
        let anew = self.old.precedence_may_follow(old) || self.new.precedence_may_follow(new);
        !anew && old.base() == new.base() && self.alike.onwards(old.step(), new.step())
    }

    fn pieces(&self, (old, new): &Self::At) -> Option<(Vec<Piece<'a>>, Vec<Piece<'a>>)> {
        (self.old.uniform(old) && self.new.uniform(new)).then(|| {
            (
                self.old.pieces(old, self.callers.0),
                self.new.pieces(new, self.callers.1),
            )
        })
    }

    fn exact(&self, (old, new): &Self::At) -> (Decided<'a>, Decided<'a>) {
        (
            self.old.exact(old, self.callers.0),
            self.new.exact(new, self.callers.1),
        )
    }
}
