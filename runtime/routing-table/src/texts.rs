//! The texts of a table, referred to by position.

use crate::layout::{NONE, TEXT};
use crate::malformed::{Malformed, require};
use crate::records::Records;

/// Sorted texts: offsets of their beginnings and one more for the end, and the bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    offsets: Records<'a, TEXT>,
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(offsets: Records<'a, TEXT>, bytes: &'a [u8], offset: usize) -> Self {
        Texts {
            offsets,
            bytes,
            offset,
        }
    }

    /// The text at a position; empty for [`NONE`].
    pub(crate) fn get(&self, position: u32) -> &'a str {
        self.slice(position as usize)
            .and_then(|text| core::str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    /// The text at a position, or `None` for [`NONE`].
    pub(crate) fn optional(&self, position: u32) -> Option<&'a str> {
        (position != NONE).then(|| self.get(position))
    }

    pub(crate) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Offsets rise from 0 to the end, texts are UTF-8 and strictly ascending.
    pub(crate) fn check(&self) -> Result<(), Malformed> {
        let first = self.offsets.get(0).map(|record| record.u32(0));
        require(first == Some(0), "first text offset", self.offsets.at(0, 0))?;
        let last = self.offsets.get(self.len()).map(|record| record.u32(0) as usize);
        require(
            last == Some(self.bytes.len()),
            "last text offset",
            self.offsets.at(self.len(), 0),
        )?;
        let mut previous = None;
        for position in 0..self.len() {
            let at = self.offsets.at(position, 0);
            let text = self.slice(position).ok_or(Malformed::new("text offset", at))?;
            require(
                core::str::from_utf8(text).is_ok(),
                "text that is not UTF-8",
                self.offset,
            )?;
            require(previous < Some(text), "order of texts", at)?;
            previous = Some(text);
        }
        Ok(())
    }

    fn slice(&self, position: usize) -> Option<&'a [u8]> {
        let start = self.offsets.get(position)?.u32(0) as usize;
        let end = self.offsets.get(position.checked_add(1)?)?.u32(0) as usize;
        self.bytes.get(start..end)
    }
}
