//! Builds the minimal automaton bottom-up: equal rows are one state, a row that decides everything alike
//! is no state. Redundant entries vanish by that alone.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use hashbrown::HashTable;
use routing_table::layout::automaton::{END, OTHER, SYMBOLS};

use super::entries::{Code, EntryList, Span};
use super::reading::{PLUS, Reading, Spellings};

/// In a reference: the rest is a value, else the number of a state.
pub(super) const VALUE: u32 = 1 << 31;

/// Columns before those of the symbols.
pub(super) const FIXED_COLUMNS: usize = 2;

/// The states in the order in which they were found: every state after all that it leads to.
pub(super) struct States {
    /// Which symbol each column after the fixed ones is for.
    pub(super) symbols: Vec<Code>,
    /// Rows of references, `width` each.
    pub(super) rows: Vec<u32>,
}

impl States {
    pub(super) fn width(&self) -> usize {
        FIXED_COLUMNS + self.symbols.len()
    }

    pub(super) fn count(&self) -> usize {
        self.rows.len() / self.width()
    }

    pub(super) fn row(&self, state: u32) -> &[u32] {
        let start = state as usize * self.width();
        self.rows.get(start..start + self.width()).unwrap_or_default()
    }
}

/// The minimal automaton of prefix entries, by key, and exact entries, as spelled. The last state is the
/// first row.
pub(super) fn build(prefixes: &EntryList, exact: &EntryList, spellings: &Spellings) -> States {
    let mut builder = Builder::new(prefixes, exact, spellings);
    let start = spellings.start(prefixes);
    let row = builder.row(&start, exact.span());
    builder.intern(&row);
    builder.states
}

struct Builder<'e> {
    prefixes: &'e EntryList,
    exact: &'e EntryList,
    spellings: &'e Spellings,
    states: States,
    /// Column of each symbol; `OTHER` for those that no entry has.
    columns: [usize; SYMBOLS.len()],
    known: HashTable<u32>,
    /// References of spans that several spellings lead to.
    shared: BTreeMap<(usize, usize, usize), u32>,
}

impl<'e> Builder<'e> {
    fn new(prefixes: &'e EntryList, exact: &'e EntryList, spellings: &'e Spellings) -> Self {
        let mut used = prefixes.symbols();
        for (used, more) in used.iter_mut().zip(exact.symbols()) {
            *used |= more;
        }
        for code in spellings.symbols() {
            if let Some(used) = used.get_mut(usize::from(code)) {
                *used = true;
            }
        }
        let (mut symbols, mut columns) = (Vec::new(), [OTHER; SYMBOLS.len()]);
        for ((code, used), column) in (0..).zip(used).zip(&mut columns) {
            if used {
                *column = FIXED_COLUMNS + symbols.len();
                symbols.push(code);
            }
        }
        let states = States {
            symbols,
            rows: Vec::new(),
        };
        let (known, shared) = (HashTable::new(), BTreeMap::new());
        Builder {
            prefixes,
            exact,
            spellings,
            states,
            columns,
            known,
            shared,
        }
    }

    /// What follows some symbols of which exact entries or spellings still matter.
    fn reference(&mut self, reading: &Reading, exact: Span) -> u32 {
        if !(reading.is_settled() && exact.is_empty()) {
            let row = self.row(reading, exact);
            return self.reduce(&row);
        }
        let Span { first, end, depth } = reading.span;
        if reading.span.is_empty() {
            return VALUE | reading.value;
        }
        if let Some(&known) = self.shared.get(&(first, end, depth)) {
            return known;
        }
        let reference = self.plain(reading.span, reading.value);
        self.shared.insert((first, end, depth), reference);
        reference
    }

    fn row(&mut self, reading: &Reading, exact: Span) -> Row {
        let value = reading.own_value(self.prefixes);
        let mut row = self.uniform(value);
        row.set(END, VALUE | self.exact.own_value(exact).unwrap_or(value));
        let at_start = exact.depth == 0;
        for code in self.states.symbols.clone() {
            if code != PLUS || at_start {
                let next = self.spellings.step(self.prefixes, reading, code);
                let reference = self.reference(&next, self.exact.part(exact, code));
                row.set(self.column(code), reference);
            }
        }
        row
    }

    /// What follows some symbols when only prefix entries matter.
    fn plain(&mut self, span: Span, inherited: u32) -> u32 {
        let prefixes = self.prefixes;
        let value = prefixes.own_value(span).unwrap_or(inherited);
        let mut row = self.uniform(value);
        for (code, part) in prefixes.parts(span) {
            let reference = self.plain(part, value);
            row.set(self.column(code), reference);
        }
        self.reduce(&row)
    }

    /// A row that decides everything alike; but `+` is legal only in front.
    fn uniform(&self, value: u32) -> Row {
        let mut row = Row {
            references: [VALUE | value; MAX_WIDTH],
            width: self.states.width(),
        };
        if self.column(PLUS) != OTHER {
            row.set(self.column(PLUS), VALUE);
        }
        row
    }

    /// The value of a row that decides everything alike, else its state.
    fn reduce(&mut self, row: &Row) -> u32 {
        let plus = self.column(PLUS);
        let first = row.references.first().copied().unwrap_or(VALUE);
        let alike =
            |(column, &reference): (usize, &u32)| reference == first || (column == plus && plus != OTHER);
        match first & VALUE != 0 && row.used().iter().enumerate().all(alike) {
            true => first,
            false => self.intern(row),
        }
    }

    fn intern(&mut self, row: &Row) -> u32 {
        let states = &self.states;
        let found = self
            .known
            .find(hash(row.used()), |&state| states.row(state) == row.used());
        if let Some(&state) = found {
            return state;
        }
        // INVARIANT: fewer states than 2³¹, since each has a row in memory.
        let state = self.states.count() as u32;
        self.states.rows.extend_from_slice(row.used());
        let states = &self.states;
        self.known
            .insert_unique(hash(row.used()), state, |&state| hash(states.row(state)));
        state
    }

    fn column(&self, code: Code) -> usize {
        self.columns.get(usize::from(code)).copied().unwrap_or(OTHER)
    }
}

const MAX_WIDTH: usize = FIXED_COLUMNS + SYMBOLS.len();

/// One row while it is built.
struct Row {
    references: [u32; MAX_WIDTH],
    width: usize,
}

impl Row {
    fn set(&mut self, column: usize, reference: u32) {
        if let Some(place) = self.references.get_mut(column) {
            *place = reference;
        }
    }

    fn used(&self) -> &[u32] {
        self.references.get(..self.width).unwrap_or_default()
    }
}

/// The standard hasher without a random key: no order depends on it, but a profile then repeats.
fn hash(row: &[u32]) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}
