//! How a dialled number is read: `+`, international prefix and national prefix lead to one international
//! space, so that all spellings of a number share its entries. Everything else is read as it stands.

use super::entries::{Code, EntryList, Span, code_of};
use crate::plan::Numbering;

/// The prefixes by which a plan spells international numbers; empty ones are not declared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spellings {
    international: Vec<Code>,
    national: Option<National>,
}

#[derive(Clone, Debug)]
struct National {
    prefix: Vec<Code>,
    country: Vec<Code>,
}

/// What some leading symbols mean so far.
#[derive(Clone)]
pub(super) struct Reading {
    /// The entries that continue the number's key.
    pub(super) span: Span,
    /// Value of the longest entry that the key has passed.
    pub(super) value: u32,
    state: State,
}

#[derive(Clone)]
enum State {
    /// No spelling can change the meaning any more.
    Settled,
    /// The symbols so far begin the international or the national prefix.
    Open { symbols: Vec<Code>, national: bool },
}

impl Spellings {
    pub(crate) fn new(international: Option<&str>, national: Option<&str>, country: Option<&str>) -> Self {
        let declared = |text: &str| Some(codes(text)).filter(|codes| !codes.is_empty());
        let national = national.and_then(declared).zip(country.and_then(declared));
        Spellings {
            international: international.and_then(declared).unwrap_or_default(),
            national: national.map(|(prefix, country)| National { prefix, country }),
        }
    }

    /// Those of a checked plan.
    pub(crate) fn of(numbering: &Numbering) -> Self {
        Spellings::new(
            numbering.international_prefix(),
            numbering.national_prefix(),
            numbering.country_code(),
        )
    }

    /// The key of a written prefix: its international form if it starts like one, else itself.
    pub(crate) fn key(&self, symbols: &str) -> Vec<u8> {
        if symbols.starts_with('+') {
            return symbols.as_bytes().to_vec();
        }
        let written = codes(symbols);
        let international = |country: &[Code], rest: &[Code]| [&[PLUS], country, rest].concat();
        let key = match (
            written.strip_prefix(self.international.as_slice()),
            &self.national,
        ) {
            (Some(rest), _) if !self.international.is_empty() => international(&[], rest),
            (_, Some(national)) => match written.strip_prefix(national.prefix.as_slice()) {
                Some(rest) => international(&national.country, rest),
                None => written,
            },
            _ => written,
        };
        key.into_iter().filter_map(symbol_of).collect()
    }

    /// The key of dialled symbols.
    pub(super) fn key_of(&self, symbols: &[u8]) -> Vec<u8> {
        self.key(&String::from_utf8_lossy(symbols))
    }

    /// Every way to dial what a key stands for.
    pub(super) fn spelled(&self, key: &[u8]) -> Vec<Vec<u8>> {
        let mut spelled = vec![key.to_vec()];
        if let Some(number) = key.strip_prefix(b"+") {
            if !self.international.is_empty() {
                spelled.push([symbols_of(&self.international).as_slice(), number].concat());
            }
            if let Some(home) = &self.national
                && let Some(rest) = number.strip_prefix(symbols_of(&home.country).as_slice())
            {
                spelled.push([symbols_of(&home.prefix).as_slice(), rest].concat());
            }
        }
        spelled
    }

    /// The symbols from which on a number is read as an international one.
    pub(super) fn starts(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        let national = self.national.as_ref().map(|national| &national.prefix);
        let international = Some(&self.international).filter(|prefix| !prefix.is_empty());
        international
            .into_iter()
            .chain(national)
            .map(|codes| symbols_of(codes))
    }

    /// Symbols that lead to the international space and so need columns of their own.
    pub(super) fn symbols(&self) -> impl Iterator<Item = Code> + '_ {
        let national = self.national.iter().flat_map(|national| &national.prefix);
        self.international.iter().chain(national).copied()
    }

    /// The reading of no symbols.
    pub(super) fn start(&self, entries: &EntryList) -> Reading {
        let plain = self.international.is_empty() && self.national.is_none();
        let state = if plain {
            State::Settled
        } else {
            State::Open {
                symbols: Vec::new(),
                national: false,
            }
        };
        Reading {
            span: entries.span(),
            value: 0,
            state,
        }
    }

    /// The reading of one more symbol.
    pub(super) fn step(&self, entries: &EntryList, from: &Reading, symbol: Code) -> Reading {
        let settled = from.follow(entries, symbol);
        let State::Open { symbols, national } = &from.state else {
            return settled;
        };
        let now = [symbols.as_slice(), &[symbol]].concat();
        let international = || Reading::root(entries).follow(entries, PLUS);
        if now == self.international {
            return international();
        }
        let reading = match &self.national {
            Some(home) if now == home.prefix => home
                .country
                .iter()
                .fold(international(), |at, &digit| at.follow(entries, digit)),
            _ => settled,
        };
        let home = self.national.as_ref();
        let national = *national || home.is_some_and(|home| now == home.prefix);
        let begins_national = !national && home.is_some_and(|home| home.prefix.starts_with(&now));
        if self.international.starts_with(&now) || begins_national {
            return Reading {
                state: State::Open {
                    symbols: now,
                    national,
                },
                ..reading
            };
        }
        reading
    }
}

impl Reading {
    /// Whether no spelling can change the meaning any more.
    pub(super) fn is_settled(&self) -> bool {
        matches!(self.state, State::Settled)
    }

    /// The value of a number that ends here.
    pub(super) fn own_value(&self, entries: &EntryList) -> u32 {
        entries.own_value(self.span).unwrap_or(self.value)
    }

    fn root(entries: &EntryList) -> Reading {
        Reading {
            span: entries.span(),
            value: 0,
            state: State::Settled,
        }
    }

    /// One more symbol of the key.
    fn follow(&self, entries: &EntryList, symbol: Code) -> Reading {
        Reading {
            span: entries.part(self.span, symbol),
            value: self.own_value(entries),
            state: State::Settled,
        }
    }
}

/// The code of `+`, the last of the symbols.
pub(super) const PLUS: Code = 16;

fn codes(text: &str) -> Vec<Code> {
    text.bytes().filter_map(code_of).collect()
}

fn symbols_of(codes: &[Code]) -> Vec<u8> {
    codes.iter().filter_map(|&code| symbol_of(code)).collect()
}

fn symbol_of(code: Code) -> Option<u8> {
    routing_table::layout::automaton::SYMBOLS
        .get(usize::from(code))
        .copied()
}
