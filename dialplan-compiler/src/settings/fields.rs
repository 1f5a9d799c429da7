//! Takes an object apart key by key: what nobody asked for is unknown, and the keys asked for are the valid ones.

use super::Spanned;
use super::json::span_of;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use jsonc_parser::ast::{Object, ObjectProp, Value};
use std::collections::BTreeMap;

/// A type that can be read from one JSON value; whatever is wrong goes to `found`.
pub(super) trait Read: Sized {
    /// Reads `value`, which stands under `key`.
    fn read(value: &Value<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Self>;
}

/// The keys of one object while they are being taken.
pub(super) struct Fields<'a, 'f> {
    object: &'a Object<'a>,
    /// What the object is, for messages: `server`, or `route`.
    what: &'a str,
    first: BTreeMap<&'a str, &'a ObjectProp<'a>>,
    asked: Vec<&'static str>,
    found: &'f mut Vec<Diagnostic>,
}

impl<'a, 'f> Fields<'a, 'f> {
    /// Opens `value`, which must be an object; keys written twice are found here.
    pub(super) fn of(value: &'a Value<'a>, what: &'a str, found: &'f mut Vec<Diagnostic>) -> Option<Self> {
        let Value::Object(object) = value else {
            found.push(wrong_type(value, what, "an object"));
            return None;
        };
        let mut first = BTreeMap::new();
        for property in &object.properties {
            let name = property.name.as_str();
            match first.get(name) {
                None => {
                    first.insert(name, property);
                }
                Some(earlier) => found.push(duplicate(name, property, earlier)),
            }
        }
        Some(Fields {
            object,
            what,
            first,
            asked: Vec::new(),
            found,
        })
    }

    /// The value of a key that may be left out.
    pub(super) fn optional<T: Read>(&mut self, key: &'static str) -> Option<T> {
        self.asked.push(key);
        let property = self.first.get(key)?;
        T::read(&property.value, key, self.found)
    }

    /// The value of a key that must be written.
    pub(super) fn required<T: Read>(&mut self, key: &'static str) -> Option<T> {
        if !self.first.contains_key(key) {
            self.found.push(
                Diagnostic::new(
                    &codes::MISSING_KEY,
                    self.span().opening(),
                    format!("{} has no `{key}`", named(self.what)),
                )
                .label("in this object")
                .remedy(format!("write `\"{key}\": …`")),
            );
        }
        self.optional(key)
    }

    /// The `reason` that every exception needs.
    pub(super) fn reason<T: Read>(&mut self) -> Option<T> {
        if !self.first.contains_key("reason") {
            let message = format!("{} is written without a reason", named(self.what));
            self.found.push(
                Diagnostic::new(&codes::REASON_MISSING, self.span().opening(), message)
                    .label("in this object")
                    .remedy("write `\"reason\": \"…\"`: the audit prints it"),
            );
        }
        self.optional("reason")
    }

    /// The list of a key; empty when it is left out.
    pub(super) fn list<T: Read>(&mut self, key: &'static str) -> Vec<Spanned<T>> {
        self.optional::<Spanned<Vec<Spanned<T>>>>(key)
            .map(Spanned::into_value)
            .unwrap_or_default()
    }

    /// Every key, whatever it is, with its value; the first one of those written twice.
    pub(super) fn entries<T: Read>(self) -> Vec<(Spanned<String>, T)> {
        let written = self.object.properties.iter();
        let kept = written.filter(|property| {
            let first = self.first.get(property.name.as_str());
            first.is_some_and(|first| std::ptr::eq(*first, *property))
        });
        kept.filter_map(|property| {
            let key = property.name.as_str();
            let name = Spanned::new(key.to_owned(), span_of(&property.name));
            Some((name, T::read(&property.value, key, self.found)?))
        })
        .collect()
    }

    /// The bytes of the object.
    pub(super) fn span(&self) -> Span {
        span_of(self.object)
    }

    /// Reports every key that was not asked for.
    pub(super) fn finish(self) {
        for (key, property) in &self.first {
            if !self.asked.contains(key) {
                self.found.push(unknown(key, self.what, property, &self.asked));
            }
        }
    }
}

fn duplicate(name: &str, property: &ObjectProp<'_>, earlier: &ObjectProp<'_>) -> Diagnostic {
    Diagnostic::new(
        &codes::DUPLICATE_KEY,
        span_of(&property.name),
        format!("the key `{name}` is written twice"),
    )
    .label("again here")
    .also(span_of(&earlier.name), "first here")
    .remedy("keep one of them")
}

fn unknown(key: &str, what: &str, property: &ObjectProp<'_>, valid: &[&'static str]) -> Diagnostic {
    let message = format!("{} has no key `{key}`", named(what));
    let list: Vec<String> = valid.iter().map(|key| format!("`{key}`")).collect();
    let list = format!("valid keys: {}", list.join(", "));
    let finding = Diagnostic::new(&codes::UNKNOWN_KEY, span_of(&property.name), message).label("unknown");
    match nearest(key, valid) {
        Some(near) => finding.remedy(format!("did you mean `{near}`? {list}")),
        None => finding.remedy(list),
    }
}

/// The word among `words` that is nearest to `word`, when it is near enough to be meant.
pub(crate) fn nearest<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    let near =
        |candidate: &&&str| strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase());
    let best = words.iter().min_by_key(near)?;
    (near(&best) <= best.len().max(3) / 3).then_some(*best)
}

/// A finding that `value` is not what `key` takes.
pub(super) fn wrong_type(value: &Value<'_>, key: &str, wanted: &str) -> Diagnostic {
    let written = match value {
        Value::StringLit(_) => "a string".to_owned(),
        Value::NumberLit(literal) => format!("`{}`", literal.value),
        Value::BooleanLit(literal) => format!("`{}`", literal.value),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::NullKeyword(_) => "`null`".to_owned(),
    };
    let finding = Diagnostic::new(
        &codes::WRONG_TYPE,
        span_of(value),
        format!("{} takes {wanted}, not {written}", named(key)),
    )
    .label("written here");
    match value {
        Value::NullKeyword(_) => finding.remedy("leave the key out instead of writing `null`"),
        _ => finding.remedy(format!("write {wanted}")),
    }
}

fn named(what: &str) -> String {
    if what == SETTINGS {
        "the settings object".to_owned()
    } else {
        format!("`{what}`")
    }
}

/// What the outermost object is called in messages.
pub(super) const SETTINGS: &str = "";
