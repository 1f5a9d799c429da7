//! Limits that contradict each other or the provider.

use super::draft::{Draft, Trunk};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Gateway;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        found.extend(reservation(gateway, trunk));
        found.extend(rate(gateway, trunk));
        found.extend(health(gateway, trunk));
    }
}

fn reservation(gateway: &Gateway, trunk: &Trunk<'_>) -> Option<Diagnostic> {
    let written = trunk
        .route
        .value()
        .limits
        .as_ref()?
        .value()
        .reserved_for_emergency
        .as_ref()?;
    let reserved = gateway.limits().reserved_for_emergency();
    let fault = match gateway.limits().calls() {
        Some(calls) if reserved > calls => format!(
            "`{}` carries {calls} calls, but {reserved} are reserved",
            gateway.name()
        ),
        None if reserved > 0 => format!(
            "`{}` reserves {reserved} of an unlimited number of calls",
            gateway.name()
        ),
        _ => return None,
    };
    Some(
        Diagnostic::new(&codes::RESERVATION_IMPOSSIBLE, written.span(), fault)
            .label("reserved for emergency")
            .remedy("write `calls` in `limits`, at least as many as are reserved"),
    )
}

fn rate(gateway: &Gateway, trunk: &Trunk<'_>) -> Option<Diagnostic> {
    let written = trunk
        .route
        .value()
        .limits
        .as_ref()?
        .value()
        .calls_per_second
        .as_ref()?;
    let provider = trunk.profile.calls_per_second()?;
    (*written.value() > provider).then(|| {
        let message = format!(
            "{} lets {provider} call{} a second start, unless agreed otherwise",
            trunk.profile.description(),
            if provider == 1 { "" } else { "s" }
        );
        Diagnostic::new(&codes::RATE_ABOVE_PROVIDER, written.span(), message)
            .label("more than that")
            .about(gateway.name())
            .remedy("lower `callsPerSecond`, or allow this finding with the agreement as its reason")
    })
}

fn health(gateway: &Gateway, trunk: &Trunk<'_>) -> Option<Diagnostic> {
    let written = trunk
        .route
        .value()
        .health
        .as_ref()?
        .value()
        .interval_seconds
        .as_ref()?;
    let least = trunk.profile.health_minimum_seconds()?;
    (1..least).contains(written.value()).then(|| {
        let message = format!("`{}` may be probed every {least} seconds at most", gateway.name());
        Diagnostic::new(&codes::HEALTH_TOO_FREQUENT, written.span(), message)
            .label("written here")
            .remedy(format!("write `intervalSeconds` of at least {least}"))
    })
}
