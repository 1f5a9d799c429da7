//! Codecs by their SDP encoding names and by the table's numbers.

use std::collections::BTreeSet;

use crate::json::{Fault, Node};
use crate::settings::object::{each, text};

const NAMES: [&str; 10] = [
    "PCMU",
    "PCMA",
    "G722",
    "G729",
    "iLBC",
    "speex",
    "AMR",
    "AMR-WB",
    "opus",
    "telephone-event",
];
const TELEPHONE_EVENT: u8 = 10;

/// The number of a codec in the table, from 1.
pub(crate) fn numbered(name: &str) -> Option<u8> {
    let position = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u8::try_from(position + 1).ok()
}

/// The name of a number of the table.
pub(crate) fn name(number: u8) -> &'static str {
    usize::from(number)
        .checked_sub(1)
        .and_then(|position| NAMES.get(position))
        .copied()
        .unwrap_or("unknown")
}

/// A written list, each codec once; DTMF always passes and stands last.
pub(crate) fn codecs(node: &Node<'_>) -> Result<Vec<u8>, Fault> {
    let numbers = each(node, |item| {
        numbered(text(item)?).ok_or_else(|| Fault::new(item.at, "a codec is wanted"))
    })?;
    Ok(with_telephone_event(numbers))
}

pub(crate) fn with_telephone_event(mut numbers: Vec<u8>) -> Vec<u8> {
    let mut seen = BTreeSet::from([TELEPHONE_EVENT]);
    numbers.retain(|number| seen.insert(*number));
    numbers.push(TELEPHONE_EVENT);
    numbers
}

/// Every codec.
pub(crate) fn every() -> Vec<u8> {
    (1..=TELEPHONE_EVENT).collect()
}
