//! The strings of a digit map: every way through an automaton to a number, symbols that lead alike together.

use std::collections::BTreeMap;

use routing_table::layout::automaton::SYMBOLS;

use super::completion::{Completion, Node, SELF};
use super::{Dialect, State};

/// The strings that say together what the automaton says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings {
    /// Each as the dialect writes it, in symbol order.
    pub strings: Vec<String>,
    dialect: Dialect,
}

impl Strings {
    /// The strings of an automaton over the symbols of the dialect.
    ///
    /// # Errors
    /// How many strings there would be, when they are more than `most`.
    pub fn new(completion: &Completion, dialect: Dialect, most: usize) -> Result<Self, u128> {
        let mut counts = BTreeMap::new();
        let count = count(completion, completion.start(), &mut counts);
        if count > most as u128 {
            return Err(count);
        }
        let mut strings = Vec::new();
        Writer { completion, dialect }.write(completion.start(), String::new(), &mut strings);
        Ok(Strings { strings, dialect })
    }

    /// The whole map.
    pub fn text(&self) -> String {
        let (open, close) = self.dialect.brackets();
        format!("{open}{}{close}", self.strings.join("|"))
    }
}

/// How many strings begin at a node.
fn count(completion: &Completion, at: u32, known: &mut BTreeMap<u32, u128>) -> u128 {
    if let Some(&count) = known.get(&at) {
        return count;
    }
    let Some(node) = completion.node(at).filter(|_| at != 0) else {
        return 0;
    };
    let mut all = u128::from(node.whole);
    for next in ways(node).into_keys() {
        all = all.saturating_add(count(completion, next, known));
    }
    known.insert(at, all);
    all
}

/// The symbols that lead to each other node.
fn ways(node: &Node) -> BTreeMap<u32, Vec<u8>> {
    let mut ways: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (&next, symbol) in node.next.iter().zip(SYMBOLS) {
        if next != 0 && next != SELF {
            ways.entry(next).or_default().push(symbol);
        }
    }
    ways
}

struct Writer<'c> {
    completion: &'c Completion,
    dialect: Dialect,
}

impl Writer<'_> {
    fn write(&self, at: u32, mut written: String, strings: &mut Vec<String>) {
        let Some(node) = self.completion.node(at) else {
            return;
        };
        let own: Vec<u8> = node
            .next
            .iter()
            .zip(SYMBOLS)
            .filter(|(next, _)| **next == SELF)
            .map(|(_, symbol)| symbol)
            .collect();
        if !own.is_empty() {
            written.push_str(&set(&own));
            written.push('.');
        }
        if node.whole {
            let waits = self.completion.state_at(at) == State::Waits;
            let timer = if waits && self.dialect.writes_timer() {
                "T"
            } else {
                ""
            };
            strings.push(format!("{written}{timer}"));
        }
        let mut ways: Vec<(Vec<u8>, u32)> = ways(node)
            .into_iter()
            .map(|(next, symbols)| (symbols, next))
            .collect();
        ways.sort_unstable();
        for (symbols, next) in ways {
            self.write(next, format!("{written}{}", set(&symbols)), strings);
        }
    }
}

/// One symbol as itself, all digits as `x`, others as `[0-35*]`.
fn set(symbols: &[u8]) -> String {
    let digits: Vec<u8> = symbols.iter().copied().filter(u8::is_ascii_digit).collect();
    if let [symbol] = symbols {
        return char::from(*symbol).to_string();
    }
    if digits.len() == 10 && symbols.len() == 10 {
        return "x".to_owned();
    }
    let mut text = String::from("[");
    let mut rest = digits.as_slice();
    while let Some(&first) = rest.first() {
        let run = (first..)
            .zip(rest)
            .take_while(|(wanted, digit)| wanted == *digit)
            .count()
            .max(1);
        let (these, after) = rest.split_at(run);
        match these {
            [first, .., last] if run > 2 => {
                text.extend([char::from(*first), '-', char::from(*last)]);
            }
            _ => text.extend(these.iter().copied().map(char::from)),
        }
        rest = after;
    }
    text.extend(
        symbols
            .iter()
            .filter(|symbol| !symbol.is_ascii_digit())
            .copied()
            .map(char::from),
    );
    text.push(']');
    text
}
