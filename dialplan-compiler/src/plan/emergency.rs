//! Emergency numbers and where their calls go.

use crate::source::Span;

/// One emergency number with its ordered targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    pub(super) number: String,
    pub(super) targets: Vec<Target>,
    pub(super) calling_number: Option<String>,
    pub(super) location: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) worst_case_seconds: u32,
    pub(super) span: Span,
}

/// Where an emergency call may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A station, as an index.
    Station(usize),
    /// A gateway, as an index, and the number that is sent to it unchanged.
    Gateway(usize, String),
}

impl Emergency {
    /// The exact number.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The targets, tried in this order.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The calling number that gateways show.
    pub fn calling_number(&self) -> Option<&str> {
        self.calling_number.as_deref()
    }

    /// Where the vessel is, in words for the answering point.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The number by which the answering point reaches the vessel.
    pub fn callback(&self) -> Option<&str> {
        self.callback.as_deref()
    }

    /// Seconds until the last target is tried when all before it fail in the slowest way.
    pub fn worst_case_seconds(&self) -> u32 {
        self.worst_case_seconds
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
