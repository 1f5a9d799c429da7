//! The table of this binary: well-formed, and with the identity that it claims, or nothing is routed.

use std::fmt;
use std::fmt::Write as _;

use routing_table::names::Names;
use routing_table::{Malformed, Table};
use sha2::{Digest as _, Sha256};

use crate::vessel::Vessel;

/// The checked plan of a vessel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// What steers.
    pub(crate) table: Table<'static>,
    /// What people read.
    pub(crate) names: Names<'static>,
}

impl Plan {
    /// Opens both sections and computes the plan identity anew.
    pub(crate) fn open(vessel: &Vessel) -> Result<Plan, Damaged> {
        let table = Table::open((vessel.table)()).map_err(Damaged::Table)?;
        let computed = identity(&table);
        if computed != *table.identity() {
            return Err(Damaged::Identity {
                claimed: *table.identity(),
                computed,
            });
        }
        let names = Names::open((vessel.names)()).map_err(Damaged::Names)?;
        Ok(Plan { table, names })
    }

    /// The plan identity as 64 hexadecimal digits.
    pub(crate) fn identity(&self) -> String {
        hex(self.table.identity())
    }
}

/// SHA-256 over everything that steers, the identity field zeroed.
fn identity(table: &Table<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in table.hashed_parts() {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The SHA-256 of some bytes as 64 hexadecimal digits.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Why no plan can be read from this binary.
#[derive(Debug)]
pub(crate) enum Damaged {
    /// The section that steers is not well-formed.
    Table(Malformed),
    /// It is well-formed, but not what was compiled.
    Identity {
        /// The identity in its header.
        claimed: [u8; 32],
        /// The identity of its bytes.
        computed: [u8; 32],
    },
    /// The section of names is not well-formed.
    Names(Malformed),
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damaged::Table(malformed) => write!(f, "the dial plan in this binary is damaged: {malformed}"),
            Damaged::Identity { claimed, computed } => write!(
                f,
                "the dial plan in this binary is not the one that was compiled: its identity is {}, its bytes have {}",
                hex(claimed),
                hex(computed)
            ),
            Damaged::Names(malformed) => write!(f, "the names in this binary are damaged: {malformed}"),
        }?;
        f.write_str(
            "\nNo call is routed. Install the vessel's binary again and compare its fingerprint with the audit's.",
        )
    }
}
