//! Writes the table of a dial plan: everything that steers, in one canonical order
//! (`docs/table-format.md`).

mod blocks;
mod order;
mod precedence;
mod profiles;
mod ranges;
mod records;
mod rows;

use std::fmt;

use routing_table::layout::{IDENTITY, TABLE_BLOCKS, TABLE_MAGIC, TABLE_VERSION};
use routing_table::{Malformed, Table};
use sha2::{Digest, Sha256};

use crate::automaton::{IllegalEntry, Rules};
use crate::plan::DialPlan;
use crate::source::Span;

pub(super) use blocks::{Field, lay_out, text_blocks, write};
pub(super) use order::Order;
use rows::Rows;

/// Smallest capacity of a section.
const CAPACITY: usize = 64 * 1024;

/// A table, and where its decisions were written.
#[derive(Clone, Debug)]
pub struct Emitted {
    bytes: Vec<u8>,
    decisions: Vec<(u32, Vec<Span>)>,
    labels: Vec<Vec<String>>,
    order: Order,
}

/// The plan is beyond what a table can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotEmit {
    /// An entry is no number of 1–64 symbols.
    Entry(IllegalEntry),
    /// More bytes than a table can address.
    TooLarge,
    /// A vessel would refuse the table.
    Refused(Malformed),
}

impl Emitted {
    /// The used bytes, identity filled in.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Decision numbers of rows and inbound rows, ascending, with the settings that made each.
    pub fn decisions(&self) -> &[(u32, Vec<Span>)] {
        &self.decisions
    }

    /// What made each decision, in words, one for each place in [`Emitted::decisions`].
    pub(super) fn labels(&self) -> &[Vec<String>] {
        &self.labels
    }

    /// Which of the plan's gateways, stations and classes has which position in the table.
    pub(super) fn order(&self) -> &Order {
        &self.order
    }
}

/// The table of a plan. Plans of one meaning have one table, byte for byte.
///
/// # Errors
/// [`CannotEmit`] when the plan is beyond the limits of the table.
pub fn table(plan: &DialPlan) -> Result<Emitted, CannotEmit> {
    with_rules(plan, Rules::new(plan).map_err(CannotEmit::Entry)?)
}

/// The table by which a vessel takes emergency calls to its stations when its own table is damaged; nothing when no
/// emergency number rings a station.
///
/// # Errors
/// [`CannotEmit`] when the plan is beyond the limits of the table.
pub fn fallback(plan: &DialPlan) -> Result<Option<Emitted>, CannotEmit> {
    let reduced = plan.emergency_only();
    let of_reduced = |plan: DialPlan| {
        let rules = Rules::of_emergencies(&plan).map_err(CannotEmit::Entry)?;
        with_rules(&plan, rules)
    };
    reduced.map(of_reduced).transpose()
}

fn with_rules(plan: &DialPlan, rules: Rules) -> Result<Emitted, CannotEmit> {
    let order = Order::of(plan);
    let rows = Rows::of(plan, &rules.verdicts, &order);
    let automaton = rules.entries.automaton(rows.numbers());
    let rows = rows.keep(&automaton.used_values());
    let automaton = automaton.bytes(rows.count() + 1, |value| rows.renumbered(value));
    let mut blocks = records::blocks(plan, &order, rows.contents());
    blocks.extend(precedence::blocks(plan, &order));
    blocks.push(profiles::block(plan, &order));
    let (texts, text) = text_blocks(&blocks);
    let mut blocks = lay_out(&blocks, &texts);
    blocks.extend([texts.offsets(), text, automaton]);
    let mut bytes = write(TABLE_MAGIC, TABLE_VERSION, &TABLE_BLOCKS, &blocks).ok_or(CannotEmit::TooLarge)?;
    seal(&mut bytes);
    Table::open(&bytes).map_err(CannotEmit::Refused)?;
    let mut decisions = Vec::new();
    let mut labels = Vec::new();
    for (decision, written) in rows.sources(plan, &order) {
        let (words, places) = written.into_iter().unzip();
        decisions.push((decision, places));
        labels.push(words);
    }
    Ok(Emitted {
        bytes,
        decisions,
        labels,
        order,
    })
}

/// Bytes of the section that holds `used` bytes: 64 KiB, or that times a power of four, so that another
/// plan of similar size moves nothing else in the binary.
pub fn capacity(used: usize) -> usize {
    std::iter::successors(Some(CAPACITY), |capacity| capacity.checked_mul(4))
        .find(|&capacity| capacity >= used)
        .unwrap_or(used)
}

/// Fills in the identity, which is zero so far.
fn seal(bytes: &mut [u8]) {
    let identity = Sha256::digest(&*bytes);
    for (place, byte) in bytes.iter_mut().skip(IDENTITY).zip(identity) {
        *place = byte;
    }
}

impl fmt::Display for CannotEmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotEmit::Entry(entry) => entry.fmt(f),
            CannotEmit::TooLarge => f.write_str("the plan needs a table of more than 4 GiB"),
            CannotEmit::Refused(malformed) => write!(f, "a vessel would refuse the table: {malformed}"),
        }
    }
}

impl std::error::Error for CannotEmit {}
