//! `dialplan keygen` and `dialplan sign`: a binary and its evidence get an Ed25519 signature, without a network.

use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::elf::{Sections, open_names, open_table};
use super::exit::{Ended, Exit, Stop};
use crate::hexadecimal;
use crate::seal::signature::{Protection, Refused, keys, sign};

/// Make a pair of keys for signatures: NAME.key (mode 0600) and NAME.pub
///
/// The files have the form of minisign. Carry NAME.pub to whoever checks signatures, by a way that
/// cannot be forged; keep NAME.key where vessels are signed and nowhere else.
///
/// Examples:
///   dialplan keygen yard --password-file /run/credentials/yard-password
///   dialplan keygen test --unprotected
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Keygen {
    /// The path of the two files without their endings
    name: PathBuf,

    #[command(flatten)]
    password: Password,
}

/// Sign a binary, and the evidence that lies beside it
///
/// Writes FILE.minisig for the binary, and for FILE.cdx.json, FILE.provenance.json and
/// FILE.test-result.json where they are. Each signature states the vessel and the plan identity that
/// the binary holds. `dialplan verify BINARY --key KEY.pub` checks it; so does the stock program:
/// minisign -Vm FILE -p KEY.pub
///
/// Examples:
///   dialplan sign target/vessels/mv-reference/sealed/fairlead --key yard.key
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Sign {
    /// A vessel binary
    binary: PathBuf,

    /// The secret key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,

    #[command(flatten)]
    password: Password,
}

/// The password of a secret key.
#[derive(Debug, Args)]
struct Password {
    /// A file whose first line is the password of the key
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "unprotected",
        required_unless_present = "unprotected"
    )]
    password_file: Option<PathBuf>,

    /// The key has no password: whoever reads its file can sign
    #[arg(long)]
    unprotected: bool,
}

impl Password {
    fn read(&self) -> Result<Option<String>, Stop> {
        let Some(file) = &self.password_file else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(file).map_err(|error| Stop::unreadable(file, &error))?;
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(Stop::usage(format!(
                "{} has no password in its first line",
                file.display()
            )));
        }
        Ok(Some(line.to_owned()))
    }
}

fn protection(password: Option<&String>) -> Protection<'_> {
    password.map_or(Protection::None, |password| Protection::Password(password))
}

impl Keygen {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let password = self.password.read()?;
        let pair = keys(protection(password.as_ref())).map_err(refused)?;
        let (secret, public) = (with_ending(&self.name, "key"), with_ending(&self.name, "pub"));
        write_new(&secret, &pair.secret, 0o600)?;
        write_new(&public, &pair.public, 0o644)?;
        writeln!(
            out,
            "secret key     {}\npublic key     {}",
            secret.display(),
            public.display()
        )?;
        Ok(Exit::Holds)
    }
}

impl Sign {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let sections = Sections::read(&self.binary)?;
        let (table, names) = (open_table(&sections.table)?, open_names(&sections.names)?);
        let statement = format!(
            "vessel {}, plan identity {}",
            names.vessel(),
            hexadecimal(table.identity())
        );
        let key = std::fs::read_to_string(&self.key).map_err(|error| Stop::unreadable(&self.key, &error))?;
        let password = self.password.read()?;
        let endings = EVIDENCE.map(|ending| with_ending(&self.binary, ending));
        let beside = endings.iter().filter(|file| file.is_file());
        for file in std::iter::once(&self.binary).chain(beside) {
            let bytes = std::fs::read(file).map_err(|error| Stop::unreadable(file, &error))?;
            let signature = sign(&key, protection(password.as_ref()), &bytes, &statement).map_err(refused)?;
            let path = with_ending(file, "minisig");
            std::fs::write(&path, signature).map_err(|error| Stop::unwritable(&path, &error))?;
            writeln!(out, "signed         {}", path.display())?;
        }
        writeln!(out, "statement      {statement}")?;
        Ok(Exit::Holds)
    }
}

/// The path with one more ending.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Writes a file that is not there yet: a key is never replaced.
fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), Stop> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(mode).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Stop::unwritable(path, &error))
}

fn refused(refused: Refused) -> Stop {
    Stop::usage(refused.to_string())
}

/// The endings of what a sealed build writes beside its binary.
const EVIDENCE: [&str; 3] = ["cdx.json", "provenance.json", "test-result.json"];
