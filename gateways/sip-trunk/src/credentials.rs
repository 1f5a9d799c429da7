//! What the provider thinks of the credentials: refused ones take the trunk out of service, and are tried again ever
//! less often, because storms of wrong passwords get a ship's address blocked.

use core::time::Duration;

use sip::time::Moment;

/// The standing of the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Not refused since they were last accepted.
    Good,
    /// Refused; not used until the moment.
    Refused {
        /// When the next call may try.
        until: Moment,
        /// How long this refusal lasts.
        pause: Duration,
    },
    /// The next call tries them.
    OnTrial {
        /// How long the last refusal lasted.
        pause: Duration,
    },
}

impl Standing {
    /// The provider refused the credentials. Returns whether that is news.
    pub(crate) fn refused(&mut self, now: Moment) -> bool {
        let pause = match *self {
            Standing::Refused { .. } => return false,
            Standing::Good => FIRST_PAUSE,
            Standing::OnTrial { pause } => (pause * 2).min(LAST_PAUSE),
        };
        *self = Standing::Refused {
            until: now + pause,
            pause,
        };
        true
    }

    /// The provider let a call pass that needed them.
    pub(crate) fn accepted(&mut self) {
        *self = Standing::Good;
    }

    /// Moves time on.
    pub(crate) fn advance(&mut self, now: Moment) {
        if let Standing::Refused { until, pause } = *self
            && until <= now
        {
            *self = Standing::OnTrial { pause };
        }
    }

    /// When [`Standing::advance`] must be called next.
    pub(crate) fn next_deadline(self) -> Option<Moment> {
        match self {
            Standing::Refused { until, .. } => Some(until),
            Standing::Good | Standing::OnTrial { .. } => None,
        }
    }
}

const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LAST_PAUSE: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::after_start(Duration::from_secs(seconds))
    }

    #[test]
    fn refused_credentials_are_tried_again_ever_less_often() {
        let mut standing = Standing::Good;
        let mut now = at(0);
        let mut pauses = Vec::new();
        for _ in 0..9 {
            assert!(standing.refused(now));
            let until = standing.next_deadline().unwrap();
            pauses.push(until.since(now).as_secs());
            standing.advance(until);
            assert!(matches!(standing, Standing::OnTrial { .. }));
            now = until;
        }
        assert_eq!(pauses, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn refusals_of_calls_that_were_under_way_do_not_lengthen_the_pause() {
        let mut standing = Standing::Good;
        assert!(standing.refused(at(0)));
        assert!(!standing.refused(at(1)));
        assert_eq!(standing.next_deadline(), Some(at(60)));
    }

    #[test]
    fn an_accepted_call_ends_the_trial() {
        let mut standing = Standing::OnTrial {
            pause: Duration::from_secs(960),
        };
        standing.accepted();
        assert!(standing.refused(at(0)));
        assert_eq!(standing.next_deadline(), Some(at(60)));
    }
}
