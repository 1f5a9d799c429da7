//! Sockets, clock, log and operations: the only I/O of the vessel binary.

mod options;
mod vessel;

use std::process::ExitCode;

use clap::Parser as _;

use crate::options::{Options, exit};

pub use gateway_api::GatewayKind;
pub use vessel::{BuildInputs, Vessel};

/// Runs a vessel until it is told to end. Never panics; the exit codes are those that `--help` lists.
#[must_use]
pub fn run(vessel: &'static Vessel) -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => return exit::after_parsing(&error),
    };
    if options.gateway_dir.is_some() {
        return exit::gateways_are_linked(vessel.kinds);
    }
    eprintln!("fairlead: this build takes no calls yet");
    ExitCode::from(exit::INTERNAL)
}
