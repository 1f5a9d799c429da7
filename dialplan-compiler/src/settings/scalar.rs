//! Reads strings, numbers, truth values and lists.

use super::Spanned;
use super::fields::{Read, wrong_type};
use super::json::span_of;
use crate::diagnostics::Diagnostic;
use jsonc_parser::ast::Value;

impl Read for String {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match value {
            Value::StringLit(literal) => Some(literal.value.clone().into_owned()),
            _ => refuse(value, key, "a string", found),
        }
    }
}

impl Read for bool {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match value {
            Value::BooleanLit(literal) => Some(literal.value),
            _ => refuse(value, key, "`true` or `false`", found),
        }
    }
}

impl Read for u32 {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let number = match value {
            Value::NumberLit(literal) => literal.value.parse().ok(),
            _ => None,
        };
        number.or_else(|| refuse(value, key, "a whole number from 0 to 4294967295", found))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        match value {
            Value::Array(array) => Some(
                array
                    .elements
                    .iter()
                    .filter_map(|element| T::read(element, key, found))
                    .collect(),
            ),
            _ => refuse(value, key, "a list", found),
        }
    }
}

impl<T: Read> Read for Spanned<T> {
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self> {
        T::read(value, key, found).map(|read| Spanned::new(read, span_of(value)))
    }
}

fn refuse<T>(value: &Value<'_>, key: &str, wanted: &str, found: &mut Vec<Diagnostic>) -> Option<T> {
    found.push(wrong_type(value, key, wanted));
    None
}
