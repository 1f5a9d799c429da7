//! What becomes of bytes that are no message: silence, or a stateless answer.

use super::{HeaderName, Refusal};

/// Why bytes were refused and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected<'a> {
    /// Count it and stay silent.
    Drop(Fault),
    /// Answer it without keeping state.
    Reply(Refusal<'a>),
}

impl Rejected<'_> {
    /// What is wrong with the bytes.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Drop(fault) => *fault,
            Self::Reply(refusal) => refusal.fault,
        }
    }
}

/// What is wrong with the bytes: the first thing found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nothing but line ends: a keep-alive (RFC 5626 §4.4.1).
    Empty,
    /// More than [`super::MAX_BYTES`].
    TooLong,
    /// No empty line ends the header fields.
    Unterminated,
    /// A CR without LF or an LF without CR among the header fields.
    LineEnd,
    /// The first line is neither a request line nor a status line.
    StartLine,
    /// A SIP version other than 2.0.
    Version,
    /// The Request-URI is malformed or holds header fields.
    RequestUri,
    /// A line that is neither `name: value` nor a continuation.
    HeaderLine,
    /// More than [`super::MAX_FIELDS`] header fields.
    TooManyFields,
    /// A header field is not UTF-8.
    Encoding,
    /// A control byte that is not behind a backslash.
    Control,
    /// A mandatory header field is missing.
    Missing(HeaderName),
    /// A header field that holds one value appears twice.
    Repeated(HeaderName),
    /// A header field's value breaks its grammar or range.
    Malformed(HeaderName),
    /// The method differs from that of CSeq.
    MethodMismatch,
    /// Content-Length names more bytes than there are.
    BodyIncomplete,
}

impl Fault {
    /// The status that a server answers a request with.
    pub fn status(&self) -> u16 {
        match self {
            Self::Version => 505,
            Self::TooManyFields | Self::TooLong => 513,
            _ => 400,
        }
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing but line ends"),
            Self::TooLong => f.write_str("message too long"),
            Self::Unterminated => f.write_str("no empty line after the header fields"),
            Self::LineEnd => f.write_str("line end that is not CR LF"),
            Self::StartLine => f.write_str("malformed start line"),
            Self::Version => f.write_str("SIP version other than 2.0"),
            Self::RequestUri => f.write_str("malformed Request-URI"),
            Self::HeaderLine => f.write_str("malformed header field"),
            Self::TooManyFields => f.write_str("too many header fields"),
            Self::Encoding => f.write_str("header field that is not UTF-8"),
            Self::Control => f.write_str("control character in a header field"),
            Self::Missing(name) => write!(f, "missing {}", name.as_str()),
            Self::Repeated(name) => write!(f, "repeated {}", name.as_str()),
            Self::Malformed(name) => write!(f, "malformed {}", name.as_str()),
            Self::MethodMismatch => f.write_str("method differs from that of CSeq"),
            Self::BodyIncomplete => f.write_str("body shorter than Content-Length"),
        }
    }
}
