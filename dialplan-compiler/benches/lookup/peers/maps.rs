//! Peers that keep whole prefixes: a map for each length, or one that is ordered.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound::{Included, Unbounded};

use super::bits::packed;
use super::{LongestPrefix, Prefixes};

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

/// `phf` with the same keys, one perfect hash a length, generated as its macro does at build time.
pub(crate) struct Perfect(Vec<Option<PerfectHash>>);

struct PerfectHash {
    state: phf_generator::HashState,
    entries: Vec<(u64, u32)>,
}

impl Perfect {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut by_length: Vec<Vec<(u64, u32)>> = Vec::new();
        for (prefix, value) in prefixes {
            by_length.resize_with(by_length.len().max(prefix.len() + 1), Vec::new);
            by_length[prefix.len()].push((packed(prefix.as_bytes()), *value));
        }
        Self(
            by_length
                .iter()
                .map(|entries| PerfectHash::over(entries))
                .collect(),
        )
    }
}

impl PerfectHash {
    fn over(entries: &[(u64, u32)]) -> Option<Self> {
        let keys: Vec<u64> = entries.iter().map(|(key, _)| *key).collect();
        (!keys.is_empty()).then(|| {
            let state = phf_generator::generate_hash(&keys);
            let entries = state.map.iter().map(|place| entries[*place]).collect();
            Self { state, entries }
        })
    }

    fn get(&self, key: u64) -> Option<u32> {
        let hashes = phf_shared::hash(&key, &self.state.key);
        let place = phf_shared::get_index(&hashes, &self.state.disps, self.entries.len());
        let (own, value) = self.entries[place as usize];
        (own == key).then_some(value)
    }
}

impl LongestPrefix for Perfect {
    fn longest(&self, number: &[u8]) -> u32 {
        let number = &number[..number.len().min(16)];
        let whole = packed(number);
        let lengths = (1..self.0.len().min(number.len() + 1)).rev();
        lengths
            .filter_map(|length| {
                self.0[length]
                    .as_ref()?
                    .get(whole >> (4 * (number.len() - length)))
            })
            .next()
            .unwrap_or(0)
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
