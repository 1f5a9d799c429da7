//! Randomness as an argument, and the identifiers made of it: tags, Call-IDs, branches, cnonces.
//!
//! The outermost crate fills buffers from the system's generator; a test uses a seed, so that a run replays.

/// Where unpredictable bytes come from.
pub trait Random {
    /// Fills `buffer`. An implementation that guards a running switch is cryptographically strong.
    fn fill(&mut self, buffer: &mut [u8]);
}

impl<R: Random + ?Sized> Random for &mut R {
    fn fill(&mut self, buffer: &mut [u8]) {
        (**self).fill(buffer);
    }
}

/// A random identifier: 24 lower-case hexadecimal digits, 96 bits.
///
/// It is a legal tag, cnonce and left part of a Call-ID (RFC 3261 §19.3 asks for 32 bits at least).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token([u8; Token::DIGITS]);

impl Token {
    const DIGITS: usize = 24;

    /// A new identifier.
    #[must_use]
    pub fn new(random: &mut (impl Random + ?Sized)) -> Self {
        let mut bytes = [0; Self::DIGITS / 2];
        random.fill(&mut bytes);
        let mut digits = [0; Self::DIGITS];
        write_hex(&bytes, &mut digits);
        Self(digits)
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl core::fmt::Debug for Token {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::fmt::Display for Token {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes two lower-case digits a byte; stops at the end of the shorter of both.
pub(crate) fn write_hex(bytes: &[u8], digits: &mut [u8]) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        for (digit, nibble) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
            *digit = DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0');
        }
    }
}

/// Reads `digits`, two of either case a byte; `None` unless they fill `bytes` exactly.
pub(crate) fn read_hex(digits: &str, bytes: &mut [u8]) -> Option<()> {
    if digits.len() != bytes.len() * 2 {
        return None;
    }
    let value = |digit: u8| {
        char::from(digit)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    for (pair, byte) in digits.as_bytes().chunks_exact(2).zip(bytes) {
        let &[high, low] = pair else { return None };
        *byte = value(high)? << 4 | value(low)?;
    }
    Some(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// SplitMix64: small, seeded, and never used outside tests.
    pub(crate) struct Seeded(pub(crate) u64);

    impl Seeded {
        pub(crate) fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }

        /// A number below `bound`.
        pub(crate) fn below(&mut self, bound: u64) -> u64 {
            self.next() % bound
        }
    }

    impl Random for Seeded {
        fn fill(&mut self, buffer: &mut [u8]) {
            for chunk in buffer.chunks_mut(8) {
                let bytes = self.next().to_le_bytes();
                chunk.copy_from_slice(&bytes[..chunk.len()]);
            }
        }
    }

    #[test]
    fn a_token_is_24_digits_and_the_seed_replays_it() {
        let token = Token::new(&mut Seeded(7));
        assert_eq!(token.as_str().len(), 24);
        assert!(
            token
                .as_str()
                .bytes()
                .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
        );
        assert_eq!(token, Token::new(&mut Seeded(7)));
        assert_ne!(token, Token::new(&mut Seeded(8)));
    }

    #[test]
    fn hexadecimal_digits_come_back_as_the_bytes_they_were() {
        let mut digits = [0; 6];
        write_hex(&[0x00, 0xaf, 0xff], &mut digits);
        assert_eq!(&digits, b"00afff");
        let mut bytes = [0; 3];
        assert_eq!(read_hex("00aFFf", &mut bytes), Some(()));
        assert_eq!(bytes, [0x00, 0xaf, 0xff]);
        assert_eq!(read_hex("00aFF", &mut bytes), None);
        assert_eq!(read_hex("00aFFg", &mut bytes), None);
    }
}
