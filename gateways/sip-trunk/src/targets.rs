//! The trunk's targets: one socket address each, with its health.

use core::net::{IpAddr, SocketAddr};
use core::time::Duration;

use gateway_api::{Outcome, ProbeId, Status, Urgency, Why};
use sip::random::Random;
use sip::time::Moment;

use crate::health::{Health, Life};
use crate::settings::HealthSettings;
use crate::verdict::shows_life;

/// The targets in order of preference.
#[derive(Debug)]
pub(crate) struct Targets {
    settings: HealthSettings,
    /// How long an OPTIONS may stay unanswered.
    limit: Duration,
    port: u16,
    list: Vec<(SocketAddr, Health)>,
    serial: u32,
}

impl Targets {
    /// No target yet. All targets have this port; a probe not answered within `limit` has failed.
    pub(crate) fn new(settings: HealthSettings, port: u16, limit: Duration) -> Self {
        let limit = settings.interval.map_or(limit, |interval| limit.min(interval));
        Self {
            settings,
            limit,
            port,
            list: Vec::new(),
            serial: 0,
        }
    }

    /// Replaces the targets. What is known of an address that stays is kept; order is the new one. When none that answered
    /// stays, the new ones are trusted: a name that names another address each time is no reason to refuse calls.
    pub(crate) fn replace(&mut self, now: Moment, addresses: &[IpAddr]) {
        let mut targets: Vec<SocketAddr> = Vec::new();
        for address in addresses.iter().take(MOST) {
            let target = SocketAddr::new(address.to_canonical(), self.port);
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        let mut known = core::mem::take(&mut self.list);
        let up = |(_, health): &&(SocketAddr, Health)| health.life() == Life::Up;
        let heirs = known.iter().any(|one| up(&one))
            && !known
                .iter()
                .filter(up)
                .any(|(target, _)| targets.contains(target));
        for target in targets {
            let at = known.iter().position(|(listed, _)| *listed == target);
            let health = match at {
                Some(at) => known.swap_remove(at).1,
                None if heirs => Health::trusted(now, &self.settings),
                None => Health::new(now, &self.settings),
            };
            self.list.push((target, health));
        }
    }

    /// Whether an address is one of the targets', on any port.
    pub(crate) fn has(&self, address: IpAddr) -> bool {
        self.list
            .iter()
            .any(|(target, _)| target.ip() == address.to_canonical())
    }

    /// Where a call may go: for an ordinary call the targets that answer; for an emergency call all, those that answer first
    /// and those that do not last.
    pub(crate) fn for_call(&self, urgency: Urgency) -> Vec<SocketAddr> {
        let lives: &[Life] = match urgency {
            Urgency::Ordinary => &[Life::Up],
            Urgency::Emergency => &[Life::Up, Life::Unknown, Life::Down],
        };
        let living = |life: &Life| {
            let life = *life;
            self.list
                .iter()
                .filter(move |(_, health)| health.life() == life)
                .map(|(target, _)| *target)
        };
        lives.iter().flat_map(living).collect()
    }

    /// The state that the targets' health amounts to; `None` when there is no target.
    pub(crate) fn status(&self) -> Option<(Status, Why)> {
        let count = |life| {
            self.list
                .iter()
                .filter(|(_, health)| health.life() == life)
                .count()
        };
        let (up, down) = (count(Life::Up), count(Life::Down));
        Some(match (up, down) {
            _ if self.list.is_empty() => return None,
            (0, down) if down == self.list.len() => (Status::Offline, Why::AllTargetsDown),
            (0, _) => (Status::Connecting, Why::AwaitingFirstAnswer),
            (_, 0) if self.settings.interval.is_none() => (Status::Ready, Why::HealthChecksOff),
            (_, 0) => (Status::Ready, Why::AllTargetsAnswer),
            _ => (Status::Degraded, Why::SomeTargetsDown),
        })
    }

    /// A call to a target ended.
    pub(crate) fn call_ended(
        &mut self,
        now: Moment,
        target: SocketAddr,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        let settings = self.settings;
        let Some(health) = self.health(target) else { return };
        if shows_life(outcome) {
            health.answered(&settings)
        } else {
            health.failed(now, &settings)
        }
        hold(health, now, outcome, retry_after);
    }

    /// A probe ended.
    pub(crate) fn probed(
        &mut self,
        now: Moment,
        probe: ProbeId,
        outcome: &Outcome,
        retry_after: Option<Duration>,
    ) {
        let settings = self.settings;
        let Some(health) = self.health(probe.target) else {
            return;
        };
        health.probed(now, probe.serial, shows_life(outcome), &settings);
        hold(health, now, outcome, retry_after);
    }

    /// Moves time on and returns the probes to send. Pauses are never shorter than the interval: jitter only adds.
    pub(crate) fn advance(&mut self, now: Moment, random: &mut dyn Random) -> Vec<ProbeId> {
        let mut due = Vec::new();
        for (target, health) in &mut self.list {
            if !health.advance(now, &self.settings) {
                continue;
            }
            self.serial = self.serial.wrapping_add(1);
            let interval = self.settings.interval.unwrap_or_default();
            health.sent(now, self.serial, self.limit, interval + jitter(interval, random));
            due.push(ProbeId {
                target: *target,
                serial: self.serial,
            });
        }
        due
    }

    /// When [`Targets::advance`] must be called next.
    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        self.list
            .iter()
            .filter_map(|(_, health)| health.next_deadline())
            .min()
    }

    fn health(&mut self, target: SocketAddr) -> Option<&mut Health> {
        self.list
            .iter_mut()
            .find(|(listed, _)| *listed == target)
            .map(|(_, health)| health)
    }
}

fn hold(health: &mut Health, now: Moment, outcome: &Outcome, retry_after: Option<Duration>) {
    match (outcome, retry_after) {
        (Outcome::Status(status), Some(retry_after)) if status.code() == 503 => health.hold(now, retry_after),
        _ => {}
    }
}

/// Up to a tenth of the interval, so that ships that started together do not probe together.
fn jitter(interval: Duration, random: &mut dyn Random) -> Duration {
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    interval / 10 * u32::from(u16::from_ne_bytes(bytes)) / u32::from(u16::MAX)
}

/// More addresses than this a name need not have.
const MOST: usize = 16;
