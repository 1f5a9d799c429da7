//! CSeq and the numbers of header fields.

use super::Method;
use super::grammar::{DIGIT, TOKEN, is, number, skip_space, split_class};

/// Sequence number and method (RFC 3261 §20.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CSeq<'a> {
    /// Below 2³¹ (RFC 3261 §8.1.1.5).
    pub number: u32,
    /// The method.
    pub method: Method<'a>,
}

impl<'a> CSeq<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (digits, rest) = split_class(text, DIGIT);
        let method = skip_space(rest);
        let is_method =
            method.len() < rest.len() && !method.is_empty() && split_class(method, TOKEN).1.is_empty();
        if !is_method {
            return None;
        }
        Some(Self {
            number: number(digits, MAX_SEQUENCE)?,
            method: Method::from_token(method),
        })
    }
}

impl core::fmt::Display for CSeq<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

/// Reads `delta-seconds`; digits beyond `u32` count as the largest value.
pub(crate) fn seconds(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| is(byte, DIGIT));
    digits.then(|| number(text, u32::MAX).unwrap_or(u32::MAX))
}

const MAX_SEQUENCE: u32 = (1 << 31) - 1;
