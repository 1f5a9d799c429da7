//! The rows that decide: route choices, and the inbound map.

use super::Table;
use crate::layout::{ALL_CLASSES, ATTEMPT, CHOICE, NO_MAXIMUM, row_kind};
use crate::records::{Record, Records};
use crate::texts::Texts;
use crate::{ClassIndex, EmergencyIndex, GatewayIndex, Row, StationIndex};

/// One way to route a number: who may use it, for which lengths, how it rewrites, where it tries.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    record: Record<'a, CHOICE>,
    attempts: Records<'a, ATTEMPT>,
    texts: Texts<'a>,
}

/// One row of the inbound map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inbound<'a> {
    /// The gateway from which the call comes.
    pub gateway: GatewayIndex,
    /// The called number as that gateway writes it, without visual separators.
    pub number: &'a str,
    /// The station that it rings.
    pub station: StationIndex,
}

/// What a row of the automaton decides.
#[derive(Clone, Copy, Debug)]
pub(crate) enum RowContent<'a> {
    Denied,
    Emergency(EmergencyIndex),
    Station(StationIndex),
    Route(Choices<'a>),
}

/// The choices of one route row, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choices<'a> {
    records: Records<'a, CHOICE>,
    attempts: Records<'a, ATTEMPT>,
    texts: Texts<'a>,
}

impl<'a> Table<'a> {
    /// How many rows the automaton decides by; they are numbered from 1.
    pub fn row_count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The inbound map, sorted by gateway and number.
    pub fn inbound(&self) -> impl Iterator<Item = Inbound<'a>> + use<'a> {
        let table = *self;
        (0..self.inbound.len()).filter_map(move |position| table.inbound_at(position))
    }

    pub(crate) fn inbound_count(&self) -> usize {
        self.inbound.len()
    }

    pub(crate) fn inbound_at(&self, position: usize) -> Option<Inbound<'a>> {
        let record = self.inbound.get(position)?;
        Some(Inbound {
            gateway: GatewayIndex::from_field(record.u32(0)),
            number: self.texts.get(record.u32(4)),
            station: StationIndex::from_field(record.u32(8)),
        })
    }

    /// Position and station of an inbound number.
    pub(crate) fn inbound_of(&self, gateway: GatewayIndex, number: &str) -> Option<(usize, StationIndex)> {
        let position = self.inbound.partition_point(|record| {
            (record.u32(0), self.texts.get(record.u32(4))) < (u32::from(gateway), number)
        });
        let found = self.inbound_at(position)?;
        (found.gateway == gateway && found.number == number).then_some((position, found.station))
    }

    /// What a row decides; `None` for [`Row::NONE`] and for rows that the table has not.
    pub(crate) fn row(&self, row: Row) -> Option<RowContent<'a>> {
        let record = self.rows.get(row.number().checked_sub(1)? as usize)?;
        let first = record.u32(4);
        Some(match record.u32(0) {
            row_kind::EMERGENCY => RowContent::Emergency(EmergencyIndex::from_field(first)),
            row_kind::STATION => RowContent::Station(StationIndex::from_field(first)),
            row_kind::ROUTE => RowContent::Route(Choices {
                records: self.choices.run(first, record.u32(8)),
                attempts: self.attempts,
                texts: self.texts,
            }),
            _ => RowContent::Denied,
        })
    }
}

impl<'a> Choices<'a> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = Choice<'a>> + use<'a> {
        let (attempts, texts) = (self.attempts, self.texts);
        self.records.iter().map(move |record| Choice {
            record,
            attempts: attempts.run(record.u32(12), record.u32(16)),
            texts,
        })
    }
}

impl<'a> Choice<'a> {
    /// Whether a class of service may use it.
    pub fn permits(&self, class: ClassIndex) -> bool {
        let mask = self.record.u32(0);
        mask == ALL_CLASSES
            || mask
                .checked_shr(u32::from(class))
                .is_some_and(|bits| bits & 1 == 1)
    }

    /// Every field but the attempts, in the order in which route rows are sorted.
    pub(super) fn order_fields(&self) -> (u32, u8, u8, u8, u32) {
        let record = self.record;
        (
            record.u32(0),
            record.u8(4),
            record.u8(5),
            record.u8(6),
            record.u32(8),
        )
    }

    /// Whether every class of service may use it.
    pub fn permits_all(&self) -> bool {
        self.record.u32(0) == ALL_CLASSES
    }

    /// Least number of digits, 0 for none.
    pub fn min_digits(&self) -> u8 {
        self.record.u8(4)
    }

    /// Greatest number of digits.
    pub fn max_digits(&self) -> Option<u8> {
        let most = self.record.u8(5);
        (most != NO_MAXIMUM).then_some(most)
    }

    /// How many dialled symbols are removed from the front.
    pub fn strip(&self) -> u8 {
        self.record.u8(6)
    }

    /// What is put in front after that.
    pub fn prepend(&self) -> &'a str {
        self.texts.get(self.record.u32(8))
    }

    /// The gateways to try, in order.
    pub fn attempts(&self) -> impl Iterator<Item = GatewayIndex> + use<'a> {
        self.attempts
            .iter()
            .map(|attempt| GatewayIndex::from_field(attempt.u32(0)))
    }
}
