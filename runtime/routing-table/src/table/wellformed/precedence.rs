//! Precedence: levels are values of `Resource-Priority`, prefixes are sorted and apart from all other
//! numbers, every class has a level.

use super::{Checked, MAX_CLASSES, here};
use crate::malformed::require;
use crate::table::Table;

/// Most levels, so that a level always fits its type.
const MAX_LEVELS: usize = 64;

impl Table<'_> {
    pub(super) fn check_precedence(&self) -> Checked {
        require(
            self.levels.len() <= MAX_LEVELS,
            "count of levels",
            self.levels.at(0, 0),
        )?;
        for (index, record) in self.levels.iter().enumerate() {
            let (at, value) = (here(&self.levels, index), self.texts.get(record.u32(0)));
            require(self.has_text(record.u32(0)) && is_value(value), "level", at)?;
            let unknown = self.levels().take(index).all(|(_, before)| before != value);
            require(unknown, "level that is there twice", at)?;
        }
        self.check_precedence_prefixes()?;
        self.check_classes()
    }

    /// Sorted, none the beginning of another, and none of them on the way to any entry of the automaton.
    fn check_precedence_prefixes(&self) -> Checked {
        let mut previous: Option<&str> = None;
        for (index, record) in self.precedence.iter().enumerate() {
            let at = here(&self.precedence, index);
            let prefix = self.texts.get(record.u32(0));
            require(self.is_number_text(record.u32(0), b"+"), "precedence prefix", at)?;
            require(
                (record.u32(4) as usize) < self.levels.len(),
                "level of a precedence prefix",
                at,
            )?;
            let apart = previous.is_none_or(|before| before < prefix && !prefix.starts_with(before));
            require(apart, "order of precedence prefixes", at)?;
            let symbols = prefix.as_bytes();
            let free = self.automaton.lookup(symbols) == 0 && !self.automaton.continues(symbols);
            require(free, "precedence prefix that is also a number", at)?;
            previous = Some(prefix);
        }
        Ok(())
    }

    /// One record for each class that a station has, if there are levels at all.
    fn check_classes(&self) -> Checked {
        let used = self
            .stations
            .iter()
            .map(|record| record.u32(4).min(MAX_CLASSES) + 1);
        let expected = match self.levels.len() {
            0 => 0,
            _ => used.max().unwrap_or(0) as usize,
        };
        require(
            self.classes.len() == expected,
            "count of classes",
            self.classes.at(0, 0),
        )?;
        for (index, record) in self.classes.iter().enumerate() {
            require(
                (record.u32(0) as usize) < self.levels.len(),
                "level of a class",
                here(&self.classes, index),
            )?;
        }
        Ok(())
    }
}

/// `namespace.priority`, of letters, digits, `-` and `_` (RFC 4412 §3.1).
fn is_value(value: &str) -> bool {
    let token = |text: &str| {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !text.is_empty() && text.bytes().all(legal)
    };
    value
        .split_once('.')
        .is_some_and(|(namespace, priority)| token(namespace) && token(priority))
}
