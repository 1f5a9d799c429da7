//! Moments: time as an argument, measured since start.
//!
//! Protocol code never reads a clock. The outermost crate reads a monotonic one, and a test invents its own.

use core::ops::{Add, AddAssign};
use core::time::Duration;

/// A point in monotonic time: how long after start it lies.
///
/// It says nothing about the date, never runs backwards and survives a change of the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Duration);

impl Moment {
    /// The moment of start.
    pub const START: Self = Self(Duration::ZERO);

    /// The moment that lies `elapsed` after start.
    #[must_use]
    pub const fn after_start(elapsed: Duration) -> Self {
        Self(elapsed)
    }

    /// How long after start this moment lies.
    #[must_use]
    pub const fn since_start(self) -> Duration {
        self.0
    }

    /// How long after `earlier` this moment lies; zero when it does not lie after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole milliseconds since start, at most `u64::MAX` (584 million years).
    #[must_use]
    pub fn as_millis(self) -> u64 {
        let whole = self.0.as_secs().saturating_mul(1000);
        whole.saturating_add(u64::from(self.0.subsec_millis()))
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    /// The moment `delay` later; the end of time when that would overflow.
    fn add(self, delay: Duration) -> Self {
        Self(self.0.saturating_add(delay))
    }
}

impl AddAssign<Duration> for Moment {
    fn add_assign(&mut self, delay: Duration) {
        *self = *self + delay;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_saturates_instead_of_overflowing() {
        let late = Moment::after_start(Duration::MAX);
        assert_eq!(late + Duration::from_secs(1), late);
        assert_eq!(Moment::START.since(late), Duration::ZERO);
        assert_eq!(late.as_millis(), u64::MAX);
    }
}
