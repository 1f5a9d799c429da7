//! Strict JSON (RFC 8259) with positions: one syntax fault is one finding, nothing is repaired.

use crate::diagnostics::{Diagnostic, codes};
use crate::source::{Source, Span};
use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, ParseOptions, common::Range, common::Ranged, parse_to_ast};

/// The syntax tree of the text, or the place of its first syntax fault.
pub(super) fn parse(source: &Source) -> Result<Value<'_>, Diagnostic> {
    let text = source.text();
    let tree = parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| {
        let words = error.kind().to_string();
        fault(span(error.range()), lower_first(&words))
    })?;
    // The kept parser takes a few texts that RFC 8259 does not (control characters in strings, bare words);
    // a second reader decides.
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        fault(Span::new(at, at), words.to_owned())
    })?;
    tree.value
        .ok_or_else(|| fault(Span::new(0, 0), "there is no value".to_owned()))
}

/// The bytes of a syntax node.
pub(super) fn span_of(node: &impl Ranged) -> Span {
    span(node.range())
}

fn span(range: Range) -> Span {
    Span::new(range.start, range.end)
}

fn fault(span: Span, what: String) -> Diagnostic {
    Diagnostic::new(&codes::NOT_JSON, span, format!("the settings are not JSON: {what}"))
        .label("here")
        .remedy("JSON has no comments, no trailing commas and no single quotes (RFC 8259); correct this place and check again")
}

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(skipped) => text
            .match_indices('\n')
            .nth(skipped)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let at = (start + column.saturating_sub(1)).min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};
