//! What the automaton's values mean: rows with their choices, attempts, emergency numbers and stations.

use crate::meaning::{Choice, Meaning};
use crate::settings::routes::{Emergency, Target};
use crate::table::{Record, Table};

/// Resolves row numbers of a table into meanings that can be compared with those of the settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'t, 'b> {
    pub(crate) table: &'t Table<'b>,
    /// For each gateway of the table its position in the settings; one beyond them if they do not have it.
    pub(crate) gateways: &'t [usize],
    /// One bit for each class that a caller may have.
    pub(crate) classes: u32,
}

/// What the table says of a row by its number: 0 means nothing.
pub(crate) type Resolved = Result<Meaning, String>;

impl<'t, 'b> Rows<'t, 'b> {
    pub(crate) fn meaning(&self, value: u32) -> Meaning {
        let Some(row) = value.checked_sub(1) else {
            return Meaning::Nothing;
        };
        self.resolve(row).unwrap_or_else(Meaning::Broken)
    }

    fn resolve(&self, row: u32) -> Resolved {
        let record = self.record("rows", row)?;
        let (position, count) = (record.word(4), record.word(8));
        match record.word(0) {
            1 => Ok(Meaning::Denied),
            2 => Ok(Meaning::Emergency(self.emergency(position)?)),
            3 => Ok(Meaning::Station(self.station(position)?)),
            4 => self.route(position, count),
            kind => Err(format!("row {} is of kind {kind}", row + 1)),
        }
    }

    fn route(&self, first: u32, count: u32) -> Resolved {
        let mut choices = Vec::new();
        for position in run(first, count)? {
            let record = self.record("choices", position)?;
            let classes = record.word(0) & self.classes;
            let choice = Choice {
                classes,
                least: record.byte(4),
                most: record.byte(5),
                strip: record.byte(6),
                prepend: self.table.blocks.text(record.word(8))?.unwrap_or_default(),
                attempts: self.attempts(record.word(12), record.word(16))?,
            };
            if classes != 0 {
                choices.push(choice);
            }
        }
        Ok(if choices.is_empty() {
            Meaning::Denied
        } else {
            Meaning::Route(choices)
        })
    }

    fn attempts(&self, first: u32, count: u32) -> Result<Vec<usize>, String> {
        run(first, count)?
            .map(|position| self.gateway(self.record("attempts", position)?.word(0)))
            .collect()
    }

    pub(crate) fn emergency(&self, position: u32) -> Result<Emergency, String> {
        let record = self.record("emerg", position)?;
        let texts = &self.table.blocks;
        let number = texts.required_text(record.word(0))?;
        let targets = run(record.word(16), record.word(20))?
            .map(|position| self.target(self.record("targets", position)?));
        Ok(Emergency {
            calling_number: texts.text(record.word(4))?,
            location: texts.text(record.word(8))?,
            callback: texts.text(record.word(12))?,
            targets: targets.collect::<Result<_, _>>()?,
            number,
        })
    }

    fn target(&self, record: Record<'_>) -> Result<Target, String> {
        let number = self.table.blocks.text(record.word(8))?;
        match (record.word(0), number) {
            (0, None) => Ok(Target::Station(self.station(record.word(4))?)),
            (1, Some(number)) => Ok(Target::Gateway(self.gateway(record.word(4))?, number)),
            (kind, _) => Err(format!(
                "an emergency target of kind {kind} with or without a number"
            )),
        }
    }

    fn station(&self, position: u32) -> Result<String, String> {
        self.table
            .blocks
            .required_text(self.record("stations", position)?.word(0))
    }

    fn gateway(&self, position: u32) -> Result<usize, String> {
        let known = usize::try_from(position)
            .ok()
            .and_then(|position| self.gateways.get(position));
        known
            .copied()
            .ok_or_else(|| format!("gateway {position} does not exist"))
    }

    fn record(&self, block: &str, position: u32) -> Result<Record<'b>, String> {
        let record = self.table.blocks.record(self.table.bytes, block, position);
        record.ok_or_else(|| format!("record {position} of `{block}` does not exist"))
    }
}

/// Positions of a run; at most as many as a row or a list may own.
fn run(first: u32, count: u32) -> Result<std::ops::Range<u32>, String> {
    let end = first.checked_add(count).filter(|_| count <= MOST_OWNED);
    end.map(|end| first..end)
        .ok_or_else(|| format!("a run of {count} records from {first}"))
}

/// More than any record owns; keeps a damaged count from costing time.
const MOST_OWNED: u32 = 65_536;
