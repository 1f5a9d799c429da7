//! Positions in the table's lists, each its own type so that none is taken for another.

use core::fmt;

macro_rules! position {
    ($name:ident, $what:literal) => {
        #[doc = concat!("Position of ", $what, " in the table, from 0; it has a meaning only beside the table it came from.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl $name {
            /// Takes a position as it is; whether the table has it is asked of the table.
            pub const fn new(position: u16) -> Self {
                Self(position)
            }

            /// The position as an index into a list in table order.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The position as the table's bytes hold it; beyond every list when it does not fit.
            pub(crate) fn from_field(field: u32) -> Self {
                Self(u16::try_from(field).unwrap_or(u16::MAX))
            }
        }

        impl From<$name> for u32 {
            fn from(position: $name) -> u32 {
                u32::from(position.0)
            }
        }

        impl From<$name> for usize {
            fn from(position: $name) -> usize {
                position.index()
            }
        }
    };
}

position!(StationIndex, "a crew station");
position!(GatewayIndex, "a gateway");
position!(EmergencyIndex, "an emergency number");
position!(ClassIndex, "a class of service");
position!(Level, "a precedence level, lowest first,");
position!(ProfileIndex, "an emission profile, most restrictive first,");

/// What a number matched: 0 for nothing, else a row of the table, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(u32);

impl Row {
    /// Nothing matched.
    pub const NONE: Row = Row(0);

    /// Takes a row number as it is; whether the table has it is asked of the table.
    pub const fn new(row: u32) -> Self {
        Self(row)
    }

    /// The row's number; 0 means that nothing matched.
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// The reason of a decision as one number, displayed as `d17`: 0 nothing matched, then the rows of
/// the automaton, the inbound rows, and the fixed refusals. `Table::describe` says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionNumber(u32);

impl DecisionNumber {
    /// Nothing matched.
    pub const NOTHING: DecisionNumber = DecisionNumber(0);

    /// Takes a number as it is, for example one read from a log.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number without its `d`.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for DecisionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "d{}", self.0)
    }
}

impl From<Row> for DecisionNumber {
    fn from(row: Row) -> Self {
        DecisionNumber(row.0)
    }
}
