//! Networks become sorted ranges that neither overlap nor touch: one form for one set of addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

/// A set of addresses, as ranges with both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranges {
    pub(super) v4: Vec<(Ipv4Addr, Ipv4Addr)>,
    pub(super) v6: Vec<(Ipv6Addr, Ipv6Addr)>,
}

impl Ranges {
    pub(super) fn of(networks: &[IpNet]) -> Self {
        let v4 = networks.iter().copied().filter_map(v4);
        let v4 = v4.map(|net| {
            (
                u128::from(net.network().to_bits()),
                u128::from(net.broadcast().to_bits()),
            )
        });
        let v6 = networks.iter().filter_map(|&net| match net {
            IpNet::V6(inner) if v4_of(net).is_none() => {
                Some((inner.network().to_bits(), inner.broadcast().to_bits()))
            }
            _ => None,
        });
        let v4_address = |bits| Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(u32::MAX));
        let v4 = merge(v4.collect())
            .into_iter()
            .map(|(first, last)| (v4_address(first), v4_address(last)));
        let v6 = merge(v6.collect()).into_iter();
        let v6 = v6.map(|(first, last)| (Ipv6Addr::from_bits(first), Ipv6Addr::from_bits(last)));
        Ranges {
            v4: v4.collect(),
            v6: v6.collect(),
        }
    }
}

fn v4(net: IpNet) -> Option<Ipv4Net> {
    v4_of(net)
}

/// The IPv4 network that a network is, also when it is written as IPv4-mapped IPv6.
fn v4_of(net: IpNet) -> Option<Ipv4Net> {
    match net {
        IpNet::V4(net) => Some(net),
        IpNet::V6(net) => {
            let length = net.prefix_len().checked_sub(96)?;
            Ipv4Net::new(net.network().to_ipv4_mapped()?, length).ok()
        }
    }
}

fn merge(mut ranges: Vec<(u128, u128)>) -> Vec<(u128, u128)> {
    ranges.sort_unstable();
    let mut merged: Vec<(u128, u128)> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            _ => merged.push((first, last)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(networks: &[&str]) -> Ranges {
        Ranges::of(
            &networks
                .iter()
                .map(|net| net.parse().expect("a network"))
                .collect::<Vec<IpNet>>(),
        )
    }

    #[test]
    fn one_set_of_addresses_has_one_form() {
        let whole = ranges(&["192.0.2.0/24", "2001:db8::/32"]);
        let parts = [
            "2001:db8:8000::/33",
            "192.0.2.128/25",
            "192.0.2.0/25",
            "192.0.2.7/32",
            "2001:db8::/33",
        ];
        assert_eq!(ranges(&parts), whole);
    }

    #[test]
    fn mapped_networks_are_ipv4() {
        assert_eq!(ranges(&["::ffff:192.0.2.0/120"]), ranges(&["192.0.2.0/24"]));
    }
}
