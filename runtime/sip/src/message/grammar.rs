//! Byte classes and the few lexical steps that every header field shares (RFC 3261 §25.1).
//!
//! All functions look at one slice from its front, return what is left, and visit each byte at most twice.

/// `token`: method, header field name, parameter name, display name word.
pub(crate) const TOKEN: u16 = 1;
/// Unescaped part of `user` and `password`; `#` is added because phones dial it unescaped.
pub(crate) const USER: u16 = 1 << 1;
/// Letters, digits and the punctuation of a host name; `_` is added because real networks use it.
pub(crate) const HOST: u16 = 1 << 2;
/// Unescaped part of a `uri-parameter`.
pub(crate) const URI_PARAMETER: u16 = 1 << 3;
/// Bytes of an unquoted parameter value: visible, and none of the separators `; , < > "`.
pub(crate) const VALUE: u16 = 1 << 4;
/// Visible ASCII.
pub(crate) const VISIBLE: u16 = 1 << 5;
/// Linear white space of a header field value, folds included.
pub(crate) const SPACE: u16 = 1 << 6;
/// Decimal digits.
pub(crate) const DIGIT: u16 = 1 << 7;
/// Separators of a URI's header fields, and the byte that is legal only there.
pub(crate) const URI_HEADER_MARK: u16 = 1 << 8;

const CLASSES: [u16; 256] = classes();

/// Whether `byte` belongs to any class of `mask`.
#[inline(always)]
pub(crate) fn is(byte: u8, mask: u16) -> bool {
    CLASSES
        .get(usize::from(byte))
        .is_some_and(|class| class & mask != 0)
}

/// Splits `text` before its first byte outside `mask`.
#[inline]
pub(crate) fn split_class(text: &str, mask: u16) -> (&str, &str) {
    let length = text
        .bytes()
        .position(|byte| !is(byte, mask))
        .unwrap_or(text.len());
    text.split_at_checked(length).unwrap_or((text, ""))
}

/// Drops leading white space, folds included.
#[inline]
pub(crate) fn skip_space(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(&byte) if is(byte, SPACE) => split_class(text, SPACE).1,
        _ => text,
    }
}

/// Drops white space, folds included, at both ends.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    let text = skip_space(text);
    let length = text
        .bytes()
        .rposition(|byte| !is(byte, SPACE))
        .map_or(0, |last| last + 1);
    text.get(..length).unwrap_or(text)
}

/// Splits at the first `separator`, which belongs to neither part.
#[inline]
pub(crate) fn split_once_at(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(separator, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Reads a quoted string whose opening quote is the first byte of `text`.
///
/// Returns what stands between the quotes, escapes kept, and what follows; `None` without a closing quote.
pub(crate) fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', inner.as_bytes().get(at..)?)?;
        if inner.as_bytes().get(at) == Some(&b'"') {
            return Some((inner.get(..at)?, inner.get(at + 1..)?));
        }
        at += 2;
    }
}

/// Whether every `%` starts an escape of two hexadecimal digits and every other byte is in `mask`.
pub(crate) fn is_escaped_text(text: &str, mask: u16) -> bool {
    let mut rest = split_class(text, mask).1.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            (byte, after) if is(byte, mask) => after,
            _ => return false,
        };
    }
    true
}

/// Reads 1 to `most` decimal digits and nothing else.
pub(crate) fn number(text: &str, most: u32) -> Option<u32> {
    let mut value = 0u32;
    if text.is_empty() {
        return None;
    }
    for byte in text.bytes() {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        value = value.checked_mul(10)?.checked_add(u32::from(digit))?;
    }
    (value <= most).then_some(value)
}

/// Whether `text` holds no control byte but tabs, folds and those behind a backslash (`quoted-pair`).
///
/// What this accepts cannot end a header field: it is the one rule that reading and writing share.
pub(crate) fn is_free_of_controls(text: &[u8]) -> bool {
    let controls = text
        .iter()
        .fold(false, |seen, byte| seen | (*byte < b' ') | (*byte == 0x7f));
    !controls || controls_are_harmless(text)
}

fn controls_are_harmless(text: &[u8]) -> bool {
    let mut escaped = false;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'\r' => match after {
                [b'\n', b' ' | b'\t', after @ ..] => after,
                _ => return false,
            },
            b'\n' => return false,
            b'\t' => after,
            0..=0x1f | 0x7f if !escaped => return false,
            _ => after,
        };
        escaped = byte == b'\\' && !escaped;
    }
    true
}

const fn classes() -> [u16; 256] {
    let mut table = [0u16; 256];
    let mut byte = 0u8;
    loop {
        let alphanumeric = byte.is_ascii_alphanumeric();
        let mark = matches!(
            byte,
            b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')'
        );
        let visible = byte.is_ascii_graphic();
        let mut class = 0;
        if alphanumeric
            || matches!(
                byte,
                b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~'
            )
        {
            class |= TOKEN;
        }
        if alphanumeric
            || mark
            || matches!(byte, b'&' | b'=' | b'+' | b'$' | b',' | b';' | b'?' | b'/' | b'#')
        {
            class |= USER;
        }
        if alphanumeric || matches!(byte, b'-' | b'.' | b'_') {
            class |= HOST;
        }
        if alphanumeric || mark || matches!(byte, b'[' | b']' | b'/' | b':' | b'&' | b'+' | b'$') {
            class |= URI_PARAMETER;
        }
        if visible && !matches!(byte, b';' | b',' | b'<' | b'>' | b'"') {
            class |= VALUE;
        }
        if visible {
            class |= VISIBLE;
        }
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            class |= SPACE;
        }
        if byte.is_ascii_digit() {
            class |= DIGIT;
        }
        if matches!(byte, b'?' | b'=' | b'&') {
            class |= URI_HEADER_MARK;
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "constant evaluation: a byte indexes 256 entries"
        )]
        {
            table[byte as usize] = class;
        }
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}
