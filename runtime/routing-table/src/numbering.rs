//! The international form of a number, and the ways in which gateways want it written.

use crate::NumberFormat;
use crate::number::{IllegalNumber, Number};

/// Most digits of an international number without `+` (ITU-T E.164 §6).
pub const E164_DIGITS: usize = 15;

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
    pub fn count_digits(&self, number: &Number) -> usize {
        let form = self.international(number);
        form.map_or(number.as_bytes().len(), |form| {
            form.as_bytes().len().saturating_sub(1)
        })
    }

    /// The number in a gateway's format, when it can be written so.
    pub fn write(&self, number: &Number, format: NumberFormat) -> Option<Number> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const BRITISH: Numbering<'_> = Numbering {
        country_code: Some("44"),
        international_prefix: Some("00"),
        national_prefix: Some("0"),
    };

    fn number(symbols: &str) -> Number {
        Number::from_symbols(symbols.as_bytes()).expect("a number")
    }

    #[test]
    fn three_spellings_have_one_international_form() {
        for spelling in ["+441632960000", "00441632960000", "01632960000"] {
            assert_eq!(
                BRITISH.international(&number(spelling)),
                Some(number("+441632960000"))
            );
        }
        for other in ["112", "00*21", "+44*", "*0"] {
            assert_eq!(BRITISH.international(&number(other)), None, "{other}");
        }
    }

    #[test]
    fn digits_are_those_of_the_international_form_if_there_is_one() {
        for (dialled, digits) in [
            ("01632", 6),
            ("001632", 4),
            ("+1632", 4),
            ("1632", 4),
            ("*16", 3),
            ("+", 0),
        ] {
            assert_eq!(BRITISH.count_digits(&number(dialled)), digits, "{dialled}");
        }
    }

    #[test]
    fn each_format_writes_the_international_form_its_own_way() {
        let cases = [
            (NumberFormat::PlusE164, "+441632", "+33145"),
            (NumberFormat::BareE164, "441632", "33145"),
            (NumberFormat::DoubleZero, "00441632", "0033145"),
            (NumberFormat::National, "01632", "0033145"),
            (NumberFormat::AsDialled, "01632", "+33145"),
        ];
        for (format, home, abroad) in cases {
            assert_eq!(
                BRITISH.write(&number("01632"), format),
                Some(number(home)),
                "{format:?}"
            );
            assert_eq!(
                BRITISH.write(&number("+33145"), format),
                Some(number(abroad)),
                "{format:?}"
            );
        }
    }

    #[test]
    fn what_has_no_international_form_of_one_to_fifteen_digits_cannot_be_written() {
        for symbols in ["1632", "+", "00", "+1234567890123456", "+44*1"] {
            for format in [
                NumberFormat::PlusE164,
                NumberFormat::BareE164,
                NumberFormat::DoubleZero,
            ] {
                assert_eq!(BRITISH.write(&number(symbols), format), None, "{symbols}");
            }
            assert_eq!(
                BRITISH.write(&number(symbols), NumberFormat::AsDialled),
                Some(number(symbols))
            );
        }
    }

    #[test]
    fn a_national_number_needs_a_national_prefix_and_a_rest() {
        assert_eq!(BRITISH.write(&number("+44"), NumberFormat::National), None);
        let without = Numbering {
            national_prefix: None,
            ..BRITISH
        };
        assert_eq!(without.write(&number("+441632"), NumberFormat::National), None);
        assert_eq!(
            without.write(&number("+33145"), NumberFormat::National),
            Some(number("0033145"))
        );
    }
}
