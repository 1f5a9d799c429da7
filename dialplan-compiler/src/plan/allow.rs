//! Allowances: findings that the settings accept, each with a reason that the audit prints.

use crate::diagnostics::Diagnostic;
use crate::source::Span;

/// One `allow` entry with the findings that it relaxed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    pub(super) finding: String,
    pub(super) reason: String,
    pub(super) at: Option<String>,
    pub(super) relaxed: Vec<Diagnostic>,
    pub(super) span: Span,
}

impl Allow {
    /// The code of the findings it relaxes.
    pub fn finding(&self) -> &str {
        &self.finding
    }

    /// Why they are accepted.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The one thing it is about; `None`: every finding of that code.
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }

    /// The findings that it relaxed; never empty.
    pub fn relaxed(&self) -> &[Diagnostic] {
        &self.relaxed
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
