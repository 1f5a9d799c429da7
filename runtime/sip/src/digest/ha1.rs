//! HA1: what a server keeps in place of a password.

use super::algorithm::{Algorithm, Hash};
use zeroize::Zeroize;

/// H(username ":" realm ":" password) of RFC 7616 §3.4.2, with the algorithm it was made for.
///
/// It is as secret as the password within its realm: it prints as nothing and is wiped when dropped.
#[derive(Clone)]
pub struct Ha1 {
    algorithm: Algorithm,
    hash: Hash,
}

impl Ha1 {
    /// Makes one from a password.
    #[must_use]
    pub fn new(algorithm: Algorithm, username: &str, realm: &str, password: &[u8]) -> Self {
        Self {
            algorithm,
            hash: algorithm.hash(&[username.as_bytes(), realm.as_bytes(), password]),
        }
    }

    /// Takes the hexadecimal digits of one, 32 for MD5 and 64 for SHA-256, in either case.
    #[must_use]
    pub fn from_digits(algorithm: Algorithm, digits: &str) -> Option<Self> {
        Some(Self {
            algorithm,
            hash: Hash::from_digits(algorithm, digits)?,
        })
    }

    /// The algorithm it was made for.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The lower-case digits, for a credentials file.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.hash.as_str()
    }

    /// The `response` of RFC 7616 §3.4.1.
    pub(super) fn response(&self, method: &str, uri: &str, nonce: &str, protection: Protection<'_>) -> Hash {
        let ha2 = self.algorithm.hash(&[method.as_bytes(), uri.as_bytes()]);
        match protection {
            Protection::Auth { count, cnonce } => self.algorithm.hash(&[
                self.hash.as_bytes(),
                nonce.as_bytes(),
                count.as_bytes(),
                cnonce.as_bytes(),
                b"auth",
                ha2.as_bytes(),
            ]),
            Protection::None => {
                self.algorithm
                    .hash(&[self.hash.as_bytes(), nonce.as_bytes(), ha2.as_bytes()])
            }
        }
    }
}

impl Drop for Ha1 {
    fn drop(&mut self) {
        self.hash.zeroize();
    }
}

impl core::fmt::Debug for Ha1 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Ha1({}, …)", self.algorithm.as_str())
    }
}

/// The quality of protection of one response.
#[derive(Clone, Copy, Debug)]
pub(super) enum Protection<'a> {
    /// `qop=auth`, with `nc` as its eight digits.
    Auth { count: &'a str, cnonce: &'a str },
    /// Without qop, as RFC 2069 did it.
    None,
}
