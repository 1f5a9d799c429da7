//! Access lists against what the provider publishes, counted in addresses.

use super::draft::Draft;
use super::network::Written;
use crate::catalogue::PublishedRanges;
use crate::diagnostics::{Diagnostic, codes};
use ipnet::IpNet;
use std::net::IpAddr;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (gateway, trunk) in draft.plan.gateways().iter().zip(&draft.trunks) {
        let lists = [
            ("signalling", &trunk.signalling, trunk.profile.signalling_ranges()),
            ("media", &trunk.media, trunk.profile.media_ranges()),
        ];
        for (what, list, published) in lists {
            let Some(published) = published.filter(|_| !list.networks.is_empty()) else {
                continue;
            };
            found.extend(differs(gateway.name(), what, list, published));
        }
    }
}

fn differs(gateway: &str, what: &str, list: &Written, published: &PublishedRanges) -> Option<Diagnostic> {
    let permitted = ranges(&list.plain());
    let provider = ranges(published.networks());
    let common = common(&permitted, &provider);
    let (allowed, wanted) = (count(&permitted), count(&provider));
    let (uncovered, beyond) = (wanted - common, allowed - common);
    if uncovered == 0 && beyond == 0 {
        return None;
    }
    let label = published.label();
    let message = format!(
        "{uncovered} of {wanted} {what} addresses of {label} not covered; {beyond} of {allowed} allowed addresses not in the set"
    );
    let networks: Vec<String> = published.networks().iter().map(IpNet::to_string).collect();
    Some(
        Diagnostic::new(&codes::PROVIDER_RANGES_DIFFER, list.span, message)
            .label(format!("the {what} access list of `{gateway}`"))
            .about(gateway)
            .remedy(format!(
                "compare with what the provider publishes; {label}, read {}: {}",
                published.as_of(),
                networks.join(", ")
            )),
    )
}

/// The first and the last address; both are of one family.
type Range = (IpAddr, IpAddr);

/// Disjoint, sorted ranges of addresses; those of IPv4 come first.
fn ranges(networks: &[IpNet]) -> Vec<Range> {
    let networks = IpNet::aggregate(&networks.to_vec());
    let mut ranges: Vec<_> = networks
        .iter()
        .map(|network| (network.network(), network.broadcast()))
        .collect();
    ranges.sort_unstable();
    ranges
}

fn count(ranges: &[Range]) -> u128 {
    ranges.iter().map(size).sum()
}

fn size((first, last): &Range) -> u128 {
    let number = |address: &IpAddr| match address {
        IpAddr::V4(four) => u128::from(u32::from(*four)),
        IpAddr::V6(six) => u128::from(*six),
    };
    number(last) - number(first) + 1
}

/// How many addresses lie in both.
fn common(one: &[Range], two: &[Range]) -> u128 {
    let (mut one, mut two) = (one.iter().peekable(), two.iter().peekable());
    let mut common = 0;
    while let (Some((a, b)), Some((c, d))) = (one.peek(), two.peek()) {
        let (first, last) = (*a.max(c), *b.min(d));
        if first <= last {
            common += size(&(first, last));
        }
        if b < d {
            one.next()
        } else {
            two.next()
        };
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::Ipv4Addr;

    /// Networks within 192.0.2.0/24.
    fn small() -> impl Strategy<Value = Vec<IpNet>> {
        let network = (any::<u8>(), 24..=32_u8).prop_map(|(last, length)| {
            let network = IpNet::new(Ipv4Addr::new(192, 0, 2, last).into(), length);
            network.expect("a length of IPv4").trunc()
        });
        prop::collection::vec(network, 0..8)
    }

    proptest! {
        #[test]
        fn addresses_are_counted_as_one_by_one(one in small(), two in small()) {
            let held = |networks: &[IpNet]| {
                let addresses = (0..=255).map(|last| IpAddr::from(Ipv4Addr::new(192, 0, 2, last)));
                let held = |address: &IpAddr| networks.iter().any(|network| network.contains(address));
                addresses.filter(held).collect::<std::collections::BTreeSet<_>>()
            };
            let (in_one, in_two) = (held(&one), held(&two));
            let both = in_one.intersection(&in_two).count();
            let (one, two) = (ranges(&one), ranges(&two));
            prop_assert_eq!(count(&one), in_one.len() as u128);
            prop_assert_eq!((common(&one, &two), common(&two, &one)), (both as u128, both as u128));
        }
    }

    fn nets(texts: &[&str]) -> Vec<Range> {
        ranges(
            &texts
                .iter()
                .map(|text| text.parse().expect("a network"))
                .collect::<Vec<IpNet>>(),
        )
    }

    #[test]
    fn overlapping_and_adjacent_networks_count_once() {
        assert_eq!(count(&nets(&["10.0.0.0/24", "10.0.0.0/25", "10.0.1.0/24"])), 512);
    }

    #[test]
    fn families_of_addresses_have_nothing_in_common() {
        let (four, six) = (nets(&["192.0.2.0/24"]), nets(&["::c000:200/120"]));
        assert_eq!((common(&four, &six), common(&six, &four)), (0, 0));
        assert_eq!((count(&four), count(&six)), (256, 256));
    }

    #[test]
    fn the_common_part_is_counted_across_borders() {
        let (one, two) = (
            nets(&["10.0.0.0/30", "10.0.1.0/24"]),
            nets(&["10.0.0.2/31", "10.0.0.0/31", "10.0.1.128/25"]),
        );
        assert_eq!((common(&one, &two), common(&two, &one)), (132, 132));
    }

    #[test]
    fn addresses_of_both_families_are_counted() {
        let mixed = nets(&["10.0.0.0/30", "2001:db8::/126"]);
        assert_eq!(
            (count(&mixed), common(&mixed, &nets(&["2001:db8::/127"]))),
            (8, 2)
        );
    }
}
