//! A table as docs/table-format.md describes it, version 2: header, directory, blocks, texts.

pub(crate) mod automaton;
pub(crate) mod contents;
pub(crate) mod rows;
pub(crate) mod structure;

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::table::automaton::Automaton;

/// The blocks of a table in their order: name and length of a record.
pub(crate) const TABLE_BLOCKS: [(&str, usize); 20] = [
    ("server", 100),
    ("numbers", 12),
    ("gateways", 48),
    ("settings", 8),
    ("stations", 12),
    ("emerg", 24),
    ("targets", 12),
    ("rows", 12),
    ("choices", 20),
    ("attempts", 4),
    ("inbound", 12),
    ("access4", 16),
    ("access6", 40),
    ("levels", 4),
    ("preced", 8),
    ("classes", 4),
    ("profiles", 16),
    ("texts", 4),
    ("text", 1),
    ("automat", 1),
];

/// The blocks of the names.
pub(crate) const NAMES_BLOCKS: [(&str, usize); 7] = [
    ("vessel", 8),
    ("gateways", 4),
    ("classes", 4),
    ("stations", 4),
    ("rows", 4),
    ("texts", 4),
    ("text", 1),
];

/// How a file of blocks calls itself.
pub(crate) struct Form {
    pub(crate) magic: &'static [u8; 8],
    pub(crate) version: u16,
    pub(crate) blocks: &'static [(&'static str, usize)],
}

pub(crate) const TABLE: Form = Form {
    magic: b"FLDPLAN\0",
    version: 2,
    blocks: &TABLE_BLOCKS,
};
pub(crate) const NAMES: Form = Form {
    magic: b"FLNAMES\0",
    version: 1,
    blocks: &NAMES_BLOCKS,
};

/// The blocks of a section, found in its directory.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    form: &'static [(&'static str, usize)],
    pub(crate) ranges: Vec<Range<usize>>,
    pub(crate) used: usize,
    pub(crate) identity: [u8; 32],
    texts: Vec<String>,
}

/// A table whose blocks could be found.
#[derive(Debug, Clone)]
pub(crate) struct Table<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) blocks: Blocks,
    pub(crate) automaton: Automaton,
}

/// The position that means *no text*.
pub(crate) const NO_TEXT: u32 = u32::MAX;

impl<'b> Table<'b> {
    /// Finds the blocks of a section; what can be read in spite of a fault is read, and the fault noted.
    ///
    /// # Errors
    /// Why nothing can be read.
    pub(crate) fn open(bytes: &'b [u8], faults: &mut Vec<String>) -> Result<Table<'b>, String> {
        let blocks = Blocks::find(bytes, &TABLE, faults)?;
        let automaton = Automaton::read(bytes, blocks.range("automat"))?;
        Ok(Table {
            bytes,
            blocks,
            automaton,
        })
    }

    pub(crate) fn records(&self, block: &str) -> Vec<Record<'_>> {
        self.blocks.records(self.bytes, block)
    }

    /// The same table with other bytes, as a mutant has them.
    pub(crate) fn with_bytes<'o>(&self, bytes: &'o [u8]) -> Table<'o> {
        Table {
            bytes,
            blocks: self.blocks.clone(),
            automaton: self.automaton.clone(),
        }
    }
}

impl Blocks {
    pub(crate) fn find(
        bytes: &[u8],
        form: &'static Form,
        faults: &mut Vec<String>,
    ) -> Result<Blocks, String> {
        let header = Record(
            bytes
                .get(..HEADER)
                .ok_or("the section is shorter than a header")?,
        );
        if header.0.get(..8) != Some(form.magic.as_slice()) {
            return Err("the section does not begin with the magic".to_owned());
        }
        let (version, count) = (header.half(8), usize::from(header.half(10)));
        if version != form.version || count != form.blocks.len() {
            let (wanted, blocks) = (form.version, form.blocks.len());
            return Err(format!(
                "version {version} with {count} blocks; version {wanted} with {blocks} blocks is known"
            ));
        }
        let used = header.length(12);
        let whole = bytes
            .get(..used)
            .ok_or("the used length is more than the section")?;
        if header
            .0
            .get(16..32)
            .is_none_or(|reserved| reserved.iter().any(|byte| *byte != 0))
        {
            faults.push("reserved bytes of the header are not zero".to_owned());
        }
        if bytes
            .get(used..)
            .is_none_or(|rest| rest.iter().any(|byte| *byte != 0))
        {
            faults.push("the unused rest of the section is not zero".to_owned());
        }
        let mut blocks = Blocks {
            form: form.blocks,
            ranges: directory(whole, form, faults)?,
            used,
            identity: header
                .0
                .get(32..64)
                .and_then(|bytes| bytes.try_into().ok())
                .unwrap_or_default(),
            texts: Vec::new(),
        };
        blocks.texts = blocks.read_texts(whole, faults)?;
        Ok(blocks)
    }

    pub(crate) fn range(&self, block: &str) -> Range<usize> {
        let position = self.form.iter().position(|(name, _)| *name == block);
        position
            .and_then(|position| self.ranges.get(position))
            .cloned()
            .unwrap_or(0..0)
    }

    pub(crate) fn records<'b>(&self, bytes: &'b [u8], block: &str) -> Vec<Record<'b>> {
        let size = self
            .form
            .iter()
            .find(|(name, _)| *name == block)
            .map_or(1, |(_, size)| *size);
        bytes
            .get(self.range(block))
            .unwrap_or_default()
            .chunks_exact(size)
            .map(Record)
            .collect()
    }

    /// One record, without reading the others.
    pub(crate) fn record<'b>(&self, bytes: &'b [u8], block: &str, position: u32) -> Option<Record<'b>> {
        let size = self
            .form
            .iter()
            .find(|(name, _)| *name == block)
            .map(|(_, size)| *size)?;
        let range = self.range(block);
        let begin = usize::try_from(position)
            .ok()?
            .checked_mul(size)?
            .checked_add(range.start)?;
        let end = begin.checked_add(size).filter(|end| *end <= range.end)?;
        bytes.get(begin..end).map(Record)
    }

    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The text of a field; none where the field says so.
    pub(crate) fn text(&self, position: u32) -> Result<Option<String>, String> {
        if position == NO_TEXT {
            return Ok(None);
        }
        let text = usize::try_from(position)
            .ok()
            .and_then(|position| self.texts.get(position));
        text.cloned()
            .map(Some)
            .ok_or_else(|| format!("text {position} does not exist"))
    }

    pub(crate) fn required_text(&self, position: u32) -> Result<String, String> {
        self.text(position)?.ok_or_else(|| "a text is missing".to_owned())
    }

    fn read_texts(&self, bytes: &[u8], faults: &mut Vec<String>) -> Result<Vec<String>, String> {
        let text = bytes.get(self.range("text")).unwrap_or_default();
        let offsets: Vec<_> = self
            .records(bytes, "texts")
            .iter()
            .map(|record| record.length(0))
            .collect();
        if offsets.first() != Some(&0) || offsets.last() != Some(&text.len()) {
            return Err("the offsets of the texts do not span the texts".to_owned());
        }
        let mut texts = Vec::new();
        for pair in offsets.windows(2) {
            let &[begin, end] = pair else { continue };
            let bytes = text
                .get(begin..end)
                .ok_or("the offsets of the texts do not ascend")?;
            texts.push(String::from_utf8(bytes.to_vec()).map_err(|_| "a text is not UTF-8")?);
        }
        if !texts.is_sorted_by(|before, after| before.as_bytes() < after.as_bytes()) {
            faults.push("the texts are not strictly ascending".to_owned());
        }
        Ok(texts)
    }
}

fn directory(bytes: &[u8], form: &Form, faults: &mut Vec<String>) -> Result<Vec<Range<usize>>, String> {
    let mut ranges = Vec::new();
    let mut at = aligned(HEADER + DIRECTORY_ENTRY * form.blocks.len());
    let mut covered = HEADER + DIRECTORY_ENTRY * form.blocks.len();
    for (position, (name, size)) in form.blocks.iter().enumerate() {
        let begin = HEADER + DIRECTORY_ENTRY * position;
        let entry = Record(
            bytes
                .get(begin..begin + DIRECTORY_ENTRY)
                .ok_or("the directory is cut off")?,
        );
        let (offset, length) = (entry.length(8), entry.length(12));
        let mut written = [0; 8];
        written
            .iter_mut()
            .zip(name.bytes())
            .for_each(|(place, byte)| *place = byte);
        if entry.0.get(..8) != Some(written.as_slice()) || entry.length(16) != *size {
            return Err(format!(
                "directory entry {position} is not that of `{name}` with records of {size} bytes"
            ));
        }
        if offset != at || length % size != 0 || bytes.len() < offset.saturating_add(length) {
            return Err(format!(
                "the block `{name}` of {length} bytes lies at {offset} instead of {at}"
            ));
        }
        if entry.word(20) != 0 {
            faults.push(format!("reserved bytes of directory entry `{name}` are not zero"));
        }
        if bytes
            .get(covered..offset)
            .is_some_and(|padding| padding.iter().any(|byte| *byte != 0))
        {
            faults.push(format!("the padding before `{name}` is not zero"));
        }
        ranges.push(offset..offset + length);
        covered = offset + length;
        at = aligned(covered);
    }
    if bytes.len() != at
        || bytes
            .get(covered..)
            .is_none_or(|padding| padding.iter().any(|byte| *byte != 0))
    {
        faults.push(format!(
            "{} bytes are used instead of {at}, or the last padding is not zero",
            bytes.len()
        ));
    }
    Ok(ranges)
}

/// The plan identity that the bytes of a table have.
pub(crate) fn identity(used: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(used.get(..32).unwrap_or_default());
    hash.update([0; 32]);
    hash.update(used.get(64..).unwrap_or_default());
    hash.finalize().into()
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of one record; fields beyond its end are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Record<'b>(pub(crate) &'b [u8]);

impl<'b> Record<'b> {
    pub(crate) fn byte(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or(0)
    }

    pub(crate) fn half(self, at: usize) -> u16 {
        u16::from_le_bytes([self.byte(at), self.byte(at + 1)])
    }

    pub(crate) fn word(self, at: usize) -> u32 {
        u32::from(self.half(at)) | u32::from(self.half(at + 2)) << 16
    }

    pub(crate) fn double(self, at: usize) -> u64 {
        u64::from(self.word(at)) | u64::from(self.word(at + 4)) << 32
    }

    pub(crate) fn length(self, at: usize) -> usize {
        usize::try_from(self.word(at)).unwrap_or(usize::MAX)
    }

    pub(crate) fn bytes(self, range: Range<usize>) -> &'b [u8] {
        self.0.get(range).unwrap_or_default()
    }
}

fn aligned(at: usize) -> usize {
    at.div_ceil(64) * 64
}

const HEADER: usize = 64;
const DIRECTORY_ENTRY: usize = 24;
