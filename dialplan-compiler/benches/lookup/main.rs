//! Longest-prefix lookup beside its peers: `cargo xtask bench lookup`.
//!
//! For every prefix set all implementations answer the same numbers in the same run; their answers must be equal. Exit
//! status 1 when a target of docs/benchmarks.md is missed. `--count IMPLEMENTATION SET LOOKUPS` is what callgrind runs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark stops at a fault"
)]

mod measure;
mod peers;
mod pointer_trie;
mod sets;

use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use measure::Run;
use peers::LongestPrefix;
use sets::{PrefixSet, Queries};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const OURS: &str = "fairlead";
const POINTER_TRIE: &str = "pointer trie";
const IMPLEMENTATIONS: [&str; 16] = [
    OURS,
    POINTER_TRIE,
    "std HashMap",
    "hashbrown",
    "phf",
    "BTreeMap",
    "fst",
    "yada",
    "crawdad",
    "crawdad MpTrie",
    "daachorse",
    "patricia_tree",
    "fast_radix_trie",
    "radix_trie",
    "prefix-trie",
    "treebitmap",
];

/// What is asked of one implementation.
trait Visit {
    type Answer;
    fn visit(self, table: &impl LongestPrefix) -> Self::Answer;
}

/// Builds the implementation of that name over `set`, hands it to `visit`, and says how many bytes it keeps.
fn with<V: Visit>(name: &str, set: &PrefixSet, visit: V) -> (V::Answer, usize) {
    let region = Region::new(ALLOCATOR);
    let kept = || {
        let change = region.change();
        change.bytes_allocated - change.bytes_deallocated
    };
    macro_rules! build {
        ($kind:ident) => {{
            let table = peers::$kind::build(&set.prefixes);
            let bytes = kept();
            (visit.visit(&table), bytes)
        }};
    }
    match name {
        OURS => {
            let ours = peers::Ours::build(&set.prefixes);
            let bytes = kept();
            (visit.visit(&ours.table()), bytes)
        }
        POINTER_TRIE => {
            let table = pointer_trie::PointerTrie::build(&set.prefixes);
            let bytes = kept();
            (visit.visit(&table), bytes)
        }
        "std HashMap" => build!(StdHash),
        "hashbrown" => build!(Hashbrown),
        "phf" => build!(Perfect),
        "BTreeMap" => build!(Tree),
        "fst" => build!(Fst),
        "yada" => build!(Yada),
        "crawdad" => build!(Crawdad),
        "crawdad MpTrie" => build!(CrawdadMp),
        "daachorse" => build!(Daachorse),
        "patricia_tree" => build!(Patricia),
        "fast_radix_trie" => build!(FastRadix),
        "radix_trie" => build!(Radix),
        "prefix-trie" => build!(PrefixTrie),
        "treebitmap" => build!(TreeBitmap),
        other => panic!("no implementation `{other}`"),
    }
}

struct Count<'a>(&'a Queries, usize);

impl Visit for Count<'_> {
    type Answer = u64;
    fn visit(self, table: &impl LongestPrefix) -> u64 {
        measure::sum(table, self.0, self.1)
    }
}

struct Times<'a> {
    queries: &'a Queries,
    other: &'a [u64],
}

struct Row {
    name: &'static str,
    throughput: Run,
    latency: f64,
    cold: f64,
    bytes: usize,
    instructions: Option<f64>,
}

impl Visit for Times<'_> {
    type Answer = (Run, f64, f64);
    fn visit(self, table: &impl LongestPrefix) -> Self::Answer {
        measure::throughput(table, self.queries);
        (
            measure::throughput(table, self.queries),
            measure::latency(table, self.queries),
            measure::cold(table, self.queries, self.other),
        )
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [count, implementation, set, lookups] = arguments.as_slice()
        && count == "--count"
    {
        let lookups: usize = lookups.parse().expect("a number of lookups");
        let set = sets::by_name(set).expect("a set");
        let queries = Queries::mixed(&set, measure::COUNTED_QUERIES);
        println!("{}", with(implementation, &set, Count(&queries, lookups)).0);
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<&str> = if arguments.is_empty() {
        sets::NAMES.to_vec()
    } else {
        arguments.iter().map(String::as_str).collect()
    };
    let mut missed = 0;
    for name in chosen {
        let Some(set) = sets::by_name(name) else {
            eprintln!("no prefix set `{name}`; there are: {}", sets::NAMES.join(", "));
            return ExitCode::from(64);
        };
        missed += compare(&set);
    }
    if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Measures every implementation on `set`, prints the table and the verdicts, and returns how many targets it missed.
fn compare(set: &PrefixSet) -> usize {
    let small = set.prefixes.len() <= 500;
    println!("\n{}: {} prefixes, {}", set.name, set.prefixes.len(), set.origin);
    println!(
        "{:<16} {:>9} {:>9} {:>9} {:>12} {:>13}",
        "", "ns", "ns chain", "ns cold", "bytes", "instructions"
    );
    let queries = Queries::mixed(set, if small { 200_000 } else { 500_000 });
    let other = measure::other_memory();
    let mut rows: Vec<Row> = IMPLEMENTATIONS
        .iter()
        .map(|name| row(name, set, &queries, &other, small))
        .collect();
    for _ in 0..2 {
        for row in &mut rows {
            let ((again, latency, cold), _) = with(
                row.name,
                set,
                Times {
                    queries: &queries,
                    other: &other,
                },
            );
            row.throughput.nanoseconds = row.throughput.nanoseconds.min(again.nanoseconds);
            row.latency = row.latency.min(latency);
            row.cold = row.cold.min(cold);
        }
    }
    for row in &rows {
        let instructions = row
            .instructions
            .map_or("-".to_owned(), |count| format!("{count:.1}"));
        println!(
            "{:<16} {:>9.1} {:>9.1} {:>9.0} {:>12} {:>13}",
            row.name, row.throughput.nanoseconds, row.latency, row.cold, row.bytes, instructions
        );
        assert_eq!(
            row.throughput.checksum, rows[0].throughput.checksum,
            "{} answers otherwise",
            row.name
        );
    }
    let floor = measure::cold(&peers::OneLine::default(), &queries, &other);
    println!("  cold, reading one line of memory takes {floor:.0} ns: no table can take less");
    verdicts(set, &rows)
}

fn row(name: &'static str, set: &PrefixSet, queries: &Queries, other: &[u64], small: bool) -> Row {
    let ((throughput, latency, cold), bytes) = with(name, set, Times { queries, other });
    let instructions = small.then(|| measure::instructions(name, set.name)).flatten();
    Row {
        name,
        throughput,
        latency,
        cold,
        bytes,
        instructions,
    }
}

fn verdicts(set: &PrefixSet, rows: &[Row]) -> usize {
    let (ours, peers) = rows.split_first().expect("there are implementations");
    let pointer_trie = &peers[0];
    let fastest = peers
        .iter()
        .min_by(|a, b| a.throughput.nanoseconds.total_cmp(&b.throughput.nanoseconds))
        .unwrap();
    let mut missed = 0;
    let mut verdict = |what: String, holds: bool| {
        println!("  {} {what}", if holds { "met   " } else { "MISSED" });
        missed += usize::from(!holds);
    };
    if set.prefixes.len() <= 500 {
        let leanest = peers
            .iter()
            .filter_map(|p| Some((p.instructions?, p.name)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match (ours.instructions, leanest) {
            (Some(own), Some((best, name))) => {
                verdict(
                    format!("instructions: {:.2} of {name}'s (at most 1.05)", own / best),
                    own <= 1.05 * best,
                );
            }
            _ => verdict("instructions: valgrind gave no count".to_owned(), false),
        }
        let cold = pointer_trie.cold / ours.cold;
        verdict(
            format!("cold: {cold:.1} times as fast as the pointer trie (at least 4)"),
            cold >= 4.0,
        );
        let size = ours.bytes as f64 / pointer_trie.bytes as f64;
        verdict(
            format!("size: {size:.3} of the pointer trie's (at most 0.1)"),
            size <= 0.1,
        );
    } else {
        let ratio = fastest.throughput.nanoseconds / ours.throughput.nanoseconds;
        let wanted = if set.prefixes.len() < 1_000_000 { 1.5 } else { 1.0 };
        verdict(
            format!("throughput: {ratio:.2} of {}'s (at least {wanted})", fastest.name),
            ratio >= wanted,
        );
    }
    missed
}
