//! How long a relay may pass nothing, and when that is looked at.

use std::time::Duration;

/// The rounds in which relays are looked at: seldom, because silence is measured in minutes and packets must not wait.
#[derive(Debug)]
pub(super) struct Rounds {
    next: Duration,
}

impl Rounds {
    pub(super) fn starting(now: Duration) -> Rounds {
        Rounds { next: now + ROUND }
    }

    /// How long until the next round.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.next.saturating_sub(now)
    }

    /// Whether a round is due; if so, the one after it is set.
    pub(super) fn is_due(&mut self, now: Duration) -> bool {
        let due = self.next <= now;
        if due {
            self.next = now + ROUND;
        }
        due
    }
}

/// Whether a call that has been silent for so long is dead on both ends.
pub(super) fn is_too_long(silence: Duration) -> bool {
    silence >= LONGEST_SILENCE
}

/// Longer than anybody is left on hold; a station that was switched off and a trunk that lost its link must not
/// hold a channel for ever.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(30 * 60);
/// A silent call lives at most this much longer.
pub(super) const ROUND: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_due_once_a_minute_however_often_one_asks() {
        let mut rounds = Rounds::starting(Duration::ZERO);
        assert_eq!(rounds.wait(Duration::from_secs(20)), Duration::from_secs(40));
        let due = (0..600).filter(|second| rounds.is_due(Duration::from_secs(*second)));
        assert_eq!(
            due.collect::<Vec<_>>(),
            (1..10).map(|minute| minute * 60).collect::<Vec<_>>()
        );
    }
}
