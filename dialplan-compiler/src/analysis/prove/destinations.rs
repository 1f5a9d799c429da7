//! Where a requirement lets calls go, or does not: gateways, stations, emergency, refusals.

use super::inquiry::gateways_used;
use crate::analysis::space::{Outcome, SentTo};

/// Some destinations; an outcome reaches them if it uses one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Destinations {
    /// Gateways by name.
    pub gateways: Choice,
    /// Stations by number.
    pub stations: Choice,
    /// Whether calls that are taken as emergency calls count.
    pub emergency: bool,
    /// Refusals by cause.
    pub refusals: Choice,
}

/// Some of the things of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choice {
    /// None of them.
    #[default]
    None,
    /// Each of them.
    Any,
    /// Those of these names.
    These(Vec<String>),
}

impl Choice {
    /// Whether it holds the thing of this name.
    pub fn holds(&self, name: &str) -> bool {
        match self {
            Choice::None => false,
            Choice::Any => true,
            Choice::These(names) => names.iter().any(|known| known == name),
        }
    }
}

impl Destinations {
    /// Whether nothing is named.
    pub fn is_nothing(&self) -> bool {
        *self == Destinations::default()
    }

    /// Whether a call of this outcome may get to one of them, in whichever order it is tried.
    pub(super) fn reached(&self, outcome: &Outcome<'_>) -> bool {
        let by_gateway = gateways_used(outcome)
            .iter()
            .any(|(gateway, _)| self.gateways.holds(gateway));
        by_gateway
            || match outcome {
                Outcome::Station(number) => self.stations.holds(number),
                Outcome::Attempts(_) => false,
                Outcome::Emergency { targets, .. } => {
                    let station = |target: &SentTo<'_>| match target {
                        SentTo::Station(number) => self.stations.holds(number),
                        SentTo::Gateway(..) => false,
                    };
                    self.emergency || targets.iter().any(station)
                }
                Outcome::Refuse(refusal) => self.refusals.holds(refusal.0.name()),
            }
    }
}
