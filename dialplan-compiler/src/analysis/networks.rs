//! Address ranges as the fewest networks.

use std::net::IpAddr;

use ipnet::{IpNet, IpSubnets, Ipv4Subnets, Ipv6Subnets};

/// The fewest networks that hold exactly these ranges.
pub(super) fn networks(ranges: impl Iterator<Item = (IpAddr, IpAddr)>) -> Vec<String> {
    let subnets = |range: (IpAddr, IpAddr)| match range {
        (IpAddr::V4(first), IpAddr::V4(last)) => IpSubnets::from(Ipv4Subnets::new(first, last, 0)).collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => IpSubnets::from(Ipv6Subnets::new(first, last, 0)).collect(),
        _ => Vec::new(),
    };
    ranges
        .flat_map(subnets)
        .map(|network: IpNet| network.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::Ipv4Addr;

    fn address(last: usize) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, u8::try_from(last).expect("one of 256")).into()
    }

    /// The ranges of a set of the addresses of 192.0.2.0/24.
    fn ranges(held: &[bool]) -> Vec<(IpAddr, IpAddr)> {
        let begins = |at: usize| held[at] && (at == 0 || !held[at - 1]);
        let end = |at: usize| held[at..].iter().take_while(|held| **held).count() + at - 1;
        let firsts = (0..held.len()).filter(|at| begins(*at));
        firsts.map(|at| (address(at), address(end(at)))).collect()
    }

    /// The fewest networks of a set: one for a block that is held whole, else those of its halves.
    fn fewest(held: &[bool]) -> usize {
        match (held.iter().all(|held| *held), held.iter().any(|held| *held)) {
            (true, _) => 1,
            (_, false) => 0,
            _ => {
                let (lower, upper) = held.split_at(held.len() / 2);
                fewest(lower) + fewest(upper)
            }
        }
    }

    proptest! {
        #[test]
        fn the_networks_of_a_set_hold_it_and_are_the_fewest(
            borders in prop::collection::btree_set(0..256_usize, 0..24),
        ) {
            let held: Vec<bool> = (0..256).map(|at| borders.range(..=at).count() % 2 == 1).collect();
            let shown = networks(ranges(&held).into_iter());
            let parsed: Vec<IpNet> = shown.iter().map(|shown| shown.parse().expect("a network")).collect();
            for (last, held) in held.iter().enumerate() {
                let holding = parsed.iter().filter(|network| network.contains(&address(last))).count();
                prop_assert_eq!(holding, usize::from(*held), "{}", last);
            }
            prop_assert_eq!(parsed.len(), fewest(&held));
        }
    }

    #[test]
    fn a_range_is_shown_as_the_fewest_networks() {
        let range = |first: &str, last: &str| {
            (
                first.parse().expect("an address"),
                last.parse().expect("an address"),
            )
        };
        let shown = networks([range("10.0.0.0", "10.0.0.255"), range("10.1.0.0", "10.1.0.2")].into_iter());
        assert_eq!(shown, ["10.0.0.0/24", "10.1.0.0/31", "10.1.0.2/32"]);
    }
}
