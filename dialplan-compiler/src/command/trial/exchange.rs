//! The vessel binary while it runs: started with credentials of the trial, waited for, ended.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use super::Stop;
use super::network::does;

/// A running vessel; killed when dropped.
pub(super) struct Running {
    child: Child,
}

/// A folder for what the vessel reads.
pub(super) fn folder() -> Result<TempDir, Stop> {
    TempDir::new().map_err(|error| Stop::internal(format!("no folder for the trial can be made: {error}")))
}

impl Running {
    /// Starts the binary under an emission profile, and waits until it takes calls and the gateways `awaited` are ready.
    pub(super) fn start(
        binary: &Path,
        folder: &Path,
        credentials: &str,
        profile: Option<&str>,
        mut awaited: BTreeSet<&str>,
    ) -> Result<Running, Stop> {
        let secrets = folder.join("credentials");
        private(&secrets, credentials).map_err(|error| {
            Stop::internal(format!("the credentials of the trial cannot be written: {error}"))
        })?;
        if let Some(profile) = profile {
            does(
                Command::new(binary)
                    .args(["--set-emission-profile", profile])
                    .env("STATE_DIRECTORY", folder),
            )?;
        }
        let mut child = Command::new(binary)
            .args(["--log", "json", "--credentials"])
            .arg(&secrets)
            .env("STATE_DIRECTORY", folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Stop::usage(format!("{}: cannot be run: {error}", binary.display())))?;
        let (send, lines) = mpsc::channel();
        read_lines(child.stdout.take(), &send);
        read_lines(child.stderr.take(), &send);
        drop(send);
        let running = Running { child };
        let begun = Instant::now();
        let (mut said, mut takes_calls) = (Vec::new(), false);
        while !takes_calls || !awaited.is_empty() {
            let Some(line) = next(&lines, begun) else {
                return Err(Stop::mismatch(unready(&said, takes_calls, &awaited)));
            };
            takes_calls |= line.contains(TAKES_CALLS);
            if let Some(gateway) = ready(&line) {
                awaited.remove(gateway.as_str());
            }
            said.push(line);
        }
        // What the vessel says from here on is read away, so that it can go on saying it.
        thread::spawn(move || lines.into_iter().for_each(drop));
        Ok(running)
    }

    /// Ends the vessel as an operator would.
    pub(super) fn end(mut self) -> Result<(), Stop> {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM)
            .map_err(|error| Stop::internal(format!("the vessel cannot be told to end: {error}")))?;
        let begun = Instant::now();
        while begun.elapsed() < LIMIT {
            match self.child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => {
                    return Err(Stop::mismatch(format!("the vessel did not end well: {status}")));
                }
                Ok(None) => thread::sleep(Duration::from_millis(20)),
                Err(error) => return Err(Stop::internal(format!("the vessel is lost: {error}"))),
            }
        }
        Err(Stop::mismatch("the vessel does not end when it is told to"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After a clean end there is nobody left.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Writes a file that only its owner can read.
fn private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn read_lines(output: Option<impl Read + Send + 'static>, lines: &Sender<String>) {
    let lines = lines.clone();
    if let Some(output) = output {
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Nobody listens when the trial is over.
                drop(lines.send(line));
            }
        });
    }
}

fn next(lines: &Receiver<String>, begun: Instant) -> Option<String> {
    lines.recv_timeout(LIMIT.checked_sub(begun.elapsed())?).ok()
}

/// The gateway that a line of the log says is ready.
fn ready(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let field = |name: &str| line.get(name).or_else(|| line.get("fields")?.get(name))?.as_str();
    (field("message")? == "gateway status" && field("to")? == "ready").then_some(())?;
    field("gateway").map(str::to_owned)
}

fn unready(said: &[String], takes_calls: bool, awaited: &BTreeSet<&str>) -> String {
    let last = said.iter().skip(said.len().saturating_sub(LAST_LINES));
    let what = if takes_calls {
        let names: Vec<_> = awaited.iter().copied().collect();
        format!("does not find its gateways ready: {}", names.join(", "))
    } else {
        "does not take calls".to_owned()
    };
    let last: Vec<_> = last.map(String::as_str).collect();
    format!("the vessel {what}; it said:\n{}", last.join("\n"))
}

/// What the vessel says when it has started.
const TAKES_CALLS: &str = "taking calls";
/// How much of what the vessel said is shown.
const LAST_LINES: usize = 20;
/// How long a vessel may take to be ready, or to end.
const LIMIT: Duration = Duration::from_secs(60);
