//! `cargo xtask test`: what is missing is installed, then every check runs, and one line says how many passed.

mod programs;
mod tally;

use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

pub(crate) use programs::provide_for_benchmarks;
use tally::Tally;

/// The checks, in the order in which they run: the quickest to fail first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// Every file is formatted.
    Format,
    /// Licences, sources and bans of dependencies. Known vulnerabilities are shown when their database is there; they
    /// fail nothing, since the same commit must not pass today and fail tomorrow.
    Dependencies,
    /// No lint fires.
    Lints,
    /// Every test that needs nothing but this machine.
    Tests,
    /// The page of an audit in a browser: search and print.
    Browser,
    /// Calls with SIP programs that nobody here wrote, in network namespaces of their own.
    Interoperation,
    /// Sealed binaries are made twice in two yards and compared.
    Reproducible,
}

/// Runs the steps, or all of them; fails when any check failed.
pub(crate) fn run(no_install: bool, steps: &[Step]) -> Result<()> {
    let start = Instant::now();
    let chosen = |step: &Step| steps.is_empty() || steps.contains(step);
    let chosen: Vec<Step> = Step::value_variants().iter().copied().filter(chosen).collect();
    programs::provide(no_install, &chosen)?;
    let mut total = Tally::default();
    let mut failed = Vec::new();
    for step in chosen {
        let name = step
            .to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned());
        println!("\n== {name}");
        let begun = Instant::now();
        let tally = step.run()?;
        println!(
            "== {name}: {} passed, {} failed, {} s",
            tally.passed,
            tally.failed,
            begun.elapsed().as_secs()
        );
        if tally.failed > 0 {
            failed.push(name);
        }
        total = total + tally;
    }
    println!("\ntook {} s", start.elapsed().as_secs());
    println!("{} passed, {} failed", total.passed, total.failed);
    if failed.is_empty() {
        Ok(())
    } else {
        bail!("failed: {}", failed.join(", "))
    }
}

impl Step {
    fn run(self) -> Result<Tally> {
        match self {
            Step::Format => Tally::of_one(cargo(&["fmt", "--all", "--", "--check"])),
            Step::Dependencies => dependencies(),
            Step::Lints => Tally::of_one(cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--offline",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ])),
            Step::Tests => Tally::of_tests(tests(&["--no-fail-fast"])),
            Step::Browser => Tally::of_tests(tests(&["--test", "audit", "--", "--ignored"])),
            Step::Interoperation => Tally::of_tests(tests(&[
                "--test",
                "interop",
                "--",
                "--ignored",
                "--test-threads",
                INTEROP_THREADS,
            ])),
            Step::Reproducible => Tally::of_tests(tests(&["--test", "reproducible", "--", "--ignored"])),
        }
    }
}

/// Tests of the whole workspace always: another choice of packages chooses other features of their libraries, and compiles
/// them again.
fn tests(arguments: &[&str]) -> Command {
    let mut command = cargo(&["test", "--workspace", "--locked", "--offline"]);
    command.args(arguments);
    command
}

fn dependencies() -> Result<Tally> {
    let kept = Tally::of_one(cargo(&[
        "deny",
        "--offline",
        "check",
        "bans",
        "licenses",
        "sources",
    ]))?;
    if !programs::advisories_are_there() {
        println!("known vulnerabilities are not checked: the advisory database could not be fetched");
        return Ok(kept);
    }
    if !succeeds(cargo(&["deny", "--offline", "check", "advisories"]))? {
        println!("dependencies have known vulnerabilities: see above");
    }
    Ok(kept)
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs a command to its end and says whether it succeeded.
fn succeeds(mut command: Command) -> Result<bool> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {:?}", command.get_program()))?;
    Ok(status.success())
}

/// Most scenarios wait for timers rather than for the processor.
const INTEROP_THREADS: &str = "6";
