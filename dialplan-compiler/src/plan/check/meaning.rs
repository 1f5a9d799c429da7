//! What the rows of a prefix mean for its numbers, call by call: whether two of them decide alike.

use super::draft::Draft;
use super::prefixes::{Owner, Row};
use super::remaining::{bit, from};
use crate::plan::Route;
use routing_table::MAX_SYMBOLS;
use std::borrow::Cow;

/// The routes that take the numbers of a prefix, in the order in which they are tried. None: the numbers are barred.
pub(super) struct Meaning<'p> {
    choices: Vec<Choice<'p>>,
}

struct Choice<'p> {
    route: &'p Route,
    /// Those of the classes that some station has.
    classes: u128,
}

/// What becomes of a call.
#[derive(PartialEq, Eq)]
enum Effect {
    Tried,
    Barred,
    Incomplete,
    TooLong,
}

/// The calls that two meanings are compared for.
#[derive(Clone, Copy)]
pub(super) struct Calls<'c> {
    /// What every number begins with.
    pub(super) begin: &'c str,
    /// How many digits they have.
    pub(super) counts: u128,
    /// Of which classes the callers are.
    pub(super) classes: u128,
}

impl<'p> Meaning<'p> {
    /// What rows of one prefix mean; `denied` when a denial holds for it, here or by a shorter prefix.
    pub(super) fn of<'r>(
        draft: &'p Draft<'_>,
        rows: impl IntoIterator<Item = &'r Row<'r>>,
        denied: bool,
        classes: u128,
    ) -> Self {
        let routes = rows.into_iter().filter_map(|row| match row.owner {
            Owner::Route(index) => Some((index, draft.plan.routes().get(index)?)),
            Owner::Deny(_) => None,
        });
        let mut routes: Vec<_> = routes
            .filter(|(_, route)| route.overrides_deny() || !denied)
            .collect();
        routes.sort_by_key(|(index, route)| (route.order(), *index));
        routes.dedup_by_key(|(index, _)| *index);
        let choices = routes.into_iter().map(|(_, route)| Choice {
            route,
            classes: permitted(route, classes),
        });
        Meaning {
            choices: choices.filter(|choice| choice.classes != 0).collect(),
        }
    }

    /// Whether both decide each of the calls alike: the same gateways are sent the same, or the same is refused.
    ///
    /// `rewriting` where denials hold for what `strip` and `prepend` make of a number: every choice must have its like then.
    pub(super) fn same(&self, other: &Meaning<'_>, calls: Calls<'_>, rewriting: bool) -> bool {
        if rewriting && !self.alike(other, calls.begin) {
            return false;
        }
        self.all_distinct(other, calls, |class, count| {
            self.effect(class, count) == other.effect(class, count)
                && self
                    .attempts(class, count, calls.begin)
                    .eq(other.attempts(class, count, calls.begin))
        })
    }

    /// Whether every gateway that the last route would try is tried before, and sent the same, for each call that it takes.
    pub(super) fn adds_nothing(&self, later: &Meaning<'_>, calls: Calls<'_>) -> bool {
        self.all_distinct(later, calls, |class, count| {
            let mut later = later.attempts(class, count, calls.begin);
            later.all(|one| self.attempts(class, count, calls.begin).any(|other| one == other))
        })
    }

    /// Whether something holds for each class and count of the calls that the choices of both can tell apart.
    fn all_distinct(
        &self,
        other: &Meaning<'_>,
        calls: Calls<'_>,
        holds: impl Fn(usize, usize) -> bool,
    ) -> bool {
        let counts = distinct_counts([self, other], calls.counts);
        each(distinct_classes([self, other], calls.classes))
            .all(|class| each(counts).all(|count| holds(class, count)))
    }

    /// The attempts of a call: gateways by index, each with what it is sent for the symbols that the number begins with.
    fn attempts<'s>(
        &'s self,
        class: usize,
        count: usize,
        begin: &'s str,
    ) -> impl Iterator<Item = (usize, Cow<'s, str>)> {
        let takes = move |choice: &&Choice<'_>| choice.permits(class) && choice.route.admits_length(count);
        self.choices.iter().filter(takes).flat_map(move |choice| {
            let gateways = choice.route.attempts().iter();
            gateways.map(move |&gateway| (gateway, sent(choice.route, begin)))
        })
    }

    /// Whether no call is taken.
    pub(super) fn bars_everything(&self) -> bool {
        self.choices.is_empty()
    }

    /// Whether some choice strips or prepends and is bound by denials.
    pub(super) fn rewrites(&self) -> bool {
        let rewrites = |route: &Route| route.strip() > 0 || !route.prepend().is_empty();
        self.choices
            .iter()
            .any(|choice| rewrites(choice.route) && !choice.route.overrides_deny())
    }

    fn alike(&self, other: &Meaning<'_>, begin: &str) -> bool {
        let limits = |route: &Route| (route.min_digits(), route.max_digits(), route.overrides_deny());
        self.choices.len() == other.choices.len()
            && self.choices.iter().zip(&other.choices).all(|(one, other)| {
                one.classes == other.classes
                    && limits(one.route) == limits(other.route)
                    && sent(one.route, begin) == sent(other.route, begin)
            })
    }

    fn effect(&self, class: usize, count: usize) -> Effect {
        let permitted = || self.choices.iter().filter(|choice| choice.permits(class));
        let short = |choice: &Choice<'_>| count < usize::from(choice.route.min_digits().unwrap_or(0));
        if permitted().next().is_none() {
            Effect::Barred
        } else if permitted().any(|choice| choice.route.admits_length(count)) {
            Effect::Tried
        } else if permitted().any(short) {
            Effect::Incomplete
        } else {
            Effect::TooLong
        }
    }
}

impl Choice<'_> {
    fn permits(&self, class: usize) -> bool {
        self.classes & bit(class) != 0
    }
}

/// The first of the counts from each on at which something changes for one of the routes: routes ask no more of a count than which
/// of their limits it is beyond.
fn distinct_counts(meanings: [&Meaning<'_>; 2], counts: u128) -> u128 {
    let changes = meanings.into_iter().flat_map(|meaning| &meaning.choices);
    let changes = changes.fold(bit(0), |changes, choice| {
        let least = usize::from(choice.route.min_digits().unwrap_or(0));
        let most = usize::from(choice.route.max_digits().unwrap_or(u8::MAX));
        changes | bit(least) | bit(most + 1)
    });
    each(changes).fold(0, |firsts, change| {
        let rest = counts & from(change);
        firsts | (rest & rest.wrapping_neg())
    })
}

/// One of the classes for each set of routes that permit it.
fn distinct_classes(meanings: [&Meaning<'_>; 2], classes: u128) -> u128 {
    let mut alike = vec![classes];
    for choice in meanings.into_iter().flat_map(|meaning| &meaning.choices) {
        for position in 0..alike.len() {
            let Some(set) = alike.get_mut(position) else { break };
            let others = *set & !choice.classes;
            if others != 0 && others != *set {
                *set &= choice.classes;
                alike.push(others);
            }
        }
    }
    alike
        .into_iter()
        .fold(0, |firsts, set| firsts | (set & set.wrapping_neg()))
}

/// What a route makes of the symbols that a number begins with.
pub(super) fn sent<'s>(route: &Route, begin: &'s str) -> Cow<'s, str> {
    let rest = begin.get(usize::from(route.strip())..).unwrap_or_default();
    match route.prepend() {
        "" => rest.into(),
        prepend => format!("{prepend}{rest}").into(),
    }
}

/// The classes that some station has, as a set; a plan without stations has one class, which may use every route.
pub(super) fn classes_of_stations(draft: &Draft<'_>) -> u128 {
    let stations = draft.plan.stations();
    match stations.is_empty() {
        true => bit(ANYONE),
        false => stations.iter().fold(0, |set, station| set | bit(station.class())),
    }
}

/// Those of the classes that a route permits.
pub(super) fn permitted(route: &Route, classes: u128) -> u128 {
    let listed = |listed: &[usize]| listed.iter().fold(bit(ANYONE), |set, &class| set | bit(class));
    route.classes().map_or(classes, |list| listed(list) & classes)
}

/// The numbers that a route takes, by how many digits they have.
pub(super) fn lengths(route: &Route) -> u128 {
    let least = usize::from(route.min_digits().unwrap_or(0));
    let most = usize::from(route.max_digits().unwrap_or(u8::MAX));
    from(least) & !from(most + 1)
}

/// The members of a set, ascending.
pub(super) fn each(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = set.trailing_zeros() as usize;
        let found = (set != 0).then_some(next);
        set &= !bit(next);
        found
    })
}

/// No class of a plan: there are at most 32.
const ANYONE: usize = MAX_SYMBOLS;
