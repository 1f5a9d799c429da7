//! Whom a transaction belongs to, packed into the one number that the transaction layer hands back.

use sip::transaction::Owner;

use crate::arena::Key;

/// Whom the events of a transaction concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Concern {
    /// Nobody waits for it.
    Nobody,
    /// The caller's INVITE.
    Caller(Key),
    /// The INVITE of the attempt with this serial number.
    Branch(Key, u8),
    /// A request within an answered call: a re-INVITE or its answer, an INFO, a BYE.
    Within(Key, Role),
    /// A health check: the gateway, and which of its probes.
    Probe { gateway: u16, slot: u16 },
}

/// What a transaction within an answered call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A re-INVITE.
    Reoffer,
    /// A request that is passed on: INFO.
    Passed,
    /// Our BYE to the calling end.
    ByeCaller,
    /// Our BYE to the called end.
    ByeCalled,
}

impl Concern {
    pub(crate) fn owner(self) -> Owner {
        let (kind, low) = match self {
            Concern::Nobody => (0, 0),
            Concern::Caller(key) => (1, key.to_bits()),
            Concern::Branch(key, serial) => (0x100 | u64::from(serial), key.to_bits()),
            Concern::Within(key, Role::Reoffer) => (2, key.to_bits()),
            Concern::Within(key, Role::Passed) => (3, key.to_bits()),
            Concern::Within(key, Role::ByeCaller) => (4, key.to_bits()),
            Concern::Within(key, Role::ByeCalled) => (5, key.to_bits()),
            Concern::Probe { gateway, slot } => (6, u64::from(gateway) << 16 | u64::from(slot)),
        };
        Owner(kind << KIND_SHIFT | low)
    }

    #[expect(clippy::cast_possible_truncation, reason = "each part is masked by its width")]
    pub(crate) fn of(owner: Owner) -> Self {
        let key = Key::from_bits(owner.0);
        match owner.0 >> KIND_SHIFT {
            1 => Concern::Caller(key),
            2 => Concern::Within(key, Role::Reoffer),
            3 => Concern::Within(key, Role::Passed),
            4 => Concern::Within(key, Role::ByeCaller),
            5 => Concern::Within(key, Role::ByeCalled),
            6 => Concern::Probe {
                gateway: (owner.0 >> 16) as u16,
                slot: owner.0 as u16,
            },
            kind if kind & 0x100 != 0 => Concern::Branch(key, kind as u8),
            _ => Concern::Nobody,
        }
    }
}

const KIND_SHIFT: u32 = 52;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concern_comes_back_from_its_owner() {
        let key = Key::from_bits(0xf_1234_5678_9abc);
        for concern in [
            Concern::Nobody,
            Concern::Caller(key),
            Concern::Branch(key, 0),
            Concern::Branch(key, 255),
            Concern::Within(key, Role::Reoffer),
            Concern::Within(key, Role::Passed),
            Concern::Within(key, Role::ByeCaller),
            Concern::Within(key, Role::ByeCalled),
            Concern::Probe {
                gateway: 7,
                slot: 65535,
            },
        ] {
            assert_eq!(Concern::of(concern.owner()), concern);
        }
    }
}
