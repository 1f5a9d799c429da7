//! Takes a table of `requirements.toml` apart key by key: what nobody asked for is unknown, and the keys asked for are the valid ones.

use std::ops::Range;

use toml::Spanned as Written;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, codes};
use crate::settings::{Spanned, nearest};
use crate::source::Span;

/// The keys of one table while they are being taken.
pub(super) struct Table<'t, 'f> {
    table: &'t DeTable<'t>,
    span: Span,
    what: &'static str,
    asked: Vec<&'static str>,
    pub(super) found: &'f mut Vec<Diagnostic>,
}

impl<'t, 'f> Table<'t, 'f> {
    /// Opens a value, which must be a table.
    pub(super) fn of(
        value: &'t Written<DeValue<'t>>,
        what: &'static str,
        found: &'f mut Vec<Diagnostic>,
    ) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::open(table, span_of(value.span()), what, found)),
            other => {
                found.push(wrong_type(other, span_of(value.span()), what, "a table"));
                None
            }
        }
    }

    pub(super) fn open(
        table: &'t DeTable<'t>,
        span: Span,
        what: &'static str,
        found: &'f mut Vec<Diagnostic>,
    ) -> Self {
        Table {
            table,
            span,
            what,
            asked: Vec::new(),
            found,
        }
    }

    /// Where the table begins.
    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// The value of a key, if it is written.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'t Written<DeValue<'t>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// Whether a key is written.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Text that may be left out.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        read_text(value, key, self.found)
    }

    /// Text that must be written, and not be empty.
    pub(super) fn required_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        if !self.has(key) {
            self.missing(key);
        }
        let text = self.text(key)?;
        if text.text().trim().is_empty() || text.text().chars().any(char::is_control) {
            let finding = Diagnostic::new(
                &codes::MALFORMED_TEXT,
                text.span(),
                format!("`{key}` is empty or holds control characters"),
            );
            self.found.push(
                finding
                    .label("written here")
                    .remedy("write one line of words: reports print it"),
            );
            return None;
        }
        Some(text)
    }

    /// A truth value; `false` when it is left out.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        self.flag_if_written(key).unwrap_or(false)
    }

    /// A truth value that may be left out.
    pub(super) fn flag_if_written(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            other => {
                let finding = wrong_type(other, span_of(value.span()), key, "`true` or `false`");
                self.found.push(finding);
                None
            }
        }
    }

    /// A whole number that may be left out.
    pub(super) fn number(&mut self, key: &'static str) -> Option<Spanned<u32>> {
        let value = self.value(key)?;
        read_number(value, key, self.found)
    }

    /// A list of texts that may be left out.
    pub(super) fn texts(&mut self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let value = self.value(key)?;
        read_list(value, key, "a list of texts", self.found, read_text)
    }

    /// A list of texts that may be left out, but names something if it is written.
    pub(super) fn some_texts(&mut self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let texts = self.texts(key)?;
        if texts.is_empty() {
            let message = format!("`{key}` names nothing, so that nothing is demanded");
            self.found.push(
                Diagnostic::new(&codes::DEMANDS_NOTHING, self.span_of(key), message)
                    .label("an empty list")
                    .remedy(format!("name something in `{key}`, or leave it out")),
            );
            return None;
        }
        Some(texts)
    }

    /// Whether a key holds an empty list.
    pub(super) fn is_empty_list(&self, key: &str) -> bool {
        let value = self.table.get(key).map(Written::get_ref);
        matches!(value, Some(DeValue::Array(members)) if members.is_empty())
    }

    fn span_of(&self, key: &str) -> Span {
        let value = self.table.get(key);
        value.map_or(self.span, |value| span_of(value.span()))
    }

    /// A range of two whole numbers that may be left out.
    pub(super) fn range(&mut self, key: &'static str) -> Option<(Spanned<u32>, Spanned<u32>)> {
        let value = self.value(key)?;
        let wanted = "two whole numbers, `[least, most]`";
        match read_list(value, key, wanted, self.found, read_number)?.as_slice() {
            [least, most] if least.value() <= most.value() => Some((least.clone(), most.clone())),
            _ => {
                let message = format!("`{key}` takes {wanted}, the lesser first");
                let finding = Diagnostic::new(&codes::OUT_OF_RANGE, span_of(value.span()), message);
                self.found.push(
                    finding
                        .label("written here")
                        .remedy("write for example `[8, 15]`"),
                );
                None
            }
        }
    }

    /// Every key with its value, whatever it is.
    pub(super) fn entries(self) -> Vec<(Spanned<&'t str>, &'t Written<DeValue<'t>>)> {
        let keys = self.table.iter();
        keys.map(|(key, value)| (Spanned::new(key.get_ref().as_ref(), span_of(key.span())), value))
            .collect()
    }

    /// Reports a key that must be written.
    pub(super) fn missing(&mut self, key: &'static str) {
        let message = format!("`{}` has no `{key}`", self.what);
        self.found.push(
            Diagnostic::new(&codes::MISSING_KEY, self.span, message)
                .label("in this table")
                .remedy(format!("write `{key} = …`")),
        );
    }

    /// Reports every key that was not asked for.
    pub(super) fn finish(self) {
        let list: Vec<String> = self.asked.iter().map(|key| format!("`{key}`")).collect();
        let list = format!("valid keys: {}", list.join(", "));
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let message = match self.what {
                "" => format!("the requirements have no key `{name}`"),
                what => format!("`{what}` has no key `{name}`"),
            };
            let remedy = match nearest(name, &self.asked) {
                Some(near) => format!("did you mean `{near}`? {list}"),
                None => list.clone(),
            };
            let finding = Diagnostic::new(&codes::UNKNOWN_KEY, span_of(key.span()), message);
            self.found.push(finding.label("unknown").remedy(remedy));
        }
    }
}

/// Reads text.
pub(super) fn read_text(
    value: &Written<DeValue<'_>>,
    key: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<Spanned<String>> {
    let span = span_of(value.span());
    match value.get_ref() {
        DeValue::String(text) => Some(Spanned::new(text.as_ref().to_owned(), span)),
        other => {
            found.push(wrong_type(other, span, key, "text in quotes"));
            None
        }
    }
}

/// Reads a list; `None` with a finding when it is none, or when one of its members cannot be read.
pub(super) fn read_list<T>(
    value: &Written<DeValue<'_>>,
    key: &str,
    wanted: &str,
    found: &mut Vec<Diagnostic>,
    mut member: impl FnMut(&Written<DeValue<'_>>, &str, &mut Vec<Diagnostic>) -> Option<T>,
) -> Option<Vec<T>> {
    let DeValue::Array(members) = value.get_ref() else {
        found.push(wrong_type(value.get_ref(), span_of(value.span()), key, wanted));
        return None;
    };
    let members = members.iter();
    let read: Vec<Option<T>> = members.map(|value| member(value, key, found)).collect();
    read.into_iter().collect()
}

fn read_number(value: &Written<DeValue<'_>>, key: &str, found: &mut Vec<Diagnostic>) -> Option<Spanned<u32>> {
    let span = span_of(value.span());
    let number = match value.get_ref() {
        DeValue::Integer(written) => u32::from_str_radix(written.as_str(), written.radix()).ok(),
        _ => None,
    };
    if number.is_none() {
        found.push(wrong_type(
            value.get_ref(),
            span,
            key,
            "a whole number that is not negative",
        ));
    }
    Some(Spanned::new(number?, span))
}

/// A finding that a value is not what its key takes.
pub(super) fn wrong_type(value: &DeValue<'_>, span: Span, key: &str, wanted: &str) -> Diagnostic {
    let written = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number that it cannot be",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Diagnostic::new(
        &codes::WRONG_TYPE,
        span,
        format!("`{key}` takes {wanted}, not {written}"),
    )
    .label("written here")
    .remedy(format!("write {wanted}"))
}

pub(super) fn span_of(range: Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
