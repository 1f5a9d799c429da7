//! Digit maps: what tells a telephone when a dialled number is complete. Made of the number space of a plan and proved
//! against it.
//!
//! [`Completion`] is what the plan says: of every beginning of a number, whether it is a number that the plan takes, and
//! whether more symbols make one. [`Strings`] is the same written as the strings of a digit map; [`Map`] reads such text
//! again, as a telephone does, and [`prove`] walks both together.

mod completion;
mod dialect;
mod map;
mod proof;
mod strings;

use routing_table::layout::automaton::SYMBOLS;

use super::space::Space;
use super::subject::Caller;

pub use completion::{Completion, Lengths};
pub use dialect::Dialect;
pub use map::{Malformed, Map};
pub use proof::{Deviation, prove};
pub use strings::Strings;

/// A digit map with what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigitMap {
    /// The map as the telephone's settings take it.
    pub text: String,
    /// How many strings it has.
    pub strings: usize,
    /// Where the telephone takes numbers for something else than the plan does; nothing if it is equal.
    pub deviations: Vec<Deviation>,
    /// Symbols that the dialect cannot write although numbers of the plan have them, each with the shortest such number.
    pub unwritten: Vec<(char, String)>,
}

/// Why there is no digit map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMap {
    /// It would have so many strings.
    TooMany(u128),
    /// What was written cannot be read again: a fault of this program.
    Unreadable(Malformed),
}

/// The digit map for the callers, proved against the plan by a walk of the map as it was read again.
///
/// # Errors
/// When the plan needs more strings than any telephone takes.
pub fn digit_map(
    space: &Space<'_>,
    callers: &[Caller],
    dialect: Dialect,
    lengths: Lengths,
) -> Result<DigitMap, NoMap> {
    let all = Completion::of_plan(space, callers, Lengths::Exact);
    let plan = all.restricted(dialect.symbols());
    let written = match lengths {
        Lengths::Exact => plan.clone(),
        Lengths::Least => Completion::of_plan(space, callers, lengths).restricted(dialect.symbols()),
    };
    let strings = Strings::new(&written, dialect, MOST_STRINGS).map_err(NoMap::TooMany)?;
    let text = strings.text();
    let map = Map::read(&text, dialect).map_err(NoMap::Unreadable)?;
    let missing = SYMBOLS
        .into_iter()
        .filter(|symbol| !dialect.symbols().contains(symbol));
    let unwritten = missing.filter_map(|symbol| Some((char::from(symbol), all.shortest_with(symbol)?)));
    Ok(DigitMap {
        strings: strings.strings.len(),
        deviations: prove(&plan, &map, dialect),
        unwritten: unwritten.collect(),
        text,
    })
}

/// More strings than any telephone takes.
const MOST_STRINGS: usize = 4096;

/// What the symbols dialled so far are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Neither they nor anything that begins so is a number that the plan takes.
    Impossible,
    /// No number yet, but more symbols make one.
    Open,
    /// A number, and more symbols make another: the telephone waits for its timer.
    Waits,
    /// A number, and nothing that begins so is another: the telephone sends it at once.
    Complete,
}

impl State {
    fn of(whole: bool, more: bool) -> State {
        match (whole, more) {
            (false, false) => State::Impossible,
            (false, true) => State::Open,
            (true, true) => State::Waits,
            (true, false) => State::Complete,
        }
    }

    /// The word for reports.
    pub fn name(self) -> &'static str {
        match self {
            State::Impossible => "impossible",
            State::Open => "may continue",
            State::Waits => "complete after a pause",
            State::Complete => "complete",
        }
    }
}
