//! What a place in the settings is called: the keys that lead to it, and the names of what lies on the way. Unlike line and
//! column it stays when entries are moved or the text is laid out anew.

use jsonc_parser::ast::{ObjectProp, Value};

use super::json::{parse, span_of};
use crate::source::{Source, Span};

/// The tree of a settings text, for asking what places in it are called.
#[derive(Debug)]
pub struct Paths<'s> {
    root: Option<Value<'s>>,
}

impl<'s> Paths<'s> {
    /// Reads the text; one that is not JSON has no paths.
    pub fn new(source: &'s Source) -> Self {
        Paths {
            root: parse(source).ok(),
        }
    }

    /// The path of the innermost value or key that holds the first byte of `span`, such as `gateways/shore/prefixes/+44`.
    /// An element of a list goes by its `name`, `number` or `finding`, by its own text, else by its position; equal entries
    /// have equal paths.
    pub fn at(&self, span: Span) -> Option<String> {
        let mut value = self.root.as_ref()?;
        let mut steps: Vec<String> = Vec::new();
        loop {
            let (step, next) = match value {
                Value::Object(object) => {
                    let mut properties = object.properties.iter();
                    let Some(property) = properties.find(|property| holds(*property, span)) else {
                        break;
                    };
                    let goes_on = !holds(&property.name, span);
                    (
                        property.name.as_str().to_owned(),
                        goes_on.then_some(&property.value),
                    )
                }
                Value::Array(array) => {
                    let mut elements = array.elements.iter().enumerate();
                    let Some((position, element)) = elements.find(|(_, element)| holds(*element, span))
                    else {
                        break;
                    };
                    (element_name(element, position), Some(element))
                }
                _ => break,
            };
            steps.push(step);
            match next {
                Some(next) => value = next,
                None => break,
            }
        }
        Some(steps.join("/"))
    }
}

fn holds(node: &impl jsonc_parser::common::Ranged, span: Span) -> bool {
    let own = span_of(node);
    own.start() <= span.start() && span.start() < own.end()
}

fn element_name(element: &Value<'_>, position: usize) -> String {
    let named = match element {
        Value::Object(object) => {
            let text = |property: &ObjectProp<'_>| match &property.value {
                Value::StringLit(text) => Some(text.value.clone().into_owned()),
                _ => None,
            };
            let named = |key: &&str| {
                let mut properties = object.properties.iter();
                properties
                    .find(|property| property.name.as_str() == *key)
                    .and_then(text)
            };
            NAMING.iter().find_map(named)
        }
        Value::StringLit(text) => Some(text.value.clone().into_owned()),
        Value::NumberLit(number) => Some(number.value.to_owned()),
        _ => None,
    };
    named.unwrap_or_else(|| position.to_string())
}

/// The keys by which entries of lists are told apart, best first.
const NAMING: [&str; 3] = ["name", "number", "finding"];

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"routes": [
        {"name": "uk", "prefixes": ["+44", "0044"]},
        {"prefixes": [7]}
    ], "server": {"sipPort": 5060}}"#;

    fn path_of(text: &str, marked: &str) -> Option<String> {
        let at = text.find(marked).expect("it is there");
        let source = Source::new("plan", text);
        Paths::new(&source).at(Span::new(at, at + marked.len()))
    }

    #[test]
    fn a_place_is_called_by_the_names_on_the_way() {
        for (marked, expected) in [
            (r#""0044""#, "routes/uk/prefixes/0044"),
            (r#""prefixes": [7"#, "routes/1/prefixes"),
            ("7]", "routes/1/prefixes/7"),
            ("5060", "server/sipPort"),
            (r#"{"routes"#, ""),
        ] {
            assert_eq!(path_of(TEXT, marked).as_deref(), Some(expected), "{marked}");
        }
    }

    #[test]
    fn moving_an_entry_does_not_change_what_it_is_called() {
        let moved = r#"{"server": {}, "routes": [{"prefixes": ["1", "0044"], "name": "uk"}]}"#;
        assert_eq!(path_of(moved, r#""0044""#), path_of(TEXT, r#""0044""#));
    }

    #[test]
    fn a_text_that_is_not_json_has_no_paths() {
        assert_eq!(path_of("{,}", ","), None);
    }
}
