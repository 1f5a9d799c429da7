//! Answers about the vessels of the repository that must agree with each other.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed test panics"
)]

#[path = "repository/catalogue.rs"]
mod catalogue;
mod repository;

#[path = "answers/vessels.rs"]
mod vessels;

#[path = "answers/access_lists.rs"]
mod access_lists;
#[path = "answers/audit.rs"]
mod audit;
#[path = "answers/canonical.rs"]
mod canonical;
#[path = "answers/change.rs"]
mod change;
#[path = "answers/diff.rs"]
mod diff;
#[path = "answers/digitmap.rs"]
mod digitmap;
#[path = "answers/emergencies.rs"]
mod emergencies;
#[path = "answers/explanation.rs"]
mod explanation;
#[path = "answers/failures.rs"]
mod failures;
#[path = "answers/findings.rs"]
mod findings;
#[path = "answers/fleet.rs"]
mod fleet;
#[path = "answers/gaps.rs"]
mod gaps;
#[cfg(feature = "command")]
#[path = "answers/import.rs"]
mod import;
#[path = "answers/large.rs"]
mod large;
#[path = "answers/new_reach.rs"]
mod new_reach;
#[path = "answers/numbers.rs"]
mod numbers;
#[path = "answers/plans.rs"]
mod plans;
#[path = "answers/prove.rs"]
mod prove;
#[path = "answers/reach.rs"]
mod reach;
#[cfg(feature = "command")]
#[path = "answers/replay.rs"]
mod replay;
#[path = "answers/rows.rs"]
mod rows;
#[path = "answers/space.rs"]
mod space;
#[path = "answers/survive.rs"]
mod survive;
