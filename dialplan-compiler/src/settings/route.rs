//! `gateways` and its `routes`.

use super::fields::{Fields, Read};
use super::{Spanned, TrunkConfig};
use crate::catalogue::Catalogue;
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// Routes and the gateways that they define.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Gateways {
    /// The original's folder of plugins; recorded, never read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin_dir: Option<Spanned<String>>,
    /// The routes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Spanned<Route>>,
}

/// Prefixes with the gateways that are tried for them; with `plugin` it defines a gateway too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Route {
    /// The name of the route and of the gateway that it defines; the profile's name unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Spanned<String>>,
    /// The gateway kind and profile that is linked, by the original's plugin name, such as `libgw-twilio.so`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugin: Option<Spanned<String>>,
    /// The prefixes; the profile's defaults unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefixes: Option<Spanned<Vec<Spanned<String>>>>,
    /// The gateways in the order in which they are tried; the route's own gateway unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Spanned<Vec<Spanned<String>>>>,
    /// The rank among routes that share a prefix, lowest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Spanned<u32>>,
    /// How many leading dialled symbols are removed; 0 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 64))]
    pub strip: Option<Spanned<u32>>,
    /// What is put in front after that; nothing unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepend: Option<Spanned<String>>,
    /// The least number of digits; fewer is incomplete.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 64))]
    pub min_digits: Option<Spanned<u32>>,
    /// The greatest number of digits; more is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 64))]
    pub max_digits: Option<Spanned<u32>>,
    /// The classes of service that may use it; every class unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classes: Option<Spanned<Vec<Spanned<String>>>>,
    /// Keeps the route open under a shorter denied prefix; its value is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides_deny: Option<Spanned<String>>,
    /// How the gateway wants numbers written: `plus-e164`, `bare-e164`, `00-prefix`, `national` or `as-dialled`; the
    /// profile's unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_format: Option<Spanned<String>>,
    /// Whether its calls are radio transmissions; required in a plan with `emissionProfiles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radiates: Option<Spanned<bool>>,
    /// How much the gateway carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Spanned<Limits>>,
    /// How the gateway is probed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Spanned<Health>>,
    /// The trunk behind the gateway; required with `plugin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Spanned<TrunkConfig>>,
}

/// How much a gateway carries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Limits {
    /// Calls at once; unlimited unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub calls: Option<Spanned<u32>>,
    /// Calls that start in one second; the provider's figure unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub calls_per_second: Option<Spanned<u32>>,
    /// How many of `calls` only emergency calls may use; 0 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_for_emergency: Option<Spanned<u32>>,
}

/// How a gateway is probed with OPTIONS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Health {
    /// Seconds between two probes, 0 for none; 30, or the provider's least, unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 3600))]
    pub interval_seconds: Option<Spanned<u32>>,
    /// Failures in a row that take a trunk address out; 3 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub fall: Option<Spanned<u32>>,
    /// Answers in a row that bring it back; 2 unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub rise: Option<Spanned<u32>>,
}

impl Route {
    /// The name of the gateway that the route defines; `None` when it defines none.
    pub fn gateway_name(&self, catalogue: &Catalogue) -> Option<String> {
        let (_, profile) = catalogue.plugin(self.plugin.as_ref()?.text())?;
        Some(
            self.name
                .as_ref()
                .map_or(profile.name(), Spanned::text)
                .to_owned(),
        )
    }
}

impl Read for Gateways {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let gateways = Gateways {
            plugin_dir: fields.optional("pluginDir"),
            routes: fields.list("routes"),
        };
        fields.finish();
        Some(gateways)
    }
}

impl Read for Route {
    fn read(value: &Value<'_>, _: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, "route", found)?;
        let route = Route {
            name: fields.optional("name"),
            plugin: fields.optional("plugin"),
            prefixes: fields.optional("prefixes"),
            attempts: fields.optional("attempts"),
            order: fields.optional("order"),
            strip: fields.optional("strip"),
            prepend: fields.optional("prepend"),
            min_digits: fields.optional("minDigits"),
            max_digits: fields.optional("maxDigits"),
            classes: fields.optional("classes"),
            overrides_deny: fields.optional("overridesDeny"),
            number_format: fields.optional("numberFormat"),
            radiates: fields.optional("radiates"),
            limits: fields.optional("limits"),
            health: fields.optional("health"),
            config: fields.optional("config"),
        };
        fields.finish();
        Some(route)
    }
}

impl Read for Limits {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let limits = Limits {
            calls: fields.optional("calls"),
            calls_per_second: fields.optional("callsPerSecond"),
            reserved_for_emergency: fields.optional("reservedForEmergency"),
        };
        fields.finish();
        Some(limits)
    }
}

impl Read for Health {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let health = Health {
            interval_seconds: fields.optional("intervalSeconds"),
            fall: fields.optional("fall"),
            rise: fields.optional("rise"),
        };
        fields.finish();
        Some(health)
    }
}
