//! Crew stations.

use crate::source::Span;

/// A user agent on board that may register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    pub(super) number: String,
    pub(super) name: Option<String>,
    pub(super) class: usize,
    pub(super) credential: String,
    pub(super) span: Span,
}

impl Station {
    /// The exact number by which it is called; also its user name.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Its name for people; its number when none is written.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.number)
    }

    /// Its class of service, an index into [`DialPlan::classes`](super::DialPlan::classes).
    pub fn class(&self) -> usize {
        self.class
    }

    /// The name of the credential that it registers with.
    pub fn credential(&self) -> &str {
        &self.credential
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
