//! The log: lines are gathered and written to standard error by a thread of their own, so that a reader who stops
//! reading delays no call. Lines for which there is no room are counted, not waited for.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::options::LogFormat;

/// The running log. Dropping it writes what is still there, for a bounded time.
#[derive(Debug)]
pub(crate) struct Log {
    page: Page,
    writer: JoinHandle<()>,
}

impl Log {
    /// Starts the writer thread and makes this the log of the whole program.
    pub(crate) fn start(format: LogFormat) -> io::Result<Log> {
        let log = Log::to(io::stderr())?;
        let builder = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::INFO)
            .with_target(false)
            .with_writer(log.page.clone());
        match format {
            LogFormat::Human => builder.with_ansi(false).init(),
            LogFormat::Json => builder.json().flatten_event(true).init(),
        }
        Ok(log)
    }

    fn to(sink: impl Write + Send + 'static) -> io::Result<Log> {
        let page = Page(Arc::default());
        let shared = Arc::clone(&page.0);
        let writer = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_lines(&shared, sink))?;
        Ok(Log { page, writer })
    }

    /// Writes text as it is.
    pub(crate) fn text(&self, text: &str) {
        self.page.0.add(text.as_bytes());
    }

    /// Where lost lines are counted.
    pub(crate) fn lost_lines(&self) -> LostLines {
        LostLines(Arc::clone(&self.page.0))
    }
}

/// The lines that were not written because the reader of the log was too slow.
#[derive(Debug)]
pub(crate) struct LostLines(Arc<Shared>);

impl LostLines {
    /// How many, since start.
    pub(crate) fn count(&self) -> u64 {
        self.0.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let shared = &self.page.0;
        shared.lock().end = true;
        shared.changed.notify_all();
        let limit = Instant::now() + END_WAIT;
        let mut lines = shared.lock();
        while !lines.written && Instant::now() < limit && !self.writer.is_finished() {
            let wait = limit.saturating_duration_since(Instant::now());
            lines = shared
                .changed
                .wait_timeout(lines, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// Where lines are put; cheap to clone.
#[derive(Debug, Clone)]
struct Page(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    lines: Mutex<Lines>,
    changed: Condvar,
    lost: AtomicU64,
}

#[derive(Debug, Default)]
struct Lines {
    bytes: Vec<u8>,
    /// No more lines will come.
    end: bool,
    /// Everything is written.
    written: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, line: &[u8]) {
        let mut lines = self.lock();
        if lines.bytes.len() + line.len() > GATHERED_BYTES {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let first = lines.bytes.is_empty();
        lines.bytes.extend_from_slice(line);
        drop(lines);
        if first {
            self.changed.notify_all();
        }
    }

    /// Waits for the first line, then a moment for more; `true` in the end when nothing will follow.
    fn take(&self, page: &mut Vec<u8>) -> bool {
        let wake = |lines: &mut Lines| lines.bytes.is_empty() && !lines.end;
        let lines = self
            .changed
            .wait_while(self.lock(), wake)
            .unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(lines, GATHER, |lines| !lines.end);
        let mut lines = waited.unwrap_or_else(PoisonError::into_inner).0;
        page.clear();
        std::mem::swap(page, &mut lines.bytes);
        lines.end
    }
}

impl<'a> MakeWriter<'a> for Page {
    type Writer = Page;

    fn make_writer(&'a self) -> Page {
        self.clone()
    }
}

impl Write for Page {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_lines(shared: &Shared, mut sink: impl Write) {
    let mut page = Vec::new();
    loop {
        let end = shared.take(&mut page);
        if sink.write_all(&page).is_err() || end {
            // Nobody reads any more, or everything is said.
            drop(sink.flush());
            shared.lock().written = true;
            shared.changed.notify_all();
            return;
        }
    }
}

/// Bytes that may wait for the writer: some seconds of the busiest log.
const GATHERED_BYTES: usize = 1 << 20;
/// Lines that follow each other so closely are written together.
const GATHER: Duration = Duration::from_millis(10);
/// The longest wait for the last lines when the program ends.
const END_WAIT: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver, Sender};

    use super::*;

    /// Writes when it is told to, and shows what it wrote.
    struct Gate(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(io::Error::other)?;
            self.1.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_stops_reading_delays_nobody_and_losses_are_counted() {
        let (open, gate) = mpsc::channel();
        let (written, pages) = mpsc::channel();
        let log = Log::to(Gate(gate, written)).unwrap();
        let line = [b'x'; 1024];
        // One page may be in the writer's hands while the next one fills.
        for _ in 0..3 * GATHERED_BYTES / line.len() {
            log.page.clone().write_all(&line).unwrap();
        }
        assert!(log.lost_lines().count() > 0);
        open.send(()).unwrap();
        assert!(!pages.recv().unwrap().is_empty());
        drop(open);
        drop(log);
    }

    #[test]
    fn the_last_lines_are_written_before_the_end() {
        let (open, gate) = mpsc::channel();
        let (written, pages) = mpsc::channel();
        let log = Log::to(Gate(gate, written)).unwrap();
        log.text("first\n");
        log.text("last\n");
        for _ in 0..2 {
            open.send(()).unwrap();
        }
        drop(log);
        let all: Vec<u8> = pages.try_iter().flatten().collect();
        assert_eq!(String::from_utf8(all).unwrap(), "first\nlast\n");
    }
}
