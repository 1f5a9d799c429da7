//! The command line of a vessel binary: nothing here can change a route.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// What the operator asked for.
#[derive(Debug, Parser)]
#[command(
    name = "fairlead",
    version,
    about = "A ship's telephone exchange: SIP registrar and back-to-back user agent for one vessel.",
    long_about = LONG_ABOUT,
    after_help = AFTER_HELP,
    max_term_width = 100
)]
pub(crate) struct Options {
    /// Secrets of stations and trunks, one `name kind:value` a line; must be readable by its owner only (0600).
    ///
    /// Without it, $CREDENTIALS_DIRECTORY is read when set (one file a credential, as systemd provides them),
    /// else ./VESSEL.credentials. The file supplies secrets and nothing else.
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,

    /// Listen for trunks on port N instead of the plan's port. A deviation from the plan: it is shown as one,
    /// and a sealed binary refuses it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) trunk_port: Option<u16>,

    /// Refused: gateways are linked into this binary and cannot be loaded from a folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) gateway_dir: Option<PathBuf>,

    /// Write the emission profile of the next start to $STATE_DIRECTORY/emission-profile, and exit. A running exchange
    /// keeps its own.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["self_test", "attest"])]
    pub(crate) set_emission_profile: Option<String>,

    /// How the log is written to standard error.
    #[arg(long, value_enum, default_value_t = LogFormat::Human, value_name = "FORMAT")]
    pub(crate) log: LogFormat,

    /// Print what this binary says about itself as JSON, and exit: plan identity, fingerprints, gateways, build inputs.
    ///
    /// It is self-report: it finds corruption, not an attacker who changed the reporting code too.
    #[arg(long, conflicts_with = "self_test")]
    pub(crate) attest: bool,

    /// Check both tables, ports, credentials and gateways without taking a call, and exit: 0 all well, 1 a check failed, 70 a table is damaged.
    #[arg(long)]
    pub(crate) self_test: bool,
}

/// The two forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// One line an event, for people.
    Human,
    /// One JSON object a line, for programs.
    Json,
}

const LONG_ABOUT: &str = "\
A ship's telephone exchange: SIP registrar and back-to-back user agent for one vessel.

The dial plan, the gateways and the access lists of the vessel were compiled into this binary and cannot be changed \
here. Crew telephones register on the crew port; trunks are reached and answered on the trunk port. Without options \
the exchange starts, prints what it is, and takes calls until it gets SIGINT or SIGTERM, which ends the calls with \
BYE; a second signal ends the program at once. SIGUSR1 prints the counters.";

const AFTER_HELP: &str = "\
Exit codes: 0 clean end; 1 a check of --self-test failed, or calls had to be cut at the end; 64 wrong usage; 66 credentials unreadable; 69 a port cannot \
be had; 70 a table in this binary is damaged: with an \
intact fallback a start takes emergency calls to the bridge all the same; or its code failed; 73 the emission profile cannot be written.
To see what the plan decides: `dialplan explain NUMBER`; to see the plan in this binary: `dialplan readback BINARY`.";

/// The exit codes that [`AFTER_HELP`] promises.
pub(crate) mod exit {
    use std::process::ExitCode;

    use gateway_api::GatewayKind;

    /// A check of `--self-test` failed, or calls were cut at the end.
    pub(crate) const CHECK_FAILED: u8 = 1;
    /// Wrong usage.
    pub(crate) const USAGE: u8 = 64;
    /// Credentials cannot be read.
    pub(crate) const NO_INPUT: u8 = 66;
    /// A port cannot be had.
    pub(crate) const UNAVAILABLE: u8 = 69;
    /// The emission profile cannot be written.
    pub(crate) const CANNOT_WRITE: u8 = 73;
    /// A table is damaged, or the code failed.
    pub(crate) const INTERNAL: u8 = 70;

    /// Prints what clap has to say; help and version are no error.
    pub(crate) fn after_parsing(error: &clap::Error) -> ExitCode {
        // Without standard output there is nobody to tell.
        drop(error.print());
        if error.use_stderr() {
            ExitCode::from(USAGE)
        } else {
            ExitCode::SUCCESS
        }
    }

    /// Refuses `--trunk-port`.
    pub(crate) fn sealed_ports_are_fixed() -> ExitCode {
        eprintln!("error: this binary is sealed; `--trunk-port` would be a deviation from its plan");
        ExitCode::from(USAGE)
    }

    /// Refuses `--gateway-dir` and lists what is linked instead.
    pub(crate) fn gateways_are_linked(kinds: &[&dyn GatewayKind]) -> ExitCode {
        eprintln!("error: gateways are linked into this binary; `--gateway-dir` cannot load others");
        eprintln!("linked gateway kinds:");
        for kind in kinds {
            eprintln!("  {} {}: {}", kind.kind(), kind.version(), kind.description());
        }
        if kinds.is_empty() {
            eprintln!("  none: the plan of this vessel has no gateway");
        }
        eprintln!(
            "To link others, name their folder at build time: `dialplan build VESSEL --gateway-dir DIR`."
        );
        ExitCode::from(USAGE)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn a_trunk_port_of_zero_is_refused() {
        assert!(Options::try_parse_from(["fairlead", "--trunk-port", "0"]).is_err());
    }
}
