//! Sets of dialled numbers: one number, or the numbers of some lengths that begin alike.

use std::fmt;

use routing_table::MAX_SYMBOLS;

use super::piece::Rest;

/// A set of dialled numbers, never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region {
    /// What every number of it begins with.
    pub symbols: String,
    /// Which numbers that begin so.
    pub reach: Reach,
}

/// Which of the numbers that begin alike belong to a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The number of exactly these symbols.
    Exact,
    /// Numbers of these lengths whose rest is of this kind.
    Prefix {
        /// Least number of symbols in all, at least those of the beginning.
        least: usize,
        /// Greatest number of symbols in all, at most 64.
        most: usize,
        /// What may follow.
        rest: Rest,
    },
}

impl Region {
    /// One number.
    pub fn exact(symbols: &str) -> Self {
        Region {
            symbols: symbols.to_owned(),
            reach: Reach::Exact,
        }
    }

    /// Every number that begins so, of any length.
    pub fn prefix(symbols: &str) -> Self {
        Region {
            symbols: symbols.to_owned(),
            reach: Reach::Prefix {
                least: symbols.len().max(1),
                most: MAX_SYMBOLS,
                rest: Rest::Any,
            },
        }
    }

    /// The shortest number of the region, the first of its length in symbol order.
    pub fn witness(&self) -> String {
        let Reach::Prefix { least, rest, .. } = self.reach else {
            return self.symbols.clone();
        };
        let mut number = self.symbols.clone();
        match rest {
            Rest::Any | Rest::Digits => {
                while number.len() < least {
                    number.push('0');
                }
            }
            Rest::Mixed => {
                while number.len() + 1 < least {
                    number.push('0');
                }
                number.push('*');
            }
        }
        number
    }

    /// Whether the region holds a number.
    pub fn contains(&self, number: &str) -> bool {
        let Some(rest) = number.strip_prefix(&self.symbols) else {
            return false;
        };
        match self.reach {
            Reach::Exact => rest.is_empty(),
            Reach::Prefix {
                least,
                most,
                rest: kind,
            } => (least..=most).contains(&number.len()) && kind.holds(rest),
        }
    }

    /// The numbers that belong to both regions; `None` when there are none.
    pub fn overlap(&self, other: &Region) -> Option<Region> {
        let (outer, inner) = match self.symbols.len() <= other.symbols.len() {
            true => (self, other),
            false => (other, self),
        };
        let between = inner.symbols.strip_prefix(&outer.symbols)?;
        let (inner_lengths, inner_rest) = match inner.reach {
            Reach::Exact => return outer.contains(&inner.symbols).then(|| inner.clone()),
            Reach::Prefix { least, most, rest } => ((least, most), rest),
        };
        let (lengths, rest) = match outer.reach {
            Reach::Exact => return inner.contains(&outer.symbols).then(|| outer.clone()),
            Reach::Prefix { least, most, rest } => ((least, most), rest),
        };
        let digits_between = Rest::Digits.holds(between);
        let rest = match (rest, inner_rest) {
            (Rest::Any, rest) => rest,
            (Rest::Mixed, rest) if !digits_between => rest,
            (Rest::Digits, Rest::Any | Rest::Digits) if digits_between => Rest::Digits,
            (Rest::Mixed, Rest::Any | Rest::Mixed) => Rest::Mixed,
            (Rest::Digits | Rest::Mixed, _) => return None,
        };
        let shortest = inner.symbols.len() + usize::from(rest == Rest::Mixed);
        let least = lengths.0.max(inner_lengths.0).max(shortest);
        let most = lengths.1.min(inner_lengths.1);
        (least <= most).then(|| Region {
            symbols: inner.symbols.clone(),
            reach: Reach::Prefix { least, most, rest },
        })
    }

    /// How many numbers of at most `longest` symbols the region holds whose rest is digits, counted up to the largest 128-bit number.
    pub fn count_digits(&self, longest: usize) -> u128 {
        let (least, most) = match self.reach {
            Reach::Exact => return u128::from(self.symbols.len() <= longest),
            Reach::Prefix {
                rest: Rest::Mixed, ..
            } => return 0,
            Reach::Prefix { least, most, .. } => (least, most.min(longest)),
        };
        let of_length = |length: usize| {
            let open = length.saturating_sub(self.symbols.len());
            10_u128.saturating_pow(u32::try_from(open).unwrap_or(u32::MAX))
        };
        (least..=most).map(of_length).fold(0, u128::saturating_add)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols = &self.symbols;
        let Reach::Prefix { least, most, rest } = self.reach else {
            return f.write_str(symbols);
        };
        write!(f, "{symbols}…")?;
        let shortest = symbols.len().max(1) + usize::from(rest == Rest::Mixed);
        let plural = |count: usize| if count == 1 { "symbol" } else { "symbols" };
        match (least > shortest, most < MAX_SYMBOLS) {
            (false, false) => {}
            (true, false) => write!(f, " of {least} {} or more", plural(least))?,
            (false, true) => write!(f, " of at most {most} {}", plural(most))?,
            (true, true) if least == most => write!(f, " of {least} {}", plural(least))?,
            (true, true) => write!(f, " of {least} to {most} symbols")?,
        }
        match rest {
            Rest::Any => Ok(()),
            Rest::Digits => f.write_str(", digits only"),
            Rest::Mixed => f.write_str(", with * # or a letter"),
        }
    }
}
