//! What a plan says about numbers: prefix entries by key, exact entries as spelled, each with a verdict.

use std::collections::BTreeMap;

use super::Canonical;
use super::entries::{EntryList, IllegalEntry};
use super::minimal;
use super::reading::Spellings;
use crate::plan::DialPlan;

/// What the plan does with the numbers of an entry; positions are those of the plan's lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// These denies refuse them.
    Denied(Vec<usize>),
    /// An emergency number.
    Emergency(usize),
    /// A crew station.
    Station(usize),
    /// These routes take them, in order.
    Routes(Vec<usize>),
}

/// The entries of a plan.
pub(crate) struct Rules {
    prefixes: BTreeMap<Vec<u8>, Verdict>,
    exact: BTreeMap<Vec<u8>, Verdict>,
    spellings: Spellings,
}

impl Rules {
    pub(crate) fn new(plan: &DialPlan) -> Self {
        let numbering = plan.numbering();
        let spellings = Spellings::new(
            numbering.international_prefix(),
            numbering.national_prefix(),
            numbering.country_code(),
        );
        Rules {
            prefixes: prefix_entries(plan, &spellings),
            exact: exact_entries(plan),
            spellings,
        }
    }

    /// Every verdict, entry by entry; the same verdict may occur often.
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        self.prefixes.values().chain(self.exact.values())
    }

    /// The automaton, with the value of each verdict by `value`.
    pub(crate) fn automaton(&self, value: impl Fn(&Verdict) -> u32) -> Result<Canonical, IllegalEntry> {
        let list = |entries: &BTreeMap<Vec<u8>, Verdict>| {
            EntryList::new(
                entries
                    .iter()
                    .map(|(symbols, verdict)| (symbols.as_slice(), value(verdict))),
            )
        };
        let states = minimal::build(&list(&self.prefixes)?, &list(&self.exact)?, &self.spellings);
        Ok(Canonical::new(states))
    }
}

/// Routes and denies by key. A deny takes its own prefix and that of every longer route that does not
/// override it.
fn prefix_entries(plan: &DialPlan, spellings: &Spellings) -> BTreeMap<Vec<u8>, Verdict> {
    let mut routes: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (index, route) in plan.routes().iter().enumerate() {
        for (prefix, _) in route.prefixes() {
            let sharing = routes.entry(spellings.key(prefix)).or_default();
            if !sharing.contains(&index) {
                sharing.push(index);
            }
        }
    }
    let mut denies: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (index, deny) in plan.denies().iter().enumerate() {
        for (prefix, _) in deny.prefixes() {
            denies.entry(spellings.key(prefix)).or_default().push(index);
        }
    }
    let mut entries = BTreeMap::new();
    for key in routes.keys().chain(denies.keys()) {
        let mut sharing = routes.get(key).cloned().unwrap_or_default();
        let denied_by = covering(&denies, key);
        let open = |&index: &usize| {
            denied_by.is_empty()
                || plan
                    .routes()
                    .get(index)
                    .is_some_and(|route| route.overrides_deny())
        };
        sharing.retain(open);
        sharing.sort_by_key(|&index| (plan.routes().get(index).and_then(|route| route.order()), index));
        let verdict = if sharing.is_empty() {
            Verdict::Denied(denied_by)
        } else {
            Verdict::Routes(sharing)
        };
        entries.insert(key.clone(), verdict);
    }
    entries
}

/// The denies whose prefix begins a key, or is it.
fn covering(denies: &BTreeMap<Vec<u8>, Vec<usize>>, key: &[u8]) -> Vec<usize> {
    let starts = (1..=key.len()).filter_map(|length| denies.get(key.get(..length)?));
    let mut covering: Vec<usize> = starts.flatten().copied().collect();
    covering.sort_unstable();
    covering.dedup();
    covering
}

fn exact_entries(plan: &DialPlan) -> BTreeMap<Vec<u8>, Verdict> {
    let stations = plan.stations().iter().enumerate();
    let stations = stations.map(|(index, station)| (station.number(), Verdict::Station(index)));
    let emergencies = plan.emergency().iter().enumerate();
    let emergencies = emergencies.map(|(index, entry)| (entry.number(), Verdict::Emergency(index)));
    stations
        .chain(emergencies)
        .map(|(number, verdict)| (number.as_bytes().to_vec(), verdict))
        .collect()
}
