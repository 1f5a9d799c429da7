//! A trie of pointers in the shape of Kamailio's `mtree`: an array of children in every node that has any, one step
//! a symbol, the last value seen wins. Its child entry has the same 24 bytes: pointer, value, flag.

const ALPHABET: &[u8] = b"0123456789*#+";

#[derive(Default)]
pub(crate) struct PointerTrie {
    root: Option<Box<Node>>,
}

type Node = [Child; ALPHABET.len()];

#[derive(Default)]
struct Child {
    below: Option<Box<Node>>,
    value: Option<Box<u32>>,
    _type: u64,
}

fn column(symbol: u8) -> Option<usize> {
    match symbol {
        b'0'..=b'9' => Some(usize::from(symbol - b'0')),
        b'*' => Some(10),
        b'#' => Some(11),
        b'+' => Some(12),
        _ => None,
    }
}

impl PointerTrie {
    pub(crate) fn build(prefixes: &[(String, u32)]) -> Self {
        let mut trie = Self::default();
        for (prefix, value) in prefixes {
            let mut slot = &mut trie.root;
            let mut rest = prefix.bytes();
            while let Some(symbol) = rest.next() {
                let node = slot.get_or_insert_with(Box::default);
                let child = &mut node[column(symbol).unwrap_or_default()];
                if rest.len() == 0 {
                    child.value = Some(Box::new(*value));
                    break;
                }
                slot = &mut child.below;
            }
        }
        trie
    }

    pub(crate) fn longest(&self, number: &[u8]) -> u32 {
        let mut found = 0;
        let mut node = self.root.as_deref();
        for &symbol in number {
            let (Some(here), Some(column)) = (node, column(symbol)) else {
                break;
            };
            let child = &here[column];
            if let Some(value) = child.value.as_deref() {
                found = *value;
            }
            node = child.below.as_deref();
        }
        found
    }
}
