//! Numbers as bits, four a symbol, and the peers that look for the longest prefix of bits.

use std::net::Ipv6Addr;

use super::{LongestPrefix, Prefixes};

pub(super) fn packed(number: &[u8]) -> u64 {
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

fn left_aligned(number: &[u8]) -> (u64, u8) {
    let symbols = number.len().min(16);
    let key = if symbols == 0 {
        0
    } else {
        packed(number) << (64 - 4 * symbols)
    };
    (key, 4 * symbols as u8)
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

impl LongestPrefix for PrefixTrie {
    fn longest(&self, number: &[u8]) -> u32 {
        self.0
            .get_lpm(&left_aligned(number))
            .map_or(0, |(_, value)| *value)
    }
}

/// `treebitmap`, made for addresses: a number is the beginning of one of 128 bits.
pub(crate) struct TreeBitmap(ip_network_table_deps_treebitmap::IpLookupTable<Ipv6Addr, u32>);

impl TreeBitmap {
    pub(crate) fn build(prefixes: Prefixes<'_>) -> Self {
        let mut table = ip_network_table_deps_treebitmap::IpLookupTable::new();
        for (prefix, value) in prefixes {
            let (key, bits) = left_aligned(prefix.as_bytes());
            table.insert(address(key), u32::from(bits), *value);
        }
        Self(table)
    }
}

fn address(key: u64) -> Ipv6Addr {
    Ipv6Addr::from(u128::from(key) << 64)
}

impl LongestPrefix for TreeBitmap {
    fn longest(&self, number: &[u8]) -> u32 {
        let (key, _) = left_aligned(number);
        self.0
            .longest_match(address(key))
            .map_or(0, |(_, _, value)| *value)
    }
}
