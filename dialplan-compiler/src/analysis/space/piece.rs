//! Pieces of a uniform place: the lengths over which nothing changes, digits and other symbols apart.

use routing_table::{
    E164_DIGITS, GatewayIndex, Ingress, LONGEST_SENT, MAX_SYMBOLS, Number, ProfileIndex, Question,
};

use super::outcome::Outcome;
use super::place::{Place, Space};
use crate::analysis::subject::Caller;

/// What follows the beginning of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rest {
    /// Any symbols, or none.
    Any,
    /// Digits only, or nothing.
    Digits,
    /// At least one symbol that is no digit.
    Mixed,
}

impl Rest {
    /// Whether these symbols are such a rest.
    pub fn holds(self, symbols: &str) -> bool {
        match self {
            Rest::Any => true,
            Rest::Digits => symbols.bytes().all(|symbol| symbol.is_ascii_digit()),
            Rest::Mixed => !Rest::Digits.holds(symbols),
        }
    }
}

/// Numbers of a uniform place that are decided alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece<'a> {
    /// Least number of symbols, those of the place included.
    pub least: usize,
    /// Greatest number of symbols, at most 64.
    pub most: usize,
    /// What may follow the symbols of the place.
    pub rest: Rest,
    /// What becomes of them.
    pub decided: Decided<'a>,
}

/// What becomes of numbers, and by which row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decided<'a> {
    /// The decision.
    pub outcome: Outcome<'a>,
    /// The level of the call; `None` for refusals and in a plan without levels.
    pub level: Option<&'a str>,
    /// The row that decided.
    pub row: u32,
}

impl<'a> Decided<'a> {
    /// Whether callers notice no difference, whichever rows decide.
    pub fn same_effect(&self, other: &Decided<'_>) -> bool {
        self.outcome == other.outcome && self.level == other.level
    }
}

impl<'a> Space<'a> {
    /// What becomes of one number.
    pub fn decide(&self, number: &str, caller: Caller) -> Decided<'a> {
        self.ask(number.as_bytes(), 0, caller)
    }

    /// What becomes of the number that ends at `place`.
    pub fn exact(&self, place: &Place, caller: Caller) -> Decided<'a> {
        self.ask(place.symbols(), 0, caller)
    }

    /// What becomes of the number that ends at a uniform place and of every longer one: digits first, each in order of length;
    /// together they hold each number once.
    pub fn pieces(&self, place: &Place, caller: Caller) -> Vec<Piece<'a>> {
        let digits = self.run(place, Rest::Digits, caller);
        let mixed = self.run(place, Rest::Mixed, caller);
        merge(digits, mixed, place.symbols().len())
    }

    fn run(&self, place: &Place, rest: Rest, caller: Caller) -> Vec<Piece<'a>> {
        let first = place.symbols().len() + usize::from(rest == Rest::Mixed);
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let mut number = place.symbols().to_vec();
        for least in self
            .breaks(place, rest)
            .into_iter()
            .filter(|least| *least >= first)
        {
            number.truncate(place.symbols().len());
            number.resize(least, NEUTRAL);
            if rest == Rest::Mixed
                && let Some(last) = number.last_mut()
            {
                *last = b'*';
            }
            let decided = self.ask(&number, least - place.symbols().len(), caller);
            match pieces.last_mut() {
                Some(last) if last.decided == decided => {}
                Some(last) => {
                    last.most = least - 1;
                    pieces.push(Piece {
                        least,
                        most: MAX_SYMBOLS,
                        rest,
                        decided,
                    });
                }
                None => pieces.push(Piece {
                    least,
                    most: MAX_SYMBOLS,
                    rest,
                    decided,
                }),
            }
        }
        pieces
    }

    /// The lengths at which something may change for numbers that begin at `place`, ascending, the shortest included.
    fn breaks(&self, place: &Place, rest: Rest) -> Vec<usize> {
        let first = place.symbols().len().max(1) + usize::from(rest == Rest::Mixed);
        let sample = |symbols: &[u8]| Number::from_symbols(symbols).ok();
        let numbering = self.view.table.numbering();
        let mut breaks = vec![first];
        // Both are measured on the number itself when the rest is digits, on its symbols when it is not.
        let measure = |number: &[u8]| match rest {
            Rest::Mixed => Some(number.len()),
            Rest::Any | Rest::Digits => Some(numbering.count_digits(&sample(number)?)),
        };
        for choice in self.choices(place) {
            let decided = place.decided();
            let dialled = [decided, [NEUTRAL].as_slice()].concat();
            let Some(digits) = measure(&dialled) else { continue };
            // A number of `length` symbols has `length - base` symbols behind a dialled precedence.
            let length_at = |count: usize| (count + place.symbols().len() + 1).checked_sub(digits);
            let limits = [
                usize::from(choice.min_digits()),
                choice.max_digits().map_or(0, |most| usize::from(most) + 1),
            ];
            breaks.extend(limits.into_iter().filter_map(length_at));
            let rest_of_dialled = dialled.get(usize::from(choice.strip())..).unwrap_or_default();
            let sent = [choice.prepend().as_bytes(), rest_of_dialled].concat();
            let Some(digits) = measure(&sent) else { continue };
            let length_at = |count: usize| (count + place.symbols().len() + 1).checked_sub(digits);
            let home = numbering.country_code().map_or(0, str::len);
            breaks.extend(
                [1, E164_DIGITS + 1, home, home + 1]
                    .into_iter()
                    .filter_map(length_at),
            );
            let symbols = sent.len();
            breaks.extend((LONGEST_SENT + 1 + place.symbols().len() + 1).checked_sub(symbols));
        }
        breaks.retain(|least| (first..=MAX_SYMBOLS).contains(least));
        breaks.sort_unstable();
        breaks.dedup();
        breaks
    }

    /// What becomes of a call from the trunk of a gateway.
    pub fn decide_inbound(
        &self,
        trunk: GatewayIndex,
        number: &str,
        profile: Option<ProfileIndex>,
    ) -> Decided<'a> {
        let caller = Caller { class: None, profile };
        self.ask_from(Ingress::Gateway(trunk), number.as_bytes(), 0, caller)
    }

    fn ask(&self, number: &[u8], open: usize, caller: Caller) -> Decided<'a> {
        self.ask_from(Ingress::Crew, number, open, caller)
    }

    fn ask_from(&self, ingress: Ingress, number: &[u8], open: usize, caller: Caller) -> Decided<'a> {
        let question = Question {
            ingress,
            dialled: number,
            class: caller.class,
            precedence: None,
            profile: caller.profile,
            admits: &self.admits,
        };
        let decision = self.view.table.decide(&question);
        Decided {
            outcome: Outcome::of(&self.view, &decision, open),
            level: decision
                .precedence()
                .and_then(|level| self.view.table.level(level)),
            row: decision.decision().number(),
        }
    }
}

/// Digits and other symbols made one wherever they are decided alike.
fn merge<'a>(digits: Vec<Piece<'a>>, mixed: Vec<Piece<'a>>, shortest: usize) -> Vec<Piece<'a>> {
    let alike = digits.len() == mixed.len()
        && digits
            .iter()
            .zip(&mixed)
            .enumerate()
            .all(|(position, (digits, mixed))| {
                let first = position == 0 && digits.least <= shortest && mixed.least == digits.least + 1;
                digits.decided == mixed.decided
                    && digits.most == mixed.most
                    && (first || digits.least == mixed.least)
            });
    if alike {
        let any = |piece| Piece {
            rest: Rest::Any,
            ..piece
        };
        return digits.into_iter().map(any).collect();
    }
    digits.into_iter().chain(mixed).collect()
}

/// The digit that stands for the rest of a number.
const NEUTRAL: u8 = b'5';
