//! Where emergency calls go: somebody on board, soon enough, in a form that the trunk takes.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{Emergency, EmergencyEmission, EmissionProfile, Gateway, Target, Timed, longest};
use crate::source::Span;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let Some(first) = draft.settings.emergency.first() else {
        found.push(
            Diagnostic::new(&codes::EMERGENCY_UNDECLARED, draft.settings.span, "the plan has no emergency number")
                .about("emergency")
                .remedy("write `emergency` with at least one number, such as `112`, and a station that is always manned"),
        );
        return;
    };
    let server = draft.settings.server.as_ref().map(|server| server.value());
    if server.is_none_or(|server| server.unauthenticated_emergency.is_none()) {
        found.push(
            Diagnostic::new(
                &codes::UNAUTHENTICATED_EMERGENCY_UNDECIDED,
                first.value().number.span(),
                "nothing says whether emergency calls are taken without authentication",
            )
            .label("an emergency number is declared here")
            .remedy("write `\"unauthenticatedEmergency\": true` or `false` in `server`; there is no default"),
        );
    }
    for (entry, written) in plan.emergency().iter().zip(&draft.settings.emergency) {
        let place = written.value().number.span();
        let targets = written.value().targets.value();
        if !targets.is_empty() && targets.iter().all(|target| target.value().station.is_none()) {
            found.push(nobody_on_board(entry, place));
        }
        if entry.worst_case_seconds() > LONGEST_SECONDS {
            found.push(too_slow(entry, place));
        }
    }
}

/// Seconds until the last target is tried when every target before it fails in the slowest way, whichever gateways are dead and
/// whichever emission profile is in force.
pub(super) fn worst_case_seconds(
    targets: &[Target],
    gateways: &[Gateway],
    profiles: &[EmissionProfile],
) -> u32 {
    let in_profile = |profile: Option<&EmissionProfile>| {
        let audible = targets.iter().filter_map(|target| match target {
            Target::Station(_) => Some(Timed::station()),
            Target::Gateway(index, _) => {
                let gateway = gateways.get(*index)?;
                let silent = profile.is_some_and(|profile| {
                    profile.emergency() == EmergencyEmission::Silent
                        && gateway.radiates()
                        && !profile.radiate().contains(index)
                });
                let setting = |key: &str| gateway.settings().get(key).map(String::as_str);
                (!silent).then(|| Timed::gateway(*index, setting))
            }
        });
        longest(&audible.collect::<Vec<_>>()).seconds
    };
    let profiles = profiles.iter().map(|profile| in_profile(Some(profile)));
    profiles.max().unwrap_or_else(|| in_profile(None))
}

fn nobody_on_board(entry: &Emergency, place: Span) -> Diagnostic {
    let message = format!(
        "nobody on board is a target of the emergency number `{}`",
        entry.number()
    );
    Diagnostic::new(&codes::EMERGENCY_WITHOUT_STATION, place, message)
        .label("gateways only")
        .about(entry.number())
        .remedy("add a station that is always manned as the last target: trunks can all be out")
}

fn too_slow(entry: &Emergency, place: Span) -> Diagnostic {
    let message = format!(
        "the last target of the emergency number `{}` may be tried only after {} seconds",
        entry.number(),
        entry.worst_case_seconds()
    );
    Diagnostic::new(&codes::EMERGENCY_TOO_SLOW, place, message)
        .label(format!("more than {LONGEST_SECONDS} seconds"))
        .about(entry.number())
        .remedy("name fewer targets, or lower `firstResponseSeconds` and `progressSeconds` of their gateways")
}

/// The latest that the last target may be tried.
const LONGEST_SECONDS: u32 = 120;
