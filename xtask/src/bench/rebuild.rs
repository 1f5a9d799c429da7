//! From a changed number in the settings to the next unsealed release binary.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::verdict;

const REBUILDS: usize = 5;
const LIMIT: Duration = Duration::from_secs(3);
/// A number of the reference vessel that is changed from build to build.
const NUMBER: &str = "+442079460106";

/// Changes one number of a copy of the reference vessel and builds, five times; met when the median is under 3 s.
pub(crate) fn run() -> Result<bool> {
    let settings = fs::read_to_string("dialplans/reference/voip-settings.json")
        .context("the reference vessel is read, in the folder of the workspace")?;
    if !settings.contains(NUMBER) {
        bail!("the reference vessel has no number {NUMBER} any more");
    }
    let folder = std::env::temp_dir().join(format!("fairlead-rebuild-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let file = folder.join("voip-settings.json");
    let times = measure(&settings, &file);
    fs::remove_dir_all(&folder)?;
    let mut times = times?;
    times.sort();
    let median = times.get(REBUILDS / 2).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    println!(
        "a number changed to a release binary: median {:.2} s, slowest {:.2} s of {REBUILDS}",
        median.as_secs_f64(),
        slowest.as_secs_f64()
    );
    Ok(verdict("rebuild after a plan change under 3 s", median < LIMIT))
}

fn measure(settings: &str, file: &Path) -> Result<Vec<Duration>> {
    fs::write(file, settings)?;
    build(file)?;
    let mut times = Vec::new();
    for round in 0..REBUILDS {
        fs::write(file, settings.replace(NUMBER, &format!("+4420794602{round:02}")))?;
        let begun = Instant::now();
        build(file)?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

fn build(settings: &Path) -> Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--offline", "--locked"])
        .args(["--package", "fairlead", "--bin", "fairlead"])
        .env("VESSEL", settings)
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("cargo could not build the binary");
    }
    Ok(())
}
