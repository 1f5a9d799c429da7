//! Which symbols a telephone can write in a digit map, and how.

/// How digit maps are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// RFC 3435 §2.1.5: `T` says that the timer completes a number; without it a number is complete at once.
    Mgcp,
    /// The same for Polycom telephones, which also know `+` and write no parentheses.
    Polycom,
    /// Cisco SPA and Linksys telephones and adapters: a number that may continue waits by itself.
    Spa,
}

impl Dialect {
    /// The symbols that it can write.
    pub fn symbols(self) -> &'static [u8] {
        match self {
            Dialect::Mgcp => b"0123456789*#ABCD",
            Dialect::Polycom => b"+0123456789*#",
            Dialect::Spa => b"0123456789*#",
        }
    }

    /// Whether `T` must say that a number waits for the timer.
    pub fn writes_timer(self) -> bool {
        matches!(self, Dialect::Mgcp | Dialect::Polycom)
    }

    /// What stands around the strings.
    pub fn brackets(self) -> (&'static str, &'static str) {
        match self {
            Dialect::Mgcp | Dialect::Spa => ("(", ")"),
            Dialect::Polycom => ("", ""),
        }
    }
}
