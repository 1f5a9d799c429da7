//! The health of one target: fall and rise, hold-down, and when to probe it next.

use core::time::Duration;

use sip::time::Moment;

use crate::settings::HealthSettings;

/// What is known of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// Nothing yet.
    Unknown,
    /// It answers.
    Up,
    /// It does not answer, or asked to be left alone.
    Down,
}

/// One target's health.
#[derive(Debug)]
pub(crate) struct Health {
    life: Life,
    /// Failures in a row while not down, answers in a row while down.
    streak: u32,
    /// Retry-After of a 503: no request before this.
    held: Option<Moment>,
    /// Without probes a target that is down is tried again at this moment.
    revival: Option<Moment>,
    pending: Option<Pending>,
    next_probe: Option<Moment>,
}

/// A probe that was sent and not answered.
#[derive(Debug, Clone, Copy)]
struct Pending {
    serial: u32,
    limit: Moment,
}

impl Health {
    /// A target of which nothing is known; with health checks off it counts as up until calls fail.
    pub(crate) fn new(now: Moment, settings: &HealthSettings) -> Self {
        let probed = settings.interval.is_some();
        Self {
            life: if probed { Life::Unknown } else { Life::Up },
            streak: 0,
            held: None,
            revival: None,
            pending: None,
            next_probe: probed.then_some(now),
        }
    }

    /// A target that takes the place of those that answered: it counts as up, and one failure takes it down.
    pub(crate) fn trusted(now: Moment, settings: &HealthSettings) -> Self {
        let mut health = Self::new(now, settings);
        health.trust(settings);
        health
    }

    /// What is known of the target; one that asked to be left alone counts as down.
    pub(crate) fn life(&self) -> Life {
        if self.held.is_some() {
            Life::Down
        } else {
            self.life
        }
    }

    /// The target gave a sign of life.
    pub(crate) fn answered(&mut self, settings: &HealthSettings) {
        match self.life {
            Life::Up => self.streak = 0,
            Life::Unknown => self.turn(Life::Up),
            Life::Down => {
                self.streak = self.streak.saturating_add(1);
                if self.streak >= settings.rise {
                    self.turn(Life::Up);
                }
            }
        }
    }

    /// A request to the target failed in a way that says that it does not live.
    pub(crate) fn failed(&mut self, now: Moment, settings: &HealthSettings) {
        if self.life == Life::Down {
            self.streak = 0;
            return;
        }
        self.streak = self.streak.saturating_add(1);
        if self.streak >= settings.fall {
            self.turn(Life::Down);
            // Set after `turn`, which forgets an older one.
            self.revival = settings.interval.is_none().then(|| now + REVIVAL);
        }
    }

    /// The target asked to be left alone (503 with Retry-After).
    pub(crate) fn hold(&mut self, now: Moment, retry_after: Duration) {
        if !retry_after.is_zero() {
            let until = now + retry_after.min(LONGEST_HOLD);
            self.held = Some(self.held.map_or(until, |held| held.max(until)));
        }
    }

    /// A probe ended. A late sign of life counts, a late failure was counted at its time limit.
    pub(crate) fn probed(&mut self, now: Moment, serial: u32, alive: bool, settings: &HealthSettings) {
        let awaited = self.pending.take_if(|pending| pending.serial == serial).is_some();
        if alive {
            self.answered(settings);
        } else if awaited {
            self.failed(now, settings);
        }
    }

    /// Moves time on. Returns whether a probe is due; then [`Health::sent`] must follow.
    pub(crate) fn advance(&mut self, now: Moment, settings: &HealthSettings) -> bool {
        if self.pending.take_if(|pending| pending.limit <= now).is_some() {
            self.failed(now, settings);
        }
        self.held.take_if(|until| *until <= now);
        if self.revival.take_if(|at| *at <= now).is_some() {
            self.trust(settings);
        }
        self.held.is_none() && self.pending.is_none() && self.next_probe.is_some_and(|at| at <= now)
    }

    /// A probe was sent; `limit` is how long an answer may take, `pause` the time until the next one.
    pub(crate) fn sent(&mut self, now: Moment, serial: u32, limit: Duration, pause: Duration) {
        self.pending = Some(Pending {
            serial,
            limit: now + limit,
        });
        self.next_probe = Some(now + pause);
    }

    /// When [`Health::advance`] must be called next.
    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        let waiting = self
            .held
            .or(self.pending.map(|pending| pending.limit))
            .or(self.next_probe);
        let limit = self.pending.map(|pending| pending.limit);
        [waiting, limit, self.revival].into_iter().flatten().min()
    }

    /// Up on one's word.
    fn trust(&mut self, settings: &HealthSettings) {
        self.life = Life::Up;
        self.streak = settings.fall.saturating_sub(1);
    }

    fn turn(&mut self, life: Life) {
        self.life = life;
        self.streak = 0;
        self.revival = None;
    }
}

/// The longest hold-down that a provider may ask for: a ship cannot do without its trunk for hours.
const LONGEST_HOLD: Duration = Duration::from_secs(300);
/// How long a target without probes stays down.
const REVIVAL: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: HealthSettings = HealthSettings {
        interval: Some(Duration::from_secs(30)),
        fall: 3,
        rise: 2,
    };
    const UNPROBED: HealthSettings = HealthSettings {
        interval: None,
        ..SETTINGS
    };

    fn at(seconds: u64) -> Moment {
        Moment::after_start(Duration::from_secs(seconds))
    }

    fn up() -> Health {
        let mut health = Health::new(at(0), &SETTINGS);
        health.answered(&SETTINGS);
        health
    }

    fn down() -> Health {
        let mut health = up();
        (0..3).for_each(|_| health.failed(at(1), &SETTINGS));
        health
    }

    #[test]
    fn the_first_answer_brings_an_unknown_target_up() {
        assert_eq!(Health::new(at(0), &SETTINGS).life(), Life::Unknown);
        assert_eq!(up().life(), Life::Up);
    }

    #[test]
    fn a_target_falls_after_so_many_failures_in_a_row() {
        let mut health = up();
        health.failed(at(1), &SETTINGS);
        health.failed(at(2), &SETTINGS);
        health.answered(&SETTINGS);
        health.failed(at(3), &SETTINGS);
        health.failed(at(4), &SETTINGS);
        assert_eq!(health.life(), Life::Up);
        health.failed(at(5), &SETTINGS);
        assert_eq!(health.life(), Life::Down);
    }

    #[test]
    fn a_target_rises_after_so_many_answers_in_a_row() {
        let mut health = down();
        health.answered(&SETTINGS);
        health.failed(at(2), &SETTINGS);
        health.answered(&SETTINGS);
        assert_eq!(health.life(), Life::Down);
        health.answered(&SETTINGS);
        assert_eq!(health.life(), Life::Up);
    }

    #[test]
    fn silence_until_the_limit_is_a_failure_and_a_late_answer_a_sign_of_life() {
        let mut health = Health::new(at(0), &HealthSettings { fall: 1, ..SETTINGS });
        assert!(health.advance(at(0), &SETTINGS));
        health.sent(at(0), 7, Duration::from_secs(5), Duration::from_secs(30));
        assert_eq!(health.next_deadline(), Some(at(5)));
        assert!(!health.advance(at(5), &HealthSettings { fall: 1, ..SETTINGS }));
        assert_eq!(health.life(), Life::Down);
        assert_eq!(health.next_deadline(), Some(at(30)));
        health.probed(at(6), 7, false, &SETTINGS);
        health.probed(at(6), 7, true, &SETTINGS);
        health.probed(at(7), 7, true, &SETTINGS);
        assert_eq!(health.life(), Life::Up);
    }

    #[test]
    fn a_failure_of_an_old_probe_is_not_taken_for_the_new_ones() {
        let mut health = up();
        health.sent(at(0), 1, Duration::from_secs(5), Duration::from_secs(30));
        health.advance(at(5), &SETTINGS);
        health.sent(at(30), 2, Duration::from_secs(5), Duration::from_secs(30));
        health.probed(at(32), 1, false, &SETTINGS);
        health.probed(at(32), 1, false, &SETTINGS);
        assert_eq!(health.life(), Life::Up, "one silence, counted once");
        health.probed(at(33), 2, false, &SETTINGS);
        health.failed(at(34), &SETTINGS);
        assert_eq!(health.life(), Life::Down);
    }

    #[test]
    fn a_held_target_is_down_and_not_probed_until_the_hold_ends() {
        let mut health = up();
        health.sent(at(0), 1, Duration::from_secs(5), Duration::from_secs(30));
        health.probed(at(1), 1, true, &SETTINGS);
        health.hold(at(10), Duration::from_secs(120));
        assert_eq!(health.life(), Life::Down);
        assert_eq!(health.next_deadline(), Some(at(130)));
        assert!(!health.advance(at(129), &SETTINGS));
        assert!(health.advance(at(130), &SETTINGS));
        assert_eq!(health.life(), Life::Up);
    }

    #[test]
    fn no_provider_holds_its_trunk_for_hours() {
        let mut health = up();
        health.hold(at(0), Duration::from_secs(86_400));
        health.advance(at(300), &SETTINGS);
        assert_eq!(health.life(), Life::Up);
    }

    #[test]
    fn without_probes_a_target_is_up_at_once_and_gets_another_chance_after_calls_failed() {
        let mut health = Health::new(at(0), &UNPROBED);
        assert_eq!((health.life(), health.next_deadline()), (Life::Up, None));
        (0..3).for_each(|_| health.failed(at(9), &UNPROBED));
        assert_eq!(
            (health.life(), health.next_deadline()),
            (Life::Down, Some(at(69)))
        );
        assert!(!health.advance(at(69), &UNPROBED));
        assert_eq!(health.life(), Life::Up);
        health.failed(at(70), &UNPROBED);
        assert_eq!(health.life(), Life::Down, "one failure is enough now");
    }
}
