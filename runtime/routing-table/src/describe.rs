//! What a decision number stands for: the way from a log line back to the plan.

use crate::table::{Choice, Choices, Inbound, RowContent, Table};
use crate::{Cause, DecisionNumber, EmergencyIndex, Row, StationIndex};

/// What a decision number stands for.
#[derive(Clone, Copy, Debug)]
pub enum Described<'a> {
    /// Nothing matched.
    Nothing,
    /// A denied prefix.
    Denied,
    /// An emergency number.
    Emergency(EmergencyIndex),
    /// A crew station.
    Station(StationIndex),
    /// A route with its choices.
    Route(Route<'a>),
    /// A row of the inbound map.
    Inbound(Inbound<'a>),
    /// A refusal that no row of the plan makes.
    Fixed(Cause),
    /// The table has no such decision.
    Unknown,
}

/// A route row.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a>(Choices<'a>);

impl<'a> Route<'a> {
    /// Its choices, in order.
    pub fn choices(&self) -> impl Iterator<Item = Choice<'a>> + use<'a> {
        self.0.iter()
    }
}

/// Refusals that no row makes, in the order of their decision numbers.
const FIXED: [Cause; 12] = [
    Cause::IllegalNumber,
    Cause::Unauthenticated,
    Cause::UnknownInbound,
    Cause::NoEmergencyTarget,
    Cause::UnsupportedScheme,
    Cause::PrecedenceBarred,
    Cause::ForeignDomain,
    Cause::CallerMismatch,
    Cause::UnknownBody,
    Cause::NotAcceptable,
    Cause::Loop,
    Cause::HopsExhausted,
];

impl<'a> Table<'a> {
    /// What a decision number stands for.
    pub fn describe(&self, decision: DecisionNumber) -> Described<'a> {
        let number = decision.number();
        let Some(behind_rows) = number.checked_sub(self.row_count().saturating_add(1)) else {
            return self.describe_row(Row::new(number));
        };
        let position = behind_rows as usize;
        if let Some(inbound) = self.inbound_at(position) {
            return Described::Inbound(inbound);
        }
        let fixed = FIXED.get(position.saturating_sub(self.inbound_count()));
        fixed.map_or(Described::Unknown, |&cause| Described::Fixed(cause))
    }

    /// Every decision number of the table, from 0.
    pub fn decisions(&self) -> impl Iterator<Item = DecisionNumber> + use<> {
        let end = self.fixed_base().saturating_add(FIXED.len() as u32);
        (0..end).map(DecisionNumber::new)
    }

    /// The decision number of a row of the inbound map.
    pub(crate) fn inbound_number(&self, position: usize) -> DecisionNumber {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        DecisionNumber::new(self.row_count().saturating_add(1).saturating_add(position))
    }

    /// The decision number of a refusal that no row makes; that of nothing matched for a cause that only rows have.
    pub fn fixed_number(&self, cause: Cause) -> DecisionNumber {
        let position = FIXED.iter().position(|&fixed| fixed == cause);
        position.map_or(DecisionNumber::NOTHING, |position| {
            DecisionNumber::new(
                self.fixed_base()
                    .saturating_add(u32::try_from(position).unwrap_or(u32::MAX)),
            )
        })
    }

    fn fixed_base(&self) -> u32 {
        self.inbound_number(self.inbound_count()).number()
    }

    fn describe_row(&self, row: Row) -> Described<'a> {
        match self.row(row) {
            Some(RowContent::Denied) => Described::Denied,
            Some(RowContent::Emergency(emergency)) => Described::Emergency(emergency),
            Some(RowContent::Station(station)) => Described::Station(station),
            Some(RowContent::Route(choices)) => Described::Route(Route(choices)),
            None => Described::Nothing,
        }
    }
}
