//! Where a walk through the numbers stands, and whether further symbols can still change more than the length.

use routing_table::automaton::Step;
use routing_table::layout::automaton::SYMBOLS;
use routing_table::{Admits, Choice, DecisionNumber, Described, MAX_SYMBOLS, Number, NumberFormat};

use crate::analysis::subject::View;

/// The number space of one plan.
#[derive(Debug, Clone)]
pub struct Space<'a> {
    pub(super) view: View<'a>,
    pub(super) admits: Vec<Admits>,
}

/// Where a walk stands after some symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    symbols: Vec<u8>,
    /// Symbols of a dialled precedence in front of the number that decides.
    base: usize,
    step: Step,
}

impl Place {
    /// The symbols that may come next, in order; `+` only first, none after 64.
    pub fn symbols_after(&self) -> impl Iterator<Item = u8> + use<> {
        let first = self.symbols.is_empty();
        let full = self.symbols.len() >= MAX_SYMBOLS;
        SYMBOLS
            .into_iter()
            .filter(move |&symbol| !full && (first || symbol != b'+'))
    }

    /// The symbols so far.
    pub fn symbols(&self) -> &[u8] {
        &self.symbols
    }

    /// The symbols so far as text.
    pub fn text(&self) -> String {
        self.symbols.iter().map(|&symbol| char::from(symbol)).collect()
    }

    /// Where the walk stands in the automaton.
    pub fn step(&self) -> Step {
        self.step
    }

    /// The symbols that decide: those behind a dialled precedence.
    pub fn decided(&self) -> &[u8] {
        self.symbols.get(self.base..).unwrap_or_default()
    }

    /// How many symbols of a dialled precedence stand in front.
    pub fn base(&self) -> usize {
        self.base
    }
}

impl<'a> Space<'a> {
    /// The number space of a plan.
    pub fn new(view: View<'a>) -> Self {
        let gateways = view.table.gateways().count();
        Space {
            view,
            admits: vec![Admits::All; gateways],
        }
    }

    /// The same numbers while gateways admit this much, by gateway index.
    pub fn admitting(&self, admits: Vec<Admits>) -> Self {
        Space {
            admits,
            ..self.clone()
        }
    }

    /// What the space was made of.
    pub fn view(&self) -> &View<'a> {
        &self.view
    }

    /// Before the first symbol.
    pub fn start(&self) -> Place {
        Place {
            symbols: Vec::new(),
            base: 0,
            step: self.view.table.automaton().start(),
        }
    }

    /// Where the walk stands after one more symbol.
    pub fn advance(&self, place: &Place, symbol: u8) -> Place {
        let automaton = self.view.table.automaton();
        let mut symbols = Vec::with_capacity(place.symbols.len() + 1);
        symbols.extend_from_slice(&place.symbols);
        symbols.push(symbol);
        if place.base == 0 && self.precedence_prefixes().any(|prefix| prefix == symbols) {
            return Place {
                base: symbols.len(),
                symbols,
                step: automaton.start(),
            };
        }
        Place {
            symbols,
            base: place.base,
            step: automaton.advance(place.step, symbol),
        }
    }

    /// The place of a whole number or prefix; `None` when it is none.
    pub fn place(&self, symbols: &str) -> Option<Place> {
        symbols.bytes().try_fold(self.start(), |place, symbol| {
            let legal = place.symbols_after().any(|legal| legal == symbol);
            legal.then(|| self.advance(&place, symbol))
        })
    }

    /// Whether every number that begins so is decided alike, but for its length and whether a symbol other than a digit follows.
    pub fn uniform(&self, place: &Place) -> bool {
        if !self.settled(place) {
            return false;
        }
        let mut choices = self.choices(place).peekable();
        if choices.peek().is_none() {
            return true;
        }
        let decided = place.decided();
        self.spelling_known(decided, false)
            && choices.all(|choice| self.sent_known(decided, &choice))
            && !self.may_become_emergency(place)
    }

    /// Whether the row is known, and no precedence can still be dialled.
    fn settled(&self, place: &Place) -> bool {
        matches!(place.step, Step::Value(_)) && !self.precedence_may_follow(place)
    }

    /// Whether the symbols are the beginning of a dialled precedence, behind which the automaton starts anew.
    pub fn precedence_may_follow(&self, place: &Place) -> bool {
        let begun = |prefix: &[u8]| prefix.starts_with(&place.symbols) && prefix != place.symbols.as_slice();
        place.base == 0 && self.precedence_prefixes().any(begun)
    }

    /// The choices of the route row at a place whose row is known.
    pub(super) fn choices(&self, place: &Place) -> impl Iterator<Item = Choice<'a>> + use<'a> {
        let row = match place.step {
            Step::Value(row) => row,
            Step::Row(_) => 0,
        };
        let described = self.view.table.describe(DecisionNumber::new(row));
        let route = match described {
            Described::Route(route) => Some(route),
            _ => None,
        };
        route.into_iter().flat_map(|route| route.choices())
    }

    /// Whether further symbols leave the spelling as it is: `+`, international, national or none; with `home`, also whether it
    /// is a number of the own country.
    pub(super) fn spelling_known(&self, symbols: &[u8], home: bool) -> bool {
        let numbering = self.view.table.numbering();
        let prefixes = [numbering.international_prefix(), numbering.national_prefix()];
        let open = |prefix: &str| prefix.len() > symbols.len() && prefix.as_bytes().starts_with(symbols);
        if symbols.is_empty() || prefixes.into_iter().flatten().any(open) {
            return false;
        }
        if !home {
            return true;
        }
        let international = symbols.strip_prefix(b"+").or_else(|| {
            numbering
                .international_prefix()
                .and_then(|prefix| symbols.strip_prefix(prefix.as_bytes()))
        });
        match (international, numbering.country_code()) {
            (Some(digits), Some(code)) => digits.len() >= code.len() || !code.as_bytes().starts_with(digits),
            _ => true,
        }
    }

    /// Whether further symbols only lengthen what a choice sends.
    fn sent_known(&self, decided: &[u8], choice: &Choice<'a>) -> bool {
        let Some(rest) = decided.get(usize::from(choice.strip())..) else {
            return false;
        };
        let formats = || {
            let gateways = choice.attempts();
            gateways.filter_map(|gateway| Some(self.view.table.gateway(gateway)?.number_format()))
        };
        if formats().all(|format| format == NumberFormat::AsDialled) {
            return true;
        }
        let sent = [choice.prepend().as_bytes(), rest].concat();
        let home = formats().any(|format| format == NumberFormat::National);
        self.spelling_known(&sent, home)
    }

    /// Whether a number sent could be an emergency number of the plan, which is never sent.
    fn may_become_emergency(&self, place: &Place) -> bool {
        if self.view.table.emergencies().next().is_none() {
            return false;
        }
        self.choices(place).any(|choice| {
            let rest = place.decided().get(usize::from(choice.strip())..);
            let rewritten = [choice.prepend().as_bytes(), rest.unwrap_or_default()].concat();
            choice.attempts().any(|gateway| {
                let gateway = self.view.table.gateway(gateway);
                let sent = gateway.and_then(|gateway| self.sent_text(&rewritten, gateway.number_format()));
                sent.is_some_and(|sent| self.begins_emergency(&sent))
            })
        })
    }

    /// What a number sent begins with, by that which a choice made of the place; `None` if it cannot be written.
    pub(super) fn sent_text(&self, rewritten: &[u8], format: NumberFormat) -> Option<Vec<u8>> {
        let numbering = self.view.table.numbering();
        let written = |filler: &[u8]| {
            let number = Number::from_symbols(&[rewritten, filler].concat()).ok()?;
            let sent = numbering.write(&number, format)?;
            sent.as_bytes().strip_suffix(filler).map(<[u8]>::to_vec)
        };
        written(b"5").or_else(|| written(b""))
    }

    pub(super) fn begins_emergency(&self, sent: &[u8]) -> bool {
        let mut emergencies = self.view.table.emergencies();
        emergencies.any(|(_, entry)| entry.number().as_bytes().starts_with(sent))
    }

    fn precedence_prefixes(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let prefixes = self.view.table.precedence_prefixes();
        prefixes.map(|(prefix, _)| prefix.as_bytes())
    }
}
