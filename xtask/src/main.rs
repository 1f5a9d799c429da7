//! `cargo xtask test` runs every check of the project; `cargo xtask bench` measures it beside its peers.

mod bench;
mod large_plan;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    about = "Checks and measures the project",
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what is missing, then run every check.
    ///
    /// Programs that are missing are installed with apt-get, which needs root or sudo and the network; everything
    /// after that runs without a network. The step `interoperation` makes network namespaces and needs root.
    Test {
        /// Install nothing; fail with a list when something is missing.
        #[arg(long)]
        no_install: bool,
        /// Run only these steps, in their usual order.
        #[arg(value_name = "STEP")]
        steps: Vec<test::Step>,
    },
    /// Measure: figures stand beside their peers' from the same run, or beside their targets where there is no peer.
    Bench {
        /// Run only these benchmarks.
        #[arg(value_name = "NAME", value_parser = bench::NAMES)]
        names: Vec<String>,
    },
    /// Write the settings of `dialplans/large` from the prefixes in `tests/data/numbering`.
    LargePlan {
        /// Write nothing; fail when the committed settings are others.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Test { no_install, steps } => test::run(no_install, &steps),
        Task::Bench { names } => bench::run(&names),
        Task::LargePlan { check } => large_plan::run(check),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
