//! The sections of a vessel binary, read from the file alone; the binary is never run.

use std::path::Path;

use object::{Object as _, ObjectSection as _};
use sha2::{Digest as _, Sha256};

use super::exit::Stop;
use crate::emit::evidence::Evidence;
use crate::emit::rust::{EVIDENCE_SECTION, NAMES_SECTION, TABLE_SECTION};

/// The three sections in which a vessel binary carries its plan.
#[derive(Debug)]
pub(super) struct Sections {
    /// What steers, padded to its capacity.
    pub(super) table: Vec<u8>,
    /// What people read, padded to its capacity.
    pub(super) names: Vec<u8>,
    /// What the binary was made from; `None` when somebody removed it.
    pub(super) evidence: Option<Vec<u8>>,
}

impl Sections {
    /// Reads the sections of the ELF file at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, Stop> {
        let shown = path.display();
        let bytes =
            std::fs::read(path).map_err(|error| Stop::usage(format!("{shown} cannot be read: {error}")))?;
        let file = object::File::parse(bytes.as_slice())
            .map_err(|error| Stop::usage(format!("{shown} is not a vessel binary: {error}")))?;
        let section =
            |name: &str| -> Option<Vec<u8>> { Some(file.section_by_name(name)?.data().ok()?.to_vec()) };
        let needed = |name: &str| {
            section(name)
                .ok_or_else(|| Stop::mismatch(format!("{shown} has no section `{name}`: no vessel binary")))
        };
        Ok(Sections {
            table: needed(TABLE_SECTION)?,
            names: needed(NAMES_SECTION)?,
            evidence: section(EVIDENCE_SECTION),
        })
    }

    /// What the binary says it was made from; `None` when the section was removed.
    pub(super) fn evidence(&self) -> Result<Option<Evidence>, Stop> {
        let read = self.evidence.as_deref().map(Evidence::from_bytes).transpose();
        read.map_err(|error| Stop::mismatch(format!("the evidence of this binary cannot be read: {error}")))
    }
}

/// Opens the names of a plan.
pub(super) fn open_names(bytes: &[u8]) -> Result<routing_table::names::Names<'_>, Stop> {
    routing_table::names::Names::open(bytes)
        .map_err(|malformed| Stop::mismatch(format!("the names are not well-formed: {malformed}")))
}

/// Opens a table and recomputes its identity, as the vessel does at start.
pub(super) fn open_table(bytes: &[u8]) -> Result<routing_table::Table<'_>, Stop> {
    let table = routing_table::Table::open(bytes)
        .map_err(|malformed| Stop::mismatch(format!("the table is not well-formed: {malformed}")))?;
    let mut hash = Sha256::new();
    for part in table.hashed_parts() {
        hash.update(part);
    }
    if hash.finalize().as_slice() != table.identity().as_slice() {
        return Err(Stop::mismatch(
            "the table was changed: its bytes do not have the identity that it states",
        ));
    }
    Ok(table)
}
