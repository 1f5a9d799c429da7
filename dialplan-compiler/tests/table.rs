//! Tables of whole plans: that they decide as their settings say, that one meaning has one table, and
//! that no damage makes reading them panic.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed test panics"
)]

#[path = "repository/catalogue.rs"]
mod catalogue;
mod repository;

#[path = "table/plans.rs"]
mod plans;

#[path = "table/canonical.rs"]
mod canonical;
#[path = "table/circumstances.rs"]
mod circumstances;
#[path = "table/damage.rs"]
mod damage;
#[path = "table/decisions.rs"]
mod decisions;
#[path = "table/fallback.rs"]
mod fallback;
#[path = "table/proof.rs"]
mod proof;
#[path = "table/rewriting.rs"]
mod rewriting;
#[path = "table/worked.rs"]
mod worked;
