//! `always`: every number of a set gets to one of some destinations, while every gateway admits every call.
//! What is left of that when gateways fail is the question `survive`.

use super::cells::Scope;
use super::destinations::Destinations;
use super::inquiry::{Fault, Found, Ground, Inquiry};
use crate::analysis::space::Outcome;

/// What must always happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Always {
    /// The calls.
    pub scope: Scope,
    /// One of these they must get to.
    pub to: Destinations,
    /// Whether that must be the first attempt.
    pub rank: Rank,
}

/// Which attempt of a call must be the one that is demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The first.
    First,
    /// Any.
    Any,
}

pub(super) fn prove(ground: &Ground<'_>, always: &Always) -> Found {
    let mut inquiry = Inquiry::new(ground);
    inquiry.over(&always.scope, |cell| {
        let outcome = match always.rank {
            Rank::First => first_only(&cell.decided.outcome),
            Rank::Any => cell.decided.outcome.clone(),
        };
        let fault = match always.rank {
            Rank::First => "it does not get there first",
            Rank::Any => "it does not get there",
        };
        let fault = || Fault::new(cell.region.witness(), cell.caller, fault);
        (!always.to.reached(&outcome)).then(fault).into_iter().collect()
    });
    inquiry.end()
}

/// The outcome without its second and later attempts or targets.
fn first_only<'a>(outcome: &Outcome<'a>) -> Outcome<'a> {
    let mut outcome = outcome.clone();
    match &mut outcome {
        Outcome::Attempts(attempts) => attempts.truncate(1),
        Outcome::Emergency { targets, .. } => targets.truncate(1),
        Outcome::Station(_) | Outcome::Refuse(_) => {}
    }
    outcome
}
