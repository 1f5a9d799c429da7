//! Checks settings and builds the dial plan: the only place that can.
//!
//! First every part is read into the plan's types, faults and all; then each check looks at the whole. A fault
//! leaves some value in its place, so that the later checks run and everything is reported at once; an error
//! that no allowance relaxes yields no plan.

mod access_codes;
mod access_lists;
mod allowances;
mod codec_names;
mod codecs;
mod covers;
mod digits;
mod draft;
mod emergency_routes;
mod emergency_targets;
mod limits;
mod meaning;
mod missing;
mod names;
mod network;
mod number_format;
mod ports;
mod precedence_prefixes;
mod prefixes;
mod profiles;
mod provider_ranges;
mod read_emergency;
mod read_gateways;
mod read_inbound;
mod read_precedence;
mod read_profiles;
mod read_routes;
mod read_server;
mod read_stations;
mod redundant;
mod remaining;
mod resolution;
mod rewriting;
mod satellite;
mod shadows;
mod spellings;
mod stations_covered;
mod symbols;
mod text;
mod trunk_host;
mod trunk_settings;
mod unused;

use crate::catalogue::Catalogue;
use crate::diagnostics::{Code, Diagnostic, Severity, codes};
use crate::plan::DialPlan;
use crate::settings::Settings;
use draft::Draft;
use prefixes::Prefixes;
use remaining::Remaining;

/// Checks settings against the gateway kinds of `catalogue`; everything found is added to `found`, which is sorted
/// by place afterwards.
///
/// Errors that are already in `found` are faults of shape: parts of the settings are missing then, and only what can
/// be said about single values is added. `None` when an error remains.
pub fn check(settings: &Settings, catalogue: &Catalogue, found: &mut Vec<Diagnostic>) -> Option<DialPlan> {
    let mut findings = Vec::new();
    let draft = Draft::read(settings, catalogue, &mut findings);
    look(&draft, &mut findings);
    let allowances = allowances::relax(&settings.allow, &mut findings);
    if found.iter().any(is_error) {
        findings.retain(|finding| ABOUT_ONE_VALUE.contains(&finding.code()));
    }
    found.append(&mut findings);
    found.sort_by_key(Diagnostic::span);
    (!found.iter().any(is_error)).then(|| DialPlan {
        allowances,
        ..draft.into_plan()
    })
}

fn is_error(finding: &Diagnostic) -> bool {
    finding.severity() == Severity::Error
}

/// Findings that stay true whatever else the settings turn out to say.
const ABOUT_ONE_VALUE: [&Code; 25] = [
    &codes::OUT_OF_RANGE,
    &codes::UNKNOWN_WORD,
    &codes::MALFORMED_ADDRESS,
    &codes::MALFORMED_DATE,
    &codes::MALFORMED_HOST,
    &codes::MALFORMED_NAME,
    &codes::MALFORMED_TEXT,
    &codes::REASON_MISSING,
    &codes::DUPLICATE_NAME,
    &codes::UNKNOWN_LEVEL,
    &codes::LEVEL_ORDER,
    &codes::UNKNOWN_PLUGIN,
    &codes::EMPTY_PREFIX,
    &codes::ILLEGAL_SYMBOL,
    &codes::NUMBER_COLLISION,
    &codes::DUPLICATE_INBOUND,
    &codes::MALFORMED_NETWORK,
    &codes::NETWORK_HOST_BITS,
    &codes::NETWORK_OF_EVERYTHING,
    &codes::ACCESS_LISTS_OVERLAP,
    &codes::TRUNK_HOST_IS_ADDRESS,
    &codes::UNKNOWN_CODEC,
    &codes::NUMBER_FORMAT_REFUSED,
    &codes::HEALTH_TOO_FREQUENT,
    &codes::UNKNOWN_FINDING,
];

fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let prefixes = Prefixes::of(draft, found);
    let remaining = Remaining::of(draft, &prefixes);
    let hidden = shadows::look(draft, &prefixes, &remaining, found);
    redundant::look(draft, &remaining, &hidden, found);
    spellings::look(draft, &prefixes, found);
    satellite::look(draft, &prefixes, found);
    stations_covered::look(draft, &prefixes, found);
    emergency_routes::look(draft, &prefixes, found);
    access_codes::look(draft, found);
    emergency_targets::look(draft, found);
    digits::look(draft, found);
    rewriting::look(draft, found);
    number_format::look(draft, found);
    access_lists::look(draft, found);
    provider_ranges::look(draft, found);
    trunk_host::look(draft, found);
    resolution::look(draft, found);
    codecs::look(draft, found);
    limits::look(draft, found);
    ports::look(draft, found);
    precedence_prefixes::look(draft, found);
    profiles::look(draft, found);
    unused::look(draft, &remaining, &hidden, found);
    missing::look(draft, found);
}

#[cfg(test)]
mod tests;
