//! What a caller could call, whatever is dialled: what a stolen credential is worth.
//!
//! It is the difference from a plan that refuses every number, seen through what is asked for: one gateway, the stations, or
//! the emergency numbers. All gateways count as ready, so that every attempt of a call counts.

mod onwards;
mod walk;

use routing_table::{ClassIndex, ProfileIndex};

use super::diff::Side;
use super::space::{Outcome, Region, SentTo, Space};
use super::subject::{Caller, View};

/// What may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal<'g> {
    /// The trunk behind the gateway of this name.
    Gateway(&'g str),
    /// A station on board.
    Stations,
    /// An emergency number.
    Emergencies,
}

/// Numbers that reach a goal, all in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached<'a> {
    /// The numbers.
    pub region: Region,
    /// What becomes of them, without what is not asked for: of several attempts only those of the gateway.
    pub side: Side<'a>,
}

/// The numbers that reach one goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach<'a> {
    /// The emission profiles in which it is so; empty in a plan without profiles.
    pub profiles: Vec<&'a str>,
    /// The fewest disjoint prefixes and exact numbers, in symbol order.
    pub numbers: Vec<Reached<'a>>,
}

/// Everything that callers of one class of service can call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaches<'a> {
    /// The level up to which a call may ask for precedence; `None` in a plan without levels.
    pub highest_level: Option<&'a str>,
    /// By gateway of the plan, in the order of their names.
    pub gateways: Vec<(&'a str, Vec<Reach<'a>>)>,
    /// The stations.
    pub stations: Vec<Reach<'a>>,
    /// The emergency numbers.
    pub emergencies: Vec<Reach<'a>>,
}

/// Everything that callers of a class can call in each of the profiles; all profiles of the plan when none is named.
pub fn reach<'a>(view: View<'a>, class: ClassIndex, profile: Option<ProfileIndex>) -> Reaches<'a> {
    let space = Space::new(view);
    let of_profile = |caller: &Caller| profile.is_none() || caller.profile == profile;
    let callers: Vec<Caller> = view
        .callers()
        .into_iter()
        .filter(|caller| caller.class == Some(class) && of_profile(caller))
        .collect();
    let mut gateways: Vec<&str> = view
        .table
        .gateways()
        .filter_map(|(gateway, _)| view.names.gateway(gateway))
        .collect();
    gateways.sort_unstable();
    let to_gateway = |name| (name, in_profiles(&space, &callers, Goal::Gateway(name)));
    let highest = view.table.class_levels().nth(class.index());
    Reaches {
        highest_level: highest.and_then(|level| view.table.level(level)),
        gateways: gateways.into_iter().map(to_gateway).collect(),
        stations: in_profiles(&space, &callers, Goal::Stations),
        emergencies: in_profiles(&space, &callers, Goal::Emergencies),
    }
}

/// The fewest disjoint prefixes and exact numbers with which a caller reaches a goal, in symbol order.
pub fn reached<'a>(space: &Space<'a>, caller: Caller, goal: Goal<'_>) -> Vec<Reached<'a>> {
    walk::reached(space, caller, goal)
}

/// What is reached in each profile, profiles in which it is the same together.
fn in_profiles<'a>(space: &Space<'a>, callers: &[Caller], goal: Goal<'_>) -> Vec<Reach<'a>> {
    let mut all: Vec<Reach<'a>> = Vec::new();
    for caller in callers {
        let numbers = reached(space, *caller, goal);
        let profile = caller
            .profile
            .and_then(|profile| space.view().table.profile(profile));
        let name = profile.map(|profile| profile.name());
        match all.iter_mut().find(|reach| reach.numbers == numbers) {
            Some(same) => same.profiles.extend(name),
            None => all.push(Reach {
                profiles: name.into_iter().collect(),
                numbers,
            }),
        }
    }
    all
}

impl Goal<'_> {
    /// The part of an outcome that reaches the goal; `None` if nothing does.
    pub fn part<'a>(self, outcome: &Outcome<'a>) -> Option<Outcome<'a>> {
        match (self, outcome) {
            (Goal::Stations, Outcome::Station(_)) | (Goal::Emergencies, Outcome::Emergency { .. }) => {
                Some(outcome.clone())
            }
            (Goal::Gateway(name), Outcome::Attempts(attempts)) => {
                let own = attempts.iter().filter(|sent| sent.gateway == name);
                let own: Vec<_> = own.cloned().collect();
                (!own.is_empty()).then_some(Outcome::Attempts(own))
            }
            (Goal::Gateway(name), Outcome::Emergency { number, targets }) => {
                let is_own =
                    |target: &&SentTo<'_>| matches!(target, SentTo::Gateway(gateway, _) if *gateway == name);
                let own: Vec<_> = targets.iter().filter(is_own).cloned().collect();
                (!own.is_empty()).then_some(Outcome::Emergency { number, targets: own })
            }
            _ => None,
        }
    }
}
