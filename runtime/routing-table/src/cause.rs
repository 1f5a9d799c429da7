//! The one table of refusals: what a caller is told for each cause, whoever finds it.

macro_rules! status_table {
    ($($(#[$doc:meta])* $cause:ident = $status:literal, $q850:literal, $name:literal, $phrase:literal;)+) => {
        /// Why a call or a request is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause { $($(#[$doc])* $cause,)+ }

        impl Cause {
            /// Every cause, in the order of the table.
            pub const ALL: &'static [Cause] = &[$(Cause::$cause,)+];

            /// The SIP status of the refusal, 400–699.
            pub const fn status(self) -> u16 {
                match self { $(Cause::$cause => $status,)+ }
            }

            /// The Q.850 cause value for the `Reason` header field (RFC 3326), 1–127.
            pub const fn q850(self) -> u8 {
                match self { $(Cause::$cause => $q850,)+ }
            }

            /// The word for logs, call records and counters.
            pub const fn name(self) -> &'static str {
                match self { $(Cause::$cause => $name,)+ }
            }

            /// The reason phrase of the status line.
            pub const fn phrase(self) -> &'static str {
                match self { $(Cause::$cause => $phrase,)+ }
            }
        }
    };
}

status_table! {
    /// The number matches nothing.
    NoMatch = 404, 1, "no-match", "Not Found";
    /// More symbols could still match, or the number is shorter than its route demands.
    Incomplete = 484, 28, "incomplete", "Address Incomplete";
    /// A deny, or a route that the caller's class of service does not permit.
    Barred = 403, 21, "barred", "Forbidden";
    /// A symbol that no number has, a `+` that is not first, nothing at all, or too many symbols.
    IllegalNumber = 404, 28, "illegal-number", "Not Found";
    /// More digits than the route permits.
    TooLong = 404, 28, "too-long", "Not Found";
    /// No attempt can be given the number in its gateway's number format.
    NumberFormat = 404, 28, "number-format", "Not Found";
    /// A route exists, but none of its gateways admits a call now; without Retry-After.
    NoGateway = 503, 38, "no-gateway", "Service Unavailable";
    /// The caller of an INVITE is not authenticated.
    Unauthenticated = 407, 21, "unauthenticated", "Proxy Authentication Required";
    /// The sender of a REGISTER is not authenticated.
    UnauthenticatedRegister = 401, 21, "unauthenticated-register", "Unauthorized";
    /// A trunk call to a number that the inbound map does not hold.
    UnknownInbound = 404, 1, "unknown-inbound", "Not Found";
    /// A station that the plan does not hold.
    UnknownStation = 404, 1, "unknown-station", "Not Found";
    /// A host or phone-context that is not ours.
    ForeignDomain = 404, 1, "foreign-domain", "Not Found";
    /// A Request-URI of a scheme that we do not take.
    UnsupportedScheme = 416, 127, "unsupported-scheme", "Unsupported URI Scheme";
    /// An emergency call that no target takes; raises an alarm.
    NoEmergencyTarget = 503, 38, "no-emergency-target", "Service Unavailable";
    /// A station of the plan that is not registered.
    NotRegistered = 480, 20, "not-registered", "Temporarily Unavailable";
    /// Every attempt failed; never a relayed 503.
    AttemptsFailed = 500, 41, "attempts-failed", "Server Internal Error";
    /// No channel is free on any gateway of an outbound call.
    NoChannel = 503, 34, "no-channel", "Service Unavailable";
    /// A trunk call beyond the limit of calls.
    InboundLimit = 486, 17, "inbound-limit", "Busy Here";
    /// The whole server is overloaded or shuts down; with Retry-After.
    Overload = 503, 42, "overload", "Service Unavailable";
    /// No common codec; with Warning.
    CodecMismatch = 488, 88, "codec-mismatch", "Not Acceptable Here";
    /// The call came back to where it was.
    Loop = 482, 25, "loop", "Loop Detected";
    /// Max-Forwards is used up.
    HopsExhausted = 483, 25, "hops-exhausted", "Too Many Hops";
    /// A route exists, but the emission profile in force lets none of its gateways radiate; without
    /// Retry-After.
    EmissionControl = 503, 63, "emission-control", "Service Unavailable";
    /// A precedence above the caller's class.
    PrecedenceBarred = 403, 46, "precedence-barred", "Forbidden";
    /// The station that calls names another one as the caller.
    CallerMismatch = 403, 21, "caller-mismatch", "Forbidden";
    /// A body that the call cannot do without and that is not known here; with Accept.
    UnknownBody = 415, 79, "unknown-body", "Unsupported Media Type";
    /// The caller takes no session description in return.
    NotAcceptable = 406, 79, "not-acceptable", "Not Acceptable";
}

impl Cause {
    /// Whether the refusal carries Retry-After: only an overloaded server does, since a phone takes
    /// it as advice to avoid this server (RFC 3261 §21.5.4).
    pub const fn has_retry_after(self) -> bool {
        matches!(self, Cause::Overload)
    }

    /// Whether the refusal carries a Warning that names the mismatch (RFC 3261 §20.43).
    pub const fn has_warning(self) -> bool {
        matches!(self, Cause::CodecMismatch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_table_is_that_of_the_design() {
        use Cause::*;
        let expected = [
            (NoMatch, 404, 1),
            (Incomplete, 484, 28),
            (Barred, 403, 21),
            (UnknownStation, 404, 1),
            (NotRegistered, 480, 20),
            (NoGateway, 503, 38),
            (AttemptsFailed, 500, 41),
            (NoChannel, 503, 34),
            (InboundLimit, 486, 17),
            (Overload, 503, 42),
            (CodecMismatch, 488, 88),
            (Loop, 482, 25),
            (HopsExhausted, 483, 25),
            (EmissionControl, 503, 63),
            (PrecedenceBarred, 403, 46),
            (UnauthenticatedRegister, 401, 21),
            (Unauthenticated, 407, 21),
            (NoEmergencyTarget, 503, 38),
            (UnsupportedScheme, 416, 127),
            (ForeignDomain, 404, 1),
            (UnknownInbound, 404, 1),
            (IllegalNumber, 404, 28),
            (TooLong, 404, 28),
            (NumberFormat, 404, 28),
            (CallerMismatch, 403, 21),
            (UnknownBody, 415, 79),
            (NotAcceptable, 406, 79),
        ];
        assert_eq!(expected.len(), Cause::ALL.len());
        for (cause, status, q850) in expected {
            assert_eq!((cause.status(), cause.q850()), (status, q850), "{cause:?}");
        }
    }

    #[test]
    fn only_overload_says_when_to_come_back_and_only_a_codec_mismatch_warns() {
        let retry = Cause::ALL.iter().filter(|cause| cause.has_retry_after());
        assert!(retry.eq([Cause::Overload].iter()));
        let warning = Cause::ALL.iter().filter(|cause| cause.has_warning());
        assert!(warning.eq([Cause::CodecMismatch].iter()));
    }

    #[test]
    fn no_two_causes_have_one_name() {
        for (index, cause) in Cause::ALL.iter().enumerate() {
            assert!(
                Cause::ALL
                    .iter()
                    .skip(index + 1)
                    .all(|other| other.name() != cause.name()),
                "{cause:?}"
            );
        }
    }
}
