//! Every implementation behind one trait: ours, the pointer trie and the crates that can answer a longest prefix.
//!
//! All answer 0 when nothing matches; all must give the same answers (the benchmark compares their checksums).

mod bits;
mod maps;
mod tries;

pub(crate) use bits::{PrefixTrie, TreeBitmap};
pub(crate) use maps::{Hashbrown, Perfect, StdHash, Tree};
pub(crate) use tries::{Crawdad, CrawdadMp, Daachorse, FastRadix, Fst, Patricia, Radix, Yada};

use crate::pointer_trie::PointerTrie;
use dialplan_compiler::automaton;
use routing_table::automaton::Automaton;

pub(crate) trait LongestPrefix {
    fn longest(&self, number: &[u8]) -> u32;
}

type Prefixes<'a> = &'a [(String, u32)];

/// The compiled table, read from its bytes as the vessel binary reads it: on a 64-byte boundary, as in its section.
pub(crate) struct Ours {
    bytes: Box<[u8]>,
    start: usize,
    length: usize,
}

impl Ours {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let table = automaton::compile_prefixes(prefixes).expect("every symbol is legal");
        let mut bytes = vec![0; table.len() + 63].into_boxed_slice();
        let start = bytes.as_ptr().align_offset(64);
        bytes[start..start + table.len()].copy_from_slice(&table);
        Self {
            bytes,
            start,
            length: table.len(),
        }
    }

    pub(crate) fn table(&self) -> Automaton<'_> {
        Automaton::open(&self.bytes[self.start..self.start + self.length])
            .expect("the compiler emits well-formed tables")
    }
}

impl LongestPrefix for Automaton<'_> {
    fn longest(&self, number: &[u8]) -> u32 {
        self.lookup(number)
    }
}

impl LongestPrefix for PointerTrie {
    fn longest(&self, number: &[u8]) -> u32 {
        PointerTrie::longest(self, number)
    }
}

/// The least that any table costs when it is cold: one line of memory, chosen by the first symbol. It knows no prefixes, so
/// it is the floor of the measurement and no peer.
pub(crate) struct OneLine(Box<[u32; 256]>);

impl Default for OneLine {
    fn default() -> Self {
        Self(Box::new([1; 256]))
    }
}

impl LongestPrefix for OneLine {
    fn longest(&self, number: &[u8]) -> u32 {
        number.first().map_or(0, |symbol| self.0[usize::from(*symbol)])
    }
}
