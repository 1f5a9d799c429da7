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
mod digits;
mod draft;
mod emergency_routes;
mod emergency_targets;
mod limits;
mod missing;
mod names;
mod network;
mod number_format;
mod ports;
mod prefixes;
mod provider_ranges;
mod read_emergency;
mod read_gateways;
mod read_inbound;
mod read_routes;
mod read_server;
mod read_stations;
mod resolution;
mod satellite;
mod shadows;
mod spellings;
mod stations_covered;
mod strip;
mod symbols;
mod text;
mod trunk_host;
mod trunk_settings;
mod unused;

use crate::catalogue::Catalogue;
use crate::diagnostics::{Diagnostic, Severity};
use crate::plan::DialPlan;
use crate::settings::Settings;
use draft::Draft;
use prefixes::Prefixes;

/// Checks settings against the gateway kinds of `catalogue`; everything found is added to `found`, sorted by place.
///
/// `None` when an error remains.
pub fn check(settings: &Settings, catalogue: &Catalogue, found: &mut Vec<Diagnostic>) -> Option<DialPlan> {
    let mut findings = Vec::new();
    let draft = Draft::read(settings, catalogue, &mut findings);
    look(&draft, &mut findings);
    let allowances = allowances::relax(&settings.allow, &mut findings);
    findings.sort_by_key(|finding| finding.span());
    let stopped = findings
        .iter()
        .any(|finding| finding.severity() == Severity::Error);
    found.append(&mut findings);
    (!stopped).then(|| DialPlan {
        allowances,
        ..draft.into_plan()
    })
}

fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let prefixes = Prefixes::of(draft, found);
    shadows::look(draft, &prefixes, found);
    spellings::look(draft, &prefixes, found);
    satellite::look(draft, &prefixes, found);
    stations_covered::look(draft, &prefixes, found);
    emergency_routes::look(draft, &prefixes, found);
    access_codes::look(draft, found);
    emergency_targets::look(draft, found);
    digits::look(draft, found);
    strip::look(draft, found);
    number_format::look(draft, found);
    access_lists::look(draft, found);
    provider_ranges::look(draft, found);
    trunk_host::look(draft, found);
    resolution::look(draft, found);
    codecs::look(draft, found);
    limits::look(draft, found);
    ports::look(draft, found);
    unused::look(draft, found);
    missing::look(draft, found);
}

#[cfg(test)]
mod tests;
