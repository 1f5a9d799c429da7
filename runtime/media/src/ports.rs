//! The pool of media ports: even for RTP, the next one for RTCP (RFC 3550 §11).
//!
//! A returned pair rests before it is handed out again, so that packets of the last call find no new one. A pair that
//! could not be opened is handed out when there is no other.

use std::collections::VecDeque;

use core::fmt;
use core::time::Duration;

/// Two neighbouring ports, lent by a [`PortPool`]. Not `Clone`: a pair is returned once.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct PortPair(u16);

impl PortPair {
    /// The RTP port, always even.
    #[must_use]
    pub fn rtp(&self) -> u16 {
        self.0
    }

    /// The RTCP port, always odd.
    #[must_use]
    pub fn rtcp(&self) -> u16 {
        self.0 | 1
    }
}

/// Every pair is lent or resting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortsExhausted;

impl fmt::Display for PortsExhausted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("no pair of media ports is free")
    }
}

impl core::error::Error for PortsExhausted {}

/// A range of ports without a single even port followed by an odd one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusableRange;

impl fmt::Display for UnusableRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the range holds no even port followed by an odd one")
    }
}

impl core::error::Error for UnusableRange {}

/// Port pairs of one address; taking and returning take constant time.
#[derive(Debug)]
pub struct PortPool {
    /// Returned pairs with the moment until which they rest, the longest returned first.
    returned: VecDeque<(u16, Duration)>,
    /// Pairs that were never lent, the lowest first until a pair is set aside.
    fresh: VecDeque<u16>,
    /// Pairs that could not be opened, the longest known first.
    set_aside: VecDeque<u16>,
    rest: Duration,
    lent: usize,
}

impl PortPool {
    /// Pools the pairs within `first..=last`. `rest` is how long a returned pair stays unused.
    ///
    /// # Errors
    /// [`UnusableRange`] when there is no pair.
    pub fn new(first: u16, last: u16, rest: Duration) -> Result<Self, UnusableRange> {
        let even = u32::from(first).next_multiple_of(2);
        let pairs = (even..u32::from(last))
            .step_by(2)
            .filter_map(|port| u16::try_from(port).ok());
        let fresh: VecDeque<u16> = pairs.filter(|&port| port != 0).collect();
        if fresh.is_empty() {
            Err(UnusableRange)
        } else {
            Ok(Self {
                returned: VecDeque::new(),
                fresh,
                set_aside: VecDeque::new(),
                rest,
                lent: 0,
            })
        }
    }

    /// Lends a pair that has rested, before one that was never lent: the sockets of a returned pair are
    /// open already, and no more are opened than calls are up or at rest at one time. One that was set aside comes last.
    ///
    /// # Errors
    /// [`PortsExhausted`] when all are lent or resting.
    pub fn take(&mut self, now: Duration) -> Result<PortPair, PortsExhausted> {
        let rested = self.returned.pop_front_if(|(_, until)| *until <= now);
        let port = rested
            .map(|(port, _)| port)
            .or_else(|| self.fresh.pop_front())
            .or_else(|| self.set_aside.pop_front())
            .ok_or(PortsExhausted)?;
        self.lent += 1;
        Ok(PortPair(port))
    }

    /// Takes a pair back after its use.
    pub fn give_back(&mut self, now: Duration, pair: PortPair) {
        self.lent = self.lent.saturating_sub(1);
        self.returned.push_back((pair.0, now.saturating_add(self.rest)));
    }

    /// Takes a pair back that could not be opened because another program holds it. Such a program often holds the
    /// neighbours too: the next fresh pair comes from elsewhere.
    pub fn set_aside(&mut self, pair: PortPair) {
        self.lent = self.lent.saturating_sub(1);
        self.set_aside.push_back(pair.0);
        self.fresh.rotate_left(self.fresh.len() / LEAP);
    }

    /// How many pairs could be taken now.
    #[must_use]
    pub fn free(&self, now: Duration) -> usize {
        let rested = self.returned.partition_point(|(_, until)| *until <= now);
        rested + self.fresh.len() + self.set_aside.len()
    }

    /// How many pairs are lent.
    #[must_use]
    pub fn lent(&self) -> usize {
        self.lent
    }
}

/// What part of the fresh pairs is passed over after one that could not be opened: a call sets two aside, and its four
/// tries are spread evenly.
const LEAP: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    const REST: Duration = Duration::from_secs(4);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_pair_is_an_even_port_and_the_next() {
        let mut pool = PortPool::new(20_001, 20_005, REST).unwrap();
        let pair = pool.take(at(0)).unwrap();
        assert_eq!((pair.rtp(), pair.rtcp()), (20_002, 20_003));
        assert_eq!(pool.take(at(0)).unwrap().rtp(), 20_004);
        assert_eq!(pool.take(at(0)), Err(PortsExhausted));
    }

    #[test]
    fn a_returned_pair_rests_before_it_is_lent_again() {
        let mut pool = PortPool::new(20_000, 20_001, REST).unwrap();
        let pair = pool.take(at(0)).unwrap();
        assert_eq!(pool.lent(), 1);
        pool.give_back(at(10), pair);
        assert_eq!(pool.lent(), 0);
        assert_eq!((pool.free(at(13)), pool.free(at(14))), (0, 1));
        assert_eq!(pool.take(at(13)), Err(PortsExhausted));
        assert_eq!(pool.take(at(14)).unwrap().rtp(), 20_000);
    }

    #[test]
    fn a_rested_pair_is_lent_before_a_new_one() {
        let mut pool = PortPool::new(20_000, 20_003, REST).unwrap();
        let pair = pool.take(at(0)).unwrap();
        pool.give_back(at(1), pair);
        let other = pool.take(at(2)).unwrap();
        assert_eq!(other.rtp(), 20_002);
        pool.give_back(at(2), other);
        assert_eq!(pool.take(at(6)).unwrap().rtp(), 20_000);
    }

    #[test]
    fn a_pair_that_could_not_be_opened_is_lent_last_and_its_neighbours_are_passed_over() {
        let mut pool = PortPool::new(20_000, 20_033, REST).unwrap();
        let held = pool.take(at(0)).unwrap();
        pool.set_aside(held);
        assert_eq!((pool.lent(), pool.free(at(0))), (0, 17));
        let ports: Vec<u16> = (0..17).map(|_| pool.take(at(0)).unwrap().rtp()).collect();
        let elsewhere = (20_006..20_034).chain(20_002..20_006).step_by(2);
        assert!(elsewhere.chain([20_000]).eq(ports.iter().copied()), "{ports:?}");
        assert_eq!(pool.take(at(0)), Err(PortsExhausted));
    }

    #[test]
    fn a_range_without_a_pair_is_refused() {
        assert_eq!(PortPool::new(20_001, 20_002, REST).unwrap_err(), UnusableRange);
        assert_eq!(PortPool::new(20_010, 20_000, REST).unwrap_err(), UnusableRange);
        assert_eq!(PortPool::new(0, 1, REST).unwrap_err(), UnusableRange);
        assert_eq!(
            PortPool::new(65_534, 65_535, REST)
                .unwrap()
                .take(at(0))
                .unwrap()
                .rtcp(),
            65_535
        );
    }

    proptest! {
        #[test]
        fn no_pair_is_lent_twice_and_none_is_lost(steps in proptest::collection::vec(any::<bool>(), 0..400)) {
            let mut pool = PortPool::new(30_000, 30_019, REST).unwrap();
            let mut lent = Vec::new();
            for (second, take) in steps.into_iter().enumerate() {
                let now = at(second as u64);
                if take {
                    if let Ok(pair) = pool.take(now) {
                        lent.push(pair);
                    }
                } else if !lent.is_empty() {
                    pool.give_back(now, lent.swap_remove(0));
                }
                let distinct: HashSet<u16> = lent.iter().map(PortPair::rtp).collect();
                prop_assert_eq!(distinct.len(), lent.len());
                prop_assert_eq!(pool.lent(), lent.len());
            }
            lent.into_iter().for_each(|pair| pool.give_back(at(1000), pair));
            for _ in 0..10 {
                prop_assert!(pool.take(at(2000)).is_ok());
            }
        }
    }
}
