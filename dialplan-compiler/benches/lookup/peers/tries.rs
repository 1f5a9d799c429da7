//! Peers that walk symbol by symbol: tries, double arrays and transducers.

use super::{LongestPrefix, Prefixes};

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
