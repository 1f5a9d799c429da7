//! Header and directory: what the bytes are, how many of them are used, and which block lies where.

use crate::layout::{ALIGNMENT, Block, DIRECTORY_ENTRY, HEADER, IDENTITY};
use crate::malformed::{Malformed, require};
use crate::records::{Record, Records};

/// A block's bytes without padding, and where they start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) offset: usize,
}

impl<'a> Found<'a> {
    pub(crate) fn records<const N: usize>(self) -> Records<'a, N> {
        Records::new(self.bytes, self.offset)
    }
}

/// Bytes with a checked header and `B` checked blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Directory<'a, const B: usize> {
    pub(crate) used: &'a [u8],
    pub(crate) blocks: [Found<'a>; B],
}

impl<'a, const B: usize> Directory<'a, B> {
    /// Checks magic, version, lengths, block order, alignment, and that every other byte is zero.
    pub(crate) fn open(
        bytes: &'a [u8],
        magic: [u8; 8],
        version: u16,
        expected: &[Block; B],
    ) -> Result<Directory<'a, B>, Malformed> {
        let header: Record<'a, HEADER> = Records::new(bytes, 0)
            .get(0)
            .ok_or(Malformed::new("header", bytes.len()))?;
        require(header.bytes(0, 8) == magic, "magic", 0)?;
        require(header.u16(8) == version, "version", 8)?;
        require(usize::from(header.u16(10)) == B, "block count", 10)?;
        require(zero(header.bytes(16, IDENTITY - 16)), "reserved header field", 16)?;
        let (used, unused) = bytes
            .split_at_checked(header.u32(12) as usize)
            .ok_or(Malformed::new("used length", 12))?;
        require(zero(unused), "unused capacity that is not zero", used.len())?;
        let blocks = find_blocks(used, expected)?;
        Ok(Directory { used, blocks })
    }
}

/// The identity in the header of used bytes.
pub(crate) fn identity(used: &[u8]) -> &[u8; 32] {
    used.get(IDENTITY..)
        .and_then(|rest| rest.first_chunk())
        .unwrap_or(&[0; 32])
}

fn find_blocks<'a, const B: usize>(
    used: &'a [u8],
    expected: &[Block; B],
) -> Result<[Found<'a>; B], Malformed> {
    let mut blocks = [Found::default(); B];
    let stop = HEADER + B * DIRECTORY_ENTRY;
    let mut end = stop.next_multiple_of(ALIGNMENT);
    let entries = used
        .get(HEADER..stop)
        .ok_or(Malformed::new("directory", HEADER))?;
    let entries: Records<'a, DIRECTORY_ENTRY> = Records::new(entries, HEADER);
    require(
        used.get(stop..end).is_some_and(zero),
        "padding that is not zero",
        stop,
    )?;
    for (index, (entry, expected)) in entries.iter().zip(expected).enumerate() {
        let at = |field| entries.at(index, field);
        require(entry.bytes(0, 8) == expected.name, "block name", at(0))?;
        require(entry.u32(8) as usize == end, "block offset", at(8))?;
        require(entry.u32(16) as usize == expected.record, "record length", at(16))?;
        require(entry.u32(20) == 0, "reserved directory field", at(20))?;
        let length = entry.u32(12) as usize;
        require(length.is_multiple_of(expected.record), "block length", at(12))?;
        let stop = end
            .checked_add(length)
            .ok_or(Malformed::new("block length", at(12)))?;
        let bytes = used
            .get(end..stop)
            .ok_or(Malformed::new("block length", at(12)))?;
        let padded = stop.next_multiple_of(ALIGNMENT);
        let padding = used.get(stop..padded).ok_or(Malformed::new("padding", stop))?;
        require(zero(padding), "padding that is not zero", stop)?;
        if let Some(place) = blocks.get_mut(index) {
            *place = Found { bytes, offset: end };
        }
        end = padded;
    }
    require(end == used.len(), "used length", 12)?;
    Ok(blocks)
}

fn zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0)
}
