//! A value with the place where it is written.

use crate::source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A value of the settings and the bytes that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    value: T,
    span: Span,
}

impl<T> Spanned<T> {
    /// Ties `value` to `span`.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// A value that no text wrote, for settings that are made rather than read.
    pub fn unwritten(value: T) -> Self {
        Spanned::new(value, Span::default())
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, without its place.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}

impl Spanned<String> {
    /// The text.
    pub fn text(&self) -> &str {
        &self.value
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
