//! Gateway kinds and profiles, read from the manifests of the gateway crates.
