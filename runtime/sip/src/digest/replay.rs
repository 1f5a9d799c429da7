//! Which nonce counts have been used: a bounded memory that forgets towards refusal, never towards acceptance.

use super::nonce::NonceId;
use std::collections::BTreeMap;

/// The nonce counts seen, by nonce.
///
/// INVARIANT: a nonce at or below `forgotten` that is not in the map is never accepted again.
#[derive(Debug)]
pub(super) struct Replays {
    windows: BTreeMap<NonceId, Window>,
    forgotten: Option<NonceId>,
    capacity: usize,
}

/// The highest count seen and, as bits, the 64 counts up to it.
#[derive(Clone, Copy, Debug)]
struct Window {
    highest: u32,
    seen: u64,
}

impl Replays {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            windows: BTreeMap::new(),
            forgotten: None,
            capacity: capacity.max(1),
        }
    }

    /// Notes a use; false when this count was used before or lies too far back to know.
    pub(super) fn is_first_use(&mut self, nonce: NonceId, count: u32) -> bool {
        if let Some(window) = self.windows.get_mut(&nonce) {
            return window.is_first_use(count);
        }
        if self.forgotten.is_some_and(|forgotten| nonce <= forgotten) {
            return false;
        }
        self.windows.insert(
            nonce,
            Window {
                highest: count,
                seen: 1,
            },
        );
        if self.windows.len() > self.capacity {
            self.forget_oldest();
        }
        true
    }

    /// Forgets the nonces made before `millis`.
    pub(super) fn forget_made_before(&mut self, millis: u64) {
        while self
            .windows
            .first_key_value()
            .is_some_and(|(nonce, _)| nonce.made_at_millis() < millis)
        {
            self.forget_oldest();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.windows.len()
    }

    fn forget_oldest(&mut self) {
        if let Some((nonce, _)) = self.windows.pop_first() {
            self.forgotten = self.forgotten.max(Some(nonce));
        }
    }
}

impl Window {
    fn is_first_use(&mut self, count: u32) -> bool {
        if let Some(ahead) = count.checked_sub(self.highest).filter(|ahead| *ahead > 0) {
            self.seen = self.seen.checked_shl(ahead).unwrap_or(0) | 1;
            self.highest = count;
            return true;
        }
        let behind = self.highest.saturating_sub(count);
        match 1u64.checked_shl(behind) {
            Some(bit) if self.seen & bit == 0 => {
                self.seen |= bit;
                true
            }
            _ => false,
        }
    }
}
