//! Sets of addresses as sorted ranges that do not overlap, both ends included: difference and size.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

type Range = (IpAddr, IpAddr);

/// The addresses of `all` that are not in `taken`; both sorted, IPv4 before IPv6.
pub fn without(all: &[Range], taken: &[Range]) -> Vec<Range> {
    all.iter().flat_map(|&range| rest_of(range, taken)).collect()
}

fn rest_of(range: Range, taken: &[Range]) -> Vec<Range> {
    let (mut from, last) = (Some(range.0), range.1);
    let mut left = Vec::new();
    for &(start, end) in taken.iter().filter(|taken| taken.0.is_ipv4() == last.is_ipv4()) {
        let Some(first) = from.filter(|first| start <= last && end >= *first) else {
            continue;
        };
        if start > first
            && let Some(before) = step(start, Step::Back)
        {
            left.push((first, before));
        }
        from = step(end, Step::On).filter(|next| *next <= last);
        if from.is_none() {
            return left;
        }
    }
    left.extend(from.map(|first| (first, last)));
    left
}

/// How many addresses the ranges hold; a whole IPv6 space counts as one less than it has.
pub fn count(ranges: &[Range]) -> u128 {
    let size = |range: &Range| number(range.1).saturating_sub(number(range.0)).saturating_add(1);
    ranges.iter().map(size).fold(0, u128::saturating_add)
}

enum Step {
    Back,
    On,
}

/// The neighbour of an address in its family.
fn step(address: IpAddr, step: Step) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            let number = u32::from(address);
            let next = match step {
                Step::Back => number.checked_sub(1),
                Step::On => number.checked_add(1),
            };
            next.map(|number| Ipv4Addr::from(number).into())
        }
        IpAddr::V6(address) => {
            let number = u128::from(address);
            let next = match step {
                Step::Back => number.checked_sub(1),
                Step::On => number.checked_add(1),
            };
            next.map(|number| Ipv6Addr::from(number).into())
        }
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(first: u8, last: u8) -> Range {
        (
            Ipv4Addr::new(0, 0, 0, first).into(),
            Ipv4Addr::new(0, 0, 0, last).into(),
        )
    }

    /// Sorted ranges of the sixteen last addresses of the family, from a mask.
    fn ranges(mask: u16) -> Vec<Range> {
        let held = |bit: u8| mask >> bit & 1 == 1;
        let top = |bit: u8| IpAddr::from(Ipv4Addr::new(255, 255, 255, 240 + bit));
        let mut ranges: Vec<Range> = Vec::new();
        for bit in (0..16).filter(|&bit| held(bit)) {
            match ranges.last_mut() {
                Some(last) if bit > 0 && held(bit - 1) => last.1 = top(bit),
                _ => ranges.push((top(bit), top(bit))),
            }
        }
        ranges
    }

    proptest! {
        #[test]
        fn the_rest_is_that_of_the_sets(all in any::<u16>(), taken in any::<u16>()) {
            prop_assert_eq!(without(&ranges(all), &ranges(taken)), ranges(all & !taken));
            prop_assert_eq!(count(&ranges(all)), u128::from(all.count_ones()));
        }
    }

    #[test]
    fn families_are_apart() {
        let all = [
            range(0, 255),
            (
                "::".parse().expect("an address"),
                "::ff".parse().expect("an address"),
            ),
        ];
        assert_eq!(
            without(&all, &[range(10, 20)]),
            [range(0, 9), range(21, 255), all[1]]
        );
    }
}
