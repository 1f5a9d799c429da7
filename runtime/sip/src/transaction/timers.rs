//! Every timer of a transaction, in one table (RFC 3261 §17 and table 4, RFC 6026 §7).

use super::flow::Transport;
use core::time::Duration;

/// RFC 3261 T1: the estimate of the round-trip time to one peer, 100 ms to 8 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct T1(Duration);

impl T1 {
    /// 500 ms, the default of RFC 3261.
    pub const TERRESTRIAL: Self = Self(Duration::from_millis(500));
    /// 2 s: for a peer behind a geostationary satellite, where 500 ms would repeat every request.
    pub const SATELLITE: Self = Self(Duration::from_secs(2));

    /// An estimate; `None` outside 100 ms to 8 s.
    #[must_use]
    pub const fn new(estimate: Duration) -> Option<Self> {
        let millis = estimate.as_millis();
        if millis >= 100 && millis <= 8000 {
            Some(Self(estimate))
        } else {
            None
        }
    }

    /// The estimate itself.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }

    /// 64*T1, the longest that anything waits: 32 s with the default.
    #[must_use]
    pub fn times_64(self) -> Duration {
        self.0 * 64
    }
}

/// The timers of one transaction, from the T1 of its peer and its transport.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timers {
    t1: T1,
    reliable: bool,
}

impl Timers {
    pub(crate) const fn new(t1: T1, transport: Transport) -> Self {
        Self {
            t1,
            reliable: transport.is_reliable(),
        }
    }

    /// First interval of A (INVITE), E (other requests) and G (responses to INVITE); none on a stream.
    pub(crate) fn a_e_g(self) -> Option<Duration> {
        (!self.reliable).then_some(self.t1.0)
    }

    /// The interval after `interval` for timer A, which doubles without a limit.
    pub(crate) fn next_a(interval: Duration) -> Duration {
        interval.saturating_mul(2)
    }

    /// The interval after `interval` for E, G and a repeated 2xx: doubles up to T2, or stays at a T1 above it.
    pub(crate) fn next_e_g(self, interval: Duration) -> Duration {
        interval.saturating_mul(2).min(T2.max(self.t1.0))
    }

    /// The interval of E once a provisional response has come.
    pub(crate) fn e_proceeding(self) -> Option<Duration> {
        (!self.reliable).then_some(T2.max(self.t1.0))
    }

    /// First interval of a repeated 2xx, which repeats on streams too (RFC 3261 §13.3.1.4).
    pub(crate) fn first_2xx(self) -> Duration {
        self.t1.0
    }

    /// B and F: how long a request waits for its response; H: how long a final response waits for its ACK; L and M:
    /// how long the Accepted states last; also how long a cancelled INVITE waits (RFC 3261 §9.1).
    pub(crate) fn b_f_h_l_m(self) -> Duration {
        self.t1.times_64()
    }

    /// D: how long a refused INVITE answers repeated final responses; more than 32 s, zero on a stream.
    pub(crate) fn d(self) -> Duration {
        if self.reliable {
            Duration::ZERO
        } else {
            self.t1.times_64().max(Duration::from_secs(32))
        }
    }

    /// I and K: how long repeated messages are absorbed after the end; T4, zero on a stream.
    pub(crate) fn i_k(self) -> Duration {
        if self.reliable {
            Duration::ZERO
        } else {
            T4.max(self.t1.0 * 10)
        }
    }

    /// J: how long a final response to another request is repeated on demand; zero on a stream.
    pub(crate) fn j(self) -> Duration {
        if self.reliable {
            Duration::ZERO
        } else {
            self.t1.times_64()
        }
    }
}

/// Longest interval between retransmissions of requests other than INVITE and of responses to INVITE.
const T2: Duration = Duration::from_secs(4);
/// How long a message may stay in the network; ten T1 where the peer's T1 is longer than the default.
const T4: Duration = Duration::from_secs(5);
/// C: how long an INVITE may ring after its last provisional response before it is cancelled; RFC 3261 §16.6
/// asks for more than three minutes.
pub(crate) const C: Duration = Duration::from_secs(181);
/// How often a provisional response above 100 is repeated so that no proxy's timer C runs out (RFC 3261 §13.3.1.1).
pub(crate) const RINGING: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t1_is_refused_outside_its_range() {
        assert_eq!(T1::new(Duration::from_millis(500)), Some(T1::TERRESTRIAL));
        assert_eq!(T1::new(Duration::from_millis(99)), None);
        assert_eq!(T1::new(Duration::from_millis(8001)), None);
    }

    #[test]
    fn a_doubles_without_limit_and_e_stops_at_t2() {
        let timers = Timers::new(T1::TERRESTRIAL, Transport::Udp);
        let mut a = timers.a_e_g().unwrap();
        let mut e = a;
        let mut seen = Vec::new();
        for _ in 0..5 {
            (a, e) = (Timers::next_a(a), timers.next_e_g(e));
            seen.push((a.as_millis(), e.as_millis()));
        }
        assert_eq!(
            seen,
            [
                (1000, 1000),
                (2000, 2000),
                (4000, 4000),
                (8000, 4000),
                (16000, 4000)
            ]
        );
    }

    #[test]
    fn a_stream_has_no_retransmission_and_no_wait_but_b_f_h_l_m() {
        let timers = Timers::new(T1::SATELLITE, Transport::Tcp);
        assert_eq!(timers.a_e_g(), None);
        assert_eq!(timers.e_proceeding(), None);
        assert_eq!([timers.d(), timers.i_k(), timers.j()], [Duration::ZERO; 3]);
        assert_eq!(timers.b_f_h_l_m(), Duration::from_secs(128));
        assert_eq!(timers.first_2xx(), Duration::from_secs(2));
    }

    #[test]
    fn a_satellite_peer_scales_every_wait() {
        let timers = Timers::new(T1::SATELLITE, Transport::Udp);
        assert_eq!(timers.d(), Duration::from_secs(128));
        assert_eq!(timers.j(), Duration::from_secs(128));
        assert_eq!(timers.i_k(), Duration::from_secs(20));
        let slow = Timers::new(T1::new(Duration::from_secs(8)).unwrap(), Transport::Udp);
        assert_eq!(slow.next_e_g(Duration::from_secs(8)), Duration::from_secs(8));
    }
}
