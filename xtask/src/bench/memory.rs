//! Resident memory a held call.

use std::time::Duration;

use anyhow::{Context, Result};

use super::rig::{Exchange, Rig};
use super::verdict;

const CALLS: u32 = 4_000;
const RATE: u32 = 500;
const LIMIT: f64 = 8.0 * 1024.0;

/// Holds 4 000 answered calls and divides what the vessel grew by; met at 8 KiB a call or less.
pub(crate) fn run() -> Result<bool> {
    let rig = Rig::new()?;
    let mut provider = rig.start_provider()?;
    let mut vessel = rig.start(Exchange::Fairlead)?;
    rig.make_calls(Exchange::Fairlead, 50, 50, Duration::from_millis(100))?;
    let empty = vessel.resident()?;
    let hold = Duration::from_secs(u64::from(CALLS / RATE) + 45);
    let mut crew = rig
        .crew(Exchange::Fairlead, RATE, CALLS, hold)?
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .context("cannot start sipp")?;
    // Long enough for every transaction of the set-up to end (64 × T1 = 32 s), so that only held calls remain.
    std::thread::sleep(Duration::from_secs(u64::from(CALLS / RATE) + 36));
    let held = vessel.resident()?;
    let status = crew.wait()?;
    vessel.stop();
    provider.stop();
    let each = held.saturating_sub(empty) as f64 / f64::from(CALLS);
    println!(
        "{CALLS} held calls: {} KiB before, {} KiB held, {each:.0} bytes a call",
        empty / 1024,
        held / 1024
    );
    let whole = verdict("every call was held and released", status.success());
    Ok(verdict("at most 8192 bytes a held call", each <= LIMIT) && whole)
}
