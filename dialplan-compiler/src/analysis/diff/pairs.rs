//! Two plans over the same numbers of one place: where their decisions differ, and how that looks one symbol earlier.

use std::collections::BTreeSet;
use std::fmt;

use crate::analysis::space::{Decided, Outcome, Piece, Reach, Region, Rest, Sent};

/// Numbers that begin alike and on which two plans decide differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Pair<'a> {
    /// Least number of symbols.
    pub(in crate::analysis) least: usize,
    /// Greatest number of symbols.
    pub(in crate::analysis) most: usize,
    /// What may follow the symbols of the place.
    pub(in crate::analysis) rest: Rest,
    /// What becomes of them in the old plan.
    pub(in crate::analysis) old: Side<'a>,
    /// What becomes of them in the new plan.
    pub(in crate::analysis) new: Side<'a>,
}

impl Pair<'_> {
    /// The numbers, which begin with these symbols.
    pub(in crate::analysis) fn region(&self, symbols: &str) -> Region {
        let reach = match self.most == symbols.len() {
            true => Reach::Exact,
            false => Reach::Prefix {
                least: self.least,
                most: self.most,
                rest: self.rest,
            },
        };
        Region {
            symbols: symbols.to_owned(),
            reach,
        }
    }
}

/// What one plan does with them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side<'a> {
    /// The decision.
    pub outcome: Outcome<'a>,
    /// The level of the call; `None` for refusals and in a plan without levels.
    pub level: Option<&'a str>,
    /// The rows that decide, by decision number.
    pub rows: BTreeSet<u32>,
}

impl<'a> From<Decided<'a>> for Side<'a> {
    fn from(decided: Decided<'a>) -> Self {
        Side {
            outcome: decided.outcome,
            level: decided.level,
            rows: [decided.row].into(),
        }
    }
}

impl fmt::Display for Side<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "{} at {level}", self.outcome),
            None => write!(f, "{}", self.outcome),
        }
    }
}

impl Side<'_> {
    fn same_effect(&self, other: &Self) -> bool {
        self.outcome == other.outcome && self.level == other.level
    }

    fn absorb(&mut self, other: &Self) {
        self.rows.extend(&other.rows);
    }
}

impl Pair<'_> {
    fn same_effect(&self, other: &Self) -> bool {
        self.old.same_effect(&other.old) && self.new.same_effect(&other.new)
    }

    fn absorb(&mut self, other: &Self) {
        self.old.absorb(&other.old);
        self.new.absorb(&other.new);
    }
}

/// Where the pieces of two plans differ; `shortest` is the number of symbols of the place.
pub(in crate::analysis) fn differing<'a>(
    old: &[Piece<'a>],
    new: &[Piece<'a>],
    shortest: usize,
) -> Vec<Pair<'a>> {
    let digits = of_kind(old, new, Rest::Digits, shortest);
    let mixed = of_kind(old, new, Rest::Mixed, shortest + 1);
    merged(digits, mixed, shortest)
}

fn of_kind<'a>(old: &[Piece<'a>], new: &[Piece<'a>], kind: Rest, shortest: usize) -> Vec<Pair<'a>> {
    let holds = |piece: &&Piece<'a>| piece.rest == Rest::Any || piece.rest == kind;
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    for old in old.iter().filter(holds) {
        for new in new.iter().filter(holds) {
            let (least, most) = (old.least.max(new.least).max(shortest), old.most.min(new.most));
            if least > most || old.decided.same_effect(&new.decided) {
                continue;
            }
            let pair = Pair {
                least,
                most,
                rest: kind,
                old: old.decided.clone().into(),
                new: new.decided.clone().into(),
            };
            match pairs.last_mut() {
                Some(last) if last.most + 1 == least && last.same_effect(&pair) => {
                    last.most = most;
                    last.absorb(&pair);
                }
                _ => pairs.push(pair),
            }
        }
    }
    pairs
}

/// Digits and other symbols made one where they differ alike. A rest with another symbol is one symbol longer at least.
fn merged<'a>(digits: Vec<Pair<'a>>, mixed: Vec<Pair<'a>>, shortest: usize) -> Vec<Pair<'a>> {
    let alike = |digits: &Pair<'a>, mixed: &Pair<'a>| {
        let same_start =
            mixed.least == digits.least || (digits.least == shortest && mixed.least == shortest + 1);
        same_start && mixed.most == digits.most && digits.same_effect(mixed)
    };
    let mut mixed: Vec<Option<Pair<'a>>> = mixed.into_iter().map(Some).collect();
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    for mut pair in digits {
        let twin = mixed
            .iter_mut()
            .find(|other| other.as_ref().is_some_and(|other| alike(&pair, other)));
        if let Some(twin) = twin.and_then(Option::take) {
            pair.absorb(&twin);
            pair.rest = Rest::Any;
        }
        pairs.push(pair);
    }
    pairs.extend(mixed.into_iter().flatten());
    pairs
}

/// What is known one symbol further: the pairs of each place that follows, by its symbol.
pub(in crate::analysis) type Further<'a> = Vec<(u8, Vec<Pair<'a>>)>;

/// The pairs that can be told from a place, taken out of those of the places one symbol further and of the number that ends here:
/// whatever all of them agree on.
pub(in crate::analysis) fn risen<'a>(
    here: &mut Option<Pair<'a>>,
    further: &mut Further<'a>,
    shortest: usize,
) -> Vec<Pair<'a>> {
    let mut places: Vec<Apart<'a>> = further
        .drain(..)
        .map(|(symbol, pairs)| Apart::new(symbol, pairs, shortest + 1))
        .collect();
    let mixed = risen_mixed(&mut places, shortest);
    let mut digits = risen_digits(&mut places);
    for pair in &mut digits {
        if pair.least == shortest + 1
            && let Some(same) = here.take_if(|here| here.same_effect(pair))
        {
            pair.least = shortest;
            pair.absorb(&same);
        }
    }
    further.extend(places.into_iter().map(|place| place.together(shortest + 1)));
    merged(digits, mixed, shortest)
}

/// The pairs of one place, digits and other symbols apart; behind a symbol that is no digit the rest does not matter.
struct Apart<'a> {
    symbol: u8,
    digits: Vec<Pair<'a>>,
    mixed: Vec<Pair<'a>>,
    any: Vec<Pair<'a>>,
}

impl<'a> Apart<'a> {
    fn new(symbol: u8, pairs: Vec<Pair<'a>>, shortest: usize) -> Self {
        let mut apart = Apart {
            symbol,
            digits: Vec::new(),
            mixed: Vec::new(),
            any: Vec::new(),
        };
        for pair in pairs {
            match pair.rest {
                Rest::Any if !symbol.is_ascii_digit() => apart.any.push(pair),
                Rest::Any => {
                    if let Some(mixed) = behind(&pair, shortest) {
                        apart.mixed.push(mixed);
                    }
                    apart.digits.push(Pair {
                        rest: Rest::Digits,
                        ..pair
                    });
                }
                Rest::Digits => apart.digits.push(pair),
                Rest::Mixed => apart.mixed.push(pair),
            }
        }
        apart
    }

    fn together(mut self, shortest: usize) -> (u8, Vec<Pair<'a>>) {
        let mut pairs = merged(self.digits, self.mixed, shortest);
        pairs.append(&mut self.any);
        (self.symbol, pairs)
    }
}

/// The numbers of a pair whose rest holds another symbol behind the first `shortest`: they are one symbol longer at least.
fn behind<'a>(pair: &Pair<'a>, shortest: usize) -> Option<Pair<'a>> {
    (pair.most > shortest).then(|| Pair {
        least: pair.least.max(shortest + 1),
        rest: Rest::Mixed,
        ..pair.clone()
    })
}

/// What holds for every rest with another symbol, whether that comes at once or behind a digit.
fn risen_mixed<'a>(places: &mut [Apart<'a>], shortest: usize) -> Vec<Pair<'a>> {
    let Some(first) = places.iter().find(|place| !place.symbol.is_ascii_digit()) else {
        return Vec::new();
    };
    let candidates = seen_from_before(&first.any, first.symbol);
    let mut risen = Vec::new();
    for mut pair in candidates {
        let later = behind(&pair, shortest + 1);
        let all = places
            .iter()
            .all(|place| match (&later, place.symbol.is_ascii_digit()) {
                (_, false) => position(&place.any, place.symbol, &pair).is_some(),
                (Some(later), true) => position(&place.mixed, place.symbol, later).is_some(),
                (None, true) => true,
            });
        if !all {
            continue;
        }
        for place in places.iter_mut() {
            let (list, wanted) = match (&later, place.symbol.is_ascii_digit()) {
                (_, false) => (&mut place.any, &pair),
                (Some(later), true) => (&mut place.mixed, later),
                (None, true) => continue,
            };
            if let Some(at) = position(list, place.symbol, wanted) {
                let taken = list.remove(at);
                pair.old.rows.extend(taken.old.rows);
                pair.new.rows.extend(taken.new.rows);
            }
        }
        pair.rest = Rest::Mixed;
        risen.push(pair);
    }
    risen.sort_by_key(|pair| pair.least);
    risen
}

/// What holds for every rest of digits. Nothing is won where most places would keep the same with other symbols.
fn risen_digits<'a>(places: &mut [Apart<'a>]) -> Vec<Pair<'a>> {
    let mut digits: Vec<&mut Apart<'a>> = places
        .iter_mut()
        .filter(|place| place.symbol.is_ascii_digit())
        .collect();
    let Some(first) = digits.first() else {
        return Vec::new();
    };
    let candidates = seen_from_before(&first.digits, first.symbol);
    let mut risen = Vec::new();
    for mut pair in candidates {
        if !digits
            .iter()
            .all(|place| position(&place.digits, place.symbol, &pair).is_some())
        {
            continue;
        }
        let twin = |place: &&&mut Apart<'a>| {
            let mut mixed = seen_from_before(&place.mixed, place.symbol).into_iter();
            mixed.any(|mixed| mixed.most == pair.most && mixed.same_effect(&pair))
        };
        if digits.iter().filter(twin).count() + 1 >= digits.len() {
            continue;
        }
        for place in &mut digits {
            if let Some(at) = position(&place.digits, place.symbol, &pair) {
                let taken = place.digits.remove(at);
                pair.old.rows.extend(taken.old.rows);
                pair.new.rows.extend(taken.new.rows);
            }
        }
        risen.push(pair);
    }
    risen
}

/// Those of the pairs that can be told one symbol earlier.
fn seen_from_before<'a>(pairs: &[Pair<'a>], symbol: u8) -> Vec<Pair<'a>> {
    pairs.iter().filter_map(|pair| shortened(pair, symbol)).collect()
}

/// Where the list has a pair of the same lengths that looks like `wanted` one symbol earlier.
fn position<'a>(list: &[Pair<'a>], symbol: u8, wanted: &Pair<'a>) -> Option<usize> {
    list.iter().position(|pair| {
        (pair.least, pair.most) == (wanted.least, wanted.most)
            && shortened(pair, symbol).is_some_and(|pair| pair.same_effect(wanted))
    })
}

/// The same pair seen from one symbol less.
fn shortened<'a>(pair: &Pair<'a>, symbol: u8) -> Option<Pair<'a>> {
    let side = |side: &Side<'a>| {
        Some(Side {
            outcome: without_last(&side.outcome, symbol)?,
            ..side.clone()
        })
    };
    Some(Pair {
        old: side(&pair.old)?,
        new: side(&pair.new)?,
        ..pair.clone()
    })
}

/// What is sent ends with `symbol`, which belongs to the rest now; `None` when a number sent does not end so.
fn without_last<'a>(outcome: &Outcome<'a>, symbol: u8) -> Option<Outcome<'a>> {
    let Outcome::Attempts(attempts) = outcome else {
        return Some(outcome.clone());
    };
    let shorter = |sent: &Sent<'a>| {
        let text = sent.text.strip_suffix(char::from(symbol))?;
        Some(Sent {
            gateway: sent.gateway,
            text: text.to_owned(),
        })
    };
    let shorter: Option<Vec<_>> = attempts.iter().map(shorter).collect();
    Some(Outcome::Attempts(shorter?))
}
