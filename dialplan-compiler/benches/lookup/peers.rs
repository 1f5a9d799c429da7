//! Every implementation behind one trait: ours, the pointer trie and the crates that can answer a longest prefix.
//!
//! All answer 0 when nothing matches; all must give the same answers (the benchmark compares their checksums).

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound::{Included, Unbounded};

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

pub(crate) struct StdHash(Vec<HashMap<Vec<u8>, u32>>);

impl StdHash {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut by_length = Vec::new();
        for (prefix, value) in prefixes {
            by_length.resize_with(by_length.len().max(prefix.len() + 1), HashMap::new);
            by_length[prefix.len()].insert(prefix.as_bytes().to_vec(), *value);
        }
        Self(by_length)
    }
}

impl LongestPrefix for StdHash {
    fn longest(&self, number: &[u8]) -> u32 {
        let lengths = (1..self.0.len().min(number.len() + 1))
            .rev()
            .filter(|l| !self.0[*l].is_empty());
        lengths
            .filter_map(|length| self.0[length].get(&number[..length]))
            .next()
            .copied()
            .unwrap_or(0)
    }
}

/// `hashbrown` with keys packed four bits a symbol, one map a length.
pub(crate) struct Hashbrown(Vec<hashbrown::HashMap<u64, u32>>);

fn packed(number: &[u8]) -> u64 {
    number
        .iter()
        .take(16)
        .fold(0, |key, symbol| key << 4 | nibble(*symbol))
}

fn nibble(symbol: u8) -> u64 {
    match symbol {
        b'+' => 10,
        b'*' => 11,
        b'#' => 12,
        digit => u64::from(digit & 15),
    }
}

impl Hashbrown {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut by_length = Vec::new();
        for (prefix, value) in prefixes {
            by_length.resize_with(by_length.len().max(prefix.len() + 1), hashbrown::HashMap::new);
            by_length[prefix.len()].insert(packed(prefix.as_bytes()), *value);
        }
        Self(by_length)
    }
}

impl LongestPrefix for Hashbrown {
    fn longest(&self, number: &[u8]) -> u32 {
        let number = &number[..number.len().min(16)];
        let whole = packed(number);
        for length in (1..self.0.len().min(number.len() + 1)).rev() {
            let map = &self.0[length];
            if !map.is_empty()
                && let Some(value) = map.get(&(whole >> (4 * (number.len() - length))))
            {
                return *value;
            }
        }
        0
    }
}

pub(crate) struct Tree(BTreeMap<Vec<u8>, u32>);

impl Tree {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        Self(
            prefixes
                .iter()
                .map(|(p, v)| (p.as_bytes().to_vec(), *v))
                .collect(),
        )
    }
}

impl LongestPrefix for Tree {
    fn longest(&self, number: &[u8]) -> u32 {
        let mut end = number;
        while let Some((key, value)) = self.0.range::<[u8], _>((Unbounded, Included(end))).next_back() {
            if number.starts_with(key) {
                return *value;
            }
            let shared = key.iter().zip(number).take_while(|(a, b)| a == b).count();
            if shared == 0 {
                return 0;
            }
            end = &number[..shared];
        }
        0
    }
}

pub(crate) struct Fst(fst::Map<Vec<u8>>);

impl Fst {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut sorted: Vec<_> = prefixes
            .iter()
            .map(|(p, v)| (p.as_str(), u64::from(*v)))
            .collect();
        sorted.sort_unstable();
        Self(fst::Map::from_iter(sorted).expect("keys are sorted and unique"))
    }
}

impl LongestPrefix for Fst {
    fn longest(&self, number: &[u8]) -> u32 {
        let raw = self.0.as_fst();
        let (mut node, mut output, mut found) = (raw.root(), 0, 0);
        for symbol in number {
            let Some(index) = node.find_input(*symbol) else {
                break;
            };
            let step = node.transition(index);
            output += step.out.value();
            node = raw.node(step.addr);
            if node.is_final() {
                found = output + node.final_output().value();
            }
        }
        found as u32
    }
}

pub(crate) struct Yada(yada::DoubleArray<Vec<u8>>);

impl Yada {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut sorted: Vec<_> = prefixes.iter().map(|(p, v)| (p.as_bytes(), *v)).collect();
        sorted.sort_unstable();
        let bytes = yada::builder::DoubleArrayBuilder::build(&sorted).expect("keys are sorted and unique");
        Self(yada::DoubleArray::new(bytes).expect("the builder's own bytes"))
    }
}

impl LongestPrefix for Yada {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .common_prefix_search(number)
            .last()
            .map_or(0, |(value, _)| value)
    }
}

macro_rules! crawdad_peer {
    ($name:ident, $inner:ty) => {
        pub(crate) struct $name($inner);

        impl $name {
            pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
                Self(<$inner>::from_records(prefixes.iter().map(|(p, v)| (p, *v))).expect("keys are unique"))
            }
        }

        impl LongestPrefix for $name {
            fn longest(&self, number: &[u8]) -> u32 {
                let symbols = number.iter().map(|symbol| char::from(*symbol));
                self.0
                    .common_prefix_search(symbols)
                    .last()
                    .map_or(0, |(value, _)| value)
            }
        }
    };
}
crawdad_peer!(Crawdad, crawdad::Trie);
crawdad_peer!(CrawdadMp, crawdad::MpTrie);

pub(crate) struct Daachorse(daachorse::DoubleArrayAhoCorasick<u32>);

impl Daachorse {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let automaton = daachorse::DoubleArrayAhoCorasickBuilder::new()
            .match_kind(daachorse::MatchKind::LeftmostLongest)
            .build_with_values(prefixes.iter().map(|(p, v)| (p, *v)));
        Self(automaton.expect("keys are unique"))
    }
}

impl LongestPrefix for Daachorse {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .leftmost_find_iter(number)
            .next()
            .filter(|m| m.start() == 0)
            .map_or(0, |m| m.value())
    }
}

pub(crate) struct Patricia(patricia_tree::PatriciaMap<u32>);

impl Patricia {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        Self(prefixes.iter().map(|(p, v)| (p, *v)).collect())
    }
}

impl LongestPrefix for Patricia {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .get_longest_common_prefix(number)
            .map_or(0, |(_, value)| *value)
    }
}

pub(crate) struct FastRadix(fast_radix_trie::RadixMap<u32>);

impl FastRadix {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut map = fast_radix_trie::RadixMap::new();
        for (prefix, value) in prefixes {
            map.insert(prefix.as_bytes(), *value);
        }
        Self(map)
    }
}

impl LongestPrefix for FastRadix {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .get_longest_common_prefix(number)
            .map_or(0, |(_, value)| *value)
    }
}

pub(crate) struct Radix(radix_trie::Trie<Vec<u8>, u32>);

impl Radix {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut trie = radix_trie::Trie::new();
        for (prefix, value) in prefixes {
            trie.insert(prefix.as_bytes().to_vec(), *value);
        }
        Self(trie)
    }
}

impl LongestPrefix for Radix {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0.get_ancestor_value(number).copied().unwrap_or(0)
    }
}

pub(crate) struct PrefixTrie(prefix_trie::PrefixMap<(u64, u8), u32>);

impl PrefixTrie {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut map = prefix_trie::PrefixMap::new();
        for (prefix, value) in prefixes {
            map.insert(left_aligned(prefix.as_bytes()), *value);
        }
        Self(map)
    }
}

fn left_aligned(number: &[u8]) -> (u64, u8) {
    let symbols = number.len().min(16);
    let key = if symbols == 0 {
        0
    } else {
        packed(number) << (64 - 4 * symbols)
    };
    (key, 4 * symbols as u8)
}

impl LongestPrefix for PrefixTrie {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .get_lpm(&left_aligned(number))
            .map_or(0, |(_, value)| *value)
    }
}
