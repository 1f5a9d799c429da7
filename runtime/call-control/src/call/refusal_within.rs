//! Refusals of requests within a call. No row of the plan decides about them: each bears the number of the decision that
//! the call rests on, is counted, and logged at most once a second.

use super::Call;
use crate::counters::Counter;
use crate::events::{CallId, DecidedBy, Event};
use crate::replies::Refusal;
use crate::turn::{Incoming, Turn};

/// A call as the refusals of requests within it name it.
#[derive(Clone, Copy)]
pub(super) struct Within {
    call: CallId,
    by: DecidedBy,
}

impl Call {
    /// What a refusal within this call names.
    pub(super) fn within(&self) -> Within {
        Within {
            call: self.id,
            by: self.by,
        }
    }
}

impl Within {
    /// A refusal with a word of its own.
    pub(super) fn because(self, word: &'static str, status: u16) -> Refusal<'static> {
        Refusal::because(word, status, self.by.decision)
    }

    /// The answer of the other party, told on.
    pub(super) fn told(self, status: u16) -> Refusal<'static> {
        self.because("other-party", status)
    }
}

impl Turn<'_> {
    /// Refuses a request within a call for good.
    pub(super) fn refuse_within(&mut self, within: Within, incoming: &Incoming<'_>, refusal: &Refusal<'_>) {
        self.note_refused_within(within, refusal);
        self.refuse(incoming, refusal);
    }

    /// Counts and logs a refusal within a call.
    pub(super) fn note_refused_within(&mut self, within: Within, refusal: &Refusal<'_>) {
        self.core.counters.count(Counter::RefusedWithinCall);
        if self.core.refusals_within.may_log(self.now) {
            self.out.log(Event::RefusedWithin {
                call: within.call,
                status: refusal.status,
                word: refusal.reason.map_or("", |reason| reason.word),
                by: within.by,
            });
        }
    }
}
