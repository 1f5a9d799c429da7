//! The verifier against what the compiler writes: every vessel holds, every damage is found, and the shortest differing
//! number is the one that trying all numbers finds.

#![expect(clippy::expect_used, reason = "a test that cannot make its case must fail")]

#[path = "verifier/damage.rs"]
mod damage;
#[path = "verifier/mutants.rs"]
mod mutants;
#[path = "verifier/plans.rs"]
mod plans;
#[path = "verifier/random.rs"]
mod random;
#[path = "verifier/trial.rs"]
mod trial;
#[path = "verifier/vessels.rs"]
mod vessels;
