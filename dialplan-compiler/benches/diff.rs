//! The semantic difference of two large plans: `cargo xtask bench diff`.
//!
//! Two plans of the same prefixes, one in a hundred of which goes to another gateway in the new one, and one in a thousand is
//! gone. Exit status 1 when a target is missed. There is no peer: no system that routes calls compares two plans.
#![expect(clippy::expect_used, reason = "a benchmark stops at a fault")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use dialplan_compiler::analysis::diff::{Whose, diff};
use dialplan_compiler::analysis::subject::Subject;
use dialplan_compiler::catalogue::Catalogue;
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};

const GATEWAYS: usize = 8;

fn main() -> ExitCode {
    let mut missed = false;
    for (count, seconds) in [(100_000, 0.3), (1_000_000, 3.0)] {
        let prefixes = prefixes(count);
        let (old, new) = (subject(&prefixes, false), subject(&prefixes, true));
        let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
        let start = Instant::now();
        let found = diff(&old, &new, Whose::Stations);
        let taken = start.elapsed().as_secs_f64();
        let holds = taken <= seconds;
        missed |= !holds;
        println!(
            "  {} two plans of {count} prefixes, {} changes: {taken:.2} s (at most {seconds})",
            if holds { "met   " } else { "MISSED" },
            found.changes.len(),
        );
    }
    if missed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Prefixes with the gateway of each: real ones, then runs of consecutive numbers on them, as number portability has.
fn prefixes(count: usize) -> BTreeMap<String, usize> {
    let real = include_str!("../../tests/data/numbering/prefixes.tsv").lines();
    let real: Vec<(&str, usize)> = real
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(prefix, value)| Some((prefix, value.parse::<usize>().ok()?)))
        .collect();
    let step = (real.len() / count).max(1);
    let mut prefixes: BTreeMap<String, usize> = real
        .iter()
        .step_by(step)
        .take(count)
        .map(|(prefix, value)| ((*prefix).to_owned(), value % GATEWAYS))
        .collect();
    let mut stems = real
        .iter()
        .filter(|(prefix, _)| (4..=7).contains(&prefix.len()))
        .cycle();
    let mut block = 0;
    while prefixes.len() < count {
        let Some((stem, value)) = stems.next() else { break };
        block += 1;
        for last in 0..10 {
            prefixes.insert(
                format!("{stem}{:03}{last}", block % 1000),
                (value + block + last / 4) % GATEWAYS,
            );
        }
    }
    prefixes.into_iter().take(count).collect()
}

fn subject(prefixes: &BTreeMap<String, usize>, changed: bool) -> Subject {
    let mut routes = vec![Vec::new(); GATEWAYS];
    for (position, (prefix, gateway)) in prefixes.iter().enumerate() {
        let gone = changed && position % 1_000 == 7;
        let moved = usize::from(changed && position % 100 == 3);
        if let Some(route) = routes.get_mut((gateway + moved) % GATEWAYS).filter(|_| !gone) {
            route.push(format!("\"+{prefix}\""));
        }
    }
    let mut text = String::from("{\"vessel\": {\"name\": \"bench\"}, \"gateways\": {\"routes\": [");
    for (gateway, prefixes) in routes.iter().enumerate() {
        let separator = if gateway == 0 { "" } else { "," };
        write!(
            text,
            "{separator}{{\"name\": \"g{gateway}\", \"plugin\": \"libgw-sip.so\", \"prefixes\": [{}], \"config\": {{\
             \"trunkHost\": \"192.0.2.{gateway}\", \"allowedIps\": [\"192.0.2.{gateway}/32\"]}}}}",
            prefixes.join(",")
        )
        .expect("text is written");
    }
    text.push_str("]}}");
    let source = Source::new("bench", text);
    let manifest = include_str!("../../gateways/sip-trunk/Cargo.toml");
    let catalogue =
        Catalogue::read(&[("gateways/sip-trunk/Cargo.toml", manifest)]).expect("the manifest is good");
    let compilation = compile(&source, &catalogue);
    let plan = compilation.plan.expect("the settings give a plan");
    let sections = sections(&plan, &source).expect("the plan fits");
    Subject::of_sections(sections.table, sections.names).expect("emitted sections open")
}
