//! A program that a test started: its lines, its end, and nothing left behind.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A running program; killed when dropped.
pub struct Process {
    name: String,
    child: Child,
    incoming: Receiver<String>,
    lines: Vec<String>,
}

impl Process {
    /// Starts a program; both its outputs are read line by line.
    pub fn start(name: &str, command: &mut Command, folder: &Path) -> Process {
        // A group of its own, so that the children a program makes end with it.
        let command = command.current_dir(folder).stdin(Stdio::null()).process_group(0);
        let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
        let (sender, incoming) = mpsc::channel();
        if let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) {
            read_lines(output, sender.clone());
            read_lines(errors, sender);
        }
        Process {
            name: name.to_owned(),
            child,
            incoming,
            lines: Vec::new(),
        }
    }

    /// Waits for a line that contains all of `parts`, among those not looked at yet, and returns it.
    pub fn wait_for(&mut self, parts: &[&str]) -> String {
        let end = Instant::now() + LIMIT;
        loop {
            match self
                .incoming
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => {
                    self.lines.push(line.clone());
                    if parts.iter().all(|part| line.contains(part)) {
                        return line;
                    }
                }
                Err(fault) => {
                    let said = self.said();
                    panic!("{} did not say {parts:?} ({fault}); it said:\n{said}", self.name)
                }
            }
        }
    }

    /// Asks the program to do something.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal)
            .unwrap_or_else(|error| panic!("{} gets no signal: {error}", self.name));
    }

    /// Waits until the program ends by itself.
    pub fn end(&mut self) -> ExitStatus {
        self.end_within(LIMIT)
    }

    /// Waits until the program ends by itself, for at most `limit`.
    pub fn end_within(&mut self, limit: Duration) -> ExitStatus {
        let end = Instant::now() + limit;
        loop {
            match self
                .incoming
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => self.lines.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let said = self.said();
                    panic!("{} does not end; it said:\n{said}", self.name)
                }
            }
        }
        self.child.wait().expect("a child can be waited for")
    }

    /// Waits until the program ends, which must be with exit code 0.
    pub fn succeeds(&mut self) {
        self.succeeds_within(LIMIT);
    }

    /// The same, for at most `limit`.
    pub fn succeeds_within(&mut self, limit: Duration) {
        let status = self.end_within(limit);
        let said = self.said();
        assert!(
            status.success(),
            "{} failed ({status}); it said:\n{said}",
            self.name
        );
    }

    /// Lets the program run for some seconds, then tells it to end and waits until it has.
    pub fn end_within_or_stop(&mut self, seconds: u64) {
        let end = Instant::now() + Duration::from_secs(seconds);
        while let Ok(line) = self
            .incoming
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            self.lines.push(line);
        }
        self.signal(Signal::TERM);
        self.end();
    }

    /// Everything that the program has said so far.
    pub fn said(&mut self) -> String {
        self.lines.extend(self.incoming.try_iter());
        self.lines.join("\n")
    }

    /// Its number in the system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = kill_process_group(self.pid(), Signal::KILL);
        drop(self.child.wait());
        if std::thread::panicking() {
            let said = self.said();
            eprintln!("---- {} said:\n{said}", self.name);
        }
    }
}

fn read_lines(stream: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if lines.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
}

/// The longest wait for anything that has no longer limit of its own.
pub const LIMIT: Duration = Duration::from_secs(20);
