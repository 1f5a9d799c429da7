//! What is peculiar to each provider. The manifest (`Cargo.toml`) says to the compiler what this file says at run time; a
//! test holds the two equal.

use core::time::Duration;

use gateway_api::Transport;

use crate::verdict::{self, VerdictRow};

/// A provider's peculiarities.
#[derive(Debug)]
pub(crate) struct Profile {
    /// The name in the plan.
    pub(crate) name: &'static str,
    /// One line for people.
    pub(crate) description: &'static str,
    /// Used when the plan names no port.
    pub(crate) port: u16,
    /// Used when the plan names no transport.
    pub(crate) transport: Transport,
    /// The provider is never probed more often than this, whatever the plan says.
    pub(crate) least_health_interval: Duration,
    /// What final responses mean.
    pub(crate) verdicts: &'static [VerdictRow],
}

impl Profile {
    /// The profile of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Profile> {
        PROFILES.iter().find(|profile| profile.name == name)
    }
}

static PROFILES: [Profile; 3] = [
    Profile {
        name: "generic",
        description: "A provider without published peculiarities",
        port: 5060,
        transport: Transport::Udp,
        least_health_interval: Duration::from_secs(1),
        verdicts: verdict::STANDARD,
    },
    Profile {
        name: "twilio",
        description: "Twilio Elastic SIP Trunking",
        port: 5060,
        transport: Transport::Udp,
        least_health_interval: Duration::from_secs(30),
        verdicts: verdict::STANDARD,
    },
    Profile {
        name: "vonage",
        description: "Vonage SIP trunking",
        port: 5060,
        transport: Transport::Udp,
        least_health_interval: Duration::from_secs(30),
        verdicts: verdict::STANDARD,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_tells_the_compiler_what_the_profiles_do() {
        let manifest: toml::Table = include_str!("../Cargo.toml").parse().unwrap();
        let gateway = &manifest["package"]["metadata"]["gateway"];
        assert_eq!(gateway["kind"].as_str(), Some("sip-trunk"));
        let profiles = gateway["profiles"].as_table().unwrap();
        assert_eq!(profiles.len(), PROFILES.len());
        for profile in &PROFILES {
            let written = &profiles[profile.name];
            assert_eq!(written["description"].as_str(), Some(profile.description));
            assert_eq!(written["port"].as_integer(), Some(i64::from(profile.port)));
            let transport = match profile.transport {
                Transport::Udp => "udp",
                Transport::Tcp => "tcp",
            };
            assert_eq!(written["transport"].as_str(), Some(transport));
            let least = written["healthMinimumSeconds"].as_integer().unwrap();
            assert_eq!(u64::try_from(least), Ok(profile.least_health_interval.as_secs()));
        }
    }
}
