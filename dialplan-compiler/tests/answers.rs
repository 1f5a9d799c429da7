//! Answers about the vessels of the repository that must agree with each other.

#![expect(clippy::expect_used, clippy::panic, reason = "a failed test panics")]

#[path = "answers/vessels.rs"]
mod vessels;

#[path = "answers/explanation.rs"]
mod explanation;
