//! What a state machine is given for one move, and what it notes for the next.

use super::counters::Counters;
use crate::time::Moment;
use core::time::Duration;

/// The surroundings of one move of a state machine.
pub(crate) struct Turn<'t, O> {
    /// The moment of the move.
    pub(crate) now: Moment,
    /// Takes what is sent.
    pub(crate) out: &'t mut O,
    /// For messages that the layer writes itself.
    pub(crate) written: &'t mut Vec<u8>,
    /// What the layer does without its user is counted.
    pub(crate) counters: &'t mut Counters,
}

/// When the kept message is sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repetition {
    pub(crate) at: Moment,
    pub(crate) interval: Duration,
}

impl Repetition {
    pub(crate) fn starting(now: Moment, interval: Duration) -> Self {
        Self {
            at: now + interval,
            interval,
        }
    }
}

/// An exact copy: a kept message holds no spare memory.
pub(crate) fn keep(message: &[u8]) -> Box<[u8]> {
    message.into()
}
