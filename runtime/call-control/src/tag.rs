//! Our tags: each says which call it belongs to, so that a request within a call is found without a search.

use core::fmt::Write as _;

use sip::random::{Random, Token};

use crate::arena::Key;

/// A tag of ours: 13 hexadecimal digits that name the call, and 24 random ones that nobody can guess.
pub(crate) struct Tag(String);

impl Tag {
    pub(crate) fn new(key: Key, random: &mut (impl Random + ?Sized)) -> Self {
        let mut text = String::with_capacity(KEY_DIGITS + 24);
        let random = Token::new(random);
        // Writing to a string succeeds.
        let _written = write!(text, "{:013x}{random}", key.to_bits());
        Tag(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Which call a tag would belong to if it were ours. The call compares the whole tag.
    pub(crate) fn key_in(tag: &str) -> Option<Key> {
        let digits = tag.get(..KEY_DIGITS)?;
        let bits = u64::from_str_radix(digits, 16).ok()?;
        Some(Key::from_bits(bits))
    }
}

const KEY_DIGITS: usize = 13;

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Random for Zeros {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    #[test]
    fn a_tag_names_its_call() {
        let key = Key::from_bits(0xf_edcb_a987_6543);
        let tag = Tag::new(key, &mut Zeros);
        assert_eq!(tag.as_str(), "fedcba9876543000000000000000000000000");
        assert_eq!(Tag::key_in(tag.as_str()), Some(key));
    }

    #[test]
    fn a_foreign_tag_names_nothing() {
        for tag in ["", "abc", "zzzzzzzzzzzzzzzz", "ééééééééé"] {
            assert_eq!(Tag::key_in(tag), None);
        }
    }
}
