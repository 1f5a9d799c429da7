//! Precedence levels: what they are called, how they are dialled, and who may use them.

use crate::source::Span;

/// The precedence levels of a plan (RFC 4412).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precedence {
    pub(super) namespace: String,
    pub(super) levels: Vec<String>,
    pub(super) dialled: Vec<(String, usize, Span)>,
    /// Beside the plan's classes, entry by entry.
    pub(super) classes: Vec<usize>,
}

impl Precedence {
    /// The namespace of `Resource-Priority`.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The levels as the namespace names them, lowest first; other parts refer to them by index.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// The whole values of `Resource-Priority`, such as `dsn.flash`, lowest first.
    pub fn values(&self) -> impl Iterator<Item = String> {
        self.levels
            .iter()
            .map(|level| format!("{}.{level}", self.namespace))
    }

    /// What is dialled in front of a number, the level that it means, and where it is written.
    pub fn dialled(&self) -> &[(String, usize, Span)] {
        &self.dialled
    }

    /// The highest level of a class of service.
    pub fn highest(&self, class: usize) -> usize {
        self.classes.get(class).copied().unwrap_or(0)
    }
}
