//! What a plan says about numbers: prefix entries by key, exact entries as spelled, each with a verdict.

use std::collections::BTreeMap;

use super::Canonical;
use super::entries::{EntryList, IllegalEntry};
use super::minimal;
use super::reading::Spellings;
use crate::plan::{DialPlan, Route};

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

    /// The emergency numbers of a plan and nothing else: whatever else is dialled matches nothing.
    pub(crate) fn of_emergencies(plan: &DialPlan) -> Self {
        let numbering = plan.numbering();
        Rules {
            prefixes: BTreeMap::new(),
            exact: emergency_entries(plan).collect(),
            spellings: Spellings::new(
                numbering.international_prefix(),
                numbering.national_prefix(),
                numbering.country_code(),
            ),
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
/// override it; and the numbers that a route, by strip and prepend, would turn into denied ones.
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
    let rewritten = denied_after_rewriting(plan, spellings, &denies);
    let mut entries = BTreeMap::new();
    for key in routes.keys().chain(denies.keys()).chain(rewritten.keys()) {
        let written = |length: &usize| {
            key.get(..*length)
                .is_some_and(|start| routes.contains_key(start) || denies.contains_key(start))
        };
        let owner = (1..=key.len())
            .rev()
            .find(written)
            .and_then(|length| key.get(..length));
        let mut sharing = owner
            .and_then(|owner| routes.get(owner))
            .cloned()
            .unwrap_or_default();
        let mut denied_by = covering(&denies, key);
        let overrides = |index: usize| {
            plan.routes()
                .get(index)
                .is_some_and(|route| route.overrides_deny())
        };
        sharing.retain(|&index| denied_by.is_empty() || overrides(index));
        let behind = covering(&rewritten, key);
        sharing.retain(|&index| !behind.iter().any(|(route, _)| *route == index));
        denied_by.extend(behind.iter().map(|(_, deny)| deny));
        denied_by.sort_unstable();
        denied_by.dedup();
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

/// By the key of what is dialled: the routes whose strip and prepend make a denied number of it, each
/// with the deny. A route that overrides denies is none of them.
fn denied_after_rewriting(
    plan: &DialPlan,
    spellings: &Spellings,
    denies: &BTreeMap<Vec<u8>, Vec<usize>>,
) -> BTreeMap<Vec<u8>, Vec<(usize, usize)>> {
    let mut rewritten: BTreeMap<Vec<u8>, Vec<(usize, usize)>> = BTreeMap::new();
    let rewriting =
        |route: &&Route| !route.overrides_deny() && (route.strip() > 0 || !route.prepend().is_empty());
    for (index, route) in plan
        .routes()
        .iter()
        .enumerate()
        .filter(|(_, route)| rewriting(route))
    {
        let written = route.prefixes().iter().map(|(prefix, _)| spellings.key(prefix));
        for dialled in written.flat_map(|key| spellings.spelled(&key)) {
            let rest = dialled.get(usize::from(route.strip())..).unwrap_or_default();
            let sent = [route.prepend().as_bytes(), rest].concat();
            for (deny_key, denies) in denies {
                for denied in spellings.spelled(deny_key) {
                    let more = match denied.strip_prefix(sent.as_slice()) {
                        Some(more) if !more.contains(&b'+') => more,
                        None if sent.starts_with(&denied) => &[],
                        _ => continue,
                    };
                    let key = spellings.key_of(&[dialled.as_slice(), more].concat());
                    rewritten
                        .entry(key)
                        .or_default()
                        .extend(denies.iter().map(|&deny| (index, deny)));
                }
            }
        }
    }
    rewritten
}

/// What stands at every start of a key, itself included.
fn covering<T: Copy + Ord>(entries: &BTreeMap<Vec<u8>, Vec<T>>, key: &[u8]) -> Vec<T> {
    let starts = (1..=key.len()).filter_map(|length| entries.get(key.get(..length)?));
    let mut covering: Vec<T> = starts.flatten().copied().collect();
    covering.sort_unstable();
    covering.dedup();
    covering
}

fn exact_entries(plan: &DialPlan) -> BTreeMap<Vec<u8>, Verdict> {
    let stations = plan.stations().iter().enumerate();
    let stations =
        stations.map(|(index, station)| (station.number().as_bytes().to_vec(), Verdict::Station(index)));
    stations.chain(emergency_entries(plan)).collect()
}

fn emergency_entries(plan: &DialPlan) -> impl Iterator<Item = (Vec<u8>, Verdict)> {
    let emergencies = plan.emergency().iter().enumerate();
    emergencies.map(|(index, entry)| (entry.number().as_bytes().to_vec(), Verdict::Emergency(index)))
}
