//! `precedence`.

use super::fields::{Fields, Read};
use super::{Spanned, WordMap};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::JsonSchema;
use serde::Serialize;

/// Precedence levels (RFC 4412): what they are called, how they are dialled, and who may use them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Precedence {
    /// The namespace of `Resource-Priority`: `dsn`, `drsn`, `q735`, `ets` or `wps`.
    pub namespace: Spanned<String>,
    /// The levels that are used on board, lowest first, as the namespace names them.
    pub levels: Spanned<Vec<Spanned<String>>>,
    /// What is dialled in front of a number, and the level that it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialled: Option<Spanned<WordMap>>,
    /// The highest level of each class of service.
    pub classes: Spanned<WordMap>,
}

impl Read for Precedence {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let mut fields = Fields::of(value, key, found)?;
        let namespace = fields.required("namespace");
        let levels = fields.required("levels");
        let dialled = fields.optional("dialled");
        let classes = fields.required("classes");
        fields.finish();
        Some(Precedence {
            namespace: namespace?,
            levels: levels?,
            dialled,
            classes: classes?,
        })
    }
}
