//! Emission profiles as a whole: one is the most restrictive, and no emergency number falls silent.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{DialPlan, Emergency, EmissionProfile, Target};

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let Some(first) = draft.settings.emission_profiles.first() else {
        return;
    };
    let most_restrictive = no_most_restrictive(plan);
    if most_restrictive.is_none() {
        found.extend(alike(plan));
    }
    found.extend(most_restrictive);
    let gateways = plan.gateways().len();
    if gateways > MOST_GATEWAYS {
        let message = format!("a plan with `emissionProfiles` has {gateways} gateways");
        found.push(
            Diagnostic::new(&codes::OUT_OF_RANGE, first.span().opening(), message)
                .label("profiles begin here")
                .remedy(format!("define at most {MOST_GATEWAYS} gateways")),
        );
    }
    let silenced = plan.emergency().iter().filter(|entry| all_radiate(plan, entry));
    found.extend(silenced.map(|entry| {
        let message = format!(
            "every target of the emergency number `{}` radiates",
            entry.number()
        );
        Diagnostic::new(&codes::EMERGENCY_ONLY_RADIATES, entry.span().opening(), message)
            .label("nobody answers in silence")
            .about(entry.number())
            .remedy("add a station that is always manned, or a gateway that does not radiate")
    }));
}

/// A vessel that does not know its profile takes the most restrictive, so there must be exactly one.
fn no_most_restrictive(plan: &DialPlan) -> Option<Diagnostic> {
    let profiles = plan.profiles();
    let least: Vec<&EmissionProfile> = profiles
        .iter()
        .filter(|profile| profiles.iter().all(|other| within(profile, other)))
        .collect();
    let (place, message) = match least.as_slice() {
        [_] => return None,
        [] => (
            profiles.first()?,
            "no emission profile is the most restrictive".to_owned(),
        ),
        [one, other, ..] => (
            *other,
            format!("`{}` permits exactly what `{}` permits", other.name(), one.name()),
        ),
    };
    let remedy = "one profile must permit nothing that another forbids, emergency included: it is in force when the vessel does not know its state";
    Some(
        Diagnostic::new(
            &codes::NO_MOST_RESTRICTIVE_PROFILE,
            place.span().opening(),
            message,
        )
        .label("in `emissionProfiles`")
        .remedy(remedy),
    )
}

/// Profiles that permit exactly what an earlier one permits: whoever sets one of them takes it for another state of the ship.
fn alike(plan: &DialPlan) -> impl Iterator<Item = Diagnostic> {
    let profiles = plan.profiles();
    profiles
        .iter()
        .enumerate()
        .filter_map(move |(position, profile)| {
            let mut earlier = profiles.iter().take(position);
            let same = earlier.find(|other| within(profile, other) && within(other, profile))?;
            let message = format!(
                "`{}` permits exactly what `{}` permits",
                profile.name(),
                same.name()
            );
            Some(
                Diagnostic::new(&codes::PROFILES_ALIKE, profile.span().opening(), message)
                    .label("no other state of the ship")
                    .also(same.span().opening(), "permits the same")
                    .about(profile.name())
                    .remedy("correct `radiate` or `emergency` of one of them, or remove it"),
            )
        })
}

/// Whether whatever `profile` permits `other` permits too.
fn within(profile: &EmissionProfile, other: &EmissionProfile) -> bool {
    let radiate = profile.radiate().iter();
    profile.emergency() <= other.emergency() && radiate.clone().all(|index| other.radiate().contains(index))
}

fn all_radiate(plan: &DialPlan, entry: &Emergency) -> bool {
    let silent = |target: &Target| match target {
        Target::Station(_) => true,
        Target::Gateway(index, _) => plan
            .gateways()
            .get(*index)
            .is_some_and(|gateway| !gateway.radiates()),
    };
    !entry.targets().is_empty() && !entry.targets().iter().any(silent)
}

/// As many as the mask of a profile has bits.
const MOST_GATEWAYS: usize = routing_table::layout::MAX_PROFILED_GATEWAYS;
