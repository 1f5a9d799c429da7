//! The finished ELF file of a vessel: its sections, and copies with a patched plan.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use object::{Object as _, ObjectSection as _, ObjectSymbol as _, SectionFlags};
use routing_table::Table;
use routing_table::layout::{DIRECTORY_ENTRY, HEADER, IDENTITY, TABLE_BLOCKS};
use sha2::{Digest as _, Sha256};

/// The bytes of a vessel binary and where one of its tables lies in them.
pub struct Elf {
    bytes: Vec<u8>,
    table: usize,
    used: usize,
}

impl Elf {
    /// Reads a vessel binary with its dial plan.
    pub fn read(path: &Path) -> Elf {
        Elf::of_section(path, ".dialplan")
    }

    /// Reads a vessel binary with the table in a section.
    pub fn of_section(path: &Path, section: &str) -> Elf {
        let whole = Elf::whole_section(path, section);
        let table = Table::open(whole.table()).expect("it is well-formed");
        let used = table.used_bytes().len();
        Elf { used, ..whole }
    }

    /// Reads a vessel binary with all of a section, whatever that holds, in the place of a table.
    pub fn whole_section(path: &Path, section: &str) -> Elf {
        let bytes = std::fs::read(path).expect("the binary is read");
        let file = object::File::parse(bytes.as_slice()).expect("it is an ELF file");
        let section = file.section_by_name(section).expect("it has a plan");
        let (start, length) = section.file_range().expect("the plan lies in the file");
        let [table, used] = [start, length].map(|number| usize::try_from(number).expect("it fits"));
        Elf { table, used, bytes }
    }

    /// The used bytes of the table.
    pub fn table(&self) -> &[u8] {
        &self.bytes[self.table..self.table + self.used]
    }

    /// Offset of a block of the table, by its name (docs/table-format.md).
    pub fn block(&self, name: &[u8; 8]) -> usize {
        let index = TABLE_BLOCKS
            .iter()
            .position(|block| block.name == *name)
            .expect("the layout has the block");
        let at = HEADER + index * DIRECTORY_ENTRY + 8;
        let field = self.table()[at..at + 4].first_chunk().expect("four bytes");
        u32::from_le_bytes(*field) as usize
    }

    /// The table with `patches` (offset, bytes), its identity as it was.
    pub fn patched(&self, patches: &[(usize, &[u8])]) -> Vec<u8> {
        let mut table = self.table().to_vec();
        for (offset, bytes) in patches {
            table[*offset..offset + bytes.len()].copy_from_slice(bytes);
        }
        table
    }

    /// Writes a binary with another table in the place of its own.
    pub fn write_with(&self, table: &[u8], path: &Path) -> PathBuf {
        let mut bytes = self.bytes.clone();
        bytes[self.table..self.table + table.len()].copy_from_slice(table);
        std::fs::write(path, bytes).expect("the patched binary is written");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("it becomes a program");
        path.to_owned()
    }
}

/// The table with the identity that its bytes have.
pub fn repaired(mut table: Vec<u8>) -> Vec<u8> {
    table[IDENTITY..IDENTITY + 32].fill(0);
    let identity = Sha256::digest(&table);
    table[IDENTITY..IDENTITY + 32].copy_from_slice(&identity);
    table
}

/// `sh_flags` of a section, when the binary has it.
pub fn section_flags(path: &Path, name: &str) -> Option<u64> {
    let bytes = std::fs::read(path).expect("the binary is read");
    let file = object::File::parse(bytes.as_slice()).expect("it is an ELF file");
    match file.section_by_name(name)?.flags() {
        SectionFlags::Elf { sh_flags, .. } => Some(sh_flags.0),
        _ => None,
    }
}

/// The names of all symbols, as the compiler mangled them.
pub fn symbols(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("the binary is read");
    let file = object::File::parse(bytes.as_slice()).expect("it is an ELF file");
    file.symbols()
        .filter_map(|symbol| symbol.name().ok().map(str::to_owned))
        .collect()
}
