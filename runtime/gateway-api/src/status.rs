//! The four states of a gateway, what each admits, and why a gateway is in one.

use core::fmt;

/// The state of a gateway, as the original interface named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Every target answers, or health checks are off.
    Ready,
    /// Nothing is known yet: no target has answered since start or since its address changed.
    Connecting,
    /// Some targets do not answer, or the last call was refused for its credentials and the next one shall tell.
    Degraded,
    /// No target answers, no address is known, credentials are refused, or the gateway is not started.
    Offline,
}

impl Status {
    /// What a gateway in this state takes: Ready and Degraded take all calls (a Degraded one skips the targets
    /// that are down), Connecting takes emergency calls only, Offline nothing.
    #[must_use]
    pub fn admits(self) -> Admits {
        match self {
            Status::Ready | Status::Degraded => Admits::All,
            Status::Connecting => Admits::EmergencyOnly,
            Status::Offline => Admits::Nothing,
        }
    }

    /// The word for status pages and logs: `ready`, `connecting`, `degraded` or `offline`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ready => "ready",
            Status::Connecting => "connecting",
            Status::Degraded => "degraded",
            Status::Offline => "offline",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Which calls a gateway takes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Admits {
    /// Every call.
    All,
    /// Emergency calls only.
    EmergencyOnly,
    /// No call. An emergency call may still try it, after every other target.
    Nothing,
}

/// Why a gateway is in its state; one sentence for people, without addresses of the inside or secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// `initialize` was not called yet, or `shutdown` was.
    NotStarted,
    /// Waiting for the first answer.
    AwaitingFirstAnswer,
    /// Waiting for the first resolution of the trunk's host name.
    AwaitingAddress,
    /// The host name has no usable address and never had one since start.
    NoAddress,
    /// Health checks are off in the plan.
    HealthChecksOff,
    /// Every target answers.
    AllTargetsAnswer,
    /// Some targets do not answer, others do.
    SomeTargetsDown,
    /// No target answers.
    AllTargetsDown,
    /// The provider refused the credentials; no call is sent until the back-off ends.
    CredentialsRefused,
    /// The back-off after refused credentials ended; the next call shall tell.
    CredentialsOnTrial,
}

impl Why {
    /// The sentence for status pages and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Why::NotStarted => "not started",
            Why::AwaitingFirstAnswer => "waiting for the first answer",
            Why::AwaitingAddress => "waiting for an address",
            Why::NoAddress => "the host name has no permitted address",
            Why::HealthChecksOff => "health checks are off",
            Why::AllTargetsAnswer => "all targets answer",
            Why::SomeTargetsDown => "some targets do not answer",
            Why::AllTargetsDown => "no target answers",
            Why::CredentialsRefused => "the provider refuses the credentials",
            Why::CredentialsOnTrial => "the credentials are on trial after a refusal",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_admits_what_the_plan_was_proved_with() {
        assert_eq!(Status::Ready.admits(), Admits::All);
        assert_eq!(Status::Degraded.admits(), Admits::All);
        assert_eq!(Status::Connecting.admits(), Admits::EmergencyOnly);
        assert_eq!(Status::Offline.admits(), Admits::Nothing);
    }
}
