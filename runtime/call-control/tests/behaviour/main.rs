//! How the exchange behaves, seen from its peers: scripts, bytes and virtual time.

mod access;
mod emergency;
mod lifecycle;
mod peer;
mod plan;
mod races;
mod registrar;
mod ship;
mod station_calls;
mod status_table;
mod trunk_calls;
mod within_calls;
