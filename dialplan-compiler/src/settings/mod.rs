//! `voip-settings.json` as written: every documented key, with positions, nothing resolved and nothing decided.
//!
//! Reading finds faults of shape (syntax, unknown and repeated keys, types); what the values mean is checked by
//! [`plan::check`](crate::plan::check).

mod allow;
mod emergency;
mod emission;
mod fields;
mod json;
mod numbers;
mod path;
mod precedence;
mod route;
mod scalar;
mod schema;
mod secrets;
mod server;
mod spanned;
mod trunk;
mod word_map;

pub use allow::Allow;
pub use emergency::{Emergency, Target};
pub use emission::EmissionProfile;
pub use numbers::{Deny, Inbound, Numbering, Station};
pub use path::Paths;
pub use precedence::Precedence;
pub use route::{Gateways, Health, Limits, Route};
pub use schema::schema;
pub use secrets::{inline_secrets, redacted};
pub use server::{MediaPorts, Server, ServerLimits, Vessel};
pub use spanned::Spanned;
pub use trunk::{AccessList, CredentialReference, Password, TrunkConfig};
pub use word_map::WordMap;

pub(crate) use fields::nearest;
pub(crate) use secrets::credential_of_gateway;

use crate::diagnostics::Diagnostic;
use crate::source::{Source, Span};
use fields::{Fields, Read, SETTINGS};
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// The settings of one vessel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Settings {
    /// Which ship the settings are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vessel: Option<Spanned<Vessel>>,
    /// The exchange itself: ports, addresses, crew networks, digest, codecs, limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Spanned<Server>>,
    /// How numbers are spelled on board.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numbering: Option<Spanned<Numbering>>,
    /// Names of the classes of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<Spanned<Vec<Spanned<String>>>>,
    /// The crew stations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stations: Vec<Spanned<Station>>,
    /// Emergency numbers with their ordered targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emergency: Vec<Spanned<Emergency>>,
    /// Prefixes that nobody may call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<Spanned<Deny>>,
    /// Routes and the gateways that they define.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateways: Option<Spanned<Gateways>>,
    /// Which station takes an inbound call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inbound: Vec<Spanned<Inbound>>,
    /// Precedence levels, how they are dialled, and who may use them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precedence: Option<Spanned<Precedence>>,
    /// Which gateways may radiate in which state of the vessel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emission_profiles: Vec<Spanned<EmissionProfile>>,
    /// Findings that are accepted, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Spanned<Allow>>,
    /// The opening brace of the outermost object.
    #[serde(skip)]
    pub span: Span,
}

/// Reads settings; every fault of shape goes to `found`.
///
/// Parts with a fault are left out, so that the rest can still be checked; `None` when there is no object at all.
pub fn read(source: &Source, found: &mut Vec<Diagnostic>) -> Option<Settings> {
    match json::parse(source) {
        Ok(value) => Settings::read(&value, SETTINGS, found),
        Err(fault) => {
            found.push(fault);
            None
        }
    }
}

impl Settings {
    /// The routes as written.
    pub fn routes(&self) -> &[Spanned<Route>] {
        self.gateways
            .as_ref()
            .map_or(&[], |gateways| &gateways.value().routes)
    }
}

impl Read for Settings {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let settings = Settings {
            vessel: fields.optional("vessel"),
            server: fields.optional("server"),
            numbering: fields.optional("numbering"),
            classes: fields.optional("classes"),
            stations: fields.list("stations"),
            emergency: fields.list("emergency"),
            deny: fields.list("deny"),
            gateways: fields.optional("gateways"),
            inbound: fields.list("inbound"),
            precedence: fields.optional("precedence"),
            emission_profiles: fields.list("emissionProfiles"),
            allow: fields.list("allow"),
            span: fields.span().opening(),
        };
        fields.finish();
        Some(settings)
    }
}

#[cfg(test)]
mod tests;
