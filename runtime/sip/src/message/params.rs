//! Parameters `;name=value` of header fields and URIs.

use super::grammar::{TOKEN, URI_PARAMETER, VALUE, quoted, skip_space, split_class};

/// Parameters in the order written, from a text whose form has been checked.
///
/// Names compare without regard to case; the first of two equal names counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Params<'a> {
    text: &'a str,
}

/// One parameter: its name as written, and its value if it has one.
///
/// A quoted value comes without its quotes and with its escapes kept.
pub type Param<'a> = (&'a str, Option<&'a str>);

impl<'a> Params<'a> {
    /// Reads every parameter at the front of `text`; returns what follows them, or `None` if one is malformed.
    pub(crate) fn split_from(text: &'a str) -> Option<(Self, &'a str)> {
        let mut rest = skip_space(text);
        while rest.starts_with(';') {
            rest = skip_space(split_param(rest, VALUE)?.1);
        }
        Self::between(text, rest)
    }

    /// Reads every parameter of a URI at the front of `text`, where no white space is and `?` ends a value.
    pub(crate) fn split_from_uri(text: &'a str) -> Option<(Self, &'a str)> {
        let mut rest = text;
        while rest.starts_with(';') {
            rest = split_param(rest, TOKEN | URI_PARAMETER)?.1;
        }
        Self::between(text, rest)
    }

    /// The parameters of `text` up to `rest`, which is its end.
    fn between(text: &'a str, rest: &'a str) -> Option<(Self, &'a str)> {
        let length = text.len().checked_sub(rest.len())?;
        Some((
            Self {
                text: text.get(..length)?,
            },
            rest,
        ))
    }

    /// No parameter.
    pub const NONE: Params<'static> = Params { text: "" };

    /// The text from the first semicolon on, as written; empty without parameters.
    pub fn as_str(&self) -> &'a str {
        super::grammar::trim(self.text)
    }

    /// All parameters in the order written.
    pub fn iter(&self) -> impl Iterator<Item = Param<'a>> + use<'a> {
        let mut rest = self.text;
        core::iter::from_fn(move || {
            let (param, after) = split_param(skip_space(rest), VALUE)?;
            rest = after;
            Some(param)
        })
    }

    /// Each parameter's name, and all of it from its semicolon on as written.
    pub(crate) fn iter_as_written(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = skip_space(self.text);
        core::iter::from_fn(move || {
            let ((name, _), after) = split_param(rest, VALUE)?;
            let written = rest.get(..rest.len().checked_sub(after.len())?)?;
            rest = skip_space(after);
            Some((name, written))
        })
    }

    /// The first parameter of that name: `None` if absent, `Some(None)` if it stands without a value.
    pub fn find(&self, name: &str) -> Option<Option<&'a str>> {
        self.iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The value of the first parameter of that name; `None` also if it stands without a value.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.find(name).flatten()
    }

    /// Whether a parameter of that name is present, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether there is no parameter at all.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// Splits one `;name[=value]` from the front of `text`; an unquoted value is of that class.
fn split_param(text: &str, value_class: u16) -> Option<(Param<'_>, &str)> {
    let (name, rest) = split_class(skip_space(text.strip_prefix(';')?), TOKEN | URI_PARAMETER);
    if name.is_empty() {
        return None;
    }
    let Some(value) = skip_space(rest).strip_prefix('=') else {
        return Some(((name, None), rest));
    };
    let value = skip_space(value);
    if value.starts_with('"') {
        let (value, rest) = quoted(value)?;
        return Some(((name, Some(value)), rest));
    }
    let (value, rest) = split_class(value, value_class);
    (!value.is_empty()).then_some(((name, Some(value)), rest))
}
