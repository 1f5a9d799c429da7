//! Whether a change lets more numbers reach a gateway, or fewer: "no new reach" is decided here.

use std::collections::{BTreeMap, BTreeSet};

use super::counterparts::counterparts;
use super::numbers::{Change, changes, compared_as};
use super::pairs;
use crate::analysis::reach::{Goal, reached};
use crate::analysis::space::{Outcome, Region, Space};
use crate::analysis::subject::{Caller, View};

/// How the numbers that may reach a gateway compare, old with new. A number reaches a gateway when the gateway is one of its
/// attempts or targets, whatever the gateways admit at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same numbers.
    Equal,
    /// Some no longer, none newly.
    Narrower,
    /// Some newly, none no longer.
    Wider,
    /// Some newly and some no longer.
    Incomparable,
}

/// What a change does to one gateway's reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayReach {
    /// The gateway.
    pub gateway: String,
    /// The shortest number that newly reaches it, with who dials it.
    pub gained: Option<(String, String)>,
    /// The shortest number that no longer reaches it, with who dials it.
    pub lost: Option<(String, String)>,
}

impl GatewayReach {
    /// Old compared with new.
    pub fn verdict(&self) -> Verdict {
        match (&self.gained, &self.lost) {
            (None, None) => Verdict::Equal,
            (None, Some(_)) => Verdict::Narrower,
            (Some(_), None) => Verdict::Wider,
            (Some(_), Some(_)) => Verdict::Incomparable,
        }
    }
}

/// What differs for the callers that both plans have, for every gateway that either plan has, by name.
pub(super) fn of_classes(old: &View<'_>, new: &View<'_>, changes: &[Change<'_>]) -> Vec<GatewayReach> {
    let mut compared = Compared::new(old, new);
    for change in changes {
        compared.note_change(change, change.callers.first().map_or("", String::as_str));
    }
    compared.gateways()
}

/// What differs for anybody who can call, for every gateway that either plan has, by name: for each station, whatever its class
/// was and is, for classes that no station has, and for callers who are not authenticated, in each emission profile. Whoever
/// one of the plans does not have, reaches nothing there. `known` are the changes for the callers that both plans have.
pub(super) fn of_stations(old: &View<'_>, new: &View<'_>, known: &[Change<'_>]) -> Vec<GatewayReach> {
    let mut compared = Compared::new(old, new);
    if old.table.identity() == new.table.identity() {
        return compared.gateways();
    }
    let spaces = (Space::new(*old), Space::new(*new));
    let same_class: BTreeSet<(Caller, Caller)> = pairs(old, new).0.into_iter().collect();
    let mut in_known = BTreeSet::new();
    for counterpart in counterparts(old, new) {
        match (counterpart.old, counterpart.new) {
            (Some(from), Some(to)) if same_class.contains(&(from, to)) => {
                in_known.insert(compared_as(old, new, (from, to)));
            }
            (Some(from), Some(to)) => {
                for change in changes(&spaces.0, &spaces.1, &[(from, to)]) {
                    compared.note_change(&change, &counterpart.name);
                }
            }
            (None, Some(to)) => compared.note_all(&spaces.1, to, Side::Gained, &counterpart.name),
            (Some(from), None) => compared.note_all(&spaces.0, from, Side::Lost, &counterpart.name),
            (None, None) => {}
        }
    }
    for change in known {
        if let Some(caller) = change.callers.iter().find(|caller| in_known.contains(*caller)) {
            compared.note_change(change, caller);
        }
    }
    compared.gateways()
}

/// Whether a number reaches a gateway newly or no longer.
#[derive(Debug, Clone, Copy)]
enum Side {
    Gained,
    Lost,
}

/// What is known so far, by gateway.
struct Compared(BTreeMap<String, GatewayReach>);

impl Compared {
    fn new(old: &View<'_>, new: &View<'_>) -> Self {
        let names = [old, new].into_iter().flat_map(|view| {
            let gateways = view.table.gateways();
            gateways.filter_map(|(gateway, _)| view.names.gateway(gateway))
        });
        let entry = |name: &str| {
            let gateway = name.to_owned();
            (
                gateway.clone(),
                GatewayReach {
                    gateway,
                    ..GatewayReach::default()
                },
            )
        };
        Compared(names.map(entry).collect())
    }

    fn gateways(self) -> Vec<GatewayReach> {
        self.0.into_values().collect()
    }

    /// A change, with one for whom it holds.
    fn note_change(&mut self, change: &Change<'_>, caller: &str) {
        for (name, entry) in &mut self.0 {
            match (
                reaches(&change.old.outcome, name),
                reaches(&change.new.outcome, name),
            ) {
                (false, true) => entry.note(Side::Gained, &change.region, caller),
                (true, false) => entry.note(Side::Lost, &change.region, caller),
                _ => {}
            }
        }
    }

    /// Everything that somebody reaches whom the other plan does not have.
    fn note_all(&mut self, space: &Space<'_>, caller: Caller, side: Side, name: &str) {
        for (gateway, entry) in &mut self.0 {
            for reached in reached(space, caller, Goal::Gateway(gateway)) {
                entry.note(side, &reached.region, name);
            }
        }
    }
}

impl GatewayReach {
    /// Keeps the shortest number, of equally short ones the first in symbol order, and who was first to dial it.
    fn note(&mut self, side: Side, region: &Region, caller: &str) {
        let kept = match side {
            Side::Gained => &mut self.gained,
            Side::Lost => &mut self.lost,
        };
        let number = region.witness();
        let shorter = |(known, _): &(String, String)| (number.len(), &number) < (known.len(), known);
        if kept.as_ref().is_none_or(shorter) {
            *kept = Some((number, caller.to_owned()));
        }
    }
}

/// Whether an outcome may have a gateway tried.
fn reaches(outcome: &Outcome<'_>, gateway: &str) -> bool {
    Goal::Gateway(gateway).part(outcome).is_some()
}
