//! Nonces that need no memory: when they were made, a serial number, and a keyed hash over both.

use crate::random::{Random, read_hex, write_hex};
use crate::time::Moment;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Makes and recognises the nonces of one realm; forgets all of them with the process.
pub(super) struct NonceMint {
    key: [u8; 32],
    realm: Box<str>,
    serial: u32,
}

/// A nonce that this process made; a later one is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NonceId {
    millis: u64,
    serial: u32,
}

/// The 56 digits of a nonce.
pub(super) struct NonceText([u8; DIGITS]);

impl NonceMint {
    pub(super) fn new(realm: &str, random: &mut (impl Random + ?Sized)) -> Self {
        let mut key = [0; 32];
        random.fill(&mut key);
        Self {
            key,
            realm: realm.into(),
            serial: 0,
        }
    }

    pub(super) fn make(&mut self, now: Moment) -> NonceText {
        self.serial = self.serial.wrapping_add(1);
        let id = NonceId {
            millis: now.as_millis(),
            serial: self.serial,
        };
        let mut bytes = [0; BYTES];
        let (head, tag) = bytes.split_at_mut(HEAD_BYTES);
        head.copy_from_slice(&id.to_bytes());
        tag.copy_from_slice(&self.tag(id));
        let mut digits = [0; DIGITS];
        write_hex(&bytes, &mut digits);
        NonceText(digits)
    }

    /// What a nonce says, or `None` if it was not made here.
    pub(super) fn recognise(&self, text: &str) -> Option<NonceId> {
        let mut bytes = [0; BYTES];
        read_hex(text, &mut bytes)?;
        let (head, tag) = bytes.split_at(HEAD_BYTES);
        let id = NonceId::from_bytes(head)?;
        bool::from(self.tag(id).ct_eq(tag)).then_some(id)
    }

    fn tag(&self, id: NonceId) -> [u8; TAG_BYTES] {
        let mut tag = [0; TAG_BYTES];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) {
            mac.update(&id.to_bytes());
            mac.update(self.realm.as_bytes());
            for (to, from) in tag.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
        tag
    }
}

impl Drop for NonceMint {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl NonceId {
    /// When it was made, in milliseconds since start.
    pub(super) fn made_at_millis(self) -> u64 {
        self.millis
    }

    fn to_bytes(self) -> [u8; HEAD_BYTES] {
        let mut bytes = [0; HEAD_BYTES];
        let (millis, serial) = bytes.split_at_mut(8);
        millis.copy_from_slice(&self.millis.to_be_bytes());
        serial.copy_from_slice(&self.serial.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (millis, serial) = bytes.split_at_checked(8)?;
        Some(Self {
            millis: u64::from_be_bytes(millis.try_into().ok()?),
            serial: u32::from_be_bytes(serial.try_into().ok()?),
        })
    }
}

impl NonceText {
    pub(super) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

const HEAD_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const BYTES: usize = HEAD_BYTES + TAG_BYTES;
const DIGITS: usize = BYTES * 2;
