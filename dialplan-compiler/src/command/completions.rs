//! `dialplan completions`: the file that teaches a shell to complete the command.

use std::io;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::CommandLine;
use super::exit::{Ended, Exit};

/// Print the completion file of a shell.
///
/// For bash: dialplan completions bash > ~/.local/share/bash-completion/completions/dialplan
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, out: &mut dyn io::Write) -> Ended {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut CommandLine::command(), "dialplan", &mut text);
        out.write_all(&text)?;
        Ok(Exit::Holds)
    }
}
