//! What of the symbols dialled so far still matters: two places with the same step, as many symbols and the same beginning are
//! followed by the same decisions, so that a walk need follow one of them only.

use routing_table::{Choice, DecisionNumber, Described, Gateway, Number, NumberFormat};

use super::place::{Place, Space};

/// What of the symbols dialled so far still matters, once no further symbol can change how they are spelled or sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beginning {
    /// The dialled precedence in front.
    precedence: Vec<u8>,
    /// Symbols behind it, and how many digits they count for.
    length: (usize, usize),
    /// Whether they are digits, behind a `+`.
    digits: bool,
    /// By way of rewriting, what the number sent begins with, or that it cannot be written.
    sent: Vec<Option<Sent>>,
}

/// The number sent is `put` in front of what was dialled from the symbol `kept` on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    put: Vec<u8>,
    kept: usize,
    /// The digits that it counts for.
    digits: usize,
}

/// One way in which a plan rewrites numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    strip: u8,
    prepend: String,
    format: NumberFormat,
}

impl Way {
    /// What a number becomes before it is written in the gateway's format; `None` while it is shorter than what is removed.
    fn rewritten(&self, decided: &[u8]) -> Option<Vec<u8>> {
        let rest = decided.get(usize::from(self.strip)..)?;
        Some([self.prepend.as_bytes(), rest].concat())
    }
}

impl Space<'_> {
    /// Every way in which the plan rewrites numbers, once.
    pub fn ways(&self) -> Vec<Way> {
        let rows = 0..self.view.table.automaton().values();
        let mut ways: Vec<Way> = rows.flat_map(|row| self.ways_of(row)).collect();
        ways.sort_unstable();
        ways.dedup();
        ways
    }

    /// The ways in which a row rewrites numbers.
    pub fn ways_of(&self, row: u32) -> Vec<Way> {
        let table = self.view.table;
        let Described::Route(route) = table.describe(DecisionNumber::new(row)) else {
            return Vec::new();
        };
        let of_choice = |choice: Choice<'_>| {
            let gateways = choice.attempts().filter_map(|gateway| table.gateway(gateway));
            let way = |gateway: Gateway<'_>| Way {
                strip: choice.strip(),
                prepend: choice.prepend().to_owned(),
                format: gateway.number_format(),
            };
            gateways.map(way).collect::<Vec<_>>()
        };
        route.choices().flat_map(of_choice).collect()
    }

    /// What of the symbols at a place still matters; `None` while further symbols can still change how they are spelled or sent.
    pub fn beginning(&self, place: &Place, ways: &[Way]) -> Option<Beginning> {
        let decided = place.decided();
        if self.precedence_may_follow(place) || !self.spelling_known(decided, false) {
            return None;
        }
        let sent = ways.iter().map(|way| self.sent(decided, way));
        Some(Beginning {
            precedence: place.symbols().get(..place.base()).unwrap_or_default().to_vec(),
            length: (decided.len(), self.digits(decided)),
            digits: decided
                .iter()
                .all(|symbol| symbol.is_ascii_digit() || *symbol == b'+'),
            sent: sent.collect::<Option<_>>()?,
        })
    }

    /// What the number sent begins with, `None` inside when it cannot be written; the outer `None` while that can still change.
    pub fn sent_so_far(&self, decided: &[u8], way: &Way) -> Option<Option<Vec<u8>>> {
        let rewritten = way.rewritten(decided)?;
        let home = way.format == NumberFormat::National;
        if way.format != NumberFormat::AsDialled && !self.spelling_known(&rewritten, home) {
            return None;
        }
        let sent = self.sent_text(&rewritten, way.format);
        let emergency = sent.as_ref().is_some_and(|sent| self.begins_emergency(sent));
        (!emergency).then_some(sent)
    }

    fn sent(&self, decided: &[u8], way: &Way) -> Option<Option<Sent>> {
        let Some(text) = self.sent_so_far(decided, way)? else {
            return Some(None);
        };
        let ends = decided.iter().rev().zip(text.iter().rev());
        let alike = ends.take_while(|(one, other)| one == other).count();
        let put = text.get(..text.len().saturating_sub(alike)).unwrap_or_default();
        Some(Some(Sent {
            digits: self.digits(&way.rewritten(decided)?),
            put: put.to_vec(),
            kept: decided.len().saturating_sub(alike),
        }))
    }

    fn digits(&self, symbols: &[u8]) -> usize {
        let number = Number::from_symbols(symbols).ok();
        number.map_or(0, |number| self.view.table.numbering().count_digits(&number))
    }
}
