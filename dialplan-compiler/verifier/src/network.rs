//! Sets of addresses as sorted ranges: read from CIDR, merged, compared, and written as the fewest networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses of one family from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range {
    pub(crate) family: Family,
    pub(crate) first: u128,
    pub(crate) last: u128,
}

/// IPv4 before IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Four,
    Six,
}

impl Family {
    pub(crate) fn bits(self) -> u32 {
        match self {
            Family::Four => 32,
            Family::Six => 128,
        }
    }

    pub(crate) fn address(self, value: u128) -> IpAddr {
        match self {
            Family::Four => IpAddr::V4(Ipv4Addr::from(u32::try_from(value).unwrap_or(u32::MAX))),
            Family::Six => IpAddr::V6(Ipv6Addr::from(value)),
        }
    }
}

/// The number of an address in its family.
pub(crate) fn number(address: IpAddr) -> (Family, u128) {
    match address {
        IpAddr::V4(address) => (Family::Four, u128::from(u32::from(address))),
        IpAddr::V6(address) => (Family::Six, u128::from(address)),
    }
}

/// The addresses of a network in CIDR form without host bits and with a length of at least one.
pub(crate) fn network(text: &str) -> Option<Range> {
    let (address, length) = text.split_once('/')?;
    let (family, first) = number(address.parse().ok()?);
    let plain = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let length: u32 = length.parse().ok().filter(|_| plain)?;
    if !(1..=family.bits()).contains(&length) {
        return None;
    }
    let hosts = host_mask(family.bits() - length);
    (first & hosts == 0).then_some(Range {
        family,
        first,
        last: first | hosts,
    })
}

/// The same addresses in the fewest ranges, ascending.
pub(crate) fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort();
    let mut out: Vec<Range> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(before) if before.family == range.family && range.first <= before.last.saturating_add(1) => {
                before.last = before.last.max(range.last);
            }
            _ => out.push(range),
        }
    }
    out
}

/// The least address that is in one of two merged sets only.
pub(crate) fn least_difference(left: &[Range], right: &[Range]) -> Option<IpAddr> {
    let mut pairs = left.iter().zip(right);
    let unequal = pairs.find(|(left, right)| left != right);
    let (one, other) = match unequal {
        Some((left, right)) => (Some(*left), Some(*right)),
        None => {
            let shared = left.len().min(right.len());
            (left.get(shared).copied(), right.get(shared).copied())
        }
    };
    match (one, other) {
        (None, None) => None,
        (Some(range), None) | (None, Some(range)) => Some(range.family.address(range.first)),
        (Some(one), Some(other)) if (one.family, one.first) == (other.family, other.first) => {
            Some(one.family.address(one.last.min(other.last).saturating_add(1)))
        }
        (Some(one), Some(other)) => {
            let least = one.min(other);
            Some(least.family.address(least.first))
        }
    }
}

/// The fewest networks that cover the ranges, in CIDR form, ascending.
pub(crate) fn networks(ranges: &[Range]) -> Vec<String> {
    let mut out = Vec::new();
    for range in ranges {
        let mut first = range.first;
        loop {
            let mut hosts = first.trailing_zeros().min(range.family.bits() - 1);
            while first | host_mask(hosts) > range.last {
                hosts -= 1;
            }
            out.push(format!(
                "{}/{}",
                range.family.address(first),
                range.family.bits() - hosts
            ));
            let end = first | host_mask(hosts);
            if end >= range.last {
                break;
            }
            first = end + 1;
        }
    }
    out
}

/// As many ones as `bits`, at the low end.
fn host_mask(bits: u32) -> u128 {
    1u128.checked_shl(bits).map_or(u128::MAX, |one| one - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> Vec<Range> {
        merged(
            texts
                .iter()
                .map(|text| network(text).expect("a network"))
                .collect(),
        )
    }

    #[test]
    fn networks_are_read_merged_and_written() {
        let merged = set(&["10.0.1.0/24", "10.0.0.0/24", "10.0.2.0/25", "2001:db8::/32"]);
        assert_eq!(merged.len(), 2);
        assert_eq!(networks(&merged), ["10.0.0.0/23", "10.0.2.0/25", "2001:db8::/32"]);
        for text in [
            "10.0.0.1/24",
            "10.0.0.0/0",
            "10.0.0.0/33",
            "10.0.0.0",
            "10.0.0.0/+8",
            "x/8",
        ] {
            assert_eq!(network(text), None, "{text}");
        }
    }

    #[test]
    fn the_least_differing_address_is_found() {
        let differ = |left: &[&str], right: &[&str]| {
            least_difference(&set(left), &set(right)).map(|address| address.to_string())
        };
        assert_eq!(differ(&["10.0.0.0/24"], &["10.0.0.0/24"]), None);
        assert_eq!(
            differ(&["10.0.0.0/24"], &["10.0.0.0/25"]).as_deref(),
            Some("10.0.0.128")
        );
        assert_eq!(
            differ(&["10.0.0.0/24", "11.0.0.0/8"], &["11.0.0.0/8"]).as_deref(),
            Some("10.0.0.0")
        );
        assert_eq!(
            differ(&["10.0.0.0/24"], &["10.0.0.0/24", "2001:db8::/32"]).as_deref(),
            Some("2001:db8::")
        );
        assert_eq!(
            differ(&[], &["255.255.255.255/32"]).as_deref(),
            Some("255.255.255.255")
        );
    }
}
