//! What the slow twin knows besides routes: precedence levels and emission profiles. Never optimised.

use super::Naive;
use crate::plan::{EmergencyEmission, EmissionProfile};

impl<'p> Naive<'p> {
    /// The level that a number dials, if it dials one, and the number that is left; an emergency number is left whole.
    pub fn without_precedence<'n>(&self, number: &'n str) -> (Option<&'p str>, &'n str) {
        let emergency = self.plan.emergency().iter().any(|entry| entry.number() == number);
        let precedence = self.plan.precedence().filter(|_| !emergency);
        for (prefix, level, _) in precedence.iter().flat_map(|precedence| precedence.dialled()) {
            if let Some(rest) = number.strip_prefix(prefix.as_str()) {
                return (
                    precedence
                        .and_then(|all| all.levels().get(*level))
                        .map(String::as_str),
                    rest,
                );
            }
        }
        (None, number)
    }

    /// Whether a number could become a dialled precedence.
    pub fn begins_precedence(&self, number: &str) -> bool {
        let dialled = self
            .plan
            .precedence()
            .map_or(&[][..], |precedence| precedence.dialled());
        dialled
            .iter()
            .any(|(prefix, _, _)| prefix.starts_with(number) && prefix != number)
    }

    /// Whether a class of service may use a level; everybody may when there are none.
    pub fn may_use(&self, class: &str, level: &str) -> bool {
        let Some(precedence) = self.plan.precedence() else {
            return true;
        };
        let rank = |name: &str| precedence.levels().iter().position(|level| level == name);
        let class = self.plan.classes().iter().position(|name| name == class);
        rank(level) <= class.map(|class| precedence.highest(class))
    }

    /// Whether a profile keeps an ordinary call from a gateway; the most restrictive profile counts for one that is
    /// not known.
    pub fn silences(&self, profile: Option<&str>, gateway: &str) -> bool {
        let profile = self.profile_of(profile);
        profile.is_some_and(|profile| self.radiates(gateway) && !self.lists(profile, gateway))
    }

    /// Whether a profile keeps an emergency call from a gateway.
    pub fn silences_emergency(&self, profile: Option<&str>, gateway: &str) -> bool {
        let silent = self
            .profile_of(profile)
            .is_some_and(|profile| profile.emergency() == EmergencyEmission::Silent);
        silent && self.silences(profile, gateway)
    }

    fn profile_of(&self, name: Option<&str>) -> Option<&'p EmissionProfile> {
        let profiles = self.plan.profiles();
        let named = profiles.iter().find(|profile| Some(profile.name()) == name);
        let fewest = |profile: &&EmissionProfile| (profile.radiate().len(), profile.emergency());
        named.or_else(|| profiles.iter().min_by_key(fewest))
    }

    fn radiates(&self, gateway: &str) -> bool {
        let mut gateways = self.plan.gateways().iter();
        gateways.any(|known| known.name() == gateway && known.radiates())
    }

    fn lists(&self, profile: &EmissionProfile, gateway: &str) -> bool {
        let mut listed = profile
            .radiate()
            .iter()
            .filter_map(|&index| self.plan.gateways().get(index));
        listed.any(|listed| listed.name() == gateway)
    }
}
