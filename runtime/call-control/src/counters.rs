//! A counter for every drop, refusal and repair; read by status pages and tests.

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)*) => {
        /// What is counted. Each drop has its own word, so that no packet disappears without a trace.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Counter { $($(#[$doc])* $name,)* }

        impl Counter {
            /// Every counter, in the order of its declaration.
            pub const ALL: &[Counter] = &[$(Counter::$name,)*];

            /// The stable kebab-case name for logs and metrics.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Counter::$name => $text,)* }
            }
        }
    };
}

counters! {
    /// Crew side: source outside the crew networks; nothing was answered.
    CrewSourceDenied => "crew-source-denied",
    /// Trunk side: source in no gateway's signalling access list; nothing was answered.
    TrunkSourceDenied => "trunk-source-denied",
    /// The bytes are no SIP message and cannot be answered.
    Unparsable => "unparsable",
    /// The message was malformed but could be answered (400, 505 …).
    Malformed => "malformed",
    /// A response that belongs to no transaction.
    StrayResponse => "stray-response",
    /// An ACK that belongs to no transaction and no dialog.
    StrayAck => "stray-ack",
    /// An in-dialog request for a dialog that does not exist (481).
    UnknownDialog => "unknown-dialog",
    /// A message of a dialog or transaction from an address that is not its peer's.
    WrongPeer => "wrong-peer",
    /// A request by a method that is not served (405).
    MethodRefused => "method-refused",
    /// A `Require` that is not supported (420).
    ExtensionRefused => "extension-refused",
    /// A REGISTER or INVITE without acceptable credentials (401, 407).
    Challenged => "challenged",
    /// Credentials were given and were wrong.
    CredentialsRefused => "credentials-refused",
    /// A REGISTER refused for another reason than credentials.
    RegistrationRefused => "registration-refused",
    /// A call refused by the dial plan, or by the exchange itself before it began.
    CallRefused => "call-refused",
    /// A request within a call that the exchange itself refused, for a reason that has no word of its own here.
    RefusedWithinCall => "refused-within-call",
    /// A call refused because the whole exchange is at its limit (503 with Retry-After), or an answer that was given
    /// without being kept, because there is no room for another transaction.
    Overloaded => "overloaded",
    /// An emergency call without credentials that was one too many (407).
    StrangersAtLimit => "strangers-at-limit",
    /// An attempt skipped because the gateway is at its limit of calls or calls per second.
    GatewayAtLimit => "gateway-at-limit",
    /// An inbound trunk call refused because of a limit (486).
    InboundAtLimit => "inbound-at-limit",
    /// A request that came back to its author (482).
    LoopSeen => "loop-seen",
    /// A request with Max-Forwards 0 (483).
    HopsExhausted => "hops-exhausted",
    /// An SDP body without a stream or codec that both sides may use (488).
    MediaRefused => "media-refused",
    /// An SDP address outside the networks that may send media (488).
    MediaAddressDenied => "media-address-denied",
    /// No pair of media ports was free.
    MediaPortsExhausted => "media-ports-exhausted",
    /// A next hop (Contact, Record-Route) outside the networks of its side; the request was not sent.
    NextHopDenied => "next-hop-denied",
    /// An answered call ended because no ACK came within 64×T1.
    AckMissing => "ack-missing",
    /// A 2xx that arrived after another one won, or after CANCEL: acknowledged and ended.
    LateAnswer => "late-answer",
    /// An emergency call that nothing took.
    EmergencyLost => "emergency-lost",
    /// A message that could not be sent.
    SendFailed => "send-failed",
}

/// The counts since start.
#[derive(Debug, Clone)]
pub struct Counters {
    values: [u64; Counter::ALL.len()],
}

impl Default for Counters {
    fn default() -> Self {
        Counters {
            values: [0; Counter::ALL.len()],
        }
    }
}

impl Counters {
    /// The count of one counter.
    #[must_use]
    pub fn value(&self, counter: Counter) -> u64 {
        self.values.get(counter as usize).copied().unwrap_or(0)
    }

    /// Every counter with its count, in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (Counter, u64)> + '_ {
        Counter::ALL.iter().map(|&counter| (counter, self.value(counter)))
    }

    /// Counts one occurrence.
    pub(crate) fn count(&mut self, counter: Counter) {
        if let Some(value) = self.values.get_mut(counter as usize) {
            *value = value.saturating_add(1);
        }
    }
}
