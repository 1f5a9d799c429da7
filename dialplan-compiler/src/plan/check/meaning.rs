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
        each(calls.classes).all(|class| {
            each(calls.counts).all(|count| {
                self.effect(class, count) == other.effect(class, count)
                    && tried(self, class, count).eq_by_text(tried(other, class, count), calls.begin)
            })
        })
    }

    /// Whether every gateway that the last route would try is tried before, and sent the same, for each call that it takes.
    pub(super) fn adds_nothing(&self, later: &Meaning<'_>, calls: Calls<'_>) -> bool {
        each(calls.classes).all(|class| {
            each(calls.counts).all(|count| {
                tried(later, class, count).0.iter().all(|one| {
                    let mut before = tried(self, class, count).0.into_iter();
                    before.any(|other| same_attempt(*one, other, calls.begin))
                })
            })
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

/// The attempts of a call: gateways by index, each with the route that names it.
struct Tried<'p>(Vec<(&'p Route, usize)>);

fn tried<'p>(meaning: &Meaning<'p>, class: usize, count: usize) -> Tried<'p> {
    let taking = meaning
        .choices
        .iter()
        .filter(|choice| choice.permits(class) && choice.route.admits_length(count));
    let attempts = taking.flat_map(|choice| {
        choice
            .route
            .attempts()
            .iter()
            .map(|&gateway| (choice.route, gateway))
    });
    Tried(attempts.collect())
}

impl Tried<'_> {
    fn eq_by_text(&self, other: Tried<'_>, begin: &str) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(other.0)
                .all(|(one, other)| same_attempt(*one, other, begin))
    }
}

fn same_attempt(one: (&Route, usize), other: (&Route, usize), begin: &str) -> bool {
    one.1 == other.1 && sent(one.0, begin) == sent(other.0, begin)
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
