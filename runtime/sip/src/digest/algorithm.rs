//! The hash algorithms and their names (RFC 7616 §6.1, RFC 8760 §2.1).

use crate::random::write_hex;
use md5::Md5;
use sha2::Sha256;
use zeroize::Zeroize;

/// A hash algorithm; a later one is stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// `MD5`, also what a challenge without `algorithm` means.
    Md5,
    /// `SHA-256`.
    Sha256,
}

impl Algorithm {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// Reads a name, which compares without regard to case; `None` for an algorithm that is not supported.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Md5, Self::Sha256]
            .into_iter()
            .find(|algorithm| name.eq_ignore_ascii_case(algorithm.as_str()))
    }

    /// How many hexadecimal digits a hash has.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha256 => 64,
        }
    }

    /// Hashes `parts` with a colon between each two.
    pub(super) fn hash(self, parts: &[&[u8]]) -> Hash {
        match self {
            Self::Md5 => Hash::of(&joined::<Md5>(parts)),
            Self::Sha256 => Hash::of(&joined::<Sha256>(parts)),
        }
    }
}

/// A hash as lower-case hexadecimal digits, the form that is hashed again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hash {
    digits: [u8; MOST_DIGITS],
    length: u8,
}

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        let mut digits = [0; MOST_DIGITS];
        write_hex(bytes, &mut digits);
        Self {
            digits,
            length: u8::try_from(bytes.len() * 2).unwrap_or(0),
        }
    }

    /// Takes digits of either case; `None` if they are not a hash of `algorithm`.
    pub(super) fn from_digits(algorithm: Algorithm, text: &str) -> Option<Self> {
        if text.len() != algorithm.digits() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut digits = [0; MOST_DIGITS];
        for (digit, byte) in digits.iter_mut().zip(text.bytes()) {
            *digit = byte.to_ascii_lowercase();
        }
        Some(Self {
            digits,
            length: u8::try_from(text.len()).ok()?,
        })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.digits.get(..usize::from(self.length)).unwrap_or_default()
    }

    pub(super) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl Zeroize for Hash {
    fn zeroize(&mut self) {
        self.digits.zeroize();
    }
}

fn joined<D: sha2::Digest>(parts: &[&[u8]]) -> sha2::digest::Output<D> {
    let mut hash = D::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            hash.update(b":");
        }
        hash.update(part);
    }
    hash.finalize()
}

const MOST_DIGITS: usize = 64;
