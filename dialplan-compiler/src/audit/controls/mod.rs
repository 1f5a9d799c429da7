//! Control evidence: what this plan shows about controls of security catalogues. A known failure is open; what is not shown
//! here is not reviewed, whatever may be true.

mod e27;
mod facts;
mod nist;
mod vvsm;

use super::form::{Control, ControlSet, State};
use crate::analysis::readback::Readback;
use crate::plan::DialPlan;
use facts::Facts;

/// The three catalogues.
pub(super) fn controls(plan: &DialPlan, table: &Readback) -> Vec<ControlSet> {
    let facts = Facts::of(plan, table);
    let of = |name, remark, entries: &[Entry]| ControlSet {
        name,
        remark,
        controls: entries.iter().map(|entry| entry.control(&facts)).collect(),
    };
    vec![
        of(vvsm::NAME, vvsm::REMARK, vvsm::ENTRIES),
        of(nist::NAME, nist::REMARK, nist::ENTRIES),
        of(e27::NAME, e27::REMARK, e27::ENTRIES),
    ]
}

/// One control and how it is judged.
struct Entry {
    id: &'static str,
    severity: Option<&'static str>,
    asks: &'static str,
    judged: Judged,
}

/// How a control is judged.
enum Judged {
    /// The same for every plan.
    Always(State, &'static str),
    /// By the plan.
    ByPlan(fn(&Facts<'_>) -> (State, String)),
}

impl Entry {
    fn control(&self, facts: &Facts<'_>) -> Control {
        let (state, evidence) = match self.judged {
            Judged::Always(state, evidence) => (state, evidence.to_owned()),
            Judged::ByPlan(judge) => judge(facts),
        };
        Control {
            id: self.id,
            asks: self.asks,
            severity: self.severity,
            state,
            evidence,
        }
    }
}

const fn entry(id: &'static str, severity: &'static str, asks: &'static str, judged: Judged) -> Entry {
    Entry {
        id,
        severity: if severity.is_empty() { None } else { Some(severity) },
        asks,
        judged,
    }
}

const fn open(why: &'static str) -> Judged {
    Judged::Always(State::Open, why)
}

const fn shown(evidence: &'static str) -> Judged {
    Judged::Always(State::NotAFinding, evidence)
}

const fn unseen(missing: &'static str) -> Judged {
    Judged::Always(State::NotReviewed, missing)
}

const fn absent(why: &'static str) -> Judged {
    Judged::Always(State::NotApplicable, why)
}
