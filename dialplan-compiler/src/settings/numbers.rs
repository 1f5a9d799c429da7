//! `numbering`, `stations`, `deny` and `inbound`.

use super::fields::{Fields, Read};
use super::{CredentialReference, Spanned};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// How numbers are spelled on board.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Numbering {
    /// The own country code, digits only (ITU-T E.164); none unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<Spanned<String>>,
    /// What is dialled instead of `+`; `00` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub international_prefix: Option<Spanned<String>>,
    /// What is dialled before a national number; none unless written. Needs `countryCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national_prefix: Option<Spanned<String>>,
}

/// A crew station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Station {
    /// The number by which it is called, which is its user name too: symbols `0-9 * # A-D`, `+` only first.
    pub number: Spanned<String>,
    /// A name for people; the number unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Spanned<String>>,
    /// Its class of service; required when `classes` is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Spanned<String>>,
    /// The credential that it registers with; `station-<number>` unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<Spanned<CredentialReference>>,
}

/// Prefixes that nobody may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Deny {
    /// The prefixes; a longer route stays closed unless it writes `overridesDeny`.
    pub prefixes: Vec<Spanned<String>>,
    /// Why nobody may call them.
    pub reason: Spanned<String>,
}

/// A number of a trunk and the station that takes its calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Inbound {
    /// The gateway from which the call comes.
    pub gateway: Spanned<String>,
    /// The called number in that gateway's number format.
    pub number: Spanned<String>,
    /// The station's number; nothing else can be named.
    pub station: Spanned<String>,
}

impl Read for Numbering {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let numbering = Numbering {
            country_code: fields.optional("countryCode"),
            international_prefix: fields.optional("internationalPrefix"),
            national_prefix: fields.optional("nationalPrefix"),
        };
        fields.finish();
        Some(numbering)
    }
}

impl Read for Station {
    fn read(value: &Value<'_>, _: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, "station", found)?;
        let number = fields.required("number");
        let name = fields.optional("name");
        let class = fields.optional("class");
        let credential = fields.optional("credential");
        fields.finish();
        Some(Station {
            number: number?,
            name,
            class,
            credential,
        })
    }
}

impl Read for Deny {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let prefixes = fields.required::<Vec<_>>("prefixes");
        let reason = fields.reason();
        fields.finish();
        Some(Deny {
            prefixes: prefixes?,
            reason: reason?,
        })
    }
}

impl Read for Inbound {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let gateway = fields.required("gateway");
        let number = fields.required("number");
        let station = fields.required("station");
        fields.finish();
        Some(Inbound {
            gateway: gateway?,
            number: number?,
            station: station?,
        })
    }
}
