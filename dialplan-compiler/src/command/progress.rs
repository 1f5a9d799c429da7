//! Says on stderr that the command is still at work: on a terminal every second, elsewhere every minute, and nothing
//! when it ends before that. The first byte of the answer takes the line away.

use std::io::{self, IsTerminal as _, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A line about the time that goes by; it ends with this value.
pub(super) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Says on a terminal how much of a known amount of work is done.
pub(super) struct Steps {
    what: &'static str,
    shown: Option<usize>,
}

impl Steps {
    /// Nothing of `what` is done.
    pub(super) fn new(what: &'static str) -> Steps {
        Steps { what, shown: None }
    }

    /// So much is done of all.
    pub(super) fn done(&mut self, done: usize, all: usize) {
        let percent = done * 100 / all.max(1);
        if self.shown != Some(percent) && io::stderr().is_terminal() {
            self.shown = Some(percent);
            eprint!("\r{}: {percent} %", self.what);
        }
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        if self.shown.is_some() {
            eprintln!();
        }
    }
}

/// How often and in which form the line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// The line is written over itself, and away at the end.
    Terminal(Duration),
    /// Each line stays.
    Log(Duration),
}

impl Progress {
    /// Begins to watch the time.
    pub(super) fn start() -> Self {
        let pace = if io::stderr().is_terminal() {
            Pace::Terminal(Duration::from_secs(1))
        } else {
            Pace::Log(Duration::from_secs(60))
        };
        Progress::with(pace, io::stderr())
    }

    /// Says nothing.
    pub(super) fn none() -> Self {
        Progress { running: None }
    }

    fn with(pace: Pace, mut out: impl Write + Send + 'static) -> Self {
        let (stop, stopped) = mpsc::channel();
        let watch = thread::spawn(move || {
            let begun = Instant::now();
            let mut shown = false;
            while stopped.recv_timeout(pace.interval()) == Err(RecvTimeoutError::Timeout) {
                // A line that cannot be written is not worth a fault.
                let _ = pace.write(&mut out, begun.elapsed().as_secs());
                shown = true;
            }
            if shown && matches!(pace, Pace::Terminal(_)) {
                let _ = out.write_all(TAKEN_AWAY).and_then(|()| out.flush());
            }
        });
        Progress {
            running: Some((stop, watch)),
        }
    }

    fn end(&mut self) {
        if let Some((stop, watch)) = self.running.take() {
            drop(stop);
            // The thread has nothing to give back, and nothing in it can panic.
            let _ = watch.join();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

impl Pace {
    fn interval(self) -> Duration {
        match self {
            Pace::Terminal(interval) | Pace::Log(interval) => interval,
        }
    }

    fn write(self, out: &mut impl Write, seconds: u64) -> io::Result<()> {
        match self {
            Pace::Terminal(_) => write!(out, "\rdialplan: at work for {seconds} s")?,
            Pace::Log(_) => writeln!(out, "dialplan: at work for {seconds} s")?,
        }
        out.flush()
    }
}

/// Where the answer goes; with its first byte the progress ends.
pub(super) struct Answer<W> {
    progress: Progress,
    out: W,
}

impl<W: Write> Answer<W> {
    pub(super) fn new(progress: Progress, out: W) -> Self {
        Answer { progress, out }
    }
}

impl<W: Write> Write for Answer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.end();
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Back to the start of the line, and everything behind it erased (ECMA-48 EL).
const TAKEN_AWAY: &[u8] = b"\r\x1b[K";

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends everything that is written.
    struct Told(Sender<Vec<u8>>);

    impl Write for Told {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let told = self.0.send(bytes.to_vec());
            told.map(|()| bytes.len()).map_err(io::Error::other)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(pace: Pace) -> String {
        let (tell, told) = mpsc::channel();
        let progress = Progress::with(pace, Told(tell));
        let mut answer = Answer::new(progress, Vec::new());
        let first = told.recv().expect("a line is written");
        answer.write_all(b"the answer").expect("it is written");
        let rest: Vec<u8> = told.iter().flatten().collect();
        assert_eq!(answer.out, b"the answer");
        String::from_utf8([first, rest].concat()).expect("it is text")
    }

    #[test]
    fn the_answer_takes_the_line_of_a_terminal_away() {
        let text = written(Pace::Terminal(Duration::from_millis(1)));
        assert!(text.starts_with("\rdialplan: at work for 0 s"), "{text:?}");
        assert!(text.ends_with("\r\u{1b}[K"), "{text:?}");
    }

    #[test]
    fn lines_of_a_log_stay() {
        let text = written(Pace::Log(Duration::from_millis(1)));
        assert!(text.starts_with("dialplan: at work for 0 s"), "{text:?}");
        assert!(text.ends_with(" s\n"), "{text:?}");
    }

    #[test]
    fn what_ends_at_once_says_nothing() {
        let (tell, told) = mpsc::channel();
        drop(Progress::with(
            Pace::Terminal(Duration::from_secs(3600)),
            Told(tell),
        ));
        assert_eq!(told.iter().count(), 0);
    }
}
