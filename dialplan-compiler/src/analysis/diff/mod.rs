//! What changes from one plan to another: for every dialled number, and for everything else that the plan fixes.

mod alike;
mod beside;
mod counterparts;
mod elsewhere;
mod numbers;
pub(super) mod pairs;
mod reach;
mod sent;
pub(super) mod walk;

pub use beside::{Beside, beside};
pub use numbers::{Change, changes, compared_as};
pub use pairs::Side;
pub use reach::{GatewayReach, SentNewly, Verdict};

use super::space::Space;
use super::subject::{Caller, View};

/// Everything that differs between two plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff<'a> {
    /// The identities are equal: nothing that steers differs.
    pub same_identity: bool,
    /// The dialled numbers that are decided differently, in symbol order.
    pub changes: Vec<Change<'a>>,
    /// For each gateway, whether more or fewer numbers reach it, for those who were asked about.
    pub reach: Vec<GatewayReach>,
    /// Callers that only one of the plans has, as it names them; their calls cannot be compared.
    pub only_old: Vec<String>,
    /// The same for the new plan.
    pub only_new: Vec<String>,
    /// What else differs.
    pub beside: Vec<Beside>,
}

impl Diff<'_> {
    /// Whether the plans mean the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.only_old.is_empty()
            && self.only_new.is_empty()
            && self.beside.is_empty()
    }
}

/// Whose reach of the gateways is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// That of the callers that both plans have, class by class: plans of different vessels.
    Classes,
    /// That of everybody, station by station: two plans of one vessel.
    Stations,
}

/// Compares two plans, caller by caller for those that both have.
pub fn diff<'a>(old: &View<'a>, new: &View<'a>, whose: Whose) -> Diff<'a> {
    let (pairs, only_old, only_new) = pairs(old, new);
    let same_identity = old.table.identity() == new.table.identity();
    let changes = if same_identity {
        Vec::new()
    } else {
        changes(&Space::new(*old), &Space::new(*new), &pairs)
    };
    Diff {
        same_identity,
        reach: match whose {
            Whose::Classes => reach::of_classes(old, new, &changes),
            Whose::Stations => reach::of_stations(old, new, &changes),
        },
        changes,
        only_old,
        only_new,
        beside: beside(old, new),
    }
}

/// The callers that both plans have, and the names of those that only one has.
pub fn pairs(old: &View<'_>, new: &View<'_>) -> (Vec<(Caller, Caller)>, Vec<String>, Vec<String>) {
    let mut pairs = Vec::new();
    let mut only_old = Vec::new();
    for caller in old.callers() {
        let like = new.callers_like(old, caller);
        if like.is_empty() {
            only_old.push(old.caller_name(caller));
        }
        pairs.extend(like.into_iter().map(|like| (caller, like)));
    }
    let alone = new
        .callers()
        .into_iter()
        .filter(|caller| old.callers_like(new, *caller).is_empty());
    let only_new = alone.map(|caller| new.caller_name(caller)).collect();
    (pairs, only_old, only_new)
}
