//! Calls with SIP programs that nobody here wrote: each test has a network namespace, a vessel and its peers of its own.
//!
//! They need root and the programs that `cargo xtask test` installs, so that plain `cargo test` leaves them out; run
//! them with `cargo xtask test interoperation`, or one with
//! `cargo test --test interop -- --ignored NAME`. What a test leaves is under `target/tmp/interop/`.
//! `INTEROP_VESSEL` may name a finished binary of `tests/vessels/interop` to be tested instead of a fresh one.

mod dialplan_program;
#[path = "interop/digest_provider.rs"]
mod digest_provider;
#[path = "interop/harness/mod.rs"]
mod harness;
#[path = "interop/hostile.rs"]
mod hostile;
#[path = "interop/names.rs"]
mod names;
#[path = "interop/races.rs"]
mod races;
#[path = "interop/shipped.rs"]
mod shipped;
#[path = "interop/shutdown.rs"]
mod shutdown;
#[path = "interop/stations.rs"]
mod stations;
#[path = "interop/statuses.rs"]
mod statuses;
#[path = "interop/telephones.rs"]
mod telephones;
#[path = "interop/trial.rs"]
mod trial;
#[path = "interop/trunks.rs"]
mod trunks;
mod vessel_binary;
