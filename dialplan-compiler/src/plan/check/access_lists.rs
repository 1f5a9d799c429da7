//! Access lists against each other, against the crew networks, and where they are known from.

use super::draft::{Draft, Trunk};
use super::network::Written;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{AccessList, Gateway};
use crate::source::Span;
use ipnet::IpNet;
use std::collections::BTreeSet;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    overlaps(draft, found);
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        for list in lists(trunk) {
            over_crew(gateway, list, &draft.crew, found);
            contained(gateway.name(), list, found);
        }
        reviewed(gateway, trunk, found);
    }
    contained("crewNetworks", &draft.crew, found);
}

/// The two lists of a trunk; one when `allowedIps` serves for both.
fn lists<'t>(trunk: &'t Trunk<'_>) -> impl Iterator<Item = &'t Written> {
    let media = (trunk.media.span != trunk.signalling.span).then_some(&trunk.media);
    std::iter::once(&trunk.signalling).chain(media)
}

/// Networks are disjoint or one holds the other, so that a walk in address order needs only the open ones.
fn overlaps(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let mut all: Vec<(IpNet, usize, Span)> = Vec::new();
    for (index, trunk) in draft.trunks.iter().enumerate() {
        all.extend(
            trunk
                .signalling
                .networks
                .iter()
                .map(|(network, span)| (*network, index, *span)),
        );
    }
    all.sort_by_key(|(network, index, _)| (network.network(), network.prefix_len(), *index));
    let mut open: Vec<(IpNet, usize, Span)> = Vec::new();
    let mut told = BTreeSet::new();
    for (network, gateway, span) in all {
        open.retain(|(outer, _, _)| outer.contains(&network));
        for (outer, other, at) in &open {
            if *other != gateway && told.insert((gateway.min(*other), gateway.max(*other))) {
                found.extend(overlap(draft, (network, gateway, span), (*outer, *other, *at)));
            }
        }
        open.push((network, gateway, span));
    }
}

fn overlap(draft: &Draft<'_>, one: (IpNet, usize, Span), two: (IpNet, usize, Span)) -> Option<Diagnostic> {
    let (first, again) = if one.2 < two.2 { (one, two) } else { (two, one) };
    let gateway = draft.plan.gateways().get(again.1)?;
    let other = draft.plan.gateways().get(first.1)?;
    let message = format!(
        "`{}` of `{}` overlaps `{}` of `{}`",
        again.0,
        gateway.name(),
        first.0,
        other.name()
    );
    Some(
        Diagnostic::new(&codes::ACCESS_LISTS_OVERLAP, again.2, message)
            .label("a call from here would belong to both")
            .also(first.2, "also permitted here")
            .remedy("narrow the lists: the source address alone says which gateway an inbound call came by"),
    )
}

fn over_crew(gateway: &Gateway, list: &Written, crew: &Written, found: &mut Vec<Diagnostic>) {
    for (network, span) in &list.networks {
        let over = crew
            .networks
            .iter()
            .find(|(crew, _)| crew.contains(network) || network.contains(crew));
        if let Some((crew, at)) = over {
            let message = format!(
                "`{network}` of `{}` overlaps the crew network `{crew}`",
                gateway.name()
            );
            found.push(
                Diagnostic::new(&codes::ACCESS_LIST_OVER_CREW, *span, message)
                    .label("trunk")
                    .also(*at, "crew")
                    .remedy("a source is crew or trunk, never both: narrow one of them"),
            );
        }
    }
}

fn contained(owner: &str, list: &Written, found: &mut Vec<Diagnostic>) {
    let mut sorted: Vec<(IpNet, Span)> = list.networks.clone();
    sorted.sort_by_key(|(network, span)| (network.network(), network.prefix_len(), *span));
    let mut outer: Option<(IpNet, Span)> = None;
    for (network, span) in sorted {
        match outer {
            Some((holds, at)) if holds.contains(&network) => found.push(
                Diagnostic::new(
                    &codes::NETWORK_CONTAINED,
                    span,
                    format!("`{network}` is already held by `{holds}`"),
                )
                .label("adds nothing")
                .also(at, "held here")
                .about(owner)
                .remedy("leave it out"),
            ),
            _ => outer = Some((network, span)),
        }
    }
}

fn reviewed(gateway: &Gateway, trunk: &Trunk<'_>, found: &mut Vec<Diagnostic>) {
    let published = [trunk.profile.signalling_ranges(), trunk.profile.media_ranges()];
    let access = [gateway.signalling(), gateway.media()];
    for (list, (access, published)) in lists(trunk).zip(access.into_iter().zip(published)) {
        if list.networks.is_empty() {
            continue;
        }
        if access.source().is_none() || access.reviewed().is_none() {
            found.push(unreviewed(gateway.name(), list.span));
        }
        if let (Some(day), Some(published)) = (access.reviewed(), published)
            && day < published.as_of()
        {
            found.push(stale(
                gateway.name(),
                list.span,
                access,
                published.label(),
                published.as_of(),
            ));
        }
    }
}

fn unreviewed(gateway: &str, span: Span) -> Diagnostic {
    let message =
        format!("nothing says where this access list of `{gateway}` comes from and when it was reviewed");
    Diagnostic::new(&codes::ACCESS_LIST_UNREVIEWED, span, message)
        .label("no `source` and `reviewed`")
        .about(gateway)
        .remedy("write `signallingAccess` and `mediaAccess` with `networks`, `source` and `reviewed`")
}

fn stale(gateway: &str, span: Span, access: &AccessList, label: &str, as_of: &str) -> Diagnostic {
    let day = access.reviewed().unwrap_or_default();
    let message = format!(
        "this access list of `{gateway}` was reviewed on {day}, before {label} was published on {as_of}"
    );
    Diagnostic::new(&codes::ACCESS_LIST_STALE, span, message)
        .label("reviewed too early")
        .about(gateway)
        .remedy("compare it with the provider's present ranges and write the day in `reviewed`")
}
