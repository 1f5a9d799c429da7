//! Header fields of bytes that nobody has checked yet, found leniently: for framing and for refusals.

use super::HeaderName;
use super::grammar::{TOKEN, is};

/// The well-known header fields at the front of `bytes`, up to an empty line or the end, with trimmed values.
///
/// Skips what it cannot read. Lines end with CR LF only, as in a checked message.
pub(crate) fn known_fields(bytes: &[u8]) -> impl Iterator<Item = (HeaderName, &[u8])> {
    let mut rest = bytes;
    let fields = core::iter::from_fn(move || {
        let (field, after) = split_field(rest);
        rest = after;
        (!field.is_empty()).then_some(field)
    });
    fields.filter_map(name_and_value)
}

/// Splits one line from the front, without its CR LF.
pub(crate) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(bytes, b"\r\n") {
        Some(at) => (
            bytes.get(..at).unwrap_or_default(),
            bytes.get(at + 2..).unwrap_or_default(),
        ),
        None => (bytes, &[]),
    }
}

/// Splits one header field with its continuation lines from the front; empty at an empty line or the end.
fn split_field(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, mut rest) = split_line(bytes);
    let mut length = line.len();
    while !line.is_empty() && matches!(rest.first(), Some(b' ' | b'\t')) {
        let (continuation, after) = split_line(rest);
        length += 2 + continuation.len();
        rest = after;
    }
    (bytes.get(..length).unwrap_or_default(), rest)
}

fn name_and_value(field: &[u8]) -> Option<(HeaderName, &[u8])> {
    let name_length = field.iter().position(|byte| !is(*byte, TOKEN))?;
    let (name, mut rest) = field.split_at_checked(name_length)?;
    while let [b' ' | b'\t', after @ ..] = rest {
        rest = after;
    }
    let name = HeaderName::from_bytes(name)?;
    Some((name, rest.strip_prefix(b":")?.trim_ascii()))
}
