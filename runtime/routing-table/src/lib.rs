//! The room that an accreditor reads: table bytes, lookup, well-formedness, and all of `decide` with
//! its normalisation. `no_std`, no dependency, no allocation, no panic; no sockets, no SIP syntax.
//!
//! A [`Table`] is opened over the bytes that the compiler emitted; [`Table::open`] checks them
//! completely. [`Table::decide`] is the one total function from a question to a decision. The bytes
//! are described in `docs/table-format.md`.
#![no_std]

mod attempt;
mod cause;
mod codec;
mod decision;
mod index;
mod number;
mod table;

pub use attempt::{Attempt, AttemptList, MAX_ATTEMPTS, Target, TargetList};
pub use cause::Cause;
pub use codec::{Access, Codec, DigestAlgorithm, NumberFormat};
pub use decision::{Admits, Decision, Ingress, Question};
pub use index::{ClassIndex, DecisionNumber, EmergencyIndex, GatewayIndex, Row, StationIndex};
pub use number::{IllegalNumber, MAX_SYMBOLS, Number};
pub use table::*;
