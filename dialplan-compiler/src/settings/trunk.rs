//! `config` of a SIP trunk: the trunk's name and addresses, access lists, identity, codecs and times.

use super::Spanned;
use super::fields::{Fields, Read};
use super::json::span_of;
use crate::diagnostics::{Diagnostic, codes};
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// The trunk behind a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct TrunkConfig {
    /// The host in the Request-URI: a name, or an address where the provider takes one.
    pub trunk_host: Spanned<String>,
    /// The trunk's port; the profile's unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub trunk_port: Option<Spanned<u32>>,
    /// `udp` or `tcp`; the profile's unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<Spanned<String>>,
    /// The user name for digest challenges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<Spanned<String>>,
    /// A reference to the password; an inline one is left out of the plan, with a warning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Spanned<Password>>,
    /// The calling number that the trunk shows; `anonymous` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_id_number: Option<Spanned<String>>,
    /// The original's access list, for signalling and media alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_ips: Option<Spanned<Vec<Spanned<String>>>>,
    /// The codecs that calls over this trunk may use, in order of preference; all that the provider takes unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codecs: Option<Spanned<Vec<Spanned<String>>>>,
    /// The trunk's addresses; without them its name is resolved when running.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Spanned<String>>,
    /// Networks in CIDR form that the resolved addresses must lie in; the signalling access list unless written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolves_within: Vec<Spanned<String>>,
    /// Who may send signalling as this trunk; `allowedIps` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signalling_access: Option<Spanned<AccessList>>,
    /// Who may send media as this trunk; `allowedIps` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_access: Option<Spanned<AccessList>>,
    /// Seconds to the first response, after which the next attempt is made; 5 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 32))]
    pub first_response_seconds: Option<Spanned<u32>>,
    /// Seconds from the first response to ringing or an answer, after which the next attempt is made; 60 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 180))]
    pub progress_seconds: Option<Spanned<u32>>,
}

/// An access list with where it is known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct AccessList {
    /// Networks in CIDR form.
    pub networks: Spanned<Vec<Spanned<String>>>,
    /// Where the list was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Spanned<String>>,
    /// The day of the last review, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Spanned<String>>,
}

/// A credential by name: its secret is read when the exchange starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct CredentialReference {
    /// The credential's name: letters, digits, `.`, `_`, `-`.
    pub credential: Spanned<String>,
}

/// A trunk's password.
#[derive(Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum Password {
    /// The password itself, as in the original example; left out of the plan.
    Inline(String),
    /// A reference to a credential.
    Reference(CredentialReference),
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Password::Inline(_) => f.write_str("Inline(..)"),
            Password::Reference(reference) => reference.fmt(f),
        }
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Password::Inline(_) => serializer.serialize_str(super::secrets::LEFT_OUT),
            Password::Reference(reference) => reference.serialize(serializer),
        }
    }
}

impl Read for TrunkConfig {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let trunk_host = fields.required("trunkHost");
        let trunk_port = fields.optional("trunkPort");
        let transport = fields.optional("transport");
        let username = fields.optional("username");
        let password = fields.optional("password");
        let caller_id_number = fields.optional("callerIdNumber");
        let allowed_ips = fields.optional("allowedIps");
        let codecs = fields.optional("codecs");
        let addresses = fields.list("addresses");
        let resolves_within = fields.list("resolvesWithin");
        let signalling_access = fields.optional("signallingAccess");
        let media_access = fields.optional("mediaAccess");
        let first_response_seconds = fields.optional("firstResponseSeconds");
        let progress_seconds = fields.optional("progressSeconds");
        fields.finish();
        Some(TrunkConfig {
            trunk_host: trunk_host?,
            trunk_port,
            transport,
            username,
            password,
            caller_id_number,
            allowed_ips,
            codecs,
            addresses,
            resolves_within,
            signalling_access,
            media_access,
            first_response_seconds,
            progress_seconds,
        })
    }
}

impl Read for AccessList {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let networks = fields.required("networks");
        let source = fields.optional("source");
        let reviewed = fields.optional("reviewed");
        fields.finish();
        Some(AccessList {
            networks: networks?,
            source,
            reviewed,
        })
    }
}

impl Read for CredentialReference {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let credential = fields.required("credential");
        fields.finish();
        Some(CredentialReference {
            credential: credential?,
        })
    }
}

impl Read for Password {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match value {
            Value::StringLit(literal) => Some(Password::Inline(literal.value.clone().into_owned())),
            Value::Object(_) => CredentialReference::read(value, key, found).map(Password::Reference),
            _ => {
                let wanted = "a reference such as `{\"credential\": \"trunk\"}`";
                found.push(
                    Diagnostic::new(
                        &codes::WRONG_TYPE,
                        span_of(value),
                        format!("`{key}` takes {wanted}"),
                    )
                    .label("written here")
                    .remedy(format!("write {wanted}")),
                );
                None
            }
        }
    }
}
