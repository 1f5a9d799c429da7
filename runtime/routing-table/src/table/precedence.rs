//! The precedence levels of a plan: their `Resource-Priority` values (RFC 4412), the prefixes by which they are
//! dialled, and the highest that each class of service may use.

use super::Table;
use crate::{ClassIndex, Level, Number};

impl<'a> Table<'a> {
    /// Every level with its `Resource-Priority` value, for example `dsn.flash`; lowest first.
    pub fn levels(&self) -> impl Iterator<Item = (Level, &'a str)> + use<'a> {
        let table = *self;
        (0..=u16::MAX)
            .map(Level::new)
            .map_while(move |level| table.level(level).map(|value| (level, value)))
    }

    /// The `Resource-Priority` value of a level.
    pub fn level(&self, level: Level) -> Option<&'a str> {
        let record = self.levels.get(level.index())?;
        Some(self.texts.get(record.u32(0)))
    }

    /// The level of a `Resource-Priority` value; letters match in either case (RFC 4412 §3.1).
    pub fn level_of(&self, value: &[u8]) -> Option<Level> {
        let mut levels = self.levels();
        levels
            .find(|(_, known)| known.as_bytes().eq_ignore_ascii_case(value))
            .map(|(level, _)| level)
    }

    /// The prefixes by which levels are dialled, sorted; none begins another.
    pub fn precedence_prefixes(&self) -> impl Iterator<Item = (&'a str, Level)> + use<'a> {
        let texts = self.texts;
        self.precedence
            .iter()
            .map(move |record| (texts.get(record.u32(0)), Level::from_field(record.u32(4))))
    }

    /// The highest level of each class of service, by class; empty in a plan without levels.
    pub fn class_levels(&self) -> impl Iterator<Item = Level> + use<'a> {
        self.classes.iter().map(|record| Level::from_field(record.u32(0)))
    }

    /// The level that a call asks for; the lowest when it asks for none that the plan has.
    pub(crate) fn level_asked(&self, asked: Option<Level>) -> Option<Level> {
        let lowest = self.levels.get(0).map(|_| Level::new(0));
        asked.filter(|&level| self.level(level).is_some()).or(lowest)
    }

    /// Whether a class of service may use a level.
    pub(crate) fn class_may_use(&self, class: ClassIndex, level: Level) -> bool {
        let highest = self.class_levels().nth(class.index());
        level <= highest.unwrap_or(Level::new(0))
    }

    /// The level that a number dials, and the symbols behind its prefix.
    pub(crate) fn split_precedence<'n>(&self, number: &'n Number) -> Option<(Level, &'n [u8])> {
        let symbols = number.as_bytes();
        self.precedence_prefixes()
            .find_map(|(prefix, level)| Some((level, symbols.strip_prefix(prefix.as_bytes())?)))
    }

    /// Whether a number is the beginning of a precedence prefix and no whole one.
    pub(crate) fn begins_precedence(&self, number: &Number) -> bool {
        let symbols = number.as_bytes();
        self.precedence_prefixes()
            .any(|(prefix, _)| prefix.as_bytes().starts_with(symbols) && prefix.len() > symbols.len())
    }
}
