//! From starting the process to its first answer.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::rig::{Rig, first_answer};
use super::verdict;

const STARTS: usize = 11;
const LIMIT: Duration = Duration::from_millis(50);

/// Starts the vessel eleven times; met when the slowest answers OPTIONS within 50 ms.
pub(crate) fn run() -> Result<bool> {
    let rig = Rig::new()?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let mut vessel = rig.start_vessel()?;
        first_answer("127.77.0.3:5060", Duration::from_secs(5))?;
        times.push(begun.elapsed());
        vessel.stop();
    }
    times.sort();
    let (median, slowest) = (
        times.get(STARTS / 2).copied().unwrap_or_default(),
        times.last().copied().unwrap_or_default(),
    );
    println!(
        "start to first answer: median {:.1} ms, slowest {:.1} ms",
        ms(median),
        ms(slowest)
    );
    Ok(verdict("start to first answer under 50 ms", slowest < LIMIT))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
