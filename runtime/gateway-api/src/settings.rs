//! What a gateway is made from: the plan's text for it, and the one secret that never lies in the binary.

use core::fmt;
use std::collections::BTreeMap;

use zeroize::Zeroizing;

/// A secret read at start. It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the secret's text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for computing a digest; it is put into no message and no log.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// One gateway of the plan.
#[derive(Debug, Clone)]
pub struct GatewaySettings {
    /// The gateway's name in the plan, for logs.
    pub name: String,
    /// The gateway kind, e.g. `sip-trunk`.
    pub kind: String,
    /// The profile of the kind, e.g. `twilio`.
    pub profile: String,
    /// How numbers are sent: `plus-e164`, `bare-e164`, `00-prefix`, `national` or `as-dialled`. For status pages only:
    /// numbers arrive in this format already.
    pub number_format: String,
    /// Names of the codecs that may be used, in the plan's order.
    pub codecs: Vec<String>,
    /// The kind's own keys, each a text as the plan gives it (ports as `5060`, lists joined by commas).
    pub settings: BTreeMap<String, String>,
    /// The password; `None` when the plan names none or it was not supplied.
    pub credential: Option<Secret>,
}

impl GatewaySettings {
    /// The text of one of the kind's own keys; `None` when the plan does not give it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.settings.get(key).map(String::as_str)
    }
}

/// Why a gateway cannot be made from its settings. The compiler checks the same things earlier, so that this means a
/// table and a binary that do not belong together, or a missing credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupError {
    /// The kind has no such profile.
    UnknownProfile(String),
    /// A key without which the kind cannot work is missing.
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A key's text has no meaning for this kind.
    Malformed {
        /// The key.
        key: &'static str,
        /// Its text.
        text: String,
    },
}

impl fmt::Display for SetupError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::UnknownProfile(profile) => write!(out, "unknown profile `{profile}`"),
            SetupError::Missing { key } => write!(out, "`{key}` is missing"),
            SetupError::Malformed { key, text } => write!(out, "`{key}` cannot be `{text}`"),
        }
    }
}

impl core::error::Error for SetupError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("swordfish".to_owned());
        assert!(!format!("{secret:?}").contains("swordfish"));
        assert_eq!(secret.reveal(), "swordfish");
    }
}
