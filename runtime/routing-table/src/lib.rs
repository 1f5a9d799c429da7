//! The room that an accreditor reads: table bytes, lookup, well-formedness, and all of `decide` with
//! its normalisation. `no_std`, no dependency, no allocation, no panic; no sockets, no SIP syntax.
//!
//! A [`Table`] is opened over the bytes that the compiler emitted; [`Table::open`] checks them
//! completely. [`Table::decide`] is the one total function from a question to a decision. Read
//! `decide.rs` first, then `number.rs`, `numbering.rs` and `automaton.rs`; `table/` reads records and
//! `table/wellformed.rs` checks them. The bytes are described in `docs/table-format.md`.
#![no_std]

pub mod automaton;
pub mod layout;
pub mod names;

mod attempt;
mod cause;
mod codec;
mod decide;
mod decision;
mod describe;
mod directory;
mod index;
mod malformed;
mod media_room;
mod number;
mod numbering;
mod records;
mod table;
mod texts;

pub use attempt::{Attempt, AttemptList, MAX_ATTEMPTS, Ordered, Target, TargetList};
pub use cause::Cause;
pub use codec::{Access, Codec, DigestAlgorithm, NumberFormat};
pub use decision::{Admits, Decision, Ingress, Question};
pub use describe::{Described, Route};
pub use index::{
    ClassIndex, DecisionNumber, EmergencyIndex, GatewayIndex, Level, ProfileIndex, Row, StationIndex,
};
pub use malformed::Malformed;
pub use media_room::MediaRoom;
pub use number::{IllegalNumber, LONGEST_SENT, MAX_SYMBOLS, Number};
pub use numbering::{E164_DIGITS, Numbering};
pub use table::{Choice, Emergency, Gateway, Inbound, Limits, Match, Profile, Server, Station, Table};
