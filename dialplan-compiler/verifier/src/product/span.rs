//! Runs of sorted lists: which entries begin with the symbols so far.

use crate::meaning::Meaning;
use crate::product::claims::Prefix;

/// Entries `first..end` of a sorted list share their first `depth` symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) depth: u32,
}

pub(crate) const EMPTY: Span = Span {
    first: 0,
    end: 0,
    depth: 0,
};

/// What lists are sorted by.
pub(crate) trait Sorted {
    fn text(&self) -> &str;
}

impl Sorted for Prefix {
    fn text(&self) -> &str {
        &self.text
    }
}

impl Sorted for (String, Meaning) {
    fn text(&self) -> &str {
        &self.0
    }
}

impl Sorted for String {
    fn text(&self) -> &str {
        self
    }
}

pub(crate) fn narrowed<T: Sorted>(list: &[T], span: Span, symbol: u8) -> Span {
    let range = usize::try_from(span.first).unwrap_or(0)..usize::try_from(span.end).unwrap_or(0);
    let Some(alive) = list.get(range).filter(|alive| !alive.is_empty()) else {
        return EMPTY;
    };
    let depth = usize::try_from(span.depth).unwrap_or(usize::MAX);
    let symbol_of = |item: &T| item.text().as_bytes().get(depth).copied();
    let first = alive.partition_point(|item| symbol_of(item) < Some(symbol));
    let count = alive
        .get(first..)
        .unwrap_or_default()
        .partition_point(|item| symbol_of(item) == Some(symbol));
    if count == 0 {
        return EMPTY;
    }
    let first = span.first + to_u32(first);
    Span {
        first,
        end: first + to_u32(count),
        depth: span.depth + 1,
    }
}

pub(crate) fn whole(length: usize) -> Span {
    if length == 0 {
        EMPTY
    } else {
        Span {
            first: 0,
            end: to_u32(length),
            depth: 0,
        }
    }
}

pub(crate) fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
