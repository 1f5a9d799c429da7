//! Routes, denied prefixes and the inbound mapping.

use crate::source::Span;

/// Prefixes with the ordered gateways that are tried for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub(super) name: String,
    pub(super) prefixes: Vec<(String, Span)>,
    pub(super) attempts: Vec<usize>,
    pub(super) order: Option<u32>,
    pub(super) strip: u8,
    pub(super) prepend: String,
    pub(super) min_digits: Option<u8>,
    pub(super) max_digits: Option<u8>,
    pub(super) classes: Option<Vec<usize>>,
    pub(super) overrides_deny: Option<String>,
    pub(super) span: Span,
}

/// Prefixes that nobody may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deny {
    pub(super) prefixes: Vec<(String, Span)>,
    pub(super) reason: String,
    pub(super) span: Span,
}

/// A number of a gateway and the station that takes its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    pub(super) gateway: usize,
    pub(super) number: String,
    pub(super) station: usize,
    pub(super) span: Span,
}

impl Route {
    /// Its name; the gateway's or a numbered one when none is written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The prefixes as written, letters in upper case, each with its place.
    pub fn prefixes(&self) -> &[(String, Span)] {
        &self.prefixes
    }

    /// The gateways in the order in which they are tried, as indices.
    pub fn attempts(&self) -> &[usize] {
        &self.attempts
    }

    /// The rank among routes that share a prefix, lowest first.
    pub fn order(&self) -> Option<u32> {
        self.order
    }

    /// How many leading dialled symbols are removed.
    pub fn strip(&self) -> u8 {
        self.strip
    }

    /// What is put in front after that.
    pub fn prepend(&self) -> &str {
        &self.prepend
    }

    /// The least number of digits; counted as `docs/settings.md` says.
    pub fn min_digits(&self) -> Option<u8> {
        self.min_digits
    }

    /// The greatest number of digits.
    pub fn max_digits(&self) -> Option<u8> {
        self.max_digits
    }

    /// Whether a number of so many digits is neither too short nor too long.
    pub fn admits_length(&self, digits: usize) -> bool {
        let least = usize::from(self.min_digits.unwrap_or(0));
        let most = usize::from(self.max_digits.unwrap_or(u8::MAX));
        (least..=most).contains(&digits)
    }

    /// The classes of service that may use it, as indices; `None`: every class.
    pub fn classes(&self) -> Option<&[usize]> {
        self.classes.as_deref()
    }

    /// Whether it stays open under a denied shorter prefix.
    pub fn overrides_deny(&self) -> bool {
        self.overrides_deny.is_some()
    }

    /// Why it stays open.
    pub fn overrides_deny_reason(&self) -> Option<&str> {
        self.overrides_deny.as_deref()
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl Deny {
    /// The prefixes as written, letters in upper case, each with its place.
    pub fn prefixes(&self) -> &[(String, Span)] {
        &self.prefixes
    }

    /// Why they are denied.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl Inbound {
    /// The gateway, as an index.
    pub fn gateway(&self) -> usize {
        self.gateway
    }

    /// The called number in that gateway's format, visual separators removed.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The station, as an index.
    pub fn station(&self) -> usize {
        self.station
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
