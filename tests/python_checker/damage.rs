//! Tables with one thing changed, and the kind of finding that must name it.

use std::ops::Range;

use routing_table::layout::{DIRECTORY_ENTRY, HEADER, IDENTITY, TABLE_BLOCKS};
use sha2::{Digest as _, Sha256};

/// Where a block lies in a table.
pub struct Block {
    pub start: usize,
    pub length: usize,
}

impl Block {
    /// A block by its name (docs/table-format.md).
    pub fn of(table: &[u8], name: &str) -> Block {
        let index = TABLE_BLOCKS
            .iter()
            .position(|block| block.name.starts_with(name.as_bytes()))
            .expect("the layout has the block");
        let at = HEADER + index * DIRECTORY_ENTRY + 8;
        Block {
            start: word(table, at),
            length: word(table, at + 4),
        }
    }

    /// The offsets of the entries of an automaton with entries of two bytes.
    pub fn entries(&self, table: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let head = self.start + 64;
        let width = usize::from(u16::from_le_bytes([table[head], table[head + 1]]));
        assert_eq!(table[head + 2], 2, "entries have two bytes");
        let count = width * word(table, head + 4);
        Range::step_by(head + 16..head + 16 + 2 * count, 2)
    }
}

/// The table with the identity that its bytes have.
pub fn repaired(mut table: Vec<u8>) -> Vec<u8> {
    table[IDENTITY..IDENTITY + 32].fill(0);
    let identity = Sha256::digest(&table);
    table[IDENTITY..IDENTITY + 32].copy_from_slice(&identity);
    table
}

type Mutation = (&'static str, &'static str, fn(&mut [u8]));

/// What is changed, the kind of finding, and how it is changed in a table with levels and profiles.
pub const MUTATIONS: &[Mutation] = &[
    ("the version", "header", |table| table[8] = 3),
    ("a reserved byte of the header", "header", |table| table[20] = 1),
    ("the name of a block", "directory", |table| table[HEADER] = b'S'),
    ("padding", "padding", |table| {
        let end = Block::of(table, "server");
        table[end.start + end.length] = 1;
    }),
    ("reserved bytes of a record", "padding", |table| {
        set(table, "server", 10, 1)
    }),
    ("a port", "server", |table| set(table, "server", 0, 1)),
    ("the digest algorithm", "server", |table| {
        set(table, "server", 8, 1)
    }),
    ("the most calls of a gateway", "gateways", |table| {
        set(table, "gateways", 12, 9)
    }),
    ("whether a gateway radiates", "gateways", |table| {
        set(table, "gateways", 9, 0)
    }),
    ("the class of a station", "stations", |table| {
        set(table, "stations", 4, 1)
    }),
    ("the station of an emergency target", "emergency", |table| {
        set(table, "targets", 16, 1)
    }),
    ("the kind of a row", "lists", |table| set(table, "rows", 0, 4)),
    ("the least number of digits", "decision", |table| {
        set(table, "choices", 4, 8)
    }),
    ("the greatest number of digits", "decision", |table| {
        set(table, "choices", 5, 20)
    }),
    ("how much is stripped", "decision", |table| {
        set(table, "choices", 6, 1)
    }),
    ("what is prepended", "decision", |table| {
        let at = Block::of(table, "choices").start + 8;
        table[at..at + 4].copy_from_slice(&0u32.to_le_bytes());
    }),
    ("the classes of a choice", "decision", |table| {
        let at = Block::of(table, "choices").start;
        table[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    }),
    ("the order of attempts", "decision", |table| {
        let at = Block::of(table, "attempts").start;
        table[at..at + 8].rotate_left(4);
    }),
    ("the station of an inbound number", "inbound", |table| {
        set(table, "inbound", 8, 1)
    }),
    ("the last address of a range", "access", |table| {
        set(table, "access4", 15, 0xfe)
    }),
    ("the gateway of a range", "access", |table| {
        set(table, "access4", 16 + 4, 1)
    }),
    ("a dialled level", "precedence", |table| {
        set(table, "preced", 4, 4)
    }),
    ("the highest level of a class", "precedence", |table| {
        set(table, "classes", 0, 2)
    }),
    ("a gateway of a profile", "profiles", |table| {
        set(table, "profiles", 8, 1)
    }),
    ("emergency calls of a profile", "profiles", |table| {
        set(table, "profiles", 4, 1)
    }),
    ("a character", "texts", |table| {
        let first = Block::of(table, "text\0").start;
        table[first] = 0xff;
    }),
    ("the map of symbols", "automaton-range", |table| {
        set(table, "automat", 0x30, 1)
    }),
    ("an entry that leads beyond", "automaton-range", |table| {
        let at = first_edge(table);
        table[at..at + 2].copy_from_slice(&0x7ffeu16.to_le_bytes());
    }),
    ("an entry that leads back", "automaton-range", |table| {
        let at = first_edge(table);
        table[at..at + 2].fill(0);
    }),
    ("an entry that leads nowhere", "automaton-unreachable", |table| {
        let at = first_edge(table);
        table[at..at + 2].copy_from_slice(&0x8000u16.to_le_bytes());
    }),
    ("a level", "automaton-levels", |table| {
        let automaton = Block::of(table, "automat");
        table[automaton.start + automaton.length - 4] ^= 1;
    }),
];

fn set(table: &mut [u8], block: &str, offset: usize, value: u8) {
    let at = Block::of(table, block).start + offset;
    table[at] = value;
}

/// The first entry that leads to another row.
fn first_edge(table: &[u8]) -> usize {
    let mut entries = Block::of(table, "automat").entries(table);
    entries
        .find(|at| table[at + 1] & 0x80 == 0)
        .expect("there is a second row")
}

fn word(table: &[u8], at: usize) -> usize {
    let field = table[at..at + 4].first_chunk().expect("four bytes");
    u32::from_le_bytes(*field) as usize
}
