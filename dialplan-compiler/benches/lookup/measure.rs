//! How one lookup is timed: independent, dependent and cold; and how its instructions are counted.

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use crate::peers::LongestPrefix;
use crate::sets::Queries;

/// What a run over all queries gave: nanoseconds a lookup, and the sum of all answers.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub nanoseconds: f64,
    pub checksum: u64,
}

/// Lookups that do not wait for each other.
pub(crate) fn throughput(table: &impl LongestPrefix, queries: &Queries) -> Run {
    let start = Instant::now();
    let checksum = sum(table, queries, queries.len());
    Run {
        nanoseconds: start.elapsed().as_nanos() as f64 / queries.len() as f64,
        checksum,
    }
}

/// The plain loop, which callgrind counts as well.
pub(crate) fn sum(table: &impl LongestPrefix, queries: &Queries, count: usize) -> u64 {
    (0..count)
        .map(|index| u64::from(black_box(table.longest(queries.get(index)))))
        .sum()
}

/// Each lookup chooses the next query, so that none can start before the last has ended.
pub(crate) fn latency(table: &impl LongestPrefix, queries: &Queries) -> f64 {
    let mut index = 0;
    let start = Instant::now();
    for step in 0..queries.len() {
        let value = black_box(table.longest(queries.get(index)));
        index = (step + 1 + (value & 1) as usize) % queries.len();
    }
    start.elapsed().as_nanos() as f64 / queries.len() as f64
}

/// The mean of the middle half of single lookups, before each of which 3 MiB of other memory was walked; less what reading
/// the clock costs. The middle half, since the clock ticks in tens of nanoseconds.
pub(crate) fn cold(table: &impl LongestPrefix, queries: &Queries, other: &[u64]) -> f64 {
    let lookup = |number: &[u8]| {
        black_box(table.longest(number));
    };
    let nothing = |number: &[u8]| {
        black_box(number);
    };
    (after_other_memory(lookup, queries, other) - after_other_memory(nothing, queries, other)).max(1.0)
}

fn after_other_memory(step: impl Fn(&[u8]), queries: &Queries, other: &[u64]) -> f64 {
    let mut times: Vec<f64> = (0..1_000)
        .map(|index| {
            black_box(other.iter().fold(0u64, |sum, word| sum.wrapping_add(*word)));
            let number = black_box(queries.get(index));
            // The number was just dialled and read: it is warm when the table is not.
            black_box(number.iter().fold(0u8, |sum, symbol| sum ^ symbol));
            let start = Instant::now();
            step(number);
            start.elapsed().as_nanos() as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let middle = &times[times.len() / 4..times.len() * 3 / 4];
    middle.iter().sum::<f64>() / middle.len() as f64
}

/// 3 MiB that are not the table.
pub(crate) fn other_memory() -> Vec<u64> {
    (0..3 * 1024 * 1024 / 8).collect()
}

const COUNTED: usize = 20_000;
/// Both runs make the same queries, so that making them cancels out too.
pub(crate) const COUNTED_QUERIES: usize = 2 * COUNTED;

/// Instructions a lookup: the difference of two callgrind runs of this program, so that building cancels out.
pub(crate) fn instructions(implementation: &str, set: &str) -> Option<f64> {
    let once = instructions_of_run(implementation, set, COUNTED)?;
    let twice = instructions_of_run(implementation, set, 2 * COUNTED)?;
    Some((twice - once) as f64 / COUNTED as f64)
}

fn instructions_of_run(implementation: &str, set: &str, lookups: usize) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().ok()?)
        .args(["--count", implementation, set, &lookups.to_string()])
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = report.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(' ').next()?.parse().ok()
}
