//! The one list of diagnostic codes: word, severity, whether `allow` may relax it, and one line of meaning.

use super::Severity;

/// One diagnostic code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    name: &'static str,
    severity: Severity,
    relaxable: bool,
    meaning: &'static str,
}

impl Code {
    /// Kebab-case words.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How much findings of this code matter.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether an `allow` entry with a reason may relax it.
    pub fn relaxable(&self) -> bool {
        self.relaxable
    }

    /// One line that says what the finding means.
    pub fn meaning(&self) -> &'static str {
        self.meaning
    }
}
