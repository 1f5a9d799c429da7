//! Questions about a dial plan, answered exactly. What a call does is never computed here: that is
//! `routing_table::Table::decide`, the code of the call path; this adds where it is written and what lost.

pub mod addresses;
pub mod candidates;
pub mod canonical;
pub mod diff;
pub mod digitmap;
pub mod explanation;
pub mod failures;
pub mod findings;
pub mod fleet;
pub mod gaps;
mod networks;
mod own_numbers;
pub mod prove;
pub mod reach;
pub mod readback;
#[cfg(feature = "command")]
pub mod replay;
pub mod space;
pub mod subject;
pub mod verdicts;
