//! Where a trunk's packets go: its addresses lie in its access list, or its name may only resolve there.

use super::draft::{Draft, Trunk};
use super::text;
use crate::diagnostics::{Diagnostic, codes};
use crate::settings::TrunkConfig;
use ipnet::IpNet;
use std::net::IpAddr;

/// The addresses that are written; a trunk host that is an address is one.
pub(super) fn addresses(config: &TrunkConfig, host: &str, found: &mut Vec<Diagnostic>) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = Vec::new();
    for written in &config.addresses {
        match text::address(written, found) {
            Some(address) if !addresses.contains(&address) => addresses.push(address),
            _ => {}
        }
    }
    if addresses.is_empty() {
        addresses.extend(host.parse::<IpAddr>());
    }
    addresses
}

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        if trunk.signalling.networks.is_empty() {
            continue;
        }
        let config = trunk.config;
        for written in &config.addresses {
            if let Ok(address) = written.text().parse()
                && !trunk.signalling.permits(address)
            {
                found.push(outside(gateway.name(), written.text(), written.span(), trunk));
            }
        }
        if let Ok(address) = config.trunk_host.text().parse::<IpAddr>() {
            if config.addresses.is_empty() && !trunk.signalling.permits(address) {
                found.push(outside(
                    gateway.name(),
                    config.trunk_host.text(),
                    config.trunk_host.span(),
                    trunk,
                ));
            }
        } else if config.addresses.is_empty() && config.resolves_within.is_empty() {
            found.push(anywhere(gateway.name(), trunk));
        }
        for written in &config.resolves_within {
            if let Ok(network) = written.text().parse::<IpNet>()
                && !trunk
                    .signalling
                    .networks
                    .iter()
                    .any(|(permitted, _)| permitted.contains(&network))
            {
                found.push(outside(gateway.name(), written.text(), written.span(), trunk));
            }
        }
    }
}

fn outside(gateway: &str, what: &str, span: crate::source::Span, trunk: &Trunk<'_>) -> Diagnostic {
    let message = format!("the access list of `{gateway}` does not permit its own trunk `{what}`");
    Diagnostic::new(&codes::TRUNK_OUTSIDE_ACCESS_LIST, span, message)
        .label("responses from here would be dropped")
        .also(trunk.signalling.span, "this access list")
        .remedy("add it to the signalling access list, or correct it")
}

fn anywhere(gateway: &str, trunk: &Trunk<'_>) -> Diagnostic {
    let host = &trunk.config.trunk_host;
    let message = format!(
        "`{}` may resolve to any address in the access list of `{gateway}`",
        host.text()
    );
    Diagnostic::new(&codes::TRUNK_RESOLVES_WITHIN_ACCESS_LIST, host.span(), message)
        .label("resolved when running; other answers are refused")
        .about(gateway)
        .remedy("write `addresses`, or `resolvesWithin` with the networks that the name may resolve to")
}
