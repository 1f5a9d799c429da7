//! How the exchange behaves, seen from its peers: scripts, bytes and virtual time.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a script that does not fit what happens stops its test"
)]

mod access;
mod bodies;
mod circumstances;
mod emergency;
mod lifecycle;
mod peer;
mod plan;
mod races;
mod refused_within;
mod registrar;
mod ship;
mod station_calls;
mod status_table;
mod strangers;
mod trunk_calls;
mod within_calls;
