//! The trunk's host: a name where the provider identifies by name, one of the provider's, and not ourselves.

use super::draft::{Draft, Trunk};
use crate::catalogue::IdentifiesBy;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Server;
use crate::settings::Spanned;
use std::net::IpAddr;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        found.extend(by_name(gateway.name(), trunk));
        let port = gateway
            .settings()
            .get("trunkPort")
            .and_then(|port| port.parse().ok())
            .unwrap_or(0);
        let hosts = std::iter::once(&trunk.config.trunk_host).chain(&trunk.config.addresses);
        found.extend(
            hosts
                .filter(|host| is_self(draft.plan.server(), host, port))
                .map(|host| ourselves(gateway.name(), host)),
        );
    }
}

fn by_name(gateway: &str, trunk: &Trunk<'_>) -> Option<Diagnostic> {
    let host = &trunk.config.trunk_host;
    let provider = trunk.profile.description();
    if trunk.profile.identifies_by() == IdentifiesBy::HostName && host.text().parse::<IpAddr>().is_ok() {
        let message = format!(
            "{provider} knows a trunk by its name, not by the address `{}`",
            host.text()
        );
        return Some(
            Diagnostic::new(&codes::TRUNK_HOST_IS_ADDRESS, host.span(), message)
                .label("requests with this address are dropped without an answer")
                .remedy(
                    "write the trunk's host name; where it leads goes into `addresses` or `resolvesWithin`",
                ),
        );
    }
    let suffix = trunk.profile.host_suffix()?;
    let name = host.text().to_ascii_lowercase();
    let theirs = name.strip_suffix(suffix).is_some_and(|rest| !rest.is_empty());
    (!theirs && host.text().parse::<IpAddr>().is_err()).then(|| {
        let message = format!("`{}` is not a host name of {provider}", host.text());
        Diagnostic::new(&codes::TRUNK_HOST_UNEXPECTED, host.span(), message)
            .label("written here")
            .about(gateway)
            .remedy(format!(
                "write the trunk's name, which ends in `{suffix}`, or use the generic plugin"
            ))
    })
}

fn is_self(server: &Server, host: &Spanned<String>, port: u16) -> bool {
    let Ok(address) = host.text().parse::<IpAddr>() else {
        return false;
    };
    let here = |listen: IpAddr| listen == address || (listen.is_unspecified() && address.is_loopback());
    (port == server.sip_port() && here(server.listen()))
        || (port == server.trunk_port()
            && (here(server.trunk_listen()) || server.advertise() == Some(address)))
}

fn ourselves(gateway: &str, host: &Spanned<String>) -> Diagnostic {
    let message = format!(
        "the trunk `{}` of `{gateway}` is the exchange itself",
        host.text()
    );
    Diagnostic::new(&codes::TRUNK_IS_SELF, host.span(), message)
        .label("calls would come back")
        .remedy("write the provider's address or port")
}
