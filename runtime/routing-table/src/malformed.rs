//! The one error of opening bytes.

use core::fmt;

/// The bytes are not a table of this version: which field is wrong, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    field: &'static str,
    at: usize,
}

impl Malformed {
    pub(crate) const fn new(field: &'static str, at: usize) -> Self {
        Malformed { field, at }
    }

    /// The same fault in a block that starts at `offset`.
    pub(crate) const fn within(self, offset: usize) -> Self {
        Malformed {
            field: self.field,
            at: self.at.saturating_add(offset),
        }
    }

    /// What is wrong, in words.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Byte offset of the field from the start of the bytes.
    pub const fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed {} at byte {}", self.field, self.at)
    }
}

impl core::error::Error for Malformed {}

/// Refuses the bytes unless `holds`.
pub(crate) fn require(holds: bool, field: &'static str, at: usize) -> Result<(), Malformed> {
    if holds {
        Ok(())
    } else {
        Err(Malformed::new(field, at))
    }
}
