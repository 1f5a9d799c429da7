//! The credentials file: one secret a line, `name kind:value`, `#` starts a comment line. Lines that
//! are not changed stay as they are, comments included.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use super::Stop;

/// Permission bits of a file that only its owner reads and writes.
const OWNER_ONLY: u32 = 0o600;

/// The text of a credentials file.
#[derive(Default)]
pub(super) struct CredentialsFile {
    lines: Vec<String>,
}

impl CredentialsFile {
    /// Reads the file at `path`; a file that is not there is empty.
    pub(super) fn read(path: &Path) -> Result<Self, Stop> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Stop::unreadable(path, &error)),
        };
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let path = path.display();
            return Err(Stop::usage(format!(
                "{path} may be read by others (mode {mode:04o}); do `chmod 600 {path}` and renew its secrets"
            )));
        }
        Ok(Self::from_text(&text))
    }

    fn from_text(text: &str) -> Self {
        CredentialsFile {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// The secret of `name` and `kind`, if the file has it.
    pub(super) fn secret(&self, name: &str, kind: &str) -> Option<&str> {
        self.lines.iter().find_map(|line| secret_of(line, name, kind))
    }

    /// Puts `value` in the place of the secret of `name` and `kind`, or at the end.
    pub(super) fn set(&mut self, name: &str, kind: &str, value: &str) {
        let new = format!("{name} {kind}:{value}");
        match self
            .lines
            .iter_mut()
            .find(|line| secret_of(line, name, kind).is_some())
        {
            Some(line) => *line = new,
            None => self.lines.push(new),
        }
    }

    /// Puts a comment in front of everything when the file is new.
    pub(super) fn open_with(&mut self, comment: &str) {
        if self.lines.is_empty() {
            self.lines = comment.lines().map(|line| format!("# {line}")).collect();
        }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Writes the file at once or not at all, readable by its owner only.
    pub(super) fn write(&self, path: &Path) -> Result<(), Stop> {
        let failed =
            |error: io::Error| Stop::internal(format!("{} cannot be written: {error}", path.display()));
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = Path::new(&beside);
        match fs::remove_file(beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(OWNER_ONLY)
            .open(beside)
            .map_err(failed)?;
        file.write_all(self.text().as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        fs::rename(beside, path).map_err(failed)
    }
}

fn secret_of<'l>(line: &'l str, name: &str, kind: &str) -> Option<&'l str> {
    let (found, secret) = line.trim().split_once(char::is_whitespace)?;
    if found != name {
        return None;
    }
    secret.trim_start().strip_prefix(kind)?.strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_secret_stays_in_its_line_and_comments_stay() {
        let mut file = CredentialsFile::from_text("# mine\nstation-101 ha1-md5:aa\nvsat password:x y\n");
        file.set("station-101", "ha1-md5", "bb");
        file.set("station-102", "ha1-md5", "cc");
        assert_eq!(
            file.text(),
            "# mine\nstation-101 ha1-md5:bb\nvsat password:x y\nstation-102 ha1-md5:cc\n"
        );
        assert_eq!(file.secret("vsat", "password"), Some("x y"));
    }

    #[test]
    fn two_kinds_of_one_name_are_two_secrets() {
        let mut file = CredentialsFile::from_text("station-101 ha1-md5:aa\n");
        assert_eq!(file.secret("station-101", "ha1-sha-256"), None);
        file.set("station-101", "ha1-sha-256", "bb");
        assert_eq!(file.secret("station-101", "ha1-md5"), Some("aa"));
        assert_eq!(file.secret("station-101", "ha1-sha-256"), Some("bb"));
    }
}
