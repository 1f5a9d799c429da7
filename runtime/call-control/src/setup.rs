//! What an exchange is made of, and why there may be none.

use core::fmt;

use gateway_api::Gateway;
use media::UnusableRange;
use routing_table::{ProfileIndex, Table};
use sip::digest::BadRealm;
use sip::random::Random;

use crate::addresses::Addresses;
use crate::guard::StationCredentials;

/// What an exchange is made of.
pub struct Setup {
    /// The plan, opened and checked.
    pub table: Table<'static>,
    /// The emission profile in force; the plan's most restrictive when it is not known.
    pub profile: Option<ProfileIndex>,
    /// One gateway for each of the plan's, by index.
    pub gateways: Vec<Box<dyn Gateway>>,
    /// The stations' secrets.
    pub stations: StationCredentials,
    /// Where identifiers come from: cryptographically strong, but for tests.
    pub random: Box<dyn Random + Send>,
    /// What each side shows of itself.
    pub addresses: Addresses,
    /// Most client and most server transactions at a time: [`MAX_TRANSACTIONS`], but for tests.
    pub transactions: u32,
}

/// Under 100 MB at worst.
pub const MAX_TRANSACTIONS: u32 = 65_536;

/// Why there is no exchange: the plan and its surroundings do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupError {
    /// There are more or fewer gateways than the plan has.
    Gateways {
        /// In the plan.
        planned: usize,
        /// Given.
        given: usize,
    },
    /// The realm cannot stand in a quoted string.
    Realm,
    /// The range of media ports holds no pair.
    MediaPorts,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Gateways { planned, given } => {
                write!(f, "the plan has {planned} gateways, but {given} were made")
            }
            SetupError::Realm => f.write_str("the realm holds quotes or control characters"),
            SetupError::MediaPorts => f.write_str("the range of media ports holds no pair"),
        }
    }
}

impl core::error::Error for SetupError {}

impl From<BadRealm> for SetupError {
    fn from(_: BadRealm) -> Self {
        SetupError::Realm
    }
}

impl From<UnusableRange> for SetupError {
    fn from(_: UnusableRange) -> Self {
        SetupError::MediaPorts
    }
}
