//! Emergency calls of callers who have proved nothing: anybody may make some, and nobody may take all there is.
//!
//! Such calls are exempt from every limit of the plan, so that without one of their own a single machine in the crew
//! network could take every pair of media ports and every channel of a trunk. The limits are fixed, because no plan has
//! a reason for others. Calls of stations that have proved themselves are not counted here.

use core::net::IpAddr;
use core::time::Duration;

use sip::time::Moment;

/// The places that these calls take.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    source: IpAddr,
    /// When it is free again; `None` while its call lasts.
    free: Option<Moment>,
}

impl Strangers {
    /// Whether no further call of this source has a place.
    pub(crate) fn are_too_many(&self, now: Moment, source: IpAddr) -> bool {
        let source = source.to_canonical();
        let taken = || self.places.iter().filter(|place| place.is_taken(now));
        taken().count() >= IN_TOTAL || taken().filter(|place| place.source == source).count() >= PER_SOURCE
    }

    /// Takes a place for a call; ask [`Strangers::are_too_many`] before.
    pub(crate) fn enter(&mut self, now: Moment, source: IpAddr) {
        self.places.retain(|place| place.is_taken(now));
        self.places.push(Place {
            source: source.to_canonical(),
            free: None,
        });
    }

    /// A call that [`Strangers::enter`] counted is over.
    pub(crate) fn leave(&mut self, now: Moment, source: IpAddr) {
        let source = source.to_canonical();
        let ended = |place: &&mut Place| place.source == source && place.free.is_none();
        if let Some(place) = self.places.iter_mut().find(ended) {
            place.free = Some(now + REST);
        }
    }
}

impl Place {
    fn is_taken(&self, now: Moment) -> bool {
        self.free.is_none_or(|free| free > now)
    }
}

/// Calls of one address at a time.
const PER_SOURCE: usize = 2;
/// Calls of all addresses at a time: media ports are kept for so many.
const IN_TOTAL: usize = routing_table::MediaRoom::MOST_KEPT as usize;
/// How long the place of a call stays taken after its end: longer than its media ports rest, so that calls which begin
/// and end at once take no more ports than those that last.
const REST: Duration = Duration::from_secs(4);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::START + Duration::from_secs(seconds)
    }

    fn source(host: u8) -> IpAddr {
        IpAddr::from([10, 1, 0, host])
    }

    #[test]
    fn a_place_rests_longer_than_ports_do() {
        assert!(REST > crate::media_ports::REST);
    }

    #[test]
    fn one_source_takes_two_places_and_leaves_the_others_free() {
        let mut strangers = Strangers::default();
        for _ in 0..PER_SOURCE {
            assert!(!strangers.are_too_many(at(0), source(1)));
            strangers.enter(at(0), source(1));
        }
        assert!(strangers.are_too_many(at(0), source(1)));
        let mapped = "::ffff:10.1.0.1".parse().unwrap_or(source(9));
        assert!(strangers.are_too_many(at(0), mapped), "the same address");
        assert!(!strangers.are_too_many(at(0), source(2)));
    }

    #[test]
    fn all_sources_together_take_six() {
        let mut strangers = Strangers::default();
        for host in 0..6 {
            assert!(!strangers.are_too_many(at(0), source(host)));
            strangers.enter(at(0), source(host));
        }
        assert!(strangers.are_too_many(at(0), source(9)));
    }

    #[test]
    fn a_place_is_free_again_a_while_after_its_call() {
        let mut strangers = Strangers::default();
        strangers.enter(at(0), source(1));
        strangers.enter(at(0), source(1));
        strangers.leave(at(10), source(1));
        assert!(strangers.are_too_many(at(13), source(1)));
        assert!(!strangers.are_too_many(at(14), source(1)));
        strangers.enter(at(14), source(1));
        assert_eq!(strangers.places.len(), 2, "free places are forgotten");
        strangers.leave(at(15), source(2));
        assert!(
            strangers.are_too_many(at(60), source(1)),
            "nobody else ends their calls"
        );
    }
}
