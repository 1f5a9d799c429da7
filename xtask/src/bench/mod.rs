//! `cargo xtask bench`: figures beside their peers' where there is a peer, from the same run, and beside their targets.

mod calls;
mod measured;
mod memory;
mod rebuild;
mod rig;
mod start;

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::test::provide_for_benchmarks;

/// What `cargo xtask bench` can measure, in the order in which it does.
pub(crate) const NAMES: [&str; 8] = [
    "lookup", "compile", "diff", "parse", "calls", "memory", "start", "rebuild",
];

/// Runs the named benchmarks, or all; fails after the last when any missed its target.
pub(crate) fn run(names: &[String]) -> Result<()> {
    let chosen: Vec<&str> = if names.is_empty() {
        NAMES.to_vec()
    } else {
        names.iter().map(String::as_str).collect()
    };
    provide_for_benchmarks()?;
    let mut missed = Vec::new();
    for name in chosen {
        println!("\n== {name}");
        let met = match name {
            "lookup" => cargo_bench("dialplan-compiler", "lookup")?,
            "compile" => cargo_bench("dialplan-compiler", "compile")?,
            "diff" => cargo_bench("dialplan-compiler", "diff")?,
            "parse" => cargo_bench("sip", "parse")?,
            "calls" => calls::run()?,
            "memory" => memory::run()?,
            "rebuild" => rebuild::run()?,
            _ => start::run()?,
        };
        if !met {
            missed.push(name);
        }
    }
    if missed.is_empty() {
        println!("\nall targets met");
        return Ok(());
    }
    bail!("targets missed in: {}", missed.join(", "))
}

fn cargo_bench(package: &str, bench: &str) -> Result<bool> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(["bench", "--quiet", "--package", package, "--bench", bench])
        .status()
        .with_context(|| format!("cannot start cargo bench for {package}"))?;
    Ok(status.success())
}

/// Prints whether a target was met, and says so to the caller.
fn verdict(what: &str, holds: bool) -> bool {
    println!("  {} {what}", if holds { "met   " } else { "MISSED" });
    holds
}
