//! From settings to a table: `cargo xtask bench compile`.
//!
//! Times and peak memory of whole programs, for plans of 10 000 to 10 000 000 prefixes, beside what another reader takes
//! for the text alone and what the automaton takes without settings, checks and rows. Exit status 1 when a target is
//! missed. `--compile FILE` and `--parts FILE` are what the benchmark starts itself with, once for each figure.
#![expect(clippy::expect_used, reason = "a benchmark stops at a fault")]

mod plans;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs};

use dialplan_compiler::automaton::compile_prefixes;
use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::source::Source;
use dialplan_compiler::{plan, sections, settings};

use plans::Plan;

const MIB: u64 = 1024 * 1024;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--compile", file] => compile(Path::new(file)),
        ["--parts", file] => parts(Path::new(file)),
        _ => return measure(),
    }
    ExitCode::SUCCESS
}

/// A plan with what it must take at most.
struct Row {
    plan: Plan,
    target: Target,
}

enum Target {
    Seconds(f64),
    Mebibytes(u64),
}

fn measure() -> ExitCode {
    let rows = [
        Row {
            plan: Plan::Synthetic(10_000),
            target: Target::Seconds(0.05),
        },
        Row {
            plan: Plan::Real,
            target: Target::Seconds(3.0),
        },
        Row {
            plan: Plan::Synthetic(1_000_000),
            target: Target::Seconds(10.0),
        },
        Row {
            plan: Plan::Synthetic(10_000_000),
            target: Target::Mebibytes(4096),
        },
    ];
    println!(
        "{:>20} {:>9} {:>9} {:>9} {:>9} {:>9} {:>10} {:>12} {:>12}",
        "prefixes",
        "text MiB",
        "read s",
        "check s",
        "table s",
        "whole s",
        "peak MiB",
        "serde_json s",
        "automaton s"
    );
    let verdicts: Vec<bool> = rows.iter().map(row).collect();
    if verdicts.contains(&false) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Prints the figures of one plan and whether its target is met.
fn row(row: &Row) -> bool {
    let (file, name) = row.plan.written(&temporary());
    let whole = match row.plan {
        Plan::Synthetic(10_000) => median((0..11).map(|_| command(&file)).collect()),
        _ => command(&file),
    };
    let [read, check, table, peak] = child("--compile", &file);
    let [json, automaton] = match row.plan {
        // A tree of ten million strings needs more memory than the compiler may have.
        Plan::Synthetic(10_000_000) => [f64::NAN; 2],
        _ => child("--parts", &file),
    };
    let text = fs::metadata(&file).map_or(0, |file| file.len()) / MIB;
    println!(
        "{name:>20} {text:>9} {read:>9.3} {check:>9.3} {table:>9.3} {:>9.3} {peak:>10.0} {json:>12.3} {automaton:>12.3}",
        whole.as_secs_f64()
    );
    let (met, words) = match row.target {
        Target::Seconds(most) => (
            whole.as_secs_f64() <= most,
            format!("`dialplan check` within {most} s"),
        ),
        Target::Mebibytes(most) => (peak <= most as f64, format!("a table within {most} MiB")),
    };
    println!("  {} {name}: {words}", if met { "met   " } else { "MISSED" });
    met
}

/// The time of `dialplan check`, start to end.
fn command(file: &Path) -> Duration {
    let begun = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_dialplan"))
        .arg("check")
        .arg(file)
        .current_dir(workspace())
        .output()
        .expect("dialplan starts");
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stdout)
    );
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The figures that this program prints when it is started again, in a process of its own.
fn child<const FIGURES: usize>(mode: &str, file: &Path) -> [f64; FIGURES] {
    let program = env::current_exe().expect("this program has a file");
    let ended = Command::new(program)
        .arg(mode)
        .arg(file)
        .output()
        .expect("it starts again");
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let printed = String::from_utf8(ended.stdout).expect("it prints text");
    let figures: Vec<f64> = printed
        .split_whitespace()
        .map(|figure| figure.parse().expect("a figure"))
        .collect();
    figures.try_into().expect("every figure is printed")
}

/// Prints the seconds of reading, checking and making the table, and the peak of resident memory in MiB.
fn compile(file: &Path) {
    let begun = Instant::now();
    let source = Source::new(
        "settings",
        fs::read_to_string(file).expect("the settings can be read"),
    );
    let mut found = Vec::new();
    let settings = settings::read(&source, &mut found).expect("there are settings");
    let read = begun.elapsed();
    let plan = plan::check(&settings, &catalogue(), &mut found).expect("there is a plan");
    drop(settings);
    let checked = begun.elapsed();
    let sections = sections(&plan, &source).expect("there is a table");
    let whole = begun.elapsed();
    assert!(!sections.table.is_empty());
    println!(
        "{} {} {} {}",
        read.as_secs_f64(),
        (checked - read).as_secs_f64(),
        (whole - checked).as_secs_f64(),
        peak() as f64 / MIB as f64
    );
}

/// Prints the seconds that `serde_json` takes to read the text, and the automaton without anything around it.
fn parts(file: &Path) {
    let text = fs::read_to_string(file).expect("the settings can be read");
    let begun = Instant::now();
    let tree: serde_json::Value = serde_json::from_str(&text).expect("settings are JSON");
    let json = begun.elapsed();
    drop(tree);
    let source = Source::new("settings", text);
    let settings = settings::read(&source, &mut Vec::new()).expect("there are settings");
    let routes = settings
        .routes()
        .iter()
        .zip(1..)
        .filter_map(|(route, value)| Some((route.value().prefixes.as_ref()?, value)));
    let prefixes: Vec<(&str, u32)> = routes
        .flat_map(|(prefixes, value)| prefixes.value().iter().map(move |prefix| (prefix.text(), value)))
        .collect();
    let begun = Instant::now();
    let automaton = compile_prefixes(&prefixes).expect("the prefixes are good");
    assert!(!automaton.is_empty());
    println!("{} {}", json.as_secs_f64(), begun.elapsed().as_secs_f64());
}

/// The peak of this process's resident memory, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<u64>().ok()).expect("a figure") * 1024
}

fn catalogue() -> Catalogue {
    let name = "gateways/sip-trunk/Cargo.toml";
    let manifest = fs::read_to_string(workspace().join(name)).expect("the manifest can be read");
    Catalogue::read(&[(name, &manifest)]).expect("the manifest is good")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn temporary() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}
