//! Answers that the exchange gives itself: status, Q.850 cause and the number of the decision behind it.

use core::fmt;
use core::net::SocketAddr;

use routing_table::{Cause, DecisionNumber};
use sip::message::{HeaderName, Message, MessageWriter, WriteError};

use crate::call::ACCEPT;
use crate::causes;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal<'r> {
    /// 400–699.
    pub(crate) status: u16,
    /// Q.850 cause and its word; `None` where no call is concerned.
    pub(crate) reason: Option<Reason>,
    /// A header field that explains the status.
    pub(crate) more: More<'r>,
}

/// The `Reason` header field (RFC 3326).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reason {
    /// Q.850 cause, 1–127.
    pub(crate) q850: u8,
    /// A word for people.
    pub(crate) word: &'static str,
    /// The row that decided, when a row did.
    pub(crate) decision: Option<DecisionNumber>,
}

/// What some refusals add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More<'r> {
    /// Nothing.
    Nothing,
    /// `Retry-After`, in seconds.
    RetryAfter(u16),
    /// `Warning` with this code and text.
    Warning(u16, &'static str),
    /// `Allow` with these methods.
    Allow(&'static str),
    /// `Unsupported` with these option tags.
    Unsupported(&'r str),
    /// `Min-Expires`, in seconds.
    MinExpires(u32),
    /// `Accept` with this media type.
    Accept(&'static str),
}

impl Refusal<'_> {
    /// A refusal with a status alone.
    pub(crate) const fn bare(status: u16) -> Refusal<'static> {
        Refusal {
            status,
            reason: None,
            more: More::Nothing,
        }
    }

    /// A refusal of the one status table.
    pub(crate) fn of(cause: Cause, decision: Option<DecisionNumber>) -> Refusal<'static> {
        let more = match cause {
            Cause::UnknownBody => More::Accept(ACCEPT),
            _ if cause.has_retry_after() => More::RetryAfter(RETRY_AFTER),
            _ => More::Nothing,
        };
        let reason = Reason {
            q850: cause.q850(),
            word: cause.name(),
            decision,
        };
        Refusal {
            status: cause.status(),
            reason: Some(reason),
            more,
        }
    }

    /// The answer of a called side, told on.
    pub(crate) fn told(status: u16, decision: DecisionNumber) -> Refusal<'static> {
        Refusal::because("called-side", status, decision)
    }

    /// A refusal that no row of the table has, of a call that has its decision.
    pub(crate) fn because(word: &'static str, status: u16, decision: DecisionNumber) -> Refusal<'static> {
        let reason = Reason {
            q850: causes::q850(status),
            word,
            decision: Some(decision),
        };
        Refusal {
            status,
            reason: Some(reason),
            more: More::Nothing,
        }
    }

    /// The same with another addition.
    pub(crate) fn with(self, more: More<'_>) -> Refusal<'_> {
        Refusal {
            status: self.status,
            reason: self.reason,
            more,
        }
    }

    /// Writes the refusal of `request` in place of what `message` holds.
    pub(crate) fn write(
        &self,
        message: &mut Vec<u8>,
        request: &Message<'_>,
        tag: &str,
        source: SocketAddr,
    ) -> Result<(), WriteError> {
        message.clear();
        let mut writer = MessageWriter::response(message, request, self.status, Some(tag), Some(source));
        if let Some(reason) = self.reason {
            writer.header_fmt(HeaderName::Reason, format_args!("{reason}"));
        }
        match self.more {
            More::Nothing => {}
            More::RetryAfter(seconds) => {
                writer.header_fmt(HeaderName::RetryAfter, format_args!("{seconds}"));
            }
            More::Warning(code, text) => {
                writer.header_fmt(HeaderName::Warning, format_args!("{code} fairlead \"{text}\""));
            }
            More::Allow(methods) => {
                writer.header(HeaderName::Allow, methods);
            }
            More::Unsupported(tags) => {
                writer.header(HeaderName::Unsupported, tags);
            }
            More::MinExpires(seconds) => {
                writer.header_fmt(HeaderName::MinExpires, format_args!("{seconds}"));
            }
            More::Accept(media_type) => {
                writer.header(HeaderName::Accept, media_type);
            }
        }
        writer.finish()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Q.850;cause={};text=\"{}", self.q850, self.word)?;
        if let Some(decision) = self.decision {
            write!(f, " {decision}")?;
        }
        f.write_str("\"")
    }
}

/// The methods of the crew side.
pub(crate) const ALLOW_CREW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REGISTER";
/// The methods of the trunk side, and of every call.
pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO";
/// How many seconds a caller should wait when the whole exchange is at its limit.
const RETRY_AFTER: u16 = 5;
