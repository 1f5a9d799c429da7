//! Dialled text becomes a [`Number`] once, at the edge: separators, parameters and escapes are gone.

use core::fmt;

/// Most symbols of a dialled number.
pub const MAX_SYMBOLS: usize = 64;

/// Most symbols of a number to send: a dialled number with something prepended.
pub const LONGEST_SENT: usize = 80;

/// A number of 1–80 symbols out of `0-9 * # A-D`, with `+` only first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    length: u8,
    symbols: [u8; LONGEST_SENT],
}

/// The text is not a number: a symbol that no number has, a `+` that is not first, a broken escape,
/// nothing at all, or too many symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IllegalNumber;

impl Number {
    /// Reads the user part of a URI as on the wire (RFC 3261 §19.1.1, RFC 3966 §3): cuts parameters
    /// at `;`, resolves percent escapes, removes the visual separators `-.()` and escaped spaces,
    /// and upper-cases `a-d`.
    ///
    /// # Errors
    /// [`IllegalNumber`] when anything else remains, or not 1–64 symbols.
    pub fn from_dialled(user: &[u8]) -> Result<Number, IllegalNumber> {
        let mut number = Number::EMPTY;
        let mut rest = user;
        while let Some((&byte, after)) = rest.split_first() {
            let (byte, after, escaped) = match (byte, after) {
                (b';', _) => break,
                (b'%', [high, low, after @ ..]) => (hex_pair(*high, *low)?, after, true),
                _ => (byte, after, false),
            };
            rest = after;
            let separator = matches!(byte, b'-' | b'.' | b'(' | b')') || (escaped && byte == b' ');
            if !separator {
                if number.len() == MAX_SYMBOLS {
                    return Err(IllegalNumber);
                }
                number.push(byte.to_ascii_uppercase())?;
            }
        }
        number.nonempty()
    }

    /// Takes symbols that are already normalised, at most 80.
    ///
    /// # Errors
    /// [`IllegalNumber`] when they are not a number as it is.
    pub fn from_symbols(symbols: &[u8]) -> Result<Number, IllegalNumber> {
        let mut number = Number::EMPTY;
        number.extend(symbols)?;
        number.nonempty()
    }

    /// The symbols as ASCII bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.symbols.get(..self.len()).unwrap_or_default()
    }

    /// The symbols as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    pub(crate) const EMPTY: Number = Number {
        length: 0,
        symbols: [0; LONGEST_SENT],
    };

    pub(crate) fn extend(&mut self, symbols: &[u8]) -> Result<(), IllegalNumber> {
        symbols.iter().try_for_each(|&symbol| self.push(symbol))
    }

    pub(crate) fn nonempty(self) -> Result<Number, IllegalNumber> {
        if self.length == 0 {
            Err(IllegalNumber)
        } else {
            Ok(self)
        }
    }

    /// Removes the last symbol, if there is one.
    pub(crate) fn pop(&mut self) {
        self.length = self.length.saturating_sub(1);
        if let Some(place) = self.symbols.get_mut(usize::from(self.length)) {
            *place = 0;
        }
    }

    fn push(&mut self, symbol: u8) -> Result<(), IllegalNumber> {
        let legal = is_symbol(symbol) && (symbol != b'+' || self.length == 0);
        let place = self.symbols.get_mut(usize::from(self.length));
        match place {
            Some(place) if legal => *place = symbol,
            _ => return Err(IllegalNumber),
        }
        self.length += 1;
        Ok(())
    }

    fn len(&self) -> usize {
        usize::from(self.length)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a byte is one of the seventeen symbols; `+` counts, its place is another matter.
const fn is_symbol(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D' | b'+')
}

/// Whether text is a normalised number that can be dialled: 1–64 symbols, `+` only first.
pub(crate) fn is_number(text: &[u8]) -> bool {
    text.len() <= MAX_SYMBOLS && Number::from_symbols(text).is_ok()
}

fn hex_pair(high: u8, low: u8) -> Result<u8, IllegalNumber> {
    Ok(hex_digit(high)? << 4 | hex_digit(low)?)
}

fn hex_digit(byte: u8) -> Result<u8, IllegalNumber> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        b'A'..=b'F' => Ok(byte - b'A' + 10),
        _ => Err(IllegalNumber),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn separators_parameters_and_escapes_are_gone() {
        for user in [
            "+4416",
            "+4(4)-1.6",
            "%2B44%31%36",
            "+44%2016",
            "+4416;isub=1;x=%zz",
            "%2b4416",
        ] {
            assert_eq!(
                Number::from_dialled(user.as_bytes()).expect("legal").as_str(),
                "+4416",
                "{user}"
            );
        }
        assert_eq!(
            Number::from_dialled(b"*#aBcD0").expect("legal").as_str(),
            "*#ABCD0"
        );
    }

    #[test]
    fn everything_else_is_illegal() {
        for user in [
            "", ";1", "()", "4+4", "++4", "4 4", "4%", "4%3", "4%g1", "4%3B1", "4E", "4\u{661}", "4/",
        ] {
            assert_eq!(
                Number::from_dialled(user.as_bytes()),
                Err(IllegalNumber),
                "{user}"
            );
        }
    }

    #[test]
    fn sixty_four_symbols_are_legal_and_one_more_is_not() {
        assert!(Number::from_dialled(&[b'1'; 64]).is_ok());
        assert!(Number::from_dialled(&[b'1'; 65]).is_err());
        assert!(Number::from_symbols(&[b'1'; 80]).is_ok());
        assert!(Number::from_symbols(&[b'1'; 81]).is_err());
    }

    proptest! {
        #[test]
        fn a_number_read_again_is_itself(user in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(number) = Number::from_dialled(&user) {
                prop_assert_eq!(Number::from_dialled(number.as_bytes()), Ok(number));
                prop_assert_eq!(Number::from_symbols(number.as_bytes()), Ok(number));
            }
        }
    }
}
