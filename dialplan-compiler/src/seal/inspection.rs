//! What a finished file must be before it may be called sealed, read from its bytes alone.

use std::path::PathBuf;

use object::elf::{DT_NEEDED, FileHeader64, NT_GNU_BUILD_ID, PT_INTERP, SHF_ALLOC};
use object::read::elf::{Dyn as _, ElfFile64, FileHeader as _, ProgramHeader as _, SectionHeader as _};
use object::{Endianness, Object as _, ObjectSection as _, SectionFlags};
use serde::{Deserialize, Serialize};

use crate::emit::rust::{DEPENDENCIES_SECTION, EVIDENCE_SECTION};

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// Its name, in kebab-case words.
    pub name: String,
    /// What stands against it; nothing: it holds.
    pub faults: Vec<String>,
}

/// Inspects the file `bytes`; `places` are paths of this machine that must not be in it.
///
/// # Errors
/// A text for people, when the bytes are no ELF file of 64 bits.
pub fn inspect(bytes: &[u8], places: &[PathBuf]) -> Result<Vec<Inspected>, String> {
    let file = ElfFile64::<Endianness>::parse(bytes).map_err(|error| format!("no ELF file: {error}"))?;
    let fault = |error: object::Error| error.to_string();
    Ok(vec![
        inspected(
            "needs-no-interpreter-and-no-library",
            needs(&file).map_err(fault)?,
        ),
        inspected("has-no-build-id-and-no-symbols", marks(&file).map_err(fault)?),
        inspected("names-no-place-of-the-builder", named(bytes, places)),
        inspected("carries-evidence-that-is-not-loaded", evidence(&file)),
    ])
}

fn inspected(name: &str, faults: Vec<String>) -> Inspected {
    Inspected {
        name: name.to_owned(),
        faults,
    }
}

type Elf<'f> = ElfFile64<'f, Endianness>;

fn needs(file: &Elf<'_>) -> object::Result<Vec<String>> {
    let (endian, bytes) = (file.endian(), file.data());
    let header: &FileHeader64<Endianness> = file.elf_header();
    let mut faults = Vec::new();
    for segment in header.program_headers(endian, bytes)? {
        if segment.p_type(endian) == PT_INTERP {
            faults.push("it needs an interpreter".to_owned());
        }
        for entry in segment.dynamic(endian, bytes)?.into_iter().flatten() {
            if entry.tag(endian) == DT_NEEDED {
                faults.push("it needs a library".to_owned());
            }
        }
    }
    Ok(faults)
}

fn marks(file: &Elf<'_>) -> object::Result<Vec<String>> {
    let (endian, bytes) = (file.endian(), file.data());
    let mut faults = Vec::new();
    for section in file.elf_section_table().iter() {
        let Some(mut notes) = section.notes(endian, bytes)? else {
            continue;
        };
        while let Some(note) = notes.next()? {
            if note.n_type(endian) == NT_GNU_BUILD_ID && note.name() == b"GNU" {
                faults.push("it has a build id".to_owned());
            }
        }
    }
    if file.symbols().next().is_some() {
        faults.push("it has symbols".to_owned());
    }
    Ok(faults)
}

/// Short places, such as `/`, are in every file by chance.
fn named(bytes: &[u8], places: &[PathBuf]) -> Vec<String> {
    let texts = places.iter().map(|place| place.as_os_str().as_encoded_bytes());
    let searched = texts.filter(|text| text.len() >= SEARCHABLE);
    let mut found: Vec<String> = searched
        .filter(|text| bytes.windows(text.len()).any(|window| window == *text))
        .map(|text| format!("it names `{}`", String::from_utf8_lossy(text)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn evidence(file: &Elf<'_>) -> Vec<String> {
    let unloaded = |name: &&str| {
        let section = file.section_by_name(name);
        section.is_some_and(|section| match section.flags() {
            SectionFlags::Elf { sh_flags, .. } => !sh_flags.contains(SHF_ALLOC),
            _ => false,
        })
    };
    [EVIDENCE_SECTION, DEPENDENCIES_SECTION]
        .iter()
        .filter(|name| !unloaded(name))
        .map(|name| format!("`{name}` is not there, or is loaded"))
        .collect()
}

/// Bytes of the shortest place that is searched for.
const SEARCHABLE: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_of_the_system_is_not_sealed() {
        let bytes = std::fs::read("/bin/sh").expect("its bytes");
        let (there, absent) = (PathBuf::from("/etc/profile"), PathBuf::from("/home/nobody/here"));
        let found = inspect(&bytes, &[there, absent]).expect("it is an ELF file");
        let faults = |name: &str| {
            let one = found.iter().find(|one| one.name == name);
            one.expect("it was inspected").faults.join(", ")
        };
        let needs = faults("needs-no-interpreter-and-no-library");
        assert!(
            needs.contains("interpreter") && needs.contains("library"),
            "{needs}"
        );
        assert!(faults("has-no-build-id-and-no-symbols").contains("build id"));
        assert_eq!(faults("names-no-place-of-the-builder"), "it names `/etc/profile`");
        assert!(faults("carries-evidence-that-is-not-loaded").contains(".dep-v0"));
    }

    #[test]
    fn a_place_is_found_wherever_it_lies_and_not_where_it_does_not() {
        let here = || ["/home/me".into()];
        assert_eq!(named(b"xx/home/me/yy", &here()), ["it names `/home/me`"]);
        assert_eq!(named(b"//home/me", &here()), ["it names `/home/me`"]);
        assert_eq!(named(b"/home/m", &here()), Vec::<String>::new());
        assert_eq!(named(b"/a/b", &["/".into(), "/a".into()]), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_elf_file_is_refused() {
        assert!(inspect(b"#!/bin/sh", &[]).is_err());
    }
}
