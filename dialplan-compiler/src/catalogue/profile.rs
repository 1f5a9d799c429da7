//! Profiles: what one provider demands of a gateway kind.

use crate::plan::{Codec, NumberFormat};
use ipnet::IpNet;
use serde::Deserialize;

/// A provider's demands and its published addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) plugins: Vec<String>,
    pub(super) number_format: NumberFormat,
    pub(super) number_formats: Vec<NumberFormat>,
    pub(super) codecs: Vec<Codec>,
    pub(super) identifies_by: IdentifiesBy,
    pub(super) host_suffix: Option<String>,
    pub(super) signalling_ranges: Option<PublishedRanges>,
    pub(super) media_ranges: Option<PublishedRanges>,
    pub(super) calls_per_second: Option<u32>,
    pub(super) transport: String,
    pub(super) port: u16,
    pub(super) health_minimum_seconds: Option<u32>,
    pub(super) default_prefixes: Vec<String>,
}

/// What the provider recognises the trunk by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifiesBy {
    /// The host name in the Request-URI.
    HostName,
    /// The source address or credentials; the Request-URI may hold an address.
    Address,
}

/// Addresses that a provider has published, with the day on which they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRanges {
    pub(super) label: String,
    pub(super) as_of: String,
    pub(super) networks: Vec<IpNet>,
}

impl Profile {
    /// The name, such as `twilio`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which provider it is, for people.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The `plugin` values that name this profile.
    pub fn plugins(&self) -> &[String] {
        &self.plugins
    }

    /// The number format unless the settings write another.
    pub fn number_format(&self) -> NumberFormat {
        self.number_format
    }

    /// The number formats that the provider takes; every format when the manifest lists none.
    pub fn number_formats(&self) -> &[NumberFormat] {
        &self.number_formats
    }

    /// The codecs that the provider takes, every audio codec when the manifest lists none; the default of
    /// `codecs` too.
    pub fn codecs(&self) -> &[Codec] {
        &self.codecs
    }

    /// What the provider recognises the trunk by.
    pub fn identifies_by(&self) -> IdentifiesBy {
        self.identifies_by
    }

    /// How the provider's trunk host names end; `None`: any name.
    pub fn host_suffix(&self) -> Option<&str> {
        self.host_suffix.as_deref()
    }

    /// Where the provider's signalling comes from.
    pub fn signalling_ranges(&self) -> Option<&PublishedRanges> {
        self.signalling_ranges.as_ref()
    }

    /// Where the provider's media comes from.
    pub fn media_ranges(&self) -> Option<&PublishedRanges> {
        self.media_ranges.as_ref()
    }

    /// How many calls the provider lets start in one second, unless the settings write another number.
    pub fn calls_per_second(&self) -> Option<u32> {
        self.calls_per_second
    }

    /// `udp` or `tcp`, unless the settings write another.
    pub fn transport(&self) -> &str {
        &self.transport
    }

    /// The trunk's port, unless the settings write another.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The shortest time between two health probes that the provider permits, in seconds.
    pub fn health_minimum_seconds(&self) -> Option<u32> {
        self.health_minimum_seconds
    }

    /// The prefixes of a route that writes none.
    pub fn default_prefixes(&self) -> &[String] {
        &self.default_prefixes
    }
}

impl PublishedRanges {
    /// The name of the set with its date, such as `twilio@2024-02`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The day on which the set was read, `YYYY-MM-DD`.
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The networks, as published.
    pub fn networks(&self) -> &[IpNet] {
        &self.networks
    }
}
