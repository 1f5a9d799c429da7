//! The targets of a call, in order, and what those that were tried have said.

use gateway_api::Invite;
use routing_table::{Cause, Decision, GatewayIndex, Target};
use sip::time::Moment;

use super::session::Unfit;
use crate::causes::BestAnswer;

/// Where a call may still go, and what it has heard.
pub(super) struct Search {
    targets: Vec<Target>,
    next: usize,
    /// How often a target was tried again.
    repeats: u8,
    pub(super) best: BestAnswer,
    /// Why the caller's offer could not be shown to the last target that it did not fit.
    pub(super) unfit: Option<Unfit>,
    /// Why the last target that was not even tried was skipped.
    pub(super) skipped: Option<Cause>,
    /// The gateway that is being tried.
    pub(super) trial: Option<Trial>,
    /// When the target that is being tried has had its time; `None`: only its own limits end it.
    pub(super) until: Option<Moment>,
}

/// A call as its gateway composed it, and the addresses it may be sent to.
pub(super) struct Trial {
    pub(super) gateway: GatewayIndex,
    pub(super) invite: Invite,
    pub(super) next_address: usize,
}

impl Search {
    /// The targets of a decision, in its order.
    pub(super) fn new(decision: &Decision) -> Self {
        let targets = match decision {
            Decision::Station { station, .. } => vec![Target::Station(*station)],
            Decision::Attempts { list, .. } => list.iter().copied().map(Target::Gateway).collect(),
            Decision::Emergency { targets, .. } => targets.iter().copied().collect(),
            Decision::Refuse { .. } => Vec::new(),
        };
        Search {
            targets,
            next: 0,
            repeats: 0,
            best: BestAnswer::default(),
            unfit: None,
            skipped: None,
            trial: None,
            until: None,
        }
    }

    /// The next target; it counts as tried.
    pub(super) fn take_next(&mut self) -> Option<Target> {
        let target = self.targets.get(self.next).copied()?;
        self.next += 1;
        Some(target)
    }

    /// Takes the last target back, to be tried again; false when that was done often enough.
    pub(super) fn repeat(&mut self) -> bool {
        let repeats = self.repeats < MOST_REPEATS;
        if repeats {
            self.repeats += 1;
            self.next = self.next.saturating_sub(1);
        }
        repeats
    }

    /// Whether another target follows.
    pub(super) fn has_more(&self) -> bool {
        self.next < self.targets.len()
    }

    /// A limit of the target that is being tried, but not beyond its time.
    pub(super) fn at_most(&self, limit: Moment) -> Moment {
        self.until.map_or(limit, |until| until.min(limit))
    }

    /// The next address of the gateway that is being tried, while that has time left.
    pub(super) fn next_address(&mut self, now: Moment) -> Option<core::net::SocketAddr> {
        if self.until.is_some_and(|until| until <= now) {
            return None;
        }
        let trial = self.trial.as_mut()?;
        let address = trial.invite.targets.get(trial.next_address).copied()?;
        trial.next_address += 1;
        Some(address)
    }
}

/// Ports that another program holds cost one, a block of neighbours too, because each repeat takes ports from elsewhere;
/// more are of no use when no port can be opened.
const MOST_REPEATS: u8 = 3;
