//! Whether a change lets more numbers reach a gateway, or be sent to it, or fewer: "no new reach" is decided here.

use std::collections::{BTreeMap, BTreeSet};

use super::counterparts::counterparts;
use super::elsewhere::elsewhere;
use super::numbers::{Change, changes, compared_as};
use super::pairs;
use super::sent::{self, SentNumbers};
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
    /// Some newly and some no longer, or the gateway leads elsewhere.
    Incomparable,
}

/// A number that a gateway is newly sent for somebody, who reached the gateway by what is dialled before too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentNewly {
    /// What is dialled.
    pub dialled: String,
    /// What is sent for it.
    pub sent: String,
    /// Who dials it.
    pub caller: String,
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
    /// The shortest number that it is newly sent, whatever else reached it before.
    pub sent_newly: Option<SentNewly>,
    /// What makes it lead elsewhere than before, so that its numbers do not compare: a setting with its old and its new value.
    pub elsewhere: Option<String>,
}

impl GatewayReach {
    /// Old compared with new.
    pub fn verdict(&self) -> Verdict {
        if self.elsewhere.is_some() {
            return Verdict::Incomparable;
        }
        match (self.gained.is_some() || self.sent_newly.is_some(), &self.lost) {
            (false, None) => Verdict::Equal,
            (false, Some(_)) => Verdict::Narrower,
            (true, None) => Verdict::Wider,
            (true, Some(_)) => Verdict::Incomparable,
        }
    }

    /// Whether anybody can call by it whom nobody could call so before.
    pub fn is_new(&self) -> bool {
        self.gained.is_some() || self.sent_newly.is_some() || self.elsewhere.is_some()
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
    compared.note_elsewhere(old, new);
    let spaces = (Space::new(*old), Space::new(*new));
    let mut before = Before::new(&spaces.0);
    let same_class: BTreeSet<(Caller, Caller)> = pairs(old, new).0.into_iter().collect();
    let mut in_known = BTreeMap::new();
    for counterpart in counterparts(old, new) {
        match (counterpart.old, counterpart.new) {
            (Some(from), Some(to)) if same_class.contains(&(from, to)) => {
                in_known.insert(compared_as(old, new, (from, to)), from);
            }
            (Some(from), Some(to)) => {
                for change in changes(&spaces.0, &spaces.1, &[(from, to)]) {
                    compared.note_change(&change, &counterpart.name);
                    compared.note_sent(&change, &mut before, from, &counterpart.name);
                }
            }
            (None, Some(to)) => compared.note_all(&spaces.1, to, Side::Gained, &counterpart.name),
            (Some(from), None) => compared.note_all(&spaces.0, from, Side::Lost, &counterpart.name),
            (None, None) => {}
        }
    }
    for change in known {
        let mut callers = change
            .callers
            .iter()
            .filter_map(|name| in_known.get_key_value(name));
        if let Some((caller, from)) = callers.next() {
            compared.note_change(change, caller);
            for (caller, from) in callers.chain([(caller, from)]) {
                compared.note_sent(change, &mut before, *from, caller);
            }
        }
    }
    compared.gateways()
}

/// What each gateway may be sent for each caller of the old plan, found when it is asked for.
struct Before<'s, 'a> {
    space: &'s Space<'a>,
    known: BTreeMap<(Caller, String), SentNumbers>,
}

impl<'s, 'a> Before<'s, 'a> {
    fn new(space: &'s Space<'a>) -> Self {
        Before {
            space,
            known: BTreeMap::new(),
        }
    }

    fn sent(&mut self, caller: Caller, gateway: &str) -> &SentNumbers {
        let space = self.space;
        let known = self.known.entry((caller, gateway.to_owned()));
        known.or_insert_with(|| SentNumbers::of(&reached(space, caller, Goal::Gateway(gateway))))
    }
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

    /// What a change has sent to gateways that were sent something for the same numbers before.
    fn note_sent(&mut self, change: &Change<'_>, before: &mut Before<'_, '_>, from: Caller, caller: &str) {
        for (name, entry) in &mut self.0 {
            let part = |outcome| Goal::Gateway(name).part(outcome);
            let (Some(old), Some(new)) = (part(&change.old.outcome), part(&change.new.outcome)) else {
                continue;
            };
            let known = sent::regions(&change.region, &old);
            for region in sent::regions(&change.region, &new) {
                if known.contains(&region) {
                    continue;
                }
                let Some(number) = before.sent(from, name).lack(&region) else {
                    continue;
                };
                let rest = number.strip_prefix(&region.symbols).unwrap_or_default();
                entry.note_sent(SentNewly {
                    dialled: format!("{}{rest}", change.region.symbols),
                    sent: number,
                    caller: caller.to_owned(),
                });
            }
        }
    }

    /// Gateways of both plans behind which there is another trunk, or there may be.
    fn note_elsewhere(&mut self, old: &View<'_>, new: &View<'_>) {
        for (name, entry) in &mut self.0 {
            entry.elsewhere = elsewhere(old, new, name);
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
    /// Keeps the shortest number that is dialled, of equally short ones the first in symbol order.
    fn note_sent(&mut self, found: SentNewly) {
        let place = |found: &SentNewly| (found.dialled.len(), found.dialled.clone(), found.sent.clone());
        let shorter = |known: &SentNewly| place(&found) < place(known);
        if self.sent_newly.as_ref().is_none_or(shorter) {
            self.sent_newly = Some(found);
        }
    }

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
