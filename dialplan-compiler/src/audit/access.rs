//! Who may speak to the exchange at all, counted in addresses and compared with what providers publish.

use std::net::IpAddr;

use ipnet::IpNet;
use routing_table::Access as List;

use super::form::{Access, AccessList, Coverage};
use super::subject::Subject;
use crate::analysis::addresses::{count, without};
use crate::analysis::subject::View;
use crate::catalogue::{Profile, PublishedRanges};
use crate::plan;

/// The crew side, then each gateway in the order of the settings.
pub(super) fn access(subject: &Subject<'_>, view: &View<'_>) -> Vec<Access> {
    let crew = Access {
        of: "the crew side".to_owned(),
        lists: vec![AccessList {
            what: "signalling and media",
            networks: fewest(subject.plan.server().crew_networks()),
            addresses: count(&view.table.crew_ranges().collect::<Vec<_>>()),
            source: Some("the vessel's own networks".to_owned()),
            reviewed: None,
            coverage: None,
        }],
    };
    let gateways = subject
        .plan
        .gateways()
        .iter()
        .map(|gateway| of_gateway(subject, view, gateway));
    std::iter::once(crew).chain(gateways).collect()
}

fn of_gateway(subject: &Subject<'_>, view: &View<'_>, gateway: &plan::Gateway) -> Access {
    let kind = subject.catalogue.kind(gateway.kind());
    let profile = kind.and_then(|kind| kind.profile(gateway.profile()));
    let published = |ranges: fn(&Profile) -> Option<&PublishedRanges>| profile.and_then(ranges);
    let index = view
        .table
        .gateways()
        .map(|(index, _)| index)
        .find(|index| view.names.gateway(*index) == Some(gateway.name()));
    let ranges = |what| {
        let ranges = index.map(|index| view.table.gateway_ranges(index, what));
        ranges.into_iter().flatten().collect::<Vec<_>>()
    };
    let list = |what, list: &plan::AccessList, ranges: Vec<(IpAddr, IpAddr)>, published| AccessList {
        what,
        networks: fewest(list.networks()),
        addresses: count(&ranges),
        source: list.source().map(str::to_owned),
        reviewed: list.reviewed().map(str::to_owned),
        coverage: published_beside(published, &ranges),
    };
    Access {
        of: gateway.name().to_owned(),
        lists: vec![
            list(
                "signalling",
                gateway.signalling(),
                ranges(List::Signalling),
                published(Profile::signalling_ranges),
            ),
            list(
                "media",
                gateway.media(),
                ranges(List::Media),
                published(Profile::media_ranges),
            ),
        ],
    }
}

fn published_beside(published: Option<&PublishedRanges>, list: &[(IpAddr, IpAddr)]) -> Option<Coverage> {
    let published = published?;
    let mut ranges: Vec<(IpAddr, IpAddr)> = IpNet::aggregate(&published.networks().to_vec())
        .iter()
        .map(|network| (network.network(), network.broadcast()))
        .collect();
    ranges.sort_unstable();
    Some(Coverage {
        published: published.label().to_owned(),
        as_of: published.as_of().to_owned(),
        addresses: count(&ranges),
        missing: count(&without(&ranges, list)),
        beyond: count(&without(list, &ranges)),
    })
}

/// The fewest networks that hold the same addresses.
fn fewest(networks: &[IpNet]) -> Vec<String> {
    let mut fewest = IpNet::aggregate(&networks.to_vec());
    fewest.sort_unstable();
    fewest.iter().map(IpNet::to_string).collect()
}
