//! Records become blocks, texts become positions, blocks become one file.

use std::collections::BTreeSet;

use routing_table::layout::{ALIGNMENT, Block, DIRECTORY_ENTRY, HEADER, NONE};

/// One field of a record.
#[derive(Clone, Debug)]
pub(in crate::emit) enum Field {
    Byte(u8),
    Short(u16),
    Word(u32),
    /// The position of a text.
    Text(String),
    /// No text.
    NoText,
    Bytes(Vec<u8>),
}

/// All texts of some blocks, sorted, each once.
pub(in crate::emit) struct Texts(Vec<String>);

/// The fields of one block, record after record.
pub(in crate::emit) type Fields = Vec<Field>;

impl Field {
    pub(in crate::emit) fn optional(text: Option<&str>) -> Field {
        text.map_or(Field::NoText, |text| Field::Text(text.to_owned()))
    }
}

impl Texts {
    /// Where each text starts, and where the last one ends.
    pub(in crate::emit) fn offsets(&self) -> Vec<u8> {
        let ends = self.0.iter().scan(0, |end, text| {
            *end += text.len();
            Some(*end)
        });
        std::iter::once(0)
            .chain(ends)
            .flat_map(|offset| (offset as u32).to_le_bytes())
            .collect()
    }

    fn position(&self, text: &str) -> u32 {
        self.0
            .binary_search_by(|known| known.as_str().cmp(text))
            .map_or(NONE, |position| position as u32)
    }
}

/// The texts of all fields, and the block that holds them.
pub(in crate::emit) fn text_blocks(blocks: &[Fields]) -> (Texts, Vec<u8>) {
    let texts = blocks.iter().flatten().filter_map(|field| match field {
        Field::Text(text) => Some(text.clone()),
        _ => None,
    });
    let texts: Vec<String> = texts.collect::<BTreeSet<String>>().into_iter().collect();
    let text = texts.concat().into_bytes();
    (Texts(texts), text)
}

/// The bytes of each block.
pub(in crate::emit) fn lay_out(blocks: &[Fields], texts: &Texts) -> Vec<Vec<u8>> {
    let bytes = |field: &Field| match field {
        Field::Byte(byte) => vec![*byte],
        Field::Short(short) => short.to_le_bytes().to_vec(),
        Field::Word(word) => word.to_le_bytes().to_vec(),
        Field::Text(text) => texts.position(text).to_le_bytes().to_vec(),
        Field::NoText => NONE.to_le_bytes().to_vec(),
        Field::Bytes(bytes) => bytes.clone(),
    };
    blocks
        .iter()
        .map(|block| block.iter().flat_map(bytes).collect())
        .collect()
}

/// Header, directory and padded blocks; the identity is zero. `None` beyond 4 GiB.
pub(in crate::emit) fn write(
    magic: [u8; 8],
    version: u16,
    layout: &[Block],
    blocks: &[Vec<u8>],
) -> Option<Vec<u8>> {
    let start = (HEADER + layout.len() * DIRECTORY_ENTRY).next_multiple_of(ALIGNMENT);
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (block, content) in layout.iter().zip(blocks) {
        directory.extend(block.name);
        for word in [start + bytes.len(), content.len(), block.record, 0] {
            directory.extend(u32::try_from(word).ok()?.to_le_bytes());
        }
        bytes.extend(content);
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    }
    let mut file = magic.to_vec();
    file.extend(version.to_le_bytes());
    file.extend(u16::try_from(layout.len()).ok()?.to_le_bytes());
    file.extend(u32::try_from(start + bytes.len()).ok()?.to_le_bytes());
    file.resize(HEADER, 0);
    file.extend(directory);
    file.resize(start, 0);
    file.extend(bytes);
    Some(file)
}
