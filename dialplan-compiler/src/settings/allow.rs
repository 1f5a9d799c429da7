//! `allow`.

use super::Spanned;
use super::fields::{Fields, Read};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// A finding that is accepted, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Allow {
    /// The code of the finding.
    pub finding: Spanned<String>,
    /// Why it is accepted; printed in the audit.
    pub reason: Spanned<String>,
    /// The one thing it is accepted for (the finding names it); every finding of that code unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Spanned<String>>,
}

impl Read for Allow {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let finding = fields.required("finding");
        let reason = fields.reason();
        let at = fields.optional("at");
        fields.finish();
        Some(Allow {
            finding: finding?,
            reason: reason?,
            at,
        })
    }
}
