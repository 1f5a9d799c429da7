//! Inline passwords: taken out of the text before anything is derived from it, and listed for the one command
//! that moves them to a credentials file.

use super::json::{parse, span_of};
use super::{Password, Settings};
use crate::catalogue::Catalogue;
use crate::source::{Source, Span};
use jsonc_parser::ast::Value;

/// The settings text with every inline password replaced by a fixed word.
///
/// Text that is not JSON has no plan and nothing is derived from it; it is replaced whole.
pub fn redacted(source: &Source) -> String {
    let Ok(tree) = parse(source) else {
        return LEFT_OUT.to_owned();
    };
    let mut spans = Vec::new();
    inline_spans(&tree, &mut spans);
    let mut text = String::with_capacity(source.text().len());
    let mut from = 0;
    for span in spans {
        text.push_str(source.slice(Span::new(from, span.start())));
        text.push_str(&format!("\"{LEFT_OUT}\""));
        from = span.end();
    }
    text.push_str(source.slice(Span::new(from, source.text().len())));
    text
}

/// Every inline password as (credential name, password), in the order of the routes.
///
/// The credential name is the one under which the plan expects the password when the binary starts.
pub fn inline_secrets(settings: &Settings, catalogue: &Catalogue) -> Vec<(String, String)> {
    let secret = |route: &super::Route| {
        let Password::Inline(secret) = route.config.as_ref()?.value().password.as_ref()?.value() else {
            return None;
        };
        Some((
            credential_of_gateway(&route.gateway_name(catalogue)?),
            secret.clone(),
        ))
    };
    settings
        .routes()
        .iter()
        .filter_map(|route| secret(route.value()))
        .collect()
}

/// The credential name of a gateway whose password is written inline.
pub(crate) fn credential_of_gateway(gateway: &str) -> String {
    format!("trunk-{gateway}")
}

/// Visits values in the order of the text, so that the spans come sorted.
fn inline_spans(value: &Value<'_>, spans: &mut Vec<Span>) {
    match value {
        Value::Object(object) => {
            for property in &object.properties {
                match &property.value {
                    Value::StringLit(literal) if property.name.as_str() == "password" => {
                        spans.push(span_of(literal));
                    }
                    nested => inline_spans(nested, spans),
                }
            }
        }
        Value::Array(array) => array
            .elements
            .iter()
            .for_each(|element| inline_spans(element, spans)),
        _ => {}
    }
}

/// What stands in the place of an inline password.
pub(super) const LEFT_OUT: &str = "(left out)";
