//! Counting of what passed and failed, from exit codes and from what cargo's test programs print.

use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::Add;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

/// How many checks passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

impl Tally {
    /// A command that is one check.
    pub(crate) fn of_one(command: Command) -> Result<Tally> {
        Ok(if super::succeeds(command)? {
            Tally { passed: 1, failed: 0 }
        } else {
            Tally { passed: 0, failed: 1 }
        })
    }

    /// A command whose output, shown as it comes, has cargo's summary lines. One that fails without a failed test,
    /// such as one that does not compile, counts as one failure.
    pub(crate) fn of_tests(mut command: Command) -> Result<Tally> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start cargo")?;
        let output = child.stdout.take().context("cargo has no output")?;
        let mut tally = Tally::default();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("cargo's output cannot be read")?;
            let line = String::from_utf8_lossy(&line);
            tally = tally + summary(&line).unwrap_or_default();
            writeln!(std::io::stdout(), "{line}")?;
        }
        if !child.wait()?.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        Ok(tally)
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; …`.
fn summary(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| {
        let part = counts.split("; ").find_map(|part| part.strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some(Tally {
        passed: count("passed")?,
        failed: count("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_s_summary_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.5s";
        assert_eq!(
            summary(line),
            Some(Tally {
                passed: 12,
                failed: 3
            })
        );
        assert_eq!(summary("running 3 tests"), None);
    }

    #[test]
    fn a_command_that_fails_before_any_test_is_a_failure() {
        assert_eq!(
            Tally::of_tests(Command::new("false")).unwrap(),
            Tally { passed: 0, failed: 1 }
        );
        assert_eq!(
            Tally::of_one(Command::new("true")).unwrap(),
            Tally { passed: 1, failed: 0 }
        );
    }
}
