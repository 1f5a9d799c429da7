//! Sets of dialled numbers: one number, or the numbers of some lengths that begin alike.

use std::fmt;

use routing_table::MAX_SYMBOLS;
use routing_table::layout::automaton::SYMBOLS;

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

    /// How many numbers of `length` symbols the region holds; `None` beyond what 128 bits count.
    pub fn count(&self, length: usize) -> Option<u128> {
        match self.reach {
            Reach::Exact => Some(u128::from(length == self.symbols.len())),
            Reach::Prefix { least, most, rest } => {
                if !(least..=most).contains(&length) {
                    return Some(0);
                }
                let open = u32::try_from(length.checked_sub(self.symbols.len())?).ok()?;
                let behind = SYMBOLS.len() as u128 - 1;
                let first_too = self.symbols.is_empty() && open > 0;
                let any = || {
                    let any = behind.checked_pow(open)?;
                    // `+` may come first.
                    let plus = if first_too {
                        behind.checked_pow(open - 1)?
                    } else {
                        0
                    };
                    any.checked_add(plus)
                };
                let digits = || 10_u128.checked_pow(open);
                match rest {
                    Rest::Any => any(),
                    Rest::Digits => digits(),
                    Rest::Mixed => any()?.checked_sub(digits()?),
                }
            }
        }
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
