//! A trie of pointers in the shape of Kamailio's `mtree`: a tree head, a table from symbols to children, an array of
//! children in every node that has any, values in cells of their own; one step a symbol, the last value seen wins. A
//! child entry has the same 24 bytes (values, extra pointer, child), a value cell too.

const ALPHABET: &[u8] = b"0123456789*#+";
const NO_CHILD: u8 = 255;

pub(crate) struct PointerTrie {
    /// The child of a symbol, for every byte; Kamailio fills it from the parameter `char_list` when it starts.
    children: Box<[u8; 256]>,
    head: Box<Head>,
}

/// What Kamailio keeps of one tree, as far as a lookup meets it.
#[derive(Default)]
struct Head {
    root: Option<Box<Node>>,
}

type Node = [Child; ALPHABET.len()];

#[derive(Default)]
struct Child {
    values: Option<Box<Cell>>,
    _extra: u64,
    below: Option<Box<Node>>,
}

/// A value, as a member of the list of values of one prefix.
struct Cell {
    value: u32,
    _length: u64,
    _next: Option<Box<Cell>>,
}

impl PointerTrie {
    pub(crate) fn build(prefixes: &[(String, u32)]) -> Self {
        let mut children = Box::new([NO_CHILD; 256]);
        for (child, symbol) in ALPHABET.iter().enumerate() {
            children[usize::from(*symbol)] = child as u8;
        }
        let mut head: Box<Head> = Box::default();
        for (prefix, value) in prefixes {
            let mut slot = &mut head.root;
            let mut rest = prefix.bytes();
            while let Some(symbol) = rest.next() {
                let node = slot.get_or_insert_with(Box::default);
                let child = &mut node[usize::from(children[usize::from(symbol)])];
                if rest.len() == 0 {
                    child.values = Some(Box::new(Cell {
                        value: *value,
                        _length: 0,
                        _next: None,
                    }));
                    break;
                }
                slot = &mut child.below;
            }
        }
        Self { children, head }
    }

    pub(crate) fn longest(&self, number: &[u8]) -> u32 {
        let mut found: Option<&Cell> = None;
        let mut node = self.head.root.as_deref();
        for &symbol in number {
            let Some(here) = node else { break };
            let Some(child) = here.get(usize::from(self.children[usize::from(symbol)])) else {
                break;
            };
            if let Some(cell) = child.values.as_deref() {
                found = Some(cell);
            }
            node = child.below.as_deref();
        }
        found.map_or(0, |cell| cell.value)
    }
}
