//! Why a session description is refused, and with which status and Warning.

use core::fmt;

/// Why an offer or answer cannot be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Larger than any that a call needs (see [`crate::Negotiation::MAX_BYTES`]).
    TooLarge,
    /// Not a session description, or without an address where one is needed.
    Malformed,
    /// No audio stream.
    NoAudio,
    /// Audio, but over another transport than RTP/AVP.
    Transport,
    /// No codec of the plan.
    NoCodec,
    /// An address of another family than the relay's, or a name.
    AddressFormat,
    /// A multicast address.
    Multicast,
    /// An answer without an offer before it, or by the party that made the offer.
    NoOffer,
}

impl Refusal {
    /// The status code to refuse the request with: 400, 413, 488 or 500.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Refusal::TooLarge => 413,
            Refusal::Malformed => 400,
            Refusal::NoOffer => 500,
            Refusal::NoAudio
            | Refusal::Transport
            | Refusal::NoCodec
            | Refusal::AddressFormat
            | Refusal::Multicast => 488,
        }
    }

    /// The code of the Warning header field (RFC 3261 §20.43); `None` where the status says enough.
    #[must_use]
    pub fn warning(self) -> Option<u16> {
        match self {
            Refusal::AddressFormat => Some(301),
            Refusal::Transport => Some(302),
            Refusal::NoAudio => Some(304),
            Refusal::NoCodec => Some(305),
            Refusal::Multicast => Some(330),
            Refusal::TooLarge | Refusal::Malformed | Refusal::NoOffer => None,
        }
    }

    /// One sentence for the Warning text and the log; no character that a quoted string would have to escape.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::TooLarge => "session description too large",
            Refusal::Malformed => "session description malformed",
            Refusal::NoAudio => "no audio stream",
            Refusal::Transport => "audio only over RTP/AVP",
            Refusal::NoCodec => "no codec in common",
            Refusal::AddressFormat => "incompatible network address format",
            Refusal::Multicast => "multicast not available",
            Refusal::NoOffer => "answer without an offer",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_media_lacks_is_refused_by_488_with_its_warning() {
        let with_warning = [
            (Refusal::AddressFormat, 301),
            (Refusal::Transport, 302),
            (Refusal::NoAudio, 304),
            (Refusal::NoCodec, 305),
            (Refusal::Multicast, 330),
        ];
        for (refusal, code) in with_warning {
            assert_eq!((refusal.status(), refusal.warning()), (488, Some(code)));
            assert!(!refusal.as_str().contains(['"', '\\']));
        }
    }
}
