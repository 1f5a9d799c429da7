//! How we know that the walk finds errors: tables with one bit flipped, judged by the product walk alone. The walk does not
//! look at the identity, so that it needs no repair and kills nothing.

mod equivalence;

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::checks::{held_rewriting, meant};
use crate::compare::matched;
use crate::meaning::Rewriting;
use crate::product::claims::Claims;
use crate::product::walk::{Reached, Suspect, Trail, Walker};
use crate::product::{Sides, witness};
use crate::settings::Plan;
use crate::table::Table;
use crate::table::automaton::{END, Entry};
use crate::table::contents::Contents;
use crate::table::rows::Rows;

/// How mutants fared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Mutants that were made.
    pub mutants: usize,
    /// Whether these are all, or a sample of them.
    pub sampled: bool,
    /// Mutants that the walk rejected.
    pub killed: usize,
    /// Mutants that decide every number as the original does.
    pub equivalent: usize,
    /// Mutants that decide otherwise and were accepted, in words.
    pub survived: Vec<String>,
}

/// How far the mutants are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Mutants that were judged.
    pub done: usize,
    /// Mutants in all.
    pub all: usize,
}

/// Flips bits of the entries and row meanings of a table, and counts which mutants the walk rejects: every bit of a table of up to
/// 2 000 entries, else 10 000 of them, always the same.
///
/// # Errors
/// Why the table cannot be judged: it does not decide as the settings say, or cannot be read.
pub fn mutate(
    table: &[u8],
    settings: &str,
    manifests: &[(String, String)],
    progress: &mut dyn FnMut(Progress),
) -> Result<Score, String> {
    let mut checks = Vec::new();
    let meant = meant(settings, manifests, &mut checks);
    let (plan, _) = meant.ok_or_else(|| {
        checks
            .into_iter()
            .flat_map(|check| check.found)
            .collect::<String>()
    })?;
    let claims = Claims::of(&plan).map_err(|fault| fault.placed(settings))?;
    let table = Table::open(table, &mut Vec::new())?;
    let contents = Contents::of(&table);
    let gateways = matched(&plan, contents.gateways.as_deref().unwrap_or_default());
    let laboratory = Laboratory {
        plan: &plan,
        claims: &claims,
        table: &table,
        gateways: &gateways,
        written: plan.rewriting(),
    };
    laboratory.score(progress)
}

/// The original, against which mutants are judged.
struct Laboratory<'l> {
    plan: &'l Plan,
    claims: &'l Claims,
    table: &'l Table<'l>,
    gateways: &'l [usize],
    written: Rewriting,
}

/// A bit of a table.
#[derive(Debug, Clone, Copy)]
struct Bit {
    byte: usize,
    bit: u8,
}

impl Laboratory<'_> {
    fn score(&self, progress: &mut dyn FnMut(Progress)) -> Result<Score, String> {
        let trail = self.judge(self.table, |_, walker| walker.walk());
        if trail.suspicious.is_some() && self.judge(self.table, |sides, walker| rejects(sides, walker, None))
        {
            return Err("the table does not decide as the settings say".to_owned());
        }
        let (bits, sampled) = self.bits();
        let mut first_at: HashMap<Entry, usize> = HashMap::new();
        for (position, pair) in trail.pairs.iter().enumerate() {
            first_at.entry(pair.at).or_insert(position);
        }
        let mut score = Score {
            mutants: bits.len(),
            sampled,
            ..Score::default()
        };
        let mut bytes = self.table.bytes.to_vec();
        for (done, bit) in bits.iter().enumerate() {
            if done % STRIDE == 0 {
                progress(Progress {
                    done,
                    all: bits.len(),
                });
            }
            flip(&mut bytes, *bit);
            let mutant = self.table.with_bytes(&bytes);
            let changed = self.changed(*bit, &trail, &first_at).filter(|_| sampled);
            if self.is_killed(&mutant, changed.as_ref()) {
                score.killed += 1;
            } else if self.is_equivalent(&mutant, changed.as_ref()) {
                score.equivalent += 1;
            } else {
                score.survived.push(self.name(*bit));
            }
            flip(&mut bytes, *bit);
        }
        progress(Progress {
            done: bits.len(),
            all: bits.len(),
        });
        Ok(score)
    }

    fn rows<'t, 'b>(&'t self, table: &'t Table<'b>) -> Rows<'t, 'b> {
        Rows {
            table,
            gateways: self.gateways,
            classes: self.plan.class_mask(),
        }
    }

    /// Gives both sides of a mutant to `look`.
    fn judge<T>(
        &self,
        table: &Table<'_>,
        look: impl FnOnce(&Sides<'_, '_, '_>, &mut Walker<'_, '_, '_>) -> T,
    ) -> T {
        let rows = self.rows(table);
        let binary = held_rewriting(self.plan, &rows, &Contents::of(table));
        let sides = Sides {
            plan: self.plan,
            claims: self.claims,
            rows,
            settings: &self.written,
            binary: &binary,
        };
        look(&sides, &mut Walker::new(&sides))
    }

    /// The entry that a bit belongs to, and a pair that goes through its row. All pairs of one row are equal in what follows
    /// them, so that one of them answers for the changed entry.
    fn changed(&self, bit: Bit, trail: &Trail, first_at: &HashMap<Entry, usize>) -> Option<ChangedEntry> {
        let (row, column) = self.entry_of(bit)?;
        let position = first_at.get(&Entry::Row(row)).copied();
        let pair = position.and_then(|position| trail.pairs.get(position).copied());
        let number = position
            .map(|position| trail.number(position))
            .unwrap_or_default();
        Some(ChangedEntry {
            row,
            column,
            pair,
            number,
        })
    }

    fn is_killed(&self, mutant: &Table<'_>, changed: Option<&ChangedEntry>) -> bool {
        self.judge(mutant, |sides, walker| match changed {
            Some(ChangedEntry {
                pair: Some(pair),
                column,
                number,
                ..
            }) => rejects_changed(sides, walker, *pair, number, *column),
            Some(ChangedEntry { pair: None, .. }) => false,
            None => {
                let walked = walker.walk();
                walked.suspicious.is_some() && rejects(sides, walker, Some((&walked, String::new())))
            }
        })
    }

    fn is_equivalent(&self, mutant: &Table<'_>, changed: Option<&ChangedEntry>) -> bool {
        let changed = changed.map(|changed| equivalence::Changed {
            row: changed.row,
            column: changed.column,
            number: &changed.number,
        });
        equivalence::same_decisions(
            &self.rows(self.table),
            &self.rows(mutant),
            &self.written,
            changed.as_ref(),
        )
    }

    /// The row and column of the entry that a bit belongs to.
    fn entry_of(&self, bit: Bit) -> Option<(u32, u8)> {
        let automaton = &self.table.automaton;
        let offset = bit
            .byte
            .checked_sub(automaton.rows.start)
            .filter(|_| bit.byte < automaton.rows.end)?;
        let entry = u32::try_from(offset).ok()? / automaton.entry_bytes;
        let column = entry % automaton.width;
        Some((entry - column, u8::try_from(column).ok()?))
    }

    /// The bits that are flipped, and whether others are left out.
    fn bits(&self) -> (Vec<Bit>, bool) {
        let mut ranges: Vec<Range<usize>> = vec![self.table.automaton.rows.clone()];
        let mut records = 0;
        for block in MEANINGS {
            ranges.push(self.table.blocks.range(block));
            records += self.table.records(block).len();
        }
        let automaton = &self.table.automaton;
        let entries = u64::from(automaton.width) * u64::from(automaton.states);
        let bytes: usize = ranges.iter().map(Range::len).sum();
        if entries.saturating_add(u64::try_from(records).unwrap_or(u64::MAX)) <= MOST_ENTRIES {
            let all = ranges
                .into_iter()
                .flatten()
                .flat_map(|byte| (0..8).map(move |bit| Bit { byte, bit }));
            return (all.collect(), false);
        }
        let mut state = SEED;
        let drawn = (0..SAMPLE).filter_map(|_| {
            let draw = next(&mut state);
            let mut at = usize::try_from(draw >> 3).unwrap_or(0) % bytes;
            let inside = ranges.iter().find_map(|range| {
                let found = range.clone().nth(at);
                at = at.saturating_sub(range.len());
                found
            });
            Some(Bit {
                byte: inside?,
                bit: u8::try_from(draw & 7).unwrap_or(0),
            })
        });
        (drawn.collect(), true)
    }

    fn name(&self, bit: Bit) -> String {
        match self.entry_of(bit) {
            Some((row, column)) => {
                format!(
                    "bit {} of byte {:#x}: row {}, column {column}",
                    bit.bit,
                    bit.byte,
                    row / self.table.automaton.width
                )
            }
            None => {
                let block = MEANINGS
                    .into_iter()
                    .find(|block| self.table.blocks.range(block).contains(&bit.byte));
                format!(
                    "bit {} of byte {:#x}: block `{}`",
                    bit.bit,
                    bit.byte,
                    block.unwrap_or_default()
                )
            }
        }
    }
}

/// The entry that a mutant changes.
struct ChangedEntry {
    row: u32,
    column: u8,
    /// A pair at its row; none if no number leads there.
    pair: Option<Reached>,
    /// The number that leads to the pair.
    number: String,
}

/// Whether a number that goes through the changed entry comes out differently.
fn rejects_changed(
    sides: &Sides<'_, '_, '_>,
    walker: &mut Walker<'_, '_, '_>,
    pair: Reached,
    number: &str,
    column: u8,
) -> bool {
    if column == END && !number.is_empty() && !walker.ends_alike(pair.at, pair.place) {
        return witness::shortest(sides, walker, vec![(number.to_owned(), pair.at, pair.place)]).is_some()
            || rejects(sides, walker, None);
    }
    let symbols = crate::product::place::symbols(number.is_empty());
    let through: Vec<u8> = symbols
        .filter(|symbol| sides.rows.table.automaton.column(*symbol) == column)
        .collect();
    through.into_iter().any(|symbol| {
        let (at, place) = walker.step(pair.at, pair.place, symbol);
        let trail = walker.walk_from(Reached::start(at, place), false);
        let number = format!("{number}{}", char::from(symbol));
        trail.suspicious.is_some() && rejects(sides, walker, Some((&trail, number)))
    })
}

/// Whether there is a number that comes out differently: first behind the suspicion, then anywhere.
fn rejects(
    sides: &Sides<'_, '_, '_>,
    walker: &mut Walker<'_, '_, '_>,
    suspicion: Option<(&Trail, String)>,
) -> bool {
    if let Some((trail, number)) = suspicion
        && let Some(Suspect { position, symbol }) = trail.suspicious
        && let Some(pair) = trail.pairs.get(position).copied()
    {
        let mut number = format!("{number}{}", trail.number(position));
        let (mut at, mut place) = (pair.at, pair.place);
        if let Some(symbol) = symbol {
            (at, place) = walker.step(at, place, symbol);
            number.push(char::from(symbol));
        }
        if witness::shortest(sides, walker, vec![(number, at, place)]).is_some() {
            return true;
        }
    }
    let start = walker.ground.start();
    witness::shortest(sides, walker, vec![(String::new(), Entry::Row(0), start)]).is_some()
}

fn flip(bytes: &mut [u8], bit: Bit) {
    if let Some(byte) = bytes.get_mut(bit.byte) {
        *byte ^= 1 << bit.bit;
    }
}

/// SplitMix64: the same sample for every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The blocks that say what rows mean.
const MEANINGS: [&str; 6] = ["rows", "choices", "attempts", "emerg", "targets", "stations"];
/// Up to so many entries and records every bit is flipped.
const MOST_ENTRIES: u64 = 2_000;
const SAMPLE: usize = 10_000;
const SEED: u64 = 0x6661_6972_6c65_6164;
/// Mutants between two reports of progress.
const STRIDE: usize = 64;
