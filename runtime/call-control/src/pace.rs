//! Log lines that a flood would repeat: at most one a second.

use core::time::Duration;

use sip::time::Moment;

/// When such a line was written last.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    last: Option<Moment>,
}

impl Pace {
    /// Whether it may be written now; then it counts as written.
    pub(crate) fn may_log(&mut self, now: Moment) -> bool {
        let due = self.last.is_none_or(|last| now.since(last) >= BETWEEN);
        if due {
            self.last = Some(now);
        }
        due
    }
}

const BETWEEN: Duration = Duration::from_secs(1);
