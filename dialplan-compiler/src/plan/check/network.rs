//! Networks in CIDR form, and lists of them with their places.

use crate::diagnostics::{Code, Diagnostic, codes};
use crate::settings::Spanned;
use crate::source::Span;
use ipnet::IpNet;
use std::net::IpAddr;

/// A list of networks as written: each with its place, and the place of the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    pub(super) networks: Vec<(IpNet, Span)>,
    pub(super) span: Span,
}

impl Written {
    /// Reads a list; what is not a network is left out, with a finding.
    pub(super) fn read(list: &[Spanned<String>], span: Span, found: &mut Vec<Diagnostic>) -> Written {
        let networks = list
            .iter()
            .filter_map(|text| Some((network(text, found)?, text.span())))
            .collect();
        Written { networks, span }
    }

    /// The networks without their places.
    pub(super) fn plain(&self) -> Vec<IpNet> {
        self.networks.iter().map(|(network, _)| *network).collect()
    }

    /// Whether one of the networks holds `address`.
    pub(super) fn permits(&self, address: IpAddr) -> bool {
        self.networks
            .iter()
            .any(|(network, _)| network.contains(&address))
    }
}

fn network(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<IpNet> {
    let text = written.text();
    let Ok(network) = text.parse::<IpNet>() else {
        let remedy = match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(_)) => format!("write `{text}/32` for this one address"),
            Ok(IpAddr::V6(_)) => format!("write `{text}/128` for this one address"),
            Err(_) => "write a network such as `192.0.2.0/24` or `2001:db8::/32`".to_owned(),
        };
        found.push(finding(&codes::MALFORMED_NETWORK, written, "is not a network").remedy(remedy));
        return None;
    };
    if network.prefix_len() == 0 {
        let remedy = "write the networks that are meant: nothing may permit everybody";
        found.push(finding(&codes::NETWORK_OF_EVERYTHING, written, "permits every address").remedy(remedy));
        return None;
    }
    if network.trunc() != network {
        let message = format!("has bits set beyond its {} network bits", network.prefix_len());
        let remedy = format!(
            "write `{}` for the network or `{}/{}` for the one address",
            network.trunc(),
            network.addr(),
            network.max_prefix_len()
        );
        found.push(finding(&codes::NETWORK_HOST_BITS, written, &message).remedy(remedy));
        return None;
    }
    if let IpNet::V6(six) = network
        && let Some(four) = six.addr().to_ipv4_mapped()
    {
        let remedy = format!(
            "write the IPv4 network, such as `{four}/{}`",
            six.prefix_len().saturating_sub(96)
        );
        found.push(
            finding(
                &codes::MALFORMED_NETWORK,
                written,
                "is an IPv4 network in IPv6 clothes",
            )
            .remedy(remedy),
        );
        return None;
    }
    Some(network)
}

fn finding(code: &'static Code, written: &Spanned<String>, what: &str) -> Diagnostic {
    Diagnostic::new(code, written.span(), format!("`{}` {what}", written.text())).label("written here")
}
