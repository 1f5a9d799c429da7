//! Refusals that the exchange itself makes before a call begins, for reasons that no row of the plan has: each has a
//! decision number of its own, and is counted and logged. What the plan refuses is not here.

use routing_table::Cause;

use crate::counters::Counter;
use crate::events::{CallId, Caller, Event};
use crate::replies::Refusal;
use crate::turn::{Incoming, Turn};

/// A call that the exchange itself refuses.
pub(super) struct OwnRefusal {
    caller: Caller,
    dialled: String,
    cause: Cause,
    status: u16,
}

impl OwnRefusal {
    /// The refusal of a call to `dialled`, with the status of the cause.
    pub(super) fn new(caller: Caller, dialled: &str, cause: Cause) -> OwnRefusal {
        OwnRefusal {
            caller,
            dialled: dialled.to_owned(),
            cause,
            status: cause.status(),
        }
    }

    /// The same with the status that a gateway demands.
    pub(super) fn with_status(self, status: u16) -> OwnRefusal {
        OwnRefusal { status, ..self }
    }
}

impl Turn<'_> {
    /// Refuses for good, and logs it.
    pub(super) fn refuse_itself(&mut self, call: CallId, incoming: &Incoming<'_>, refusal: OwnRefusal) {
        self.core.counters.count(Counter::CallRefused);
        let told = self.told(&refusal);
        self.log_refused(call, refusal);
        self.refuse(incoming, &told);
    }

    /// Refuses a sender who has proved nothing: without state, and logged at most once a second.
    pub(super) fn refuse_stranger(&mut self, call: CallId, incoming: &Incoming<'_>, refusal: OwnRefusal) {
        self.core.counters.count(Counter::CallRefused);
        let told = self.told(&refusal);
        if self.core.strange_calls.may_log(self.now) {
            self.log_refused(call, refusal);
        }
        self.refuse_without_state(incoming, &told);
    }

    fn told(&self, refusal: &OwnRefusal) -> Refusal<'static> {
        let number = self.core.table.fixed_number(refusal.cause);
        let told = Refusal::of(refusal.cause, Some(number));
        Refusal {
            status: refusal.status,
            ..told
        }
    }

    fn log_refused(&mut self, call: CallId, refusal: OwnRefusal) {
        let number = self.core.table.fixed_number(refusal.cause);
        self.out.log(Event::Refused {
            call,
            caller: refusal.caller,
            dialled: refusal.dialled,
            by: self.core.decided_by(number),
            cause: refusal.cause,
        });
    }
}
