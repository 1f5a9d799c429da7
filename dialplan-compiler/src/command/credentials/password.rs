//! New passwords of telephones, and the hash of one that the exchange keeps in its place.

use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::Stop;
use crate::emit::hexadecimal;
use crate::plan::DigestAlgorithm;

/// Crockford's 32 symbols, which nobody confuses on paper; 5 bits choose one.
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Groups of a password, and symbols of a group: 80 bits.
const GROUPS: usize = 4;
const GROUP_SYMBOLS: usize = 4;

/// A new password of 80 random bits in four groups.
pub(super) fn random() -> Result<String, Stop> {
    let mut bytes = [0u8; GROUPS * GROUP_SYMBOLS];
    getrandom::fill(&mut bytes).map_err(|error| Stop::internal(format!("no randomness: {error}")))?;
    Ok(spelled(&bytes))
}

fn spelled(bytes: &[u8]) -> String {
    let symbol = |byte: &u8| char::from(SYMBOLS.get(usize::from(byte % 32)).copied().unwrap_or(b'0'));
    let groups: Vec<String> = bytes
        .chunks(GROUP_SYMBOLS)
        .map(|group| group.iter().map(symbol).collect())
        .collect();
    groups.join("-")
}

/// The kind of secret that the exchange keeps for a station under `algorithm`.
pub(in crate::command) fn kind(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Md5 => "ha1-md5",
        DigestAlgorithm::Sha256 => "ha1-sha-256",
    }
}

/// `HA1` of RFC 7616 §3.4.2: the hash of `user:realm:password` in lower-case hexadecimal.
pub(in crate::command) fn ha1(algorithm: DigestAlgorithm, user: &str, realm: &str, password: &str) -> String {
    digest(algorithm, &format!("{user}:{realm}:{password}"))
}

/// The hash of a text in lower-case hexadecimal.
pub(in crate::command) fn digest(algorithm: DigestAlgorithm, text: &str) -> String {
    match algorithm {
        DigestAlgorithm::Md5 => hexadecimal(&Md5::digest(text)),
        DigestAlgorithm::Sha256 => hexadecimal(&Sha256::digest(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ha1_is_that_of_rfc_2617_section_3_5() {
        let found = ha1(
            DigestAlgorithm::Md5,
            "Mufasa",
            "testrealm@host.com",
            "Circle Of Life",
        );
        assert_eq!(found, "939e7578ed9e3c518a452acee763bce9");
    }

    #[test]
    fn ha1_with_sha_256_is_the_hash_of_the_three_parts() {
        let found = ha1(DigestAlgorithm::Sha256, "a", "b", "c");
        assert_eq!(found, hexadecimal(&Sha256::digest("a:b:c")));
        assert_eq!(found.len(), 64);
    }

    #[test]
    fn a_password_has_four_groups_and_differs_each_time() {
        let (one, two) = (random().expect("randomness"), random().expect("randomness"));
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert_ne!(one, two);
    }

    #[test]
    fn every_symbol_can_occur() {
        let all: Vec<u8> = (0..32).collect();
        let spelled = spelled(&all).replace('-', "");
        assert_eq!(spelled.as_bytes(), SYMBOLS);
    }
}
