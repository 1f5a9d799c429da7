//! Names, free text, hosts, addresses and days: text that becomes a value or a finding.

use crate::diagnostics::{Code, Diagnostic, codes};
use crate::settings::Spanned;
use std::net::IpAddr;

/// A name that file names, logs and comma lists can carry.
pub(super) fn name(written: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) -> String {
    let text = written.text();
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let starts = text
        .bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric());
    if !(starts && text.len() <= LONGEST_NAME && text.bytes().all(legal)) {
        let message = format!("`{key}` cannot be `{text}`");
        found.push(malformed(&codes::MALFORMED_NAME, written, message).remedy(format!(
            "a name has 1 to {LONGEST_NAME} letters, digits, `.`, `_` or `-` and starts with a letter or a digit"
        )));
    }
    text.to_owned()
}

/// Text for people.
pub(super) fn free(written: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) -> String {
    let text = written.text();
    let fault = if text.trim().is_empty() {
        Some("is empty")
    } else if text.len() > LONGEST_TEXT {
        Some("is too long")
    } else if text
        .chars()
        .any(|letter| letter.is_control() || letter == '"' || letter == '\\')
    {
        Some("holds a control character, a quotation mark or a backslash")
    } else {
        None
    };
    if let Some(fault) = fault {
        let message = format!("the text of `{key}` {fault}");
        let remedy = format!("write 1 to {LONGEST_TEXT} bytes of plain text on one line");
        found.push(malformed(&codes::MALFORMED_TEXT, written, message).remedy(remedy));
    }
    text.to_owned()
}

/// Why an exception is made; never empty.
pub(super) fn reason(written: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) -> String {
    if written.text().trim().is_empty() {
        let message = format!("the reason in `{key}` is empty");
        found
            .push(malformed(&codes::REASON_MISSING, written, message).remedy("say why: the audit prints it"));
        return String::new();
    }
    free(written, key, found)
}

/// A host name (RFC 1123 §2.1) or an IP address, each in the one way in which it is written.
pub(super) fn host(written: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) -> String {
    let text = written.text();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if let Ok(address) = text.parse::<IpAddr>() {
        return address.to_string();
    }
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if numeric || text.len() > 253 || !text.split('.').all(label) {
        let message = format!("`{text}` is neither a host name nor an IP address");
        let remedy = format!("write `{key}` as a name such as `trunk.example.net`, without port or scheme");
        found.push(malformed(&codes::MALFORMED_HOST, written, message).remedy(remedy));
    }
    text.to_ascii_lowercase()
}

/// An IP address.
pub(super) fn address(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<IpAddr> {
    let parsed = written.text().parse();
    if parsed.is_err() {
        let message = format!("`{}` is not an IP address", written.text());
        let remedy = "write an address such as `192.0.2.1` or `2001:db8::1`, without a port";
        found.push(malformed(&codes::MALFORMED_ADDRESS, written, message).remedy(remedy));
    }
    parsed.ok()
}

/// A day, `YYYY-MM-DD`, whose text order is the order of days.
pub(super) fn day(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> String {
    let text = written.text();
    if !is_day(text) {
        let message = format!("`{text}` is not a day");
        let remedy = "write the day as YYYY-MM-DD, such as `2026-01-31`";
        found.push(malformed(&codes::MALFORMED_DATE, written, message).remedy(remedy));
    }
    text.to_owned()
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?
            .parse()
            .ok()
    };
    let (year, month, day): (Option<u32>, Option<u32>, Option<u32>) = (part(4), part(2), part(2));
    let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// One of the words that a key takes; case decides.
pub(super) fn word<T>(
    written: &Spanned<String>,
    key: &str,
    words: &[(&str, T)],
    found: &mut Vec<Diagnostic>,
) -> Option<T>
where
    T: Copy,
{
    let chosen = words
        .iter()
        .find(|(word, _)| *word == written.text())
        .map(|(_, value)| *value);
    if chosen.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("`{key}` cannot be `{}`", written.text());
        let remedy = choose(written.text(), &known, "words");
        found.push(malformed(&codes::UNKNOWN_WORD, written, message).remedy(remedy));
    }
    chosen
}

/// A remedy that lists what can be chosen, the nearest first.
pub(super) fn choose(written: &str, known: &[&str], what: &str) -> String {
    if known.is_empty() {
        return format!("there are no {what} to choose from");
    }
    let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let list = format!("known {what}: {}", list.join(", "));
    match crate::settings::nearest(written, known) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    }
}

/// A number within a range; the value itself otherwise, with a finding.
pub(super) fn within(
    written: &Spanned<u32>,
    key: &str,
    range: std::ops::RangeInclusive<u32>,
    found: &mut Vec<Diagnostic>,
) -> u32 {
    let value = *written.value();
    if !range.contains(&value) {
        let message = format!("`{key}` cannot be `{value}`");
        let remedy = format!("write a number from {} to {}", range.start(), range.end());
        found.push(
            Diagnostic::new(&codes::OUT_OF_RANGE, written.span(), message)
                .label("written here")
                .remedy(remedy),
        );
    }
    value
}

/// A finding that a list is longer than what the table can hold.
pub(super) fn at_most<T>(list: &Spanned<Vec<T>>, key: &str, most: usize, found: &mut Vec<Diagnostic>) {
    let count = list.value().len();
    if count > most {
        let message = format!("`{key}` has {count} entries");
        let remedy = format!("write at most {most}");
        found.push(
            Diagnostic::new(&codes::OUT_OF_RANGE, list.span(), message)
                .label("in this list")
                .remedy(remedy),
        );
    }
}

fn malformed(code: &'static Code, written: &Spanned<String>, message: String) -> Diagnostic {
    Diagnostic::new(code, written.span(), message).label("written here")
}

const LONGEST_NAME: usize = 64;
const LONGEST_TEXT: usize = 250;

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in ["2026-01-31", "2024-02-29", "2000-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-31",
            "26-01-31",
            "2026-01-31-1",
            "",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }
}
