//! The international form of a number, and the ways in which gateways want it written.

use crate::NumberFormat;
use crate::number::{IllegalNumber, Number};

/// Most digits of an international number without `+` (ITU-T E.164 §6).
const E164_DIGITS: usize = 15;

/// How numbers are spelled on this vessel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering<'a> {
    pub(crate) country_code: Option<&'a str>,
    pub(crate) international_prefix: Option<&'a str>,
    pub(crate) national_prefix: Option<&'a str>,
}

impl<'a> Numbering<'a> {
    /// The vessel's own country code, digits only.
    pub fn country_code(&self) -> Option<&'a str> {
        self.country_code
    }

    /// What is dialled instead of `+`.
    pub fn international_prefix(&self) -> Option<&'a str> {
        self.international_prefix
    }

    /// What is dialled before a national number.
    pub fn national_prefix(&self) -> Option<&'a str> {
        self.national_prefix
    }

    /// The international form `+…` of a number, when it has one. The first that applies decides: a
    /// leading `+`, the international prefix, the national prefix with a country code; digits follow.
    pub fn international(&self, number: &Number) -> Option<Number> {
        let symbols = number.as_bytes();
        let (country, rest) = if let Some(rest) = symbols.strip_prefix(b"+") {
            ("", rest)
        } else if let Some(rest) = after(symbols, self.international_prefix) {
            ("", rest)
        } else {
            (self.country_code?, after(symbols, self.national_prefix)?)
        };
        let digits = rest.iter().all(u8::is_ascii_digit);
        digits.then(|| concatenate([b"+", country.as_bytes(), rest]).ok())?
    }

    /// How many digits `minDigits` and `maxDigits` count: those of the international form, else every
    /// dialled symbol.
    pub(crate) fn count_digits(&self, number: &Number) -> usize {
        let form = self.international(number);
        form.map_or(number.as_bytes().len(), |form| {
            form.as_bytes().len().saturating_sub(1)
        })
    }

    /// The number in a gateway's format, when it can be written so.
    pub(crate) fn write(&self, number: &Number, format: NumberFormat) -> Option<Number> {
        if format == NumberFormat::AsDialled {
            return Some(*number);
        }
        let form = self.international(number)?;
        let digits = form.as_bytes().strip_prefix(b"+")?;
        if !(1..=E164_DIGITS).contains(&digits.len()) {
            return None;
        }
        let home = after(digits, self.country_code);
        match (format, home) {
            (NumberFormat::PlusE164, _) => Some(form),
            (NumberFormat::BareE164, _) => concatenate([digits]).ok(),
            (NumberFormat::National, Some([])) => None,
            (NumberFormat::National, Some(rest)) => {
                concatenate([self.national_prefix?.as_bytes(), rest]).ok()
            }
            _ => concatenate([b"00", digits]).ok(),
        }
    }
}

fn after<'s>(symbols: &'s [u8], prefix: Option<&str>) -> Option<&'s [u8]> {
    symbols.strip_prefix(prefix?.as_bytes())
}

fn concatenate<const N: usize>(parts: [&[u8]; N]) -> Result<Number, IllegalNumber> {
    let mut number = Number::EMPTY;
    parts.into_iter().try_for_each(|part| number.extend(part))?;
    number.nonempty()
}
