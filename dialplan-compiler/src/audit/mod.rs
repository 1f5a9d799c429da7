//! The audit of a dial plan: everything that an accreditation team asks about it, gathered once in [`form`] and shown as
//! one HTML page ([`html`]) or as Markdown ([`markdown`]). What becomes of a number is never computed here: every decision
//! shown was made by `routing_table::Table::decide`, the code of the call path.

mod access;
mod claims;
mod controls;
mod cover;
mod emergency;
mod failures;
mod findings;
pub mod form;
pub mod html;
mod inputs;
pub mod markdown;
mod numbers;
mod predecessor;
mod requirements;
mod rows;
mod subject;
mod testcard;
mod words;

pub use form::Audit;
pub use subject::{Extent, Predecessor, Subject, audit};
pub use testcard::test_card;

/// Sets of numbers that an audit lists before it becomes a summary.
pub const MOST_LISTED: usize = 5000;
