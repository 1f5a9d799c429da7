//! A digit map as a telephone reads it: the text, and what it makes of the symbols dialled so far. It knows nothing of plans.

use std::collections::BTreeSet;
use std::fmt;

use super::{Dialect, State};

/// A digit map, read.
#[derive(Debug, Clone)]
pub struct Map {
    strings: Vec<Line>,
    dialect: Dialect,
}

#[derive(Debug, Clone, Default)]
struct Line {
    positions: Vec<Position>,
    timer: bool,
}

/// Some symbols, one of them or any number.
#[derive(Debug, Clone)]
struct Position {
    symbols: BTreeSet<u8>,
    repeated: bool,
}

/// Where a telephone stands: for each string that still matches, how many of its positions are passed.
pub(super) type Standing = BTreeSet<(usize, usize)>;

/// Text that is no digit map, with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(String);

impl Map {
    /// Reads a digit map.
    ///
    /// # Errors
    /// When the dialect has no such text.
    pub fn read(text: &str, dialect: Dialect) -> Result<Self, Malformed> {
        let (open, close) = dialect.brackets();
        let inner = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        let inner = inner.ok_or_else(|| Malformed("it does not begin or end as it must".to_owned()))?;
        let strings = inner.split('|').filter(|string| !string.is_empty());
        Ok(Map {
            strings: strings
                .map(|string| line(string, dialect))
                .collect::<Result<_, _>>()?,
            dialect,
        })
    }

    /// What some symbols are to the telephone.
    pub fn state(&self, number: &str) -> State {
        let standing = number
            .bytes()
            .fold(self.start(), |standing, symbol| self.step(&standing, symbol));
        self.state_of(&standing)
    }

    pub(super) fn start(&self) -> Standing {
        let starts = (0..self.strings.len()).map(|string| (string, 0));
        self.skipped(starts.collect())
    }

    pub(super) fn step(&self, standing: &Standing, symbol: u8) -> Standing {
        let passed = standing.iter().filter_map(|&(string, at)| {
            let position = self.strings.get(string)?.positions.get(at)?;
            let next = if position.repeated { at } else { at + 1 };
            position.symbols.contains(&symbol).then_some((string, next))
        });
        self.skipped(passed.collect())
    }

    pub(super) fn state_of(&self, standing: &Standing) -> State {
        let ended = |timer: bool| {
            standing.iter().any(|&(string, at)| {
                let line = self.strings.get(string);
                line.is_some_and(|line| at == line.positions.len() && line.timer == timer)
            })
        };
        let more = standing.iter().any(|&(string, at)| {
            let line = self.strings.get(string);
            line.is_some_and(|line| at < line.positions.len())
        });
        if !self.dialect.writes_timer() {
            return State::of(ended(false), more);
        }
        // A string without `T` is complete at once, whatever else may follow (RFC 3435 §2.1.5).
        match (ended(false), ended(true)) {
            (true, _) => State::Complete,
            (false, true) => State::Waits,
            (false, false) => State::of(false, more),
        }
    }

    /// The same with what may be left out left out.
    fn skipped(&self, mut standing: Standing) -> Standing {
        let mut waiting: Vec<(usize, usize)> = standing.iter().copied().collect();
        while let Some((string, at)) = waiting.pop() {
            let position = self.strings.get(string).and_then(|line| line.positions.get(at));
            if position.is_some_and(|position| position.repeated) && standing.insert((string, at + 1)) {
                waiting.push((string, at + 1));
            }
        }
        standing
    }
}

fn line(string: &str, dialect: Dialect) -> Result<Line, Malformed> {
    let mut line = Line::default();
    let mut rest = string.chars();
    while let Some(letter) = rest.next() {
        if line.timer {
            return Err(Malformed(format!("`T` is not last in `{string}`")));
        }
        let symbols = match letter {
            'T' if dialect.writes_timer() => {
                line.timer = true;
                continue;
            }
            '.' => {
                let last = line.positions.last_mut();
                let last = last.ok_or_else(|| Malformed(format!("nothing to repeat in `{string}`")))?;
                last.repeated = true;
                continue;
            }
            'x' => (b'0'..=b'9').collect(),
            '[' => bracketed(&mut rest, dialect)?,
            letter => BTreeSet::from([symbol(letter, dialect)?]),
        };
        line.positions.push(Position {
            symbols,
            repeated: false,
        });
    }
    Ok(line)
}

fn bracketed(rest: &mut std::str::Chars<'_>, dialect: Dialect) -> Result<BTreeSet<u8>, Malformed> {
    let mut symbols = BTreeSet::new();
    let mut before: Option<u8> = None;
    while let Some(letter) = rest.next() {
        match (letter, before) {
            (']', _) => return Ok(symbols),
            ('-', Some(first)) => {
                let last = rest
                    .next()
                    .ok_or_else(|| Malformed("a range without end".to_owned()))?;
                symbols.extend(first..=symbol(last, dialect)?);
                before = None;
            }
            (letter, _) => {
                let symbol = symbol(letter, dialect)?;
                symbols.insert(symbol);
                before = Some(symbol);
            }
        }
    }
    Err(Malformed("`[` without `]`".to_owned()))
}

fn symbol(letter: char, dialect: Dialect) -> Result<u8, Malformed> {
    let symbol = u8::try_from(letter)
        .ok()
        .filter(|symbol| dialect.symbols().contains(symbol));
    symbol.ok_or_else(|| Malformed(format!("`{letter}` is no symbol of a digit map")))
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_as_rfc_3435_says() {
        let map = Map::read("(0T|00T|[1-7]xxx|8xxxxxxx|#xxxxxxx|*xx|91xx.T)", Dialect::Mgcp).expect("a map");
        let states = [
            ("0", State::Waits),
            ("00", State::Waits),
            ("000", State::Impossible),
            ("123", State::Open),
            ("1234", State::Complete),
            ("91", State::Open),
            ("912", State::Waits),
            ("9123456", State::Waits),
            ("*", State::Open),
            ("*69", State::Complete),
        ];
        for (number, state) in states {
            assert_eq!(map.state(number), state, "{number}");
        }
        for text in ["0T|1", "(.)", "(T1)", "([12)", "(+1)"] {
            assert!(Map::read(text, Dialect::Mgcp).is_err(), "{text}");
        }
    }

    #[test]
    fn where_no_timer_is_written_a_number_that_may_continue_waits() {
        let map = Map::read("(11|11x.|[35-8*]1)", Dialect::Spa).expect("a map");
        assert_eq!(map.state("11"), State::Waits);
        assert_eq!(map.state("*1"), State::Complete);
        assert_eq!(map.state("41"), State::Impossible);
    }
}
