//! `emissionProfiles`, and what routes say about radiating, into the plan.

use super::names::Names;
use super::read_stations::duplicate_name;
use super::text;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{EmergencyEmission, EmissionProfile, Gateway};
use crate::settings::{Route, Settings, Spanned};
use std::collections::BTreeMap;

pub(super) fn read(
    settings: &Settings,
    names: &Names,
    gateways: &[Gateway],
    found: &mut Vec<Diagnostic>,
) -> Vec<EmissionProfile> {
    let mut first = BTreeMap::new();
    let mut profiles = Vec::with_capacity(settings.emission_profiles.len());
    for profile in &settings.emission_profiles {
        let written = profile.value();
        let name = text::name(&written.name, "name", found);
        match first.get(&name) {
            Some(earlier) => found.push(duplicate_name(&written.name, "emission profile", *earlier)),
            None => {
                first.insert(name.clone(), written.name.span());
            }
        }
        let words = EmergencyEmission::ALL.map(|emission| (emission.name(), emission));
        let emergency = text::word(&written.emergency, "emergency", &words, found);
        let radiate = written.radiate.value().iter();
        profiles.push(EmissionProfile {
            radiate: radiate
                .filter_map(|gateway| one(gateway, &name, names, gateways, found))
                .collect(),
            emergency: emergency.unwrap_or(EmergencyEmission::Silent),
            span: profile.span(),
            name,
        });
    }
    if profiles.len() > MOST_PROFILES {
        let last = settings.emission_profiles.get(MOST_PROFILES);
        found.extend(last.map(|profile| {
            let message = format!("`emissionProfiles` has {} entries", profiles.len());
            Diagnostic::new(&codes::OUT_OF_RANGE, profile.span(), message)
                .label("the first too many")
                .remedy(format!("write at most {MOST_PROFILES}"))
        }));
    }
    profiles
}

/// Whether the gateway that a route defines radiates; a plan with profiles must say so.
pub(super) fn radiates(
    settings: &Settings,
    route: &Spanned<Route>,
    name: &str,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let profiles = !settings.emission_profiles.is_empty();
    match &route.value().radiates {
        None if profiles => {
            let message = format!("nothing says whether `{name}` radiates");
            found.push(
                Diagnostic::new(&codes::EMISSION_UNDECIDED, route.span().opening(), message)
                    .label("in this object")
                    .remedy("write `\"radiates\": true` for radio, satellite and cellular, `false` for a wire ashore"),
            );
            false
        }
        Some(written) if !profiles => {
            let message = format!("`radiates` of `{name}` has no effect: the plan has no `emissionProfiles`");
            found.push(
                Diagnostic::new(&codes::RADIATES_WITHOUT_PROFILES, written.span(), message)
                    .label("decides nothing")
                    .about(name)
                    .remedy("write `emissionProfiles`, or leave `radiates` out"),
            );
            false
        }
        written => written.as_ref().is_some_and(|radiates| *radiates.value()),
    }
}

/// A gateway that a profile lets radiate.
fn one(
    written: &Spanned<String>,
    profile: &str,
    names: &Names,
    gateways: &[Gateway],
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let index = names.gateway(written, found)?;
    let gateway = gateways.get(index)?;
    if !gateway.radiates() {
        let message = format!(
            "`{profile}` lets `{}` radiate, which does not radiate",
            gateway.name()
        );
        found.push(
            Diagnostic::new(&codes::PROFILE_GATEWAY_SILENT, written.span(), message)
                .label("carries calls in every profile")
                .also(gateway.span(), "defined here")
                .remedy("leave it out, or write `\"radiates\": true` on its route"),
        );
    }
    Some(index)
}

/// As many as a table holds.
const MOST_PROFILES: usize = 64;
