//! Secrets of stations and trunks: where they are read from, and their text form. They supply secrets and nothing else.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// The kinds of secret that a line can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SecretKind {
    /// `ha1-md5`: 32 hexadecimal digits, MD5 of `number:realm:password`.
    Ha1Md5,
    /// `ha1-sha-256`: 64 hexadecimal digits, SHA-256 of `number:realm:password`.
    Ha1Sha256,
    /// `password`: clear text, for a trunk that challenges us.
    Password,
}

impl SecretKind {
    /// The word in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            SecretKind::Ha1Md5 => "ha1-md5",
            SecretKind::Ha1Sha256 => "ha1-sha-256",
            SecretKind::Password => "password",
        }
    }

    fn from_word(word: &str) -> Option<SecretKind> {
        [SecretKind::Ha1Md5, SecretKind::Ha1Sha256, SecretKind::Password]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// The number of hexadecimal digits of a hash, or `None` for free text.
    fn hex_digits(self) -> Option<usize> {
        match self {
            SecretKind::Ha1Md5 => Some(32),
            SecretKind::Ha1Sha256 => Some(64),
            SecretKind::Password => None,
        }
    }
}

/// Where secrets are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// One file, one secret a line.
    File(PathBuf),
    /// A folder with one file a secret, as systemd's `LoadCredential=` makes it.
    Directory(PathBuf),
}

impl Place {
    /// The option wins, then `$CREDENTIALS_DIRECTORY`, then `./VESSEL.credentials`.
    pub(crate) fn choose(option: Option<PathBuf>, directory: Option<PathBuf>, vessel: &str) -> Place {
        match (option, directory) {
            (Some(file), _) => Place::File(file),
            (None, Some(directory)) => Place::Directory(directory),
            (None, None) => Place::File(PathBuf::from(format!("{vessel}.credentials"))),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Directory(path) => write!(f, "{}/", path.display()),
        }
    }
}

/// The secrets by name and kind. Its `Debug` form shows no secret.
#[derive(Default)]
pub(crate) struct Credentials {
    entries: BTreeMap<(String, SecretKind), Zeroizing<String>>,
}

impl Credentials {
    /// Reads every secret of a place; `names` are the credentials that the plan refers to (used for a folder).
    pub(crate) fn read(place: &Place, names: &[&str]) -> Result<Credentials, Unreadable> {
        match place {
            Place::File(path) => {
                let text = read_private(path, OWNER_ONLY)?;
                Credentials::parse(&text).map_err(|fault| Unreadable::Fault {
                    path: path.clone(),
                    fault,
                })
            }
            Place::Directory(directory) => Credentials::read_directory(directory, names),
        }
    }

    fn read_directory(directory: &Path, names: &[&str]) -> Result<Credentials, Unreadable> {
        let mut credentials = Credentials::default();
        for name in names.iter().filter(|name| is_file_name(name)) {
            let path = directory.join(name);
            let text = match read_private(&path, NOT_OTHERS) {
                Ok(text) => text,
                Err(Unreadable::Missing(_)) => continue,
                Err(error) => return Err(error),
            };
            let parsed = credentials.insert(name, text.trim_end_matches(['\r', '\n']));
            parsed.map_err(|what| Unreadable::Fault {
                path,
                fault: Fault { line: 1, what },
            })?;
        }
        Ok(credentials)
    }

    /// Reads the text form: `name kind:value`, `#` starts a comment line, empty lines are skipped.
    pub(crate) fn parse(text: &str) -> Result<Credentials, Fault> {
        let mut credentials = Credentials::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let at = |what| Fault {
                line: index + 1,
                what,
            };
            let (name, secret) = line.split_once(char::is_whitespace).ok_or(at(What::NoValue))?;
            credentials.insert(name, secret.trim_start()).map_err(at)?;
        }
        Ok(credentials)
    }

    /// The secret of that name and kind.
    pub(crate) fn secret(&self, name: &str, kind: SecretKind) -> Option<&str> {
        self.entries
            .get(&(name.to_owned(), kind))
            .map(|secret| secret.as_str())
    }

    /// How many secrets there are.
    pub(crate) fn count(&self) -> usize {
        self.entries.len()
    }

    fn insert(&mut self, name: &str, secret: &str) -> Result<(), What> {
        let (word, value) = secret.split_once(':').ok_or(What::NoValue)?;
        let kind = SecretKind::from_word(word).ok_or(What::UnknownKind)?;
        if value.is_empty() {
            return Err(What::NoValue);
        }
        let value = match kind.hex_digits() {
            Some(digits) if value.len() != digits || !value.bytes().all(|b| b.is_ascii_hexdigit()) => {
                return Err(What::NoHash(digits));
            }
            Some(_) => value.to_ascii_lowercase(),
            None => value.to_owned(),
        };
        match self
            .entries
            .insert((name.to_owned(), kind), Zeroizing::new(value))
        {
            None => Ok(()),
            Some(_) => Err(What::Duplicate),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.entries.keys()).finish()
    }
}

/// Why the secrets cannot be used. Never shows one.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// There is no such file.
    Missing(PathBuf),
    /// The system refused to read it.
    Refused(PathBuf, std::io::Error),
    /// Others than its owner may read it; the second part is its mode.
    Exposed(PathBuf, u32),
    /// A line cannot be understood.
    Fault {
        /// The file.
        path: PathBuf,
        /// Where and what.
        fault: Fault,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Missing(path) => write!(f, "there is no credentials file `{}`", path.display()),
            Unreadable::Refused(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
            Unreadable::Exposed(path, mode) => write!(
                f,
                "`{0}` may be read by others (mode {mode:04o}); do `chmod 600 {0}` and change its secrets",
                path.display()
            ),
            Unreadable::Fault { path, fault } => {
                write!(f, "{}:{}: {}", path.display(), fault.line, fault.what)
            }
        }
    }
}

/// A line that cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) what: What,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// A name without `kind:value`.
    NoValue,
    /// The word before the colon is no kind.
    UnknownKind,
    /// A hash is not made of this many hexadecimal digits.
    NoHash(usize),
    /// The same name and kind was given before.
    Duplicate,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::NoValue => f.write_str("expected `name kind:value`"),
            What::UnknownKind => f.write_str("the kind must be `ha1-md5`, `ha1-sha-256` or `password`"),
            What::NoHash(digits) => write!(f, "the hash must have {digits} hexadecimal digits"),
            What::Duplicate => f.write_str("this name and kind appear twice"),
        }
    }
}

fn read_private(path: &Path, forbidden: u32) -> Result<Zeroizing<String>, Unreadable> {
    let refused = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Unreadable::Missing(path.to_owned()),
        _ => Unreadable::Refused(path.to_owned(), error),
    };
    let mut file = fs::File::open(path).map_err(refused)?;
    let metadata = file.metadata().map_err(refused)?;
    if !metadata.is_file() || metadata.size() > MAX_BYTES {
        let why = "it is no plain file of at most 1 MiB";
        return Err(Unreadable::Refused(path.to_owned(), std::io::Error::other(why)));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & forbidden != 0 {
        return Err(Unreadable::Exposed(path.to_owned(), mode));
    }
    let mut text = Zeroizing::new(String::new());
    std::io::Read::read_to_string(&mut file, &mut text).map_err(refused)?;
    Ok(text)
}

/// A name that stays inside the folder.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.contains('/') && name != "." && name != ".."
}

/// Mode bits that a credentials file must not have.
const OWNER_ONLY: u32 = 0o077;
/// systemd grants the service's user access by an ACL, which shows in the group bits; others must have none.
const NOT_OTHERS: u32 = 0o007;
const MAX_BYTES: u64 = 1 << 20;

#[cfg(test)]
#[path = "credentials_tests.rs"]
mod tests;
