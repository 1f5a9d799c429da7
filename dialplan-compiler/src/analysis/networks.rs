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
