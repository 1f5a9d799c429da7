//! Rows, choices, attempts and the inbound map.

use core::cmp::Ordering;

use super::{Checked, here, run};
use crate::layout::{NO_MAXIMUM, NONE, row_kind};
use crate::malformed::{Malformed, require};
use crate::table::rows::RowContent;
use crate::table::{Choice, Table};
use crate::{MAX_ATTEMPTS, MAX_SYMBOLS, Row};

/// Most symbols that a choice may prepend, so that the longest number still fits.
const MAX_PREPEND: usize = 16;

impl Table<'_> {
    pub(super) fn check_rows(&self) -> Checked {
        let (mut previous, mut next) = (None, 0);
        for (index, record) in self.rows.iter().enumerate() {
            let (kind, first, count) = (record.u32(0), record.u32(4), record.u32(8));
            let fault = Malformed::new("row", here(&self.rows, index));
            let holds = match kind {
                row_kind::DENY => first == 0 && count == 0,
                row_kind::EMERGENCY => (first as usize) < self.emergencies.len() && count == 0,
                row_kind::STATION => (first as usize) < self.stations.len() && count == 0,
                row_kind::ROUTE => {
                    next = run(first, count, next, self.choices.len()).ok_or(fault)?;
                    count > 0
                }
                _ => false,
            };
            require(holds, "row", fault.at())?;
            require(previous < Some((kind, first)), "order of rows", fault.at())?;
            previous = Some((kind, first));
        }
        require(
            next == self.choices.len(),
            "count of choices",
            self.choices.at(0, 0),
        )
    }

    pub(super) fn check_choices(&self) -> Checked {
        let mut next = 0;
        for (index, record) in self.choices.iter().enumerate() {
            let at = |field| self.choices.at(index, field);
            require(record.u32(0) != 0, "classes of a choice", at(0))?;
            require(record.u8(4) <= record.u8(5), "digits of a choice", at(4))?;
            require(
                record.u8(5) == NO_MAXIMUM || usize::from(record.u8(5)) <= MAX_SYMBOLS,
                "digits of a choice",
                at(5),
            )?;
            require(usize::from(record.u8(6)) <= MAX_SYMBOLS, "strip", at(6))?;
            require(record.u8(7) == 0, "reserved choice field", at(7))?;
            let prepend = record.u32(8);
            let short = self.texts.get(prepend).len() <= MAX_PREPEND;
            require(
                prepend == NONE || (short && self.is_number_text(prepend, b"")),
                "prepend",
                at(8),
            )?;
            let (first, count) = (record.u32(12), record.u32(16));
            next = run(first, count, next, self.attempts.len()).ok_or(Malformed::new("attempts", at(12)))?;
            require(count > 0, "attempts", at(16))?;
        }
        require(
            next == self.attempts.len(),
            "count of attempts",
            self.attempts.at(0, 0),
        )?;
        for (index, record) in self.attempts.iter().enumerate() {
            let known = (record.u32(0) as usize) < self.gateways.len();
            require(known, "gateway of an attempt", self.attempts.at(index, 0))?;
        }
        self.check_routes()
    }

    /// No route tries too often, and routes are in the order of their content, each once.
    fn check_routes(&self) -> Checked {
        for index in 0..self.rows.len() {
            let Some(RowContent::Route(route)) = self.row_at(index) else {
                continue;
            };
            let attempts: usize = route.iter().map(|choice| choice.attempts().count()).sum();
            require(
                attempts <= MAX_ATTEMPTS,
                "attempts of a row",
                here(&self.rows, index),
            )?;
            let Some(RowContent::Route(before)) = index.checked_sub(1).and_then(|before| self.row_at(before))
            else {
                continue;
            };
            let ascending = compare(before.iter(), route.iter()) == Ordering::Less;
            require(ascending, "order of route rows", here(&self.rows, index))?;
        }
        Ok(())
    }

    pub(super) fn check_inbound(&self) -> Checked {
        let mut previous = None;
        for (index, record) in self.inbound.iter().enumerate() {
            let at = here(&self.inbound, index);
            let key = (record.u32(0), record.u32(4));
            require(
                (key.0 as usize) < self.gateways.len(),
                "gateway of an inbound row",
                at,
            )?;
            require(self.is_number_text(key.1, b""), "number of an inbound row", at)?;
            require(
                (record.u32(8) as usize) < self.stations.len(),
                "station of an inbound row",
                at,
            )?;
            require(previous < Some(key), "order of inbound rows", at)?;
            previous = Some(key);
        }
        Ok(())
    }

    fn row_at(&self, index: usize) -> Option<RowContent<'_>> {
        self.row(Row::new(u32::try_from(index).ok()?.checked_add(1)?))
    }
}

/// Content order of two routes: choice by choice; fields in the order of the record, then attempts.
fn compare<'a>(
    before: impl Iterator<Item = Choice<'a>>,
    after: impl Iterator<Item = Choice<'a>>,
) -> Ordering {
    before.map(InContentOrder).cmp(after.map(InContentOrder))
}

struct InContentOrder<'a>(Choice<'a>);

impl Ord for InContentOrder<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let fields = |choice: &Choice<'_>| choice.order_fields();
        fields(&self.0)
            .cmp(&fields(&other.0))
            .then_with(|| self.0.attempts().cmp(other.0.attempts()))
    }
}

impl PartialOrd for InContentOrder<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for InContentOrder<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for InContentOrder<'_> {}
