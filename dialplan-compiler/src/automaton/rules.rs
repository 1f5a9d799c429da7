//! What a plan says about numbers: prefix entries by key, exact entries as spelled, each with a verdict.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::MAX_SYMBOLS;

use super::Canonical;
use super::entries::{Code, EntryList, IllegalEntry};
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

/// The verdicts of a plan, each once, and the entries that lead to them.
pub(crate) struct Rules {
    /// What the entries' values stand for.
    pub(crate) verdicts: Vec<Verdict>,
    /// The entries.
    pub(crate) entries: Entries,
}

/// Prefix entries by key and exact entries as spelled; values are positions among the verdicts.
pub(crate) struct Entries {
    prefixes: EntryList,
    exact: EntryList,
    spellings: Spellings,
}

impl Rules {
    pub(crate) fn new(plan: &DialPlan) -> Result<Self, IllegalEntry> {
        let spellings = Spellings::of(plan.numbering());
        let mut verdicts = Verdicts::default();
        let prefixes = prefix_entries(plan, &spellings, &mut verdicts)?;
        let stations = plan.stations().iter().enumerate();
        let stations = stations.map(|(index, station)| (station.number(), Verdict::Station(index)));
        let exact = exact_entries(stations.chain(emergency_entries(plan)), &mut verdicts)?;
        Ok(Rules {
            verdicts: verdicts.list(),
            entries: Entries {
                prefixes,
                exact,
                spellings,
            },
        })
    }

    /// The emergency numbers of a plan and nothing else: whatever else is dialled matches nothing.
    pub(crate) fn of_emergencies(plan: &DialPlan) -> Result<Self, IllegalEntry> {
        let mut verdicts = Verdicts::default();
        let exact = exact_entries(emergency_entries(plan), &mut verdicts)?;
        Ok(Rules {
            verdicts: verdicts.list(),
            entries: Entries {
                prefixes: EntryList::default(),
                exact,
                spellings: Spellings::of(plan.numbering()),
            },
        })
    }
}

impl Entries {
    /// The automaton, with `values` for the verdicts.
    pub(crate) fn automaton(self, values: &[u32]) -> Canonical {
        let (prefixes, exact) = (self.prefixes.renamed(values), self.exact.renamed(values));
        Canonical::new(minimal::build(&prefixes, &exact, &self.spellings))
    }
}

/// Verdicts by content, with the positions that they get.
#[derive(Default)]
struct Verdicts(BTreeMap<Verdict, u32>);

impl Verdicts {
    fn position(&mut self, verdict: Verdict) -> u32 {
        // INVARIANT: fewer than 2³¹ verdicts, since each has an entry in memory.
        let next = self.0.len() as u32;
        *self.0.entry(verdict).or_insert(next)
    }

    fn list(self) -> Vec<Verdict> {
        let mut list: Vec<(Verdict, u32)> = self.0.into_iter().collect();
        list.sort_unstable_by_key(|(_, position)| *position);
        list.into_iter().map(|(verdict, _)| verdict).collect()
    }
}

/// Routes and denies by key. A deny takes its own prefix and that of every longer route that does not
/// override it; and the numbers that a route, by strip and prepend, turns into denied ones.
fn prefix_entries(
    plan: &DialPlan,
    spellings: &Spellings,
    verdicts: &mut Verdicts,
) -> Result<EntryList, IllegalEntry> {
    let mut written = EntryList::default();
    let mut origins = Vec::new();
    let mut origin = |origin: Origin| {
        // INVARIANT: fewer than 2³¹ routes, denies and pairs of them, since each is in memory.
        origins.push(origin);
        origins.len() as u32 - 1
    };
    for (index, route) in plan.routes().iter().enumerate() {
        let value = origin(Origin::Route(index));
        for (prefix, _) in route.prefixes() {
            written.push(&spellings.key(prefix), value)?;
        }
    }
    for (index, deny) in plan.denies().iter().enumerate() {
        let value = origin(Origin::Deny(index));
        for (prefix, _) in deny.prefixes() {
            written.push(&spellings.key(prefix), value)?;
        }
    }
    for (key, route, denies) in borders_behind_rewriting(plan, spellings) {
        written.push(&key, origin(Origin::Rewritten { route, denies }))?;
    }
    let mut open = Covering::default();
    Ok(written.merged(|key, values| {
        let made_by = values.iter().filter_map(|&value| origins.get(value as usize));
        verdicts.position(open.enter(plan, key, made_by))
    }))
}

/// What puts an entry under its key.
enum Origin {
    Route(usize),
    Deny(usize),
    /// From here on these denies, or none any more, refuse what the route would send.
    Rewritten {
        route: usize,
        denies: Vec<usize>,
    },
}

/// What is written for every start of the key that was entered last.
#[derive(Default)]
struct Covering {
    key: Vec<Code>,
    open: Vec<Written>,
}

/// What counts for the numbers of a key.
#[derive(Clone, Default)]
struct Written {
    length: usize,
    /// The routes of the longest start of the key that a route or a deny has.
    routes: Vec<usize>,
    /// The denies of every start.
    denies: Vec<usize>,
    /// The routes that would send a denied number, with the denies.
    rewritten: BTreeMap<usize, Vec<usize>>,
}

impl Covering {
    /// Goes on to the next key in sorted order: what the plan does with its numbers.
    fn enter<'o>(
        &mut self,
        plan: &DialPlan,
        key: &[Code],
        made_by: impl Iterator<Item = &'o Origin>,
    ) -> Verdict {
        let shared = self
            .key
            .iter()
            .zip(key)
            .take_while(|(one, other)| one == other)
            .count();
        self.open.retain(|written| written.length <= shared);
        self.key.clear();
        self.key.extend_from_slice(key);
        let mut now = self.open.last().cloned().unwrap_or_default();
        now.length = key.len();
        let mut own = None;
        for origin in made_by {
            match origin {
                Origin::Route(route) => {
                    let routes: &mut Vec<usize> = own.get_or_insert_default();
                    if !routes.contains(route) {
                        routes.push(*route);
                    }
                }
                Origin::Deny(deny) => {
                    own.get_or_insert_default();
                    now.denies.push(*deny);
                }
                Origin::Rewritten { route, denies } => {
                    now.rewritten.insert(*route, denies.clone());
                }
            }
        }
        if let Some(own) = own {
            now.routes = own;
        }
        let verdict = now.verdict(plan);
        self.open.push(now);
        verdict
    }
}

impl Written {
    fn verdict(&self, plan: &DialPlan) -> Verdict {
        let route = |index: usize| plan.routes().get(index);
        let rewritten = |index: usize| self.rewritten.get(&index).into_iter().flatten();
        let open = |index: usize| {
            let denied = !self.denies.is_empty() && !route(index).is_some_and(Route::overrides_deny);
            !denied && rewritten(index).next().is_none()
        };
        let mut routes: Vec<usize> = self.routes.iter().copied().filter(|&index| open(index)).collect();
        routes.sort_by_key(|&index| (route(index).and_then(Route::order), index));
        if !routes.is_empty() {
            return Verdict::Routes(routes);
        }
        let rewritten = self.routes.iter().flat_map(|&index| rewritten(index));
        let mut denies: Vec<usize> = self.denies.iter().chain(rewritten).copied().collect();
        denies.sort_unstable();
        denies.dedup();
        Verdict::Denied(denies)
    }
}

/// Where the answer changes whether a denied number is what a route, by strip and prepend, makes of the number:
/// the key, the route, the denies from there on. What becomes `0…` may be denied as national and `00…` under it
/// not. A route that overrides denies has no such place.
fn borders_behind_rewriting(plan: &DialPlan, spellings: &Spellings) -> Vec<(Vec<u8>, usize, Vec<usize>)> {
    let denies = denies_by_key(plan, spellings);
    if denies.is_empty() {
        return Vec::new();
    }
    let mut readings: BTreeSet<Vec<u8>> = denies.keys().flat_map(|key| spellings.spelled(key)).collect();
    readings.extend(spellings.starts());
    let mut borders = Vec::new();
    let rewriting =
        |route: &Route| !route.overrides_deny() && (route.strip() > 0 || !route.prepend().is_empty());
    for (index, route) in plan
        .routes()
        .iter()
        .enumerate()
        .filter(|(_, route)| rewriting(route))
    {
        for (prefix, _) in route.prefixes() {
            // INVARIANT: the key is what is dialled and has all that is stripped. `plan::check` refuses rewriting
            // where a prefix has several spellings, and a strip that reaches behind a prefix.
            let key = spellings.key(prefix);
            let rest = key.get(usize::from(route.strip())..).unwrap_or_default();
            let sent = [route.prepend().as_bytes(), rest].concat();
            let begun = readings
                .range(sent.clone()..)
                .map_while(|reading| reading.strip_prefix(sent.as_slice()));
            let begun = begun.filter(|more| !more.contains(&b'+'));
            for more in std::iter::once([].as_slice()).chain(begun) {
                let dialled = [key.as_slice(), more].concat();
                // What is read anew as dialled is no number of this prefix; what is longer is none at all.
                if spellings.key_of(&dialled) == dialled && dialled.len() <= MAX_SYMBOLS {
                    let sent = spellings.key_of(&[sent.as_slice(), more].concat());
                    borders.push((dialled, index, covering(&denies, &sent)));
                }
            }
        }
    }
    borders
}

fn denies_by_key(plan: &DialPlan, spellings: &Spellings) -> BTreeMap<Vec<u8>, Vec<usize>> {
    let mut denies: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    for (index, deny) in plan.denies().iter().enumerate() {
        for (prefix, _) in deny.prefixes() {
            denies.entry(spellings.key(prefix)).or_default().push(index);
        }
    }
    denies
}

/// The denies of every start of what is sent.
fn covering(denies: &BTreeMap<Vec<u8>, Vec<usize>>, sent: &[u8]) -> Vec<usize> {
    let starts = (1..=sent.len()).filter_map(|length| denies.get(sent.get(..length)?));
    starts.flatten().copied().collect()
}

fn emergency_entries(plan: &DialPlan) -> impl Iterator<Item = (&str, Verdict)> {
    let emergencies = plan.emergency().iter().enumerate();
    emergencies.map(|(index, entry)| (entry.number(), Verdict::Emergency(index)))
}

/// Of equal numbers the last counts.
fn exact_entries<'p>(
    numbers: impl Iterator<Item = (&'p str, Verdict)>,
    verdicts: &mut Verdicts,
) -> Result<EntryList, IllegalEntry> {
    EntryList::new(numbers.map(|(number, verdict)| (number.as_bytes(), verdicts.position(verdict))))
}
