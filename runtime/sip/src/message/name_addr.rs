//! `name-addr` and `addr-spec` with parameters: From, To, Contact, Route, Record-Route (RFC 3261 §20).

use super::Params;
use super::grammar::{SPACE, TOKEN, is, quoted, skip_space, split_once_at, trim};
use crate::uri::Uri;

/// An address with a name and parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameAddr<'a> {
    text: &'a str,
    /// The display name: as written between its quotes (escapes kept) or its words; fit to be quoted again.
    pub display: Option<&'a str>,
    /// The address.
    pub uri: Uri<'a>,
    /// Parameters of the header field; those of the address are in [`Uri::params`].
    pub params: Params<'a>,
}

impl<'a> NameAddr<'a> {
    /// Reads one address that fills `text`; `None` if it is malformed.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (address, rest) = Self::split_from(text)?;
        rest.is_empty().then_some(address)
    }

    /// Reads one address at the front of `text`; returns what follows it: nothing, or a comma.
    pub(crate) fn split_from(text: &'a str) -> Option<(Self, &'a str)> {
        let text = skip_space(text);
        let (display, uri, rest) = if text.starts_with('"') {
            let (display, rest) = quoted(text)?;
            let (uri, rest) = in_brackets(skip_space(rest))?;
            (Some(display), uri, rest)
        } else if text.starts_with('<') {
            let (uri, rest) = in_brackets(text)?;
            (None, uri, rest)
        } else {
            split_unquoted(text)?
        };
        let uri = Uri::parse(uri)?;
        let (params, rest) = Params::split_from(rest)?;
        let text = text.get(..text.len().checked_sub(rest.len())?)?;
        Some((
            Self {
                text,
                display,
                uri,
                params,
            },
            rest,
        ))
    }

    /// The whole value as written, folds included.
    pub fn as_str(&self) -> &'a str {
        trim(self.text)
    }

    /// The `tag` parameter.
    pub fn tag(&self) -> Option<&'a str> {
        self.params.get("tag")
    }

    /// The characters of the display name with escapes and folds resolved.
    pub fn display_chars(&self) -> impl Iterator<Item = char> + use<'a> {
        let mut chars = self.display.unwrap_or("").chars();
        core::iter::from_fn(move || {
            loop {
                match chars.next()? {
                    '\\' => return chars.next(),
                    '\r' | '\n' => {}
                    other => return Some(other),
                }
            }
        })
    }
}

/// Splits `<address>` from the front of `text`.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    split_once_at(text.strip_prefix('<')?, b'>')
}

/// Splits either unquoted words and `<address>`, or a bare address, from the front of `text`.
///
/// A bare address ends before a semicolon, a comma or white space and must not hold a question mark
/// (RFC 3261 §20.10).
fn split_unquoted(text: &str) -> Option<(Option<&str>, &str, &str)> {
    let length = text
        .bytes()
        .position(|byte| !is(byte, TOKEN | SPACE) && byte.is_ascii())
        .unwrap_or(text.len());
    let (words, rest) = text.split_at_checked(length)?;
    if rest.starts_with('<') {
        let (uri, rest) = in_brackets(rest)?;
        return Some((Some(trim(words)), uri, rest));
    }
    let length = text
        .bytes()
        .position(|byte| is(byte, SPACE) || matches!(byte, b';' | b',' | b'?' | b'"' | b'<' | b'>'))
        .unwrap_or(text.len());
    let (uri, rest) = text.split_at_checked(length)?;
    let rest = skip_space(rest);
    (rest.is_empty() || rest.starts_with([';', ','])).then_some((None, uri, rest))
}
