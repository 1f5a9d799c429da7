//! Sets of dialled numbers as requirements name them: numbers, prefixes, and international numbers in every spelling.
//!
//! A set is about the number that decides: a dialled precedence in front of a number takes it out of no set.

use std::ops::RangeInclusive;

use routing_table::{MAX_SYMBOLS, Numbering};

/// A set of dialled numbers: those of its groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetOfNumbers {
    /// What belongs to it.
    pub groups: Vec<Group>,
}

/// Numbers of a set: those of its parts without those of another set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What belongs to it.
    pub parts: Vec<Part>,
    /// What does not, although it would.
    pub except: SetOfNumbers,
}

/// One part of a set: numbers that begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What they begin with.
    begins: String,
    /// What they do not begin with: another spelling, which only looks like this one.
    but_not: Option<String>,
    /// How many symbols they have.
    symbols: RangeInclusive<usize>,
    /// Whether they are digits only, behind a `+`.
    digits: bool,
}

/// Lengths as one bit for each number of symbols, from 0 to 64.
pub(super) type Lengths = u128;

/// Which numbers that begin so belong to a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Membership {
    /// None.
    Outside,
    /// Further symbols decide.
    Open,
    /// Those of these lengths.
    Settled {
        /// Lengths of the numbers whose further symbols are digits.
        digits: Lengths,
        /// Lengths of those with another symbol among the further ones.
        mixed: Lengths,
    },
}

impl SetOfNumbers {
    /// Every number.
    pub fn everything() -> Self {
        Group::of(vec![Part::prefix("", 1..=MAX_SYMBOLS, false)]).into()
    }

    /// Whether the set holds a number; what follows a dialled precedence is asked about, not the whole.
    pub fn holds(&self, number: &[u8]) -> bool {
        let in_group =
            |group: &Group| group.parts.iter().any(|part| part.holds(number)) && !group.except.holds(number);
        self.groups.iter().any(in_group)
    }

    /// Which numbers that begin so belong to the set.
    pub(super) fn membership(&self, beginning: &[u8]) -> Membership {
        match self.lengths(beginning) {
            None => Membership::Open,
            Some((0, 0)) => Membership::Outside,
            Some((digits, mixed)) => Membership::Settled { digits, mixed },
        }
    }

    /// Lengths of the members that begin so, by the kind of the further symbols; `None` while symbols decide.
    fn lengths(&self, beginning: &[u8]) -> Option<(Lengths, Lengths)> {
        self.groups.iter().try_fold((0, 0), |(digits, mixed), group| {
            let (more_digits, more_mixed) = group.lengths(beginning)?;
            Some((digits | more_digits, mixed | more_mixed))
        })
    }
}

impl Group {
    /// Parts without an exception.
    pub fn of(parts: Vec<Part>) -> Self {
        Group {
            parts,
            except: SetOfNumbers::default(),
        }
    }

    fn lengths(&self, beginning: &[u8]) -> Option<(Lengths, Lengths)> {
        let mut held = (0, 0);
        for part in &self.parts {
            let (digits, mixed) = part.lengths(beginning)?;
            held = (held.0 | digits, held.1 | mixed);
        }
        if held == (0, 0) {
            return Some(held);
        }
        let except = self.except.lengths(beginning)?;
        Some((held.0 & !except.0, held.1 & !except.1))
    }
}

impl From<Group> for SetOfNumbers {
    fn from(group: Group) -> Self {
        SetOfNumbers { groups: vec![group] }
    }
}

impl Part {
    /// One number.
    pub fn exact(number: &str) -> Self {
        Part::prefix(number, number.len()..=number.len(), false)
    }

    /// The numbers that begin so and have so many symbols; with `digits`, those of digits only, a leading `+` apart.
    pub fn prefix(begins: &str, symbols: RangeInclusive<usize>, digits: bool) -> Self {
        Part {
            begins: begins.to_owned(),
            but_not: None,
            symbols,
            digits,
        }
    }

    /// The international numbers of so many digits that begin with `digits`, in every spelling that the plan declares:
    /// behind `+`, behind the international prefix, and behind the national one for those of the own country.
    pub fn international(
        digits: &str,
        count: &RangeInclusive<usize>,
        numbering: &Numbering<'_>,
    ) -> Vec<Self> {
        let spelled = |start: &str, behind: &str, unwritten: usize| {
            let shift = |count: usize| (count + start.len()).saturating_sub(unwritten);
            let symbols = shift(*count.start())..=shift(*count.end()).min(MAX_SYMBOLS);
            Part::prefix(&format!("{start}{behind}"), symbols, true)
        };
        let mut parts = vec![spelled("+", digits, 0)];
        let international = numbering.international_prefix();
        parts.extend(international.map(|prefix| spelled(prefix, digits, 0)));
        if let (Some(code), Some(prefix)) = (numbering.country_code(), numbering.national_prefix()) {
            let behind = match digits.strip_prefix(code) {
                Some(rest) => Some(rest),
                None => code.starts_with(digits).then_some(""),
            };
            let national = behind.map(|behind| Part {
                // The international prefix is looked for first.
                but_not: international.map(str::to_owned),
                ..spelled(prefix, behind, code.len())
            });
            parts.extend(national);
        }
        parts
    }

    fn holds(&self, number: &[u8]) -> bool {
        number.starts_with(self.begins.as_bytes())
            && self.symbols.contains(&number.len())
            && !self.looks_otherwise(number)
            && !(self.digits && has_other_symbol(number))
    }

    fn looks_otherwise(&self, number: &[u8]) -> bool {
        let but_not = self.but_not.as_ref();
        but_not.is_some_and(|prefix| number.starts_with(prefix.as_bytes()))
    }

    /// Whether a number that begins so may belong to the part.
    fn possible(&self, beginning: &[u8]) -> bool {
        let text = self.begins.as_bytes();
        (beginning.starts_with(text) || text.starts_with(beginning))
            && !self.looks_otherwise(beginning)
            && !(self.digits && has_other_symbol(beginning))
            && *self.symbols.end() >= beginning.len()
    }

    /// Lengths of the members that begin so, by the kind of the further symbols; `None` while symbols decide.
    fn lengths(&self, beginning: &[u8]) -> Option<(Lengths, Lengths)> {
        if !self.possible(beginning) {
            return Some((0, 0));
        }
        let open = |prefix: &str| prefix.len() > beginning.len() && prefix.as_bytes().starts_with(beginning);
        if open(&self.begins) || self.but_not.as_deref().is_some_and(open) {
            return None;
        }
        let lengths = between(&self.symbols);
        Some((lengths, if self.digits { 0 } else { lengths }))
    }
}

fn between(symbols: &RangeInclusive<usize>) -> Lengths {
    let least = (*symbols.start()).min(MAX_SYMBOLS + 1);
    let behind = (*symbols.end()).min(MAX_SYMBOLS) + 1;
    let below = |length: usize| (1 << length) - 1;
    below(behind) & !below(least)
}

/// Whether there is a symbol other than a digit and a leading `+`.
fn has_other_symbol(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"+").unwrap_or(number);
    !digits.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_one_bit() {
        assert_eq!(between(&(2..=3)), 0b1100);
        assert_eq!(between(&(0..=0)), 1);
        assert_eq!(between(&(64..=99)), 1 << 64);
        assert_eq!(between(&(65..=99)), 0);
    }

    #[test]
    fn a_place_is_settled_once_no_symbol_changes_which_lengths_belong() {
        let eights = Group::of(vec![Part::prefix("008", 0..=MAX_SYMBOLS, true)]);
        let zeros = Group {
            parts: vec![Part::prefix("00", 5..=6, false)],
            except: eights.into(),
        };
        let set = SetOfNumbers {
            groups: vec![zeros, Group::of(vec![Part::exact("112")])],
        };
        for (beginning, membership) in [
            ("", Membership::Open),
            ("0", Membership::Open),
            ("00", Membership::Open),
            (
                "008",
                Membership::Settled {
                    digits: 0,
                    mixed: 0b110_0000,
                },
            ),
            (
                "009",
                Membership::Settled {
                    digits: 0b110_0000,
                    mixed: 0b110_0000,
                },
            ),
            ("11", Membership::Open),
            ("113", Membership::Outside),
            ("0091111", Membership::Outside),
        ] {
            assert_eq!(set.membership(beginning.as_bytes()), membership, "{beginning}");
        }
        assert!(set.holds(b"00912") && set.holds(b"112") && set.holds(b"008*1"));
        assert!(!set.holds(b"0091") && !set.holds(b"1123") && !set.holds(b"00812"));
    }
}
