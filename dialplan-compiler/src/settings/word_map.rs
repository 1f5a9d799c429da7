//! An object whose keys are the user's own words.

use super::Spanned;
use super::fields::{Fields, Read};
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Keys and their words, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordMap(Vec<(Spanned<String>, Spanned<String>)>);

impl WordMap {
    /// Each key with its word.
    pub fn entries(&self) -> &[(Spanned<String>, Spanned<String>)] {
        &self.0
    }
}

impl FromIterator<(Spanned<String>, Spanned<String>)> for WordMap {
    fn from_iter<I: IntoIterator<Item = (Spanned<String>, Spanned<String>)>>(entries: I) -> Self {
        WordMap(entries.into_iter().collect())
    }
}

impl Read for WordMap {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        Some(WordMap(Fields::of(value, key, found)?.entries()))
    }
}

impl Serialize for WordMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, word)| (key, word)))
    }
}

impl JsonSchema for WordMap {
    fn schema_name() -> Cow<'static, str> {
        "WordMap".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, String>::json_schema(generator)
    }
}
