//! Sockets, clock, log and operations: the only I/O of the vessel binary.
//!
//! [`run`] is a whole vessel. Inside, reading order is the order of a start: `options`, `opening` (are the tables what they
//! claim to be), `credentials`, `setup`, `start`, and then `service`, the loop that joins sockets, clock and exchange.

mod attest;
mod banner;
mod clock;
mod credentials;
mod drops;
mod emission;
mod journal;
mod limits;
mod log;
mod opening;
mod options;
mod relay;
mod resolver;
mod self_test;
mod service;
mod setup;
mod signals;
mod sockets;
mod start;
mod stream;
mod tcp;
mod udp;
mod vessel;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::attest::Attestation;
use crate::credentials::Place;
use crate::emission::NotSet;
use crate::opening::{Opening, Plan, REMEDY};
use crate::options::{Options, exit};
use crate::self_test::Report;
use crate::service::Ending;

pub use gateway_api::GatewayKind;
pub use vessel::{BuildInputs, Vessel};

/// Runs a vessel until it is told to end. The exit codes are those that `--help` lists.
#[must_use]
pub fn run(vessel: &'static Vessel) -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(error) => return exit::after_parsing(&error),
    };
    if options.gateway_dir.is_some() {
        return exit::gateways_are_linked(vessel.kinds);
    }
    if options.trunk_port.is_some() && vessel.build.is_sealed() {
        return exit::sealed_ports_are_fixed();
    }
    let opening = Opening::of(vessel);
    if let Some(name) = &options.set_emission_profile {
        return set_emission_profile(&opening, name);
    }
    match opening.plan() {
        Some(plan) => with_plan(vessel, plan, &opening, &options),
        None => without_plan(&opening, &options),
    }
}

fn with_plan(vessel: &Vessel, plan: Plan, opening: &Opening, options: &Options) -> ExitCode {
    let intact = opening.alarms().is_empty();
    if options.attest {
        let attestation = Attestation::new(vessel, &plan, opening, options.trunk_port);
        return damaged_unless(intact, attest(&attestation));
    }
    let directory = std::env::var_os("CREDENTIALS_DIRECTORY").map(Into::into);
    let place = Place::choose(options.credentials.clone(), directory, plan.vessel());
    if options.self_test {
        let report = Report::run(vessel, &plan, opening, &place, options.trunk_port);
        return damaged_unless(intact, self_test(&report));
    }
    match start::run(vessel, plan, opening, &place, options) {
        Ok(Ending::Clean) => ExitCode::SUCCESS,
        Ok(Ending::Cut) => ExitCode::from(exit::CHECK_FAILED),
        Err(failed) => {
            eprintln!("error: {failed}");
            ExitCode::from(failed.exit_code())
        }
    }
}

/// Names the profile of the next start; a running exchange keeps its own.
fn set_emission_profile(opening: &Opening, name: &str) -> ExitCode {
    let plan = match opening.dial_plan() {
        Ok(plan) => plan,
        Err(damaged) => {
            eprintln!("error: no emission profile is set: the dial plan in this binary {damaged}. {REMEDY}");
            return ExitCode::from(exit::INTERNAL);
        }
    };
    match emission::set(&plan.table, emission::state_directory().as_deref(), name) {
        Ok(path) => {
            print(&format!(
                "emission profile `{name}` is written to {}; it is in force from the next start\n",
                path.display()
            ));
            ExitCode::SUCCESS
        }
        Err(not_set) => {
            eprintln!("error: {not_set}");
            ExitCode::from(match not_set {
                NotSet::Write(..) => exit::CANNOT_WRITE,
                NotSet::Unknown(..) | NotSet::NoDirectory => exit::USAGE,
            })
        }
    }
}

fn without_plan(opening: &Opening, options: &Options) -> ExitCode {
    if options.self_test {
        print(&Report::tables(opening).to_string());
    } else {
        for alarm in opening.alarms() {
            eprintln!("error: {alarm}");
        }
    }
    ExitCode::from(exit::INTERNAL)
}

/// A damaged table outweighs whatever else was found.
fn damaged_unless(intact: bool, otherwise: ExitCode) -> ExitCode {
    if intact {
        otherwise
    } else {
        ExitCode::from(exit::INTERNAL)
    }
}

fn attest(attestation: &Attestation) -> ExitCode {
    match serde_json::to_string_pretty(attestation) {
        Ok(text) => {
            print(&text);
            print("\n");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: the report cannot be written: {error}");
            ExitCode::from(exit::INTERNAL)
        }
    }
}

fn self_test(report: &Report) -> ExitCode {
    print(&report.to_string());
    if report.passed() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(exit::CHECK_FAILED)
    }
}

/// Writes to standard output; a reader that has gone away is no fault.
fn print(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
}
