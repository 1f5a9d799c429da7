//! `vessel` and `server`.

use super::Spanned;
use super::fields::{Fields, Read};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// Which ship the settings are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Vessel {
    /// The vessel's name: letters, digits, `.`, `_`, `-`.
    pub name: Spanned<String>,
    /// The part number under which the binary is filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_number: Option<Spanned<String>>,
}

/// The exchange itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Server {
    /// The crew side's port; 5060 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub sip_port: Option<Spanned<u32>>,
    /// The trunk side's port; 5080 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub trunk_port: Option<Spanned<u32>>,
    /// The crew side's listen address; `0.0.0.0` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<Spanned<String>>,
    /// The trunk side's listen address; `listen` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trunk_listen: Option<Spanned<String>>,
    /// The address that trunks see when it differs from `trunkListen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertise: Option<Spanned<String>>,
    /// Networks in CIDR form from which stations may speak to the exchange; none unless written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crew_networks: Vec<Spanned<String>>,
    /// The digest realm; the vessel's name unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realm: Option<Spanned<String>>,
    /// The digest algorithm for stations, `SHA-256` or `MD5`; `SHA-256` unless written. `MD5` needs an `allow` entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<Spanned<String>>,
    /// Whether an emergency call from a crew network is taken without authentication; required with `emergency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unauthenticated_emergency: Option<Spanned<bool>>,
    /// The UDP ports of the media relay; 20000 to 20999 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_ports: Option<Spanned<MediaPorts>>,
    /// The codecs that stations may use, by SDP encoding name, in order of preference; `PCMA`, `PCMU` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codecs: Option<Spanned<Vec<Spanned<String>>>>,
    /// How many calls the exchange admits; unlimited unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Spanned<ServerLimits>>,
}

/// A range of UDP ports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct MediaPorts {
    /// The first port; even.
    #[schemars(range(min = 1024, max = 65534))]
    pub first: Spanned<u32>,
    /// The last port; odd.
    #[schemars(range(min = 1025, max = 65535))]
    pub last: Spanned<u32>,
}

/// How many calls the exchange admits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct ServerLimits {
    /// Calls at once; unlimited unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub calls: Option<Spanned<u32>>,
    /// Calls that start in one second; unlimited unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub calls_per_second: Option<Spanned<u32>>,
}

impl Read for Vessel {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let name = fields.required("name");
        let part_number = fields.optional("partNumber");
        fields.finish();
        Some(Vessel {
            name: name?,
            part_number,
        })
    }
}

impl Read for Server {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let server = Server {
            sip_port: fields.optional("sipPort"),
            trunk_port: fields.optional("trunkPort"),
            listen: fields.optional("listen"),
            trunk_listen: fields.optional("trunkListen"),
            advertise: fields.optional("advertise"),
            crew_networks: fields.list("crewNetworks"),
            realm: fields.optional("realm"),
            digest: fields.optional("digest"),
            unauthenticated_emergency: fields.optional("unauthenticatedEmergency"),
            media_ports: fields.optional("mediaPorts"),
            codecs: fields.optional("codecs"),
            limits: fields.optional("limits"),
        };
        fields.finish();
        Some(server)
    }
}

impl Read for MediaPorts {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let first = fields.required("first");
        let last = fields.required("last");
        fields.finish();
        Some(MediaPorts {
            first: first?,
            last: last?,
        })
    }
}

impl Read for ServerLimits {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let limits = ServerLimits {
            calls: fields.optional("calls"),
            calls_per_second: fields.optional("callsPerSecond"),
        };
        fields.finish();
        Some(limits)
    }
}
