//! Open files: a relayed call takes four sockets, and systems often start programs with room for a thousand.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::opening::Plan;

/// Raises the limit of open files to what the system permits, and says what the plan may need.
pub(crate) fn raise_open_files(plan: &Plan) -> OpenFiles {
    let before = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: before.maximum,
        maximum: before.maximum,
    };
    // Refused means that the limit stays as it is; it is read again below.
    let _ = setrlimit(Resource::Nofile, raised);
    let (first, last) = plan.table.server().media_ports();
    let ports = u64::from(last.saturating_sub(first)) + 1;
    OpenFiles {
        permitted: getrlimit(Resource::Nofile).current,
        needed: ports * 2 + BESIDES_MEDIA,
    }
}

/// How many files may be open, and how many the plan needs when every media port is in use on both sides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenFiles {
    /// `None` when there is no limit.
    pub(crate) permitted: Option<u64>,
    /// Sockets and files of the busiest moment.
    pub(crate) needed: u64,
}

impl OpenFiles {
    /// Whether the busiest moment of the plan is possible.
    pub(crate) fn suffice(self) -> bool {
        self.permitted.is_none_or(|permitted| permitted >= self.needed)
    }
}

/// Signalling sockets, TCP connections, resolver, log.
const BESIDES_MEDIA: u64 = 1100;
