//! Who is compared with whom when reach is: each station with itself, whatever its class was, then classes that no station has,
//! and callers who are not authenticated. Whoever only one of the plans has is compared with nobody.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::{ClassIndex, ProfileIndex};

use super::numbers::compared_as;
use crate::analysis::subject::{Caller, View};

/// One who calls, in one state of the ship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counterpart {
    /// What people call them.
    pub(super) name: String,
    /// As whom the old plan knows them; `None`: not at all.
    pub(super) old: Option<Caller>,
    /// As whom the new plan knows them.
    pub(super) new: Option<Caller>,
}

/// As what a plan knows somebody: a class of service, `None` for callers who are not authenticated.
type Known = Option<ClassIndex>;

/// Everybody whose reach may differ; those who are alike are there once.
pub(super) fn counterparts(old: &View<'_>, new: &View<'_>) -> Vec<Counterpart> {
    let mut all = Vec::new();
    for ((before, after), station) in people(old, new) {
        let in_profiles = profiles(old, new).into_iter();
        let callers = in_profiles.filter_map(|(in_old, in_new)| {
            let caller = |class: Option<Known>, profile: Option<InProfile>| {
                let (class, profile) = (class?, profile?);
                Some(Caller { class, profile })
            };
            let callers = (caller(before, in_old), caller(after, in_new));
            (callers != (None, None)).then_some(callers)
        });
        let distinct: BTreeSet<_> = callers.collect();
        all.extend(distinct.into_iter().map(|(from, to)| Counterpart {
            name: name(old, new, (from, to), station),
            old: from,
            new: to,
        }));
    }
    all
}

/// Everybody, by what they are in both plans, with the first such station if that is not what tells them apart.
fn people<'a>(old: &View<'a>, new: &View<'a>) -> BTreeMap<(Option<Known>, Option<Known>), Option<&'a str>> {
    let (before, after) = (stations(old), stations(new));
    let mut people = BTreeMap::new();
    // Where neither plan takes their calls they reach nothing.
    if [old, new]
        .iter()
        .any(|view| view.table.server().unauthenticated_emergency())
    {
        people.insert((Some(None), Some(None)), None);
    }
    for number in before.keys().chain(after.keys()) {
        let (from, to) = (before.get(number).copied(), after.get(number).copied());
        let alike = from
            .zip(to)
            .is_some_and(|(from, to)| old.class_like(new, to) == Some(from));
        let station = (!alike).then_some(*number);
        people.entry((from.map(Some), to.map(Some))).or_insert(station);
    }
    let held: BTreeSet<ClassIndex> = after.into_values().collect();
    for class in classes(new).difference(&held) {
        let from = old.class_like(new, *class);
        people.entry((from.map(Some), Some(Some(*class)))).or_insert(None);
    }
    let held: BTreeSet<ClassIndex> = before.into_values().collect();
    for class in classes(old).difference(&held) {
        let to = new.class_like(old, *class);
        people.entry((Some(Some(*class)), to.map(Some))).or_insert(None);
    }
    people
}

fn stations<'a>(view: &View<'a>) -> BTreeMap<&'a str, ClassIndex> {
    let stations = view.table.stations();
    stations
        .map(|(_, station)| (station.number(), station.class()))
        .collect()
}

fn classes(view: &View<'_>) -> BTreeSet<ClassIndex> {
    view.callers()
        .into_iter()
        .filter_map(|caller| caller.class)
        .collect()
}

/// A profile of a plan; `None` in a plan without profiles.
type InProfile = Option<ProfileIndex>;

/// The profiles of both plans that compare; one that only one of them has stands alone.
fn profiles(old: &View<'_>, new: &View<'_>) -> Vec<(Option<InProfile>, Option<InProfile>)> {
    let mut pairs = Vec::new();
    for profile in new.profiles() {
        let like = old.profiles_like(new, profile);
        if like.is_empty() {
            pairs.push((None, Some(profile)));
        }
        pairs.extend(like.into_iter().map(|like| (Some(like), Some(profile))));
    }
    for profile in old.profiles() {
        if new.profiles_like(old, profile).is_empty() {
            pairs.push((Some(profile), None));
        }
    }
    pairs
}

fn name(
    old: &View<'_>,
    new: &View<'_>,
    callers: (Option<Caller>, Option<Caller>),
    station: Option<&str>,
) -> String {
    let named = match (callers, station) {
        ((Some(from), Some(to)), None) => compared_as(old, new, (from, to)),
        ((Some(from), Some(to)), Some(_)) => {
            // The profile is named once.
            let profile = from.profile.filter(|_| to.profile.is_none());
            let before = old.caller_name(Caller { profile, ..from });
            format!("{before} → {}", new.caller_name(to))
        }
        ((None, Some(to)), _) => new.caller_name(to),
        ((Some(from), None), _) => old.caller_name(from),
        ((None, None), _) => String::new(),
    };
    match station {
        Some(station) => format!("station {station} ({named})"),
        None => named,
    }
}
