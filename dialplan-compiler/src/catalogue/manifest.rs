//! Reads `[package.metadata.gateway]` from manifests into the catalogue.

use super::{Catalogue, IdentifiesBy, Kind, ManifestError, Profile, PublishedRanges};
use crate::plan::{Codec, NumberFormat};
use ipnet::IpNet;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) fn read(manifests: &[(&str, &str)]) -> Result<Catalogue, Vec<ManifestError>> {
    let mut catalogue = Catalogue::default();
    let mut errors = Vec::new();
    for (path, text) in manifests {
        let added = kind(path, text).and_then(|kind| match kind {
            Some(kind) => add(&mut catalogue, kind),
            None => Ok(()),
        });
        if let Err(message) = added {
            errors.push(ManifestError {
                path: (*path).to_owned(),
                message,
            });
        }
    }
    if errors.is_empty() {
        Ok(catalogue)
    } else {
        Err(errors)
    }
}

fn add(catalogue: &mut Catalogue, kind: Kind) -> Result<(), String> {
    if let Some(other) = catalogue.kind(&kind.name) {
        return Err(format!(
            "the kind `{}` is also in {}",
            kind.name, other.manifest_path
        ));
    }
    let mut plugins: Vec<&String> = kind
        .profiles
        .values()
        .flat_map(|profile| &profile.plugins)
        .collect();
    plugins.sort_unstable();
    let repeated = plugins.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    });
    let taken = plugins
        .iter()
        .copied()
        .find(|plugin| catalogue.plugin(plugin).is_some());
    if let Some(plugin) = repeated.or(taken) {
        return Err(format!("the plugin `{plugin}` already names another profile"));
    }
    catalogue.kinds.insert(kind.name.clone(), kind);
    Ok(())
}

fn kind(path: &str, text: &str) -> Result<Option<Kind>, String> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| error.to_string())?;
    let Some(gateway) = manifest
        .package
        .and_then(|package| package.metadata)
        .and_then(|meta| meta.gateway)
    else {
        return Ok(None);
    };
    if gateway.profiles.is_empty() {
        return Err(format!("the kind `{}` has no profile", gateway.kind));
    }
    let profiles = gateway
        .profiles
        .into_iter()
        .map(|(name, text)| {
            let read = profile(&name, text).map_err(|error| format!("profile `{name}`: {error}"))?;
            Ok((name, read))
        })
        .collect::<Result<BTreeMap<_, _>, String>>()?;
    Ok(Some(Kind {
        name: gateway.kind,
        category: gateway.category,
        description: gateway.description,
        feature: gateway.feature,
        crate_name: gateway.crate_name,
        manifest_path: path.to_owned(),
        profiles,
    }))
}

fn profile(name: &str, text: ProfileText) -> Result<Profile, String> {
    let format = |word: &String| {
        NumberFormat::from_name(word).ok_or_else(|| format!("`{word}` is not a number format"))
    };
    let codec = |word: &String| Codec::from_name(word).ok_or_else(|| format!("`{word}` is not a codec"));
    let number_formats = match &text.number_formats {
        Some(words) => words.iter().map(format).collect::<Result<_, _>>()?,
        None => NumberFormat::ALL.to_vec(),
    };
    let codecs = match &text.codecs {
        Some(words) => words.iter().map(codec).collect::<Result<_, _>>()?,
        None => Codec::ALL
            .into_iter()
            .filter(|codec| *codec != Codec::TelephoneEvent)
            .collect(),
    };
    Ok(Profile {
        name: name.to_owned(),
        description: text.description,
        number_format: format(&text.number_format)?,
        plugins: text.plugins,
        number_formats,
        codecs,
        identifies_by: text.identifies_by,
        host_suffix: text.host_suffix,
        signalling_ranges: text.signalling_ranges.map(ranges).transpose()?,
        media_ranges: text.media_ranges.map(ranges).transpose()?,
        calls_per_second: text.calls_per_second,
        transport: text.transport.name().to_owned(),
        port: text.port,
        health_minimum_seconds: text.health_minimum_seconds,
        default_prefixes: text.default_prefixes,
    })
}

fn ranges(text: RangesText) -> Result<PublishedRanges, String> {
    let networks = text
        .networks
        .iter()
        .map(|network| match network.parse::<IpNet>() {
            Ok(parsed) if parsed.trunc() == parsed => Ok(parsed),
            _ => Err(format!("`{network}` is not a network")),
        })
        .collect::<Result<Vec<_>, String>>()?;
    Ok(PublishedRanges {
        label: text.label,
        as_of: text.as_of,
        networks,
    })
}

#[derive(Deserialize)]
struct Manifest {
    package: Option<Package>,
}

#[derive(Deserialize)]
struct Package {
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    gateway: Option<GatewayText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GatewayText {
    kind: String,
    category: String,
    description: String,
    feature: String,
    #[serde(rename = "crate")]
    crate_name: String,
    profiles: BTreeMap<String, ProfileText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProfileText {
    plugins: Vec<String>,
    description: String,
    number_format: String,
    number_formats: Option<Vec<String>>,
    codecs: Option<Vec<String>>,
    identifies_by: IdentifiesBy,
    host_suffix: Option<String>,
    signalling_ranges: Option<RangesText>,
    media_ranges: Option<RangesText>,
    calls_per_second: Option<u32>,
    transport: TransportText,
    port: u16,
    health_minimum_seconds: Option<u32>,
    #[serde(default)]
    default_prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RangesText {
    label: String,
    as_of: String,
    networks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TransportText {
    Udp,
    Tcp,
}

impl TransportText {
    fn name(&self) -> &'static str {
        match self {
            TransportText::Udp => "udp",
            TransportText::Tcp => "tcp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUNK: &str = r#"
[package]
name = "gateway-sip-trunk"
[package.metadata.gateway]
kind = "sip-trunk"
category = "SIP trunk"
description = "A trunk of a carrier."
feature = "sip-trunk"
crate = "gateway_sip_trunk"
[package.metadata.gateway.profiles.twilio]
plugins = ["libgw-twilio.so"]
numberFormat = "plus-e164"
codecs = ["PCMU", "PCMA"]
identifiesBy = "host-name"
hostSuffix = ".twilio.com"
description = "Twilio"
callsPerSecond = 1
transport = "udp"
port = 5060
signallingRanges = { label = "twilio@2024-02", asOf = "2024-02-21", networks = ["54.172.60.0/30"] }
"#;

    #[test]
    fn a_plugin_names_a_kind_and_a_profile() {
        let catalogue = Catalogue::read(&[("a/Cargo.toml", TRUNK)]).expect("the manifest is good");
        let (kind, profile) = catalogue.plugin("libgw-twilio.so").expect("the plugin is known");
        assert_eq!(
            (kind.name(), kind.crate_name(), kind.feature()),
            ("sip-trunk", "gateway_sip_trunk", "sip-trunk")
        );
        assert_eq!(
            profile.signalling_ranges().map(PublishedRanges::label),
            Some("twilio@2024-02")
        );
        assert_eq!(catalogue.plugins(), ["libgw-twilio.so"]);
    }

    #[test]
    fn a_manifest_of_another_crate_is_passed_over() {
        let catalogue = Catalogue::read(&[("b/Cargo.toml", "[package]\nname = \"sip\"\n")]);
        assert_eq!(catalogue, Ok(Catalogue::default()));
    }

    #[test]
    fn every_bad_manifest_is_reported_with_its_path() {
        let host_bits = TRUNK.replace("54.172.60.0/30", "54.172.60.1/30");
        let unknown = TRUNK.replace("feature =", "features =");
        let errors = Catalogue::read(&[("a", &host_bits), ("b", &unknown), ("c", TRUNK), ("d", TRUNK)])
            .expect_err("three are bad");
        let paths: Vec<_> = errors.iter().map(ManifestError::path).collect();
        assert_eq!(paths, ["a", "b", "d"]);
    }
}
