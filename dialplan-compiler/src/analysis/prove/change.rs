//! `change`: between the plan before this one and this one nothing differs but what is declared, and what is declared
//! comes about.
//!
//! The exact difference of the plans ([`changes`]) is cut along the declared sets, so that every number that differs and
//! every number that was to differ is in exactly one region of the answer.

use super::cells::Scope;
use super::departure::{Departure, DepartureKind, Differing};
use super::destinations::{Choice, Destinations};
use super::inquiry::{Fault, Found, Ground, Inquiry};
use super::set_of_numbers::SetOfNumbers;
use super::split::split;
use crate::analysis::diff::{Beside, Change as Changed, Side, beside, changes, compared_as, pairs};
use crate::analysis::space::{Region, Space};
use crate::analysis::subject::{Caller, View};

/// What may differ from the plan before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeIntent {
    /// Whose calls it is about.
    pub callers: Vec<Caller>,
    /// The numbers that may be decided otherwise; nothing: none may.
    pub only: Vec<DeclaredChange>,
    /// What may differ beside the numbers: a path, with everything below it.
    pub beside: Choice,
}

/// Numbers that are meant to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredChange {
    /// The numbers.
    pub numbers: SetOfNumbers,
    /// Where each of them gets to; `None`: it may change in any way, and at least one does.
    pub to: Option<Destinations>,
}

pub(super) fn prove(ground: &Ground<'_>, intent: &ChangeIntent, before: View<'_>) -> Found {
    let mut inquiry = Inquiry::new(ground);
    let (callers, only_old, only_new) = pairs(&before, inquiry.view());
    let mut asked = Asked {
        old: Space::new(before),
        new: ground.space.clone(),
        callers: callers
            .into_iter()
            .filter(|(_, new)| intent.callers.contains(new))
            .collect(),
        departures: Vec::new(),
    };
    inquiry.cells += asked.callers.len();
    let changed = changes(&asked.old, &asked.new, &asked.callers);
    asked.out_of_intent(intent, &changed, &mut inquiry);
    for (position, declared) in (1..).zip(&intent.only) {
        match &declared.to {
            Some(to) => asked.not_there(&declared.numbers, to, &mut inquiry),
            None => asked.unchanged(position, &declared.numbers, &changed, &mut inquiry),
        }
    }
    let caller = |name, old: &str, new: &str| (format!("callers.{name}"), old.to_owned(), new.to_owned());
    let gone = only_old
        .iter()
        .map(|name| caller(name, "only in the old plan", NOTHING));
    let come = only_new
        .iter()
        .map(|name| caller(name, NOTHING, "only in the new plan"));
    let others = beside(&before, inquiry.view());
    let others = gone.chain(come).chain(others.iter().map(shown_beside)).collect();
    asked.beside(&intent.beside, others, &mut inquiry);
    Found {
        departures: asked.departures,
        ..inquiry.end()
    }
}

/// Both plans, and what was found.
struct Asked<'a> {
    old: Space<'a>,
    new: Space<'a>,
    /// The callers that both plans have and that are asked about.
    callers: Vec<(Caller, Caller)>,
    departures: Vec<Departure>,
}

impl<'a> Asked<'a> {
    /// What differs and lies in no declared set.
    fn out_of_intent(
        &mut self,
        intent: &ChangeIntent,
        changed: &[Changed<'_>],
        inquiry: &mut Inquiry<'_, '_>,
    ) {
        let groups = intent.only.iter().flat_map(|declared| &declared.numbers.groups);
        let declared = SetOfNumbers {
            groups: groups.cloned().collect(),
        };
        for change in changed {
            for region in split(&self.new, &declared, &change.region).outside {
                let number = region.witness();
                let named = |pair: &&(Caller, Caller)| change.callers.contains(&self.name(**pair));
                let Some(&pair) = self.callers.iter().find(named) else {
                    continue;
                };
                let fault = Fault::new(number, pair.1, "nobody declared that it changes");
                let decided = self.new.decide(&fault.number, pair.1);
                inquiry.note(&decided, vec![fault]);
                let departure = self.departure(DepartureKind::OutOfIntent, region, pair);
                self.departures.push(Departure {
                    callers: change.callers.clone(),
                    ..departure
                });
            }
        }
    }

    /// Declared numbers that do not get to where the change sends them.
    fn not_there(&mut self, numbers: &SetOfNumbers, to: &Destinations, inquiry: &mut Inquiry<'_, '_>) {
        let mut callers: Vec<Caller> = self.callers.iter().map(|(_, new)| *new).collect();
        callers.dedup();
        let scope = Scope {
            numbers: numbers.clone(),
            callers,
        };
        let mut missing: Vec<(Region, Caller)> = Vec::new();
        inquiry.over(&scope, |cell| {
            if to.reached(&cell.decided.outcome) {
                return Vec::new();
            }
            missing.push((cell.region.clone(), cell.caller));
            let fault = "it does not get where the change sends it";
            vec![Fault::new(cell.region.witness(), cell.caller, fault)]
        });
        for (region, caller) in missing {
            if let Some(&pair) = self.callers.iter().find(|(_, new)| *new == caller) {
                let departure = self.departure(DepartureKind::Missing, region, pair);
                self.departures.push(departure);
            }
        }
    }

    /// Declared numbers of which none changes.
    fn unchanged(
        &mut self,
        position: usize,
        numbers: &SetOfNumbers,
        changed: &[Changed<'_>],
        inquiry: &mut Inquiry<'_, '_>,
    ) {
        let belongs = |change: &Changed<'_>| !split(&self.new, numbers, &change.region).inside.is_empty();
        if !changed.iter().any(belongs) {
            inquiry.failing += 1;
            self.departures.push(Departure {
                kind: DepartureKind::Missing,
                what: Differing::Declared(position),
                callers: Vec::new(),
                witness: None,
                old: DECIDED.to_owned(),
                new: DECIDED.to_owned(),
            });
        }
    }

    /// What differs beside the numbers and is not declared, and what is declared and does not differ.
    fn beside(
        &mut self,
        declared: &Choice,
        others: Vec<(String, String, String)>,
        inquiry: &mut Inquiry<'_, '_>,
    ) {
        let below = |path: &str, declared: &str| {
            path.strip_prefix(declared)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let names: &[String] = match declared {
            Choice::Any => return,
            Choice::None => &[],
            Choice::These(names) => names,
        };
        let idle = names
            .iter()
            .filter(|name| !others.iter().any(|(path, ..)| below(path, name)));
        let mut found: Vec<Departure> = idle
            .map(|name| of_path(DepartureKind::Missing, name, ALIKE, ALIKE))
            .collect();
        let undeclared = others
            .iter()
            .filter(|(path, ..)| !names.iter().any(|name| below(path, name)));
        found.extend(undeclared.map(|(path, old, new)| of_path(DepartureKind::OutOfIntent, path, old, new)));
        inquiry.failing += found.len();
        inquiry.cells += others.len();
        self.departures.extend(found);
    }

    fn departure(&self, kind: DepartureKind, region: Region, (old, new): (Caller, Caller)) -> Departure {
        let number = region.witness();
        // The whole number is known: nothing is left open.
        let shown = |space: &Space<'a>, caller| {
            let decided = Side::from(space.decide(&number, caller));
            decided.to_string().replace('…', "")
        };
        Departure {
            kind,
            callers: vec![self.name((old, new))],
            old: shown(&self.old, old),
            new: shown(&self.new, new),
            what: Differing::Numbers(region),
            witness: Some(number),
        }
    }

    fn name(&self, callers: (Caller, Caller)) -> String {
        compared_as(self.old.view(), self.new.view(), callers)
    }
}

fn of_path(kind: DepartureKind, path: &str, old: &str, new: &str) -> Departure {
    Departure {
        kind,
        what: Differing::Path(path.to_owned()),
        callers: Vec::new(),
        witness: None,
        old: old.to_owned(),
        new: new.to_owned(),
    }
}

/// Path, old and new of something that differs beside the numbers.
fn shown_beside(beside: &Beside) -> (String, String, String) {
    let (old, new) = match beside {
        Beside::Value { old, new, .. } => {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| NOTHING.to_owned());
            (shown(old), shown(new))
        }
        Beside::Addresses { removed, added, .. } => {
            let shown = |networks: &[String]| match networks {
                [] => NOTHING.to_owned(),
                networks => networks.join(" "),
            };
            (shown(removed), shown(added))
        }
    };
    (beside.path().to_owned(), old, new)
}

const NOTHING: &str = "nothing";
const DECIDED: &str = "decided";
const ALIKE: &str = "alike";
