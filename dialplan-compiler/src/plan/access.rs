//! Access lists: which source addresses a gateway's trunk has.

use ipnet::IpNet;

/// Networks that may speak to us as one trunk, with where that is known from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessList {
    pub(super) networks: Vec<IpNet>,
    pub(super) source: Option<String>,
    pub(super) reviewed: Option<String>,
}

impl AccessList {
    /// The permitted networks, as written; never empty for a gateway, host bits are zero.
    pub fn networks(&self) -> &[IpNet] {
        &self.networks
    }

    /// Where the list was taken from.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// The day of the last review, `YYYY-MM-DD`.
    pub fn reviewed(&self) -> Option<&str> {
        self.reviewed.as_deref()
    }
}
