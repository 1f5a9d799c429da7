//! The minimal, canonical prefix automaton of a dial plan.
//!
//! `rules` turns the plan into prefix and exact entries, `reading` says how the spellings of one number
//! share an entry, `minimal` builds the states bottom-up without a trie in memory, `canonical` numbers
//! them and writes the bytes. `naive` is the slow exact twin, and `compare` proves that both decide alike.

mod canonical;
mod compare;
mod entries;
mod minimal;
mod naive;
mod naive_circumstances;
mod reading;
mod rules;

pub use compare::{Difference, compare};
pub use entries::IllegalEntry;
pub use naive::{Choice, Naive, Outcome};

pub(crate) use canonical::Canonical;
pub(crate) use reading::Spellings;
pub(crate) use rules::{Rules, Verdict};

use entries::EntryList;

/// Builds an automaton of plain prefixes with values, without spellings or exact entries; 0 stands for
/// no match. Of equal prefixes the last one counts.
///
/// # Errors
/// [`IllegalEntry`] for a prefix that is no number of 1–64 symbols, or a value of 2³¹ and more.
pub fn compile_prefixes<P: AsRef<[u8]>>(prefixes: &[(P, u32)]) -> Result<Vec<u8>, IllegalEntry> {
    let entries = EntryList::new(prefixes.iter().map(|(prefix, value)| (prefix.as_ref(), *value)))?;
    let states = minimal::build(&entries, &EntryList::default(), &Spellings::default());
    let canonical = Canonical::new(states);
    let values = canonical.used_values().last().map_or(1, |&value| value + 1);
    Ok(canonical.bytes(values, |value| value))
}

#[cfg(test)]
mod tests;
