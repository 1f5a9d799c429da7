//! `emergency`.

use super::Spanned;
use super::fields::{Fields, Read};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// An emergency number with its ordered targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Emergency {
    /// The number, exactly as it is dialled.
    pub number: Spanned<String>,
    /// Where the call goes, tried in this order until one answers.
    pub targets: Spanned<Vec<Spanned<Target>>>,
    /// The calling number that gateways show; the gateway's own unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calling_number: Option<Spanned<String>>,
    /// Where the vessel is, in words for people; no call carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Spanned<String>>,
    /// The number by which the answering point reaches the vessel; no call carries it, `callingNumber` is what is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<Spanned<String>>,
}

/// One target of an emergency number: a `station`, or a `gateway` with the number to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Target {
    /// The station's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station: Option<Spanned<String>>,
    /// The gateway's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Spanned<String>>,
    /// The number that is sent to the gateway, unchanged; the emergency number itself unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Spanned<String>>,
}

impl Read for Emergency {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let number = fields.required("number");
        let targets = fields.required("targets");
        let calling_number = fields.optional("callingNumber");
        let location = fields.optional("location");
        let callback = fields.optional("callback");
        fields.finish();
        Some(Emergency {
            number: number?,
            targets: targets?,
            calling_number,
            location,
            callback,
        })
    }
}

impl Read for Target {
    fn read(value: &Value<'_>, _: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, "target", found)?;
        let target = Target {
            station: fields.optional("station"),
            gateway: fields.optional("gateway"),
            number: fields.optional("number"),
        };
        fields.finish();
        Some(target)
    }
}
