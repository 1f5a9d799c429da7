//! The gateway kinds that can be linked, as their manifests describe them in `[package.metadata.gateway]`.
//!
//! The compiler knows gateway kinds by these manifests only; it never depends on a gateway crate.

mod manifest;
mod profile;

pub use profile::{IdentifiesBy, Profile, PublishedRanges};

use std::collections::BTreeMap;

/// Every gateway kind that a plan may name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    kinds: BTreeMap<String, Kind>,
}

/// One gateway kind: one crate with one behaviour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    name: String,
    category: String,
    description: String,
    feature: String,
    crate_name: String,
    manifest_path: String,
    profiles: BTreeMap<String, Profile>,
}

/// Why a manifest cannot be used: its path and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestError {
    path: String,
    message: String,
}

impl Catalogue {
    /// Reads manifests given as (path, text); a manifest without `[package.metadata.gateway]` is passed over.
    ///
    /// # Errors
    /// Every manifest that is not TOML, does not have the documented keys, or repeats a kind or a plugin name.
    pub fn read(manifests: &[(&str, &str)]) -> Result<Catalogue, Vec<ManifestError>> {
        manifest::read(manifests)
    }

    /// The kinds, sorted by name.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values()
    }

    /// The kind of that name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// The kind and profile that a `plugin` value such as `libgw-twilio.so` names.
    pub fn plugin(&self, plugin: &str) -> Option<(&Kind, &Profile)> {
        self.profiles()
            .find(|(_, profile)| profile.plugins().iter().any(|known| known == plugin))
    }

    /// Every known `plugin` value, sorted.
    pub fn plugins(&self) -> Vec<&str> {
        let mut plugins: Vec<&str> = self
            .profiles()
            .flat_map(|(_, profile)| profile.plugins())
            .map(String::as_str)
            .collect();
        plugins.sort_unstable();
        plugins
    }

    fn profiles(&self) -> impl Iterator<Item = (&Kind, &Profile)> {
        self.kinds()
            .flat_map(|kind| kind.profiles().map(move |profile| (kind, profile)))
    }
}

/// The `plugin` value by which every manifest knows a profile: of the profile `generic` the kind's name, of
/// others their own. Settings that are read back from a binary use it.
pub fn canonical_plugin(kind: &str, profile: &str) -> String {
    let name = if profile == "generic" { kind } else { profile };
    format!("libgw-{name}.so")
}

impl Kind {
    /// The name, such as `sip-trunk`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The category for people, such as `SIP trunk`.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// What it does, in one sentence.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The feature of the root package that links it.
    pub fn feature(&self) -> &str {
        &self.feature
    }

    /// The name of its crate in Rust paths, such as `gateway_sip_trunk`.
    pub fn crate_name(&self) -> &str {
        &self.crate_name
    }

    /// Where its manifest lies.
    pub fn manifest_path(&self) -> &str {
        &self.manifest_path
    }

    /// Its profiles, sorted by name.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }
}

impl ManifestError {
    /// The manifest's path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl std::fmt::Display for ManifestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for ManifestError {}
