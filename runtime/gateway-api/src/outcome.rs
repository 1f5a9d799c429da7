//! What came of an attempt or a probe, and what it means for the next attempt.

use rsip::StatusCode;

/// How one INVITE or one OPTIONS ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A final response from the wire.
    Status(StatusCode),
    /// No response at all within the first-response limit or the transaction's time-out (a *local* 408).
    NoResponse,
    /// 100 (Trying) came, but neither ringing nor progress nor a final response within the progress limit. A phone that
    /// rang and was not answered is not this: that is the callee's doing, and no attempt follows it.
    NoProgress,
    /// The message could not be sent, or its connection broke.
    TransportError,
}

impl Outcome {
    /// The outcome of a final response with this status code, 200–699.
    #[must_use]
    pub fn status(code: u16) -> Self {
        Outcome::Status(StatusCode::from(code))
    }
}

/// What an attempt that did not succeed means for the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The trunk could not carry the call: the next attempt may.
    TrunkFault,
    /// The called person or phone decided: stop, and tell the caller.
    Callee,
    /// The number is wrong whichever trunk carries it: stop, and tell the caller.
    Number,
}

impl Verdict {
    /// Whether the next attempt of the route is tried.
    #[must_use]
    pub fn tries_next_attempt(self) -> bool {
        self == Verdict::TrunkFault
    }
}
