//! What a sealed build needs to know of this machine: the tools, the files that they link, the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use sha2::{Digest as _, Sha256};

use super::exit::Stop;
use crate::hexadecimal;
use crate::seal::Fingerprint;

/// The tools of a sealed build, as they call themselves.
#[derive(Debug)]
pub(super) struct Tools {
    /// What `rustc --version --verbose` prints.
    pub(super) compiler: Vec<String>,
    /// The folder of the toolchain.
    pub(super) sysroot: PathBuf,
    /// What the linkers call themselves.
    pub(super) linker: String,
    /// The files of the system that a static program may be linked with.
    pub(super) system_files: Vec<Fingerprint>,
}

impl Tools {
    /// Asks the tools that cargo would use in `folder`.
    pub(super) fn find(folder: &Path) -> Result<Self, Stop> {
        let compiler = lines(&output(folder, "rustc", &["--version", "--verbose"])?);
        let sysroot = PathBuf::from(output(folder, "rustc", &["--print", "sysroot"])?.trim());
        let target = field(&compiler, "host: ")?;
        let own = sysroot.join("lib/rustlib").join(target).join("bin/rust-lld");
        let mut linkers = vec![first_line(&output(folder, "cc", &["--version"])?)];
        if own.is_file() {
            let own = own.to_string_lossy();
            linkers.push(first_line(&output(
                folder,
                &own,
                &["-flavor", "gnu", "--version"],
            )?));
        }
        let mut system_files = Vec::new();
        for name in SYSTEM_FILES {
            let place = output(folder, "cc", &[&format!("-print-file-name={name}")])?;
            let place = Path::new(place.trim());
            if place.is_absolute() {
                system_files.push(fingerprint(place, name)?);
            }
        }
        Ok(Tools {
            compiler,
            sysroot,
            linker: linkers.join("; "),
            system_files,
        })
    }

    /// The target triple: that of this machine.
    pub(super) fn target(&self) -> Result<&str, Stop> {
        field(&self.compiler, "host: ")
    }

    /// The commit of the compiler, by which the standard library names its sources.
    pub(super) fn commit(&self) -> Result<&str, Stop> {
        field(&self.compiler, "commit-hash: ")
    }
}

fn field<'l>(lines: &'l [String], name: &str) -> Result<&'l str, Stop> {
    let found = lines.iter().find_map(|line| line.strip_prefix(name));
    found.ok_or_else(|| Stop::internal(format!("rustc says no `{}`", name.trim_end())))
}

/// SHA-256 over the names and the bytes of all source files of the packages in `folders`, which lie in `workspace`,
/// and of the files in its root that a build reads.
pub(super) fn sources(workspace: &Path, folders: &[PathBuf]) -> Result<String, Stop> {
    let mut files = BTreeSet::new();
    for folder in folders {
        for name in ["Cargo.toml", "build.rs"] {
            files.insert(folder.join(name));
        }
        collect(&folder.join("src"), &mut files).map_err(|error| Stop::unreadable(folder, &error))?;
    }
    let mut hash = Sha256::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let name = file.strip_prefix(workspace).unwrap_or(file);
        let own = fingerprint(file, &name.to_string_lossy())?;
        hash.update(format!("{}  {}\n", own.sha256, own.name));
    }
    Ok(hexadecimal(&hash.finalize()))
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.insert(entry.path());
        }
    }
    Ok(())
}

/// The fingerprint of a file, which is called `name`.
pub(super) fn fingerprint(file: &Path, name: &str) -> Result<Fingerprint, Stop> {
    let bytes = fs::read(file).map_err(|error| Stop::unreadable(file, &error))?;
    Ok(fingerprint_of(&bytes, name))
}

/// The fingerprint of bytes, which are called `name`.
pub(super) fn fingerprint_of(bytes: &[u8], name: &str) -> Fingerprint {
    Fingerprint {
        name: name.to_owned(),
        sha256: hexadecimal(&Sha256::digest(bytes)),
    }
}

/// What a program prints; it has to succeed.
pub(super) fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, Stop> {
    let ran = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .output();
    let ran = ran.map_err(|error| Stop::internal(format!("`{program}` cannot be run: {error}")))?;
    if !ran.status.success() {
        let said = String::from_utf8_lossy(&ran.stderr);
        return Err(Stop::internal(format!(
            "`{program} {}` failed:\n{}",
            arguments.join(" "),
            said.trim_end()
        )));
    }
    String::from_utf8(ran.stdout).map_err(|_| Stop::internal(format!("`{program}` prints what is not text")))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// What `cc` may link into a static program, beside what Rust's own toolchain brings.
const SYSTEM_FILES: [&str; 12] = [
    "crt1.o",
    "crtbeginS.o",
    "crtbeginT.o",
    "crtend.o",
    "crtendS.o",
    "crti.o",
    "crtn.o",
    "libc.a",
    "libgcc.a",
    "libgcc_eh.a",
    "libm.a",
    "rcrt1.o",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_of_sources_counts_every_byte_and_every_name() {
        let folder = std::env::temp_dir().join(format!("seal-tools-{}", std::process::id()));
        let package = folder.join("package");
        fs::create_dir_all(package.join("src/deep")).expect("folders are made");
        let write = |name: &str, text: &str| fs::write(package.join(name), text).expect("a file is written");
        write("Cargo.toml", "a");
        write("src/deep/lib.rs", "b");
        let sources = || sources(&folder, std::slice::from_ref(&package)).expect("they are read");
        let first = sources();
        assert_eq!(first, sources());
        write("src/deep/lib.rs", "c");
        let second = sources();
        assert_ne!(first, second);
        fs::rename(package.join("src/deep/lib.rs"), package.join("src/deep/bib.rs")).expect("it is renamed");
        assert_ne!(second, sources());
        write("notes.txt", "read by no build");
        let third = sources();
        write("notes.txt", "changed");
        assert_eq!(third, sources());
        fs::remove_dir_all(folder).expect("they are removed");
    }
}
