//! What a run of the command means to the shell; the numbers are fixed and do not depend on the format.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// The meaning of an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Everything asked holds.
    Holds,
    /// A finding stands or a requirement failed.
    Finding,
    /// The plans compared do not mean the same.
    Difference,
    /// Only warnings, and the user asked that they fail.
    Warnings,
    /// The settings give no plan.
    NoPlan,
    /// A binary does not hold what it should.
    Mismatch,
    /// The command line cannot be followed.
    Usage,
    /// A fault of the command itself or of the machine it runs on.
    Internal,
}

impl Exit {
    /// The number that the shell sees.
    pub(super) fn number(self) -> u8 {
        match self {
            Exit::Holds => 0,
            Exit::Finding => 1,
            Exit::Difference => 2,
            Exit::Warnings => 3,
            Exit::NoPlan => 4,
            Exit::Mismatch => 5,
            Exit::Usage => 64,
            Exit::Internal => 70,
        }
    }

    /// The number as a program ends with it.
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }
}

/// Why a run ended early, in a sentence for people.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) exit: Exit,
    pub(super) message: String,
}

/// What a subcommand ends with.
pub(super) type Ended = Result<Exit, Stop>;

impl Stop {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Stop {
            exit: Exit::Usage,
            message: message.into(),
        }
    }

    /// A file of the user's that cannot be read.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Stop::usage(format!("{} cannot be read: {error}", path.display()))
    }

    /// A file that the user wants written and that cannot be.
    pub(super) fn unwritable(path: &Path, error: &io::Error) -> Self {
        Stop::usage(format!("{} cannot be written: {error}", path.display()))
    }

    pub(super) fn mismatch(message: impl Into<String>) -> Self {
        Stop {
            exit: Exit::Mismatch,
            message: message.into(),
        }
    }

    pub(super) fn internal(message: impl Into<String>) -> Self {
        Stop {
            exit: Exit::Internal,
            message: message.into(),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::internal(format!("the output could not be written: {error}"))
    }
}
