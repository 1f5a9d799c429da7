//! What the settings claim of every dialled string: the exact numbers, the prefixes in the reading that all spellings
//! share, and which routes each prefix leaves open.

use std::collections::BTreeMap;

use crate::json::Fault;
use crate::meaning::{Choice, Meaning};
use crate::numbering::Numbering;
use crate::settings::Plan;
use crate::settings::routes::Route;

/// The settings as sorted prefixes and exact numbers.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) numbering: Numbering,
    /// Prefixes as they are read, sorted by bytes.
    pub(crate) prefixes: Vec<Prefix>,
    /// What prefixes leave open; an empty list is a denial.
    pub(crate) open: Vec<Vec<Candidate>>,
    /// Exact numbers as dialled, sorted.
    pub(crate) exact: Vec<(String, Meaning)>,
    /// Denied prefixes as they are read, sorted; none begins another.
    pub(crate) denied: Vec<String>,
    /// What routes remove and put in front, where that can make a denied number.
    pub(crate) rewritings: Vec<(u8, String)>,
}

/// A prefix and the position of what it leaves open.
#[derive(Debug)]
pub(crate) struct Prefix {
    pub(crate) text: String,
    pub(crate) open: u32,
}

/// A choice; unless its route overrides denials, it is closed to numbers that its rewriting makes denied ones.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub(crate) choice: Choice,
    pub(crate) rewriting: Option<usize>,
}

/// Who stands at a prefix: a denial, or a route by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Denial,
    Route(u32),
}

impl Claims {
    pub(crate) fn of(plan: &Plan) -> Result<Claims, Fault> {
        let mut claims = Claims {
            numbering: plan.numbering.clone(),
            prefixes: Vec::new(),
            open: Vec::new(),
            exact: exact(plan),
            denied: Vec::new(),
            rewritings: Vec::new(),
        };
        let mut uses = Vec::new();
        for prefix in &plan.denied {
            let read = plan.numbering.reading(prefix);
            claims.denied.push(read.clone());
            uses.push((read, Use::Denial));
        }
        claims.denied.sort();
        claims
            .denied
            .dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
        for (position, route) in (0..).zip(&plan.routes) {
            let read = route.prefixes.iter().map(|prefix| plan.numbering.reading(prefix));
            uses.extend(read.map(|prefix| (prefix, Use::Route(position))));
        }
        uses.sort_unstable();
        uses.dedup();
        claims.add(&uses, plan)?;
        Ok(claims)
    }

    fn add(&mut self, uses: &[(String, Use)], plan: &Plan) -> Result<(), Fault> {
        let mut numbers: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut denial: Option<&str> = None;
        for group in uses.chunk_by(|left, right| left.0 == right.0) {
            let Some((text, first)) = group.first() else {
                continue;
            };
            if *first == Use::Denial && !denial.is_some_and(|denied| text.starts_with(denied)) {
                denial = Some(text);
            }
            let denied = denial.is_some_and(|denied| text.starts_with(denied));
            let open = self.left_open(group, denied, plan)?;
            let position = match numbers.get(&open) {
                Some(position) => *position,
                None => {
                    let position = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
                    let candidates = open
                        .iter()
                        .filter_map(|route| self.candidate(route_at(plan, *route)?, plan));
                    let candidates = candidates.collect();
                    self.open.push(candidates);
                    numbers.insert(open, position);
                    position
                }
            };
            self.prefixes.push(Prefix {
                text: text.clone(),
                open: position,
            });
        }
        Ok(())
    }

    /// The routes of one prefix that stay open, by their order.
    fn left_open(&mut self, group: &[(String, Use)], denied: bool, plan: &Plan) -> Result<Vec<u32>, Fault> {
        let mut routes: Vec<(u32, &Route)> = Vec::new();
        for (_, used) in group {
            if let Use::Route(position) = used {
                routes.extend(route_at(plan, *position).map(|route| (*position, route)));
            }
        }
        routes.sort_by_key(|(_, route)| route.order);
        for pair in routes.windows(2) {
            if let [(_, before), (_, after)] = pair
                && (before.order.is_none() || before.order == after.order)
            {
                let text = format!(
                    "`{}` and `{}` share a prefix without an order",
                    before.name, after.name
                );
                return Err(Fault::new(after.at, text));
            }
        }
        routes.retain(|(_, route)| (!denied || route.overrides_deny) && class_mask(route, plan) != 0);
        for (_, route) in &routes {
            let rewriting = (route.strip, route.prepend.clone());
            let rewrites = route.strip > 0 || !route.prepend.is_empty();
            if rewrites
                && !route.overrides_deny
                && !self.denied.is_empty()
                && !self.rewritings.contains(&rewriting)
            {
                self.rewritings.push(rewriting);
            }
        }
        Ok(routes.into_iter().map(|(position, _)| position).collect())
    }

    fn candidate(&self, route: &Route, plan: &Plan) -> Option<Candidate> {
        let same = |(strip, prepend): &(u8, String)| *strip == route.strip && *prepend == route.prepend;
        let rewriting = self
            .rewritings
            .iter()
            .position(same)
            .filter(|_| !route.overrides_deny);
        Some(Candidate {
            choice: choice(route, plan),
            rewriting,
        })
    }
}

pub(crate) fn choice(route: &Route, plan: &Plan) -> Choice {
    Choice {
        classes: class_mask(route, plan),
        least: route.least,
        most: route.most,
        strip: route.strip,
        prepend: route.prepend.clone(),
        attempts: route.attempts.clone(),
    }
}

/// The classes of callers that may use the route.
pub(crate) fn class_mask(route: &Route, plan: &Plan) -> u32 {
    let Some(names) = &route.classes else {
        return plan.class_mask();
    };
    let bits = (0..32)
        .zip(&plan.classes)
        .filter(|(_, class)| names.contains(class));
    bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
}

fn route_at(plan: &Plan, position: u32) -> Option<&Route> {
    plan.routes.get(usize::try_from(position).ok()?)
}

fn exact(plan: &Plan) -> Vec<(String, Meaning)> {
    let stations = plan.stations.iter().filter(|_| plan.stations_ring);
    let stations = stations.map(|station| (station.number.clone(), Meaning::Station(station.number.clone())));
    let emergency = plan
        .emergency
        .iter()
        .map(|entry| (entry.number.clone(), Meaning::Emergency(entry.clone())));
    let mut exact: Vec<_> = stations.chain(emergency).collect();
    exact.sort();
    exact
}
