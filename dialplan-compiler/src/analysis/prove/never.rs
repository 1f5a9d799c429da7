//! `never`: no number of a set gets to any of some destinations, whoever dials it and whatever gateways admit.
//!
//! It is enough to look at every gateway admitting every call: a gateway that admits less only takes attempts away
//! from a call, and only moves the targets of an emergency call (`Table::decide`). `tests/answers/prove.rs` tries every
//! combination.

use super::cells::Scope;
use super::destinations::Destinations;
use super::inquiry::{Fault, Found, Ground, Inquiry};
use crate::analysis::space::Outcome;

/// What must never happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// The calls.
    pub scope: Scope,
    /// Where they must not get to; nothing: they must all be refused.
    pub to: Destinations,
}

pub(super) fn prove(ground: &Ground<'_>, never: &Never) -> Found {
    let mut inquiry = Inquiry::new(ground);
    inquiry.over(&never.scope, |cell| {
        let outcome = &cell.decided.outcome;
        let (fails, fault) = if never.to.is_nothing() {
            (!matches!(outcome, Outcome::Refuse(_)), "it is not refused")
        } else {
            (never.to.reached(outcome), "it gets where it must not")
        };
        let fault = || Fault::new(cell.region.witness(), cell.caller, fault);
        fails.then(fault).into_iter().collect()
    });
    inquiry.end()
}
