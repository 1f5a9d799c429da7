//! The emission profile: which one the state directory names for this start, and how the next one is named.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use routing_table::{ProfileIndex, Table};

/// The profile that a start takes, and why, when it is not one that the crew chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct InForce {
    /// The one that the crew chose; without it the table says which is in force.
    pub(crate) chosen: Option<ProfileIndex>,
    /// Name of the one in force; `None` in a plan without profiles.
    pub(crate) name: Option<&'static str>,
    /// What somebody should know: nothing chose it.
    pub(crate) warning: Option<String>,
}

impl InForce {
    /// Reads the profile that the state directory names. What cannot be read or is not known is the most restrictive.
    pub(crate) fn read(table: &Table<'static>, directory: Option<&Path>) -> InForce {
        let chosen = chosen(directory).and_then(|name| {
            let index = table.profile_named(&name);
            index.ok_or(Unknown::Name(name))
        });
        let (chosen, unknown) = match chosen {
            Ok(index) => (Some(index), None),
            Err(unknown) => (None, Some(unknown)),
        };
        let Some(name) = table.profile_in_force(chosen).map(|profile| profile.name()) else {
            return InForce::default();
        };
        InForce {
            chosen,
            name: Some(name),
            warning: unknown.map(|unknown| {
                format!("{unknown}: the most restrictive emission profile `{name}` is in force")
            }),
        }
    }
}

/// Names the profile of the next start.
pub(crate) fn set(table: &Table<'_>, directory: Option<&Path>, name: &str) -> Result<PathBuf, NotSet> {
    if table.profile_named(name).is_none() {
        let known = table.profiles().map(|(_, profile)| profile.name().to_owned());
        return Err(NotSet::Unknown(name.to_owned(), known.collect()));
    }
    let directory = directory.ok_or(NotSet::NoDirectory)?;
    let path = directory.join(FILE);
    write(directory, &path, name).map_err(|error| NotSet::Write(path.clone(), error))?;
    Ok(path)
}

/// The first directory of `$STATE_DIRECTORY`, which systemd separates by colons.
pub(crate) fn state_directory() -> Option<PathBuf> {
    let list = std::env::var_os("STATE_DIRECTORY")?;
    std::env::split_paths(&list).find(|directory| !directory.as_os_str().is_empty())
}

/// A power cut leaves the old file or the new one, never a part.
fn write(directory: &Path, path: &Path, name: &str) -> io::Result<()> {
    let new = directory.join(NEW);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(format!("{name}\n").as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(directory)?.sync_all()
}

fn chosen(directory: Option<&Path>) -> Result<String, Unknown> {
    let path = directory.ok_or(Unknown::NoDirectory)?.join(FILE);
    let unreadable = |error| Unknown::Unreadable(path.clone(), error);
    let file = File::open(&path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.mode() & OTHERS_WRITE != 0 {
        return Err(Unknown::Writable(path));
    }
    let text = io::read_to_string(io::Read::take(file, LONGEST)).map_err(unreadable)?;
    Ok(text.trim_end().to_owned())
}

/// Why nothing says which profile is in force.
enum Unknown {
    NoDirectory,
    Unreadable(PathBuf, io::Error),
    Writable(PathBuf),
    Name(String),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::NoDirectory => f.write_str("$STATE_DIRECTORY is not set"),
            Unknown::Unreadable(path, error) => write!(f, "{}: {error}", path.display()),
            Unknown::Writable(path) => {
                write!(f, "{} can be written by others than its owner", path.display())
            }
            Unknown::Name(name) => write!(f, "the plan has no emission profile {name:?}"),
        }
    }
}

/// Why the profile was not set.
#[derive(Debug)]
pub(crate) enum NotSet {
    /// The plan has no such profile; these it has.
    Unknown(String, Vec<String>),
    /// Nobody says where the state is kept.
    NoDirectory,
    /// The file cannot be written.
    Write(PathBuf, io::Error),
}

impl fmt::Display for NotSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSet::Unknown(name, known) if known.is_empty() => {
                write!(
                    f,
                    "no emission profile `{name}`: the plan of this vessel has none"
                )
            }
            NotSet::Unknown(name, known) => {
                let known = known.join(", ");
                write!(f, "no emission profile `{name}`; profiles: {known}")
            }
            NotSet::NoDirectory => {
                f.write_str("set $STATE_DIRECTORY to the directory in which the exchange keeps its state")
            }
            NotSet::Write(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

const FILE: &str = "emission-profile";
const NEW: &str = "emission-profile.new";
/// Permission bits of group and others to write.
const OTHERS_WRITE: u32 = 0o022;
/// Names of profiles have at most 64 bytes.
const LONGEST: u64 = 256;

#[cfg(test)]
#[path = "emission_tests.rs"]
mod tests;
