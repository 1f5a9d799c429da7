//! `emissionProfiles`.

use super::Spanned;
use super::fields::{Fields, Read};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// Which gateways may radiate in one state of the vessel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct EmissionProfile {
    /// The name by which the crew chooses it.
    pub name: Spanned<String>,
    /// The gateways that may radiate; those that do not radiate may always carry calls.
    pub radiate: Spanned<Vec<Spanned<String>>>,
    /// Whether emergency calls may radiate: `radiate` or `silent`.
    pub emergency: Spanned<String>,
}

impl Read for EmissionProfile {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let name = fields.required("name");
        let radiate = fields.required("radiate");
        let emergency = fields.required("emergency");
        fields.finish();
        Some(EmissionProfile {
            name: name?,
            radiate: radiate?,
            emergency: emergency?,
        })
    }
}
