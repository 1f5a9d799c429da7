//! The finished file: where the plan's sections lie, what would be loaded with them, and what must not be found in it.

use goblin::elf::program_header::{PF_W, PF_X, PT_INTERP, PT_LOAD};
use goblin::elf::section_header::{SHF_ALLOC, SHF_WRITE, SHT_PROGBITS};
use goblin::elf::{Elf, SectionHeader};
use memchr::memmem;

use crate::settings::manifest::Kind;

/// The plan's sections, read out of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sections<'b> {
    pub(crate) table: &'b [u8],
    pub(crate) names: Option<&'b [u8]>,
    pub(crate) fallback: Option<&'b [u8]>,
}

pub(crate) const TABLE: &str = ".dialplan";
pub(crate) const NAMES: &str = ".dialplan.names";
pub(crate) const FALLBACK: &str = ".dialplan.fallback";
const FINGERPRINT: &str = ".dialplan.fingerprint";
const EVIDENCE: &str = ".dialplan.evidence";
/// Hexadecimal digits of a SHA-256.
const FINGERPRINT_SIZE: u64 = 64;

/// A file that could be read as ELF.
pub(crate) struct Binary<'b> {
    bytes: &'b [u8],
    elf: Elf<'b>,
}

impl<'b> Binary<'b> {
    pub(crate) fn read(bytes: &'b [u8]) -> Result<Binary<'b>, String> {
        let elf = Elf::parse(bytes).map_err(|error| format!("the file is no ELF file: {error}"))?;
        if !elf.is_64 || !elf.little_endian {
            return Err("the file is not a little-endian ELF file of 64 bits".to_owned());
        }
        Ok(Binary { bytes, elf })
    }

    pub(crate) fn sections(&self) -> Result<Sections<'b>, String> {
        let section = |name| self.named(name).first().and_then(|header| self.content(header));
        Ok(Sections {
            table: section(TABLE).ok_or("the file has no section `.dialplan`")?,
            names: section(NAMES),
            fallback: section(FALLBACK),
        })
    }

    /// Faults of where the sections lie.
    pub(crate) fn placement(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for name in [TABLE, NAMES, FALLBACK] {
            match self.named(name).as_slice() {
                [header] => {
                    faults.extend(self.loaded(name, header));
                    if !is_capacity(header.sh_size) {
                        faults.push(format!(
                            "`{name}` has {} bytes, which is no capacity",
                            header.sh_size
                        ));
                    }
                }
                found => faults.push(format!("{} sections of the name `{name}`", found.len())),
            }
        }
        for header in self.named(FINGERPRINT) {
            faults.extend(self.loaded(FINGERPRINT, header));
            if header.sh_size != FINGERPRINT_SIZE {
                faults.push(format!(
                    "`{FINGERPRINT}` has {} bytes, which is no SHA-256",
                    header.sh_size
                ));
            }
        }
        for header in self.named(EVIDENCE) {
            if header.sh_flags & u64::from(SHF_ALLOC) != 0 || header.sh_addr != 0 {
                faults.push("the evidence would be loaded".to_owned());
            }
        }
        let known = [TABLE, NAMES, FALLBACK, FINGERPRINT, EVIDENCE];
        let names = self
            .elf
            .section_headers
            .iter()
            .filter_map(|header| self.elf.shdr_strtab.get_at(header.sh_name));
        let strange = names.filter(|name| name.starts_with(TABLE) && !known.contains(name));
        faults.extend(strange.map(|name| format!("the section `{name}` has no known meaning")));
        faults
    }

    fn loaded(&self, name: &str, header: &SectionHeader) -> Vec<String> {
        let mut faults = Vec::new();
        if header.sh_type != SHT_PROGBITS || header.sh_flags & u64::from(SHF_ALLOC) == 0 {
            faults.push(format!("`{name}` would not be loaded"));
        }
        if header.sh_flags & u64::from(SHF_WRITE) != 0 {
            faults.push(format!("`{name}` is writable"));
        }
        let end = header.sh_addr.saturating_add(header.sh_size);
        let mut holding = 0;
        for segment in self
            .elf
            .program_headers
            .iter()
            .filter(|segment| segment.p_type == PT_LOAD)
        {
            let segment_end = segment.p_vaddr.saturating_add(segment.p_memsz);
            if segment.p_vaddr >= end || segment_end <= header.sh_addr {
                continue;
            }
            let file_offset = header
                .sh_addr
                .checked_sub(segment.p_vaddr)
                .and_then(|offset| offset.checked_add(segment.p_offset));
            let file_end = segment.p_vaddr.saturating_add(segment.p_filesz);
            let whole =
                segment.p_vaddr <= header.sh_addr && end <= file_end && file_offset == Some(header.sh_offset);
            if !whole {
                faults.push(format!(
                    "a segment holds other bytes than `{name}` or a part of it"
                ));
            }
            if segment.p_flags & (PF_W | PF_X) != 0 {
                faults.push(format!(
                    "`{name}` lies in a segment that is writable or executable"
                ));
            }
            holding += 1;
        }
        if holding != 1 {
            faults.push(format!("`{name}` lies in {holding} segments"));
        }
        faults
    }

    /// What else must be loaded to run the file: the interpreter and the libraries.
    pub(crate) fn needs(&self) -> Vec<String> {
        let interpreter = self
            .elf
            .program_headers
            .iter()
            .any(|segment| segment.p_type == PT_INTERP);
        let interpreter =
            interpreter.then(|| format!("interpreter {}", self.elf.interpreter.unwrap_or("without a name")));
        interpreter
            .into_iter()
            .chain(
                self.elf
                    .libraries
                    .iter()
                    .map(|library| format!("library {library}")),
            )
            .collect()
    }

    fn named(&self, name: &str) -> Vec<&SectionHeader> {
        let is_named = |header: &&SectionHeader| self.elf.shdr_strtab.get_at(header.sh_name) == Some(name);
        self.elf.section_headers.iter().filter(is_named).collect()
    }

    fn content(&self, header: &SectionHeader) -> Option<&'b [u8]> {
        self.bytes.get(header.file_range()?)
    }
}

/// 64 KiB, or that times a power of four.
pub(crate) fn is_capacity(size: u64) -> bool {
    size >= 65_536 && size.is_power_of_two() && size.trailing_zeros().is_multiple_of(2)
}

/// Faults of what must not be in the file: each secret.
pub(crate) fn secrets(bytes: &[u8], secrets: &[String]) -> Vec<String> {
    let found = (1..)
        .zip(secrets)
        .filter(|(_, secret)| memmem::find(bytes, secret.as_bytes()).is_some());
    found
        .map(|(number, _)| format!("password {number} of the settings stands in the file"))
        .collect()
}

/// Gateway kinds that are linked though no gateway is of them, or not linked though one is.
///
/// The code of a kind answers with the description of its manifest, through the same table of functions by which all else of
/// the kind is called. A file without that text therefore calls nothing of the kind through it.
pub(crate) fn kinds(bytes: &[u8], kinds: &[Kind], used: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for kind in kinds {
        let linked = memmem::find(bytes, kind.description.as_bytes()).is_some();
        let name = &kind.name;
        match (used.contains(&name.as_str()), linked) {
            (true, false) => faults.push(format!("the gateway kind `{name}` of the plan is not linked")),
            (false, true) => faults.push(format!(
                "the gateway kind `{name}` is linked, though no gateway is of it"
            )),
            _ => {}
        }
    }
    faults
}
