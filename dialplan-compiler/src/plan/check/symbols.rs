//! Numbers and prefixes in settings: the dialled alphabet, `+` only first.

use crate::diagnostics::{Diagnostic, codes};
use crate::settings::Spanned;

/// A number: 1 to 64 symbols, letters in upper case.
pub(super) fn number(written: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) -> String {
    let symbols = written.text().to_ascii_uppercase();
    if let Some(fault) = fault(&symbols) {
        found.push(illegal(written, key, &fault));
    } else if symbols.is_empty() || symbols == "+" {
        let message = format!("`{key}` has no symbol");
        found.push(
            Diagnostic::new(&codes::ILLEGAL_SYMBOL, written.span(), message)
                .label("nothing to dial")
                .remedy(format!("write 1 to {LONGEST} symbols {ALPHABET}")),
        );
    }
    symbols
}

/// A prefix; `None` with a finding when it is empty or illegal.
pub(super) fn prefix(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<String> {
    let symbols = written.text().to_ascii_uppercase();
    if symbols.is_empty() {
        found.push(
            Diagnostic::new(
                &codes::EMPTY_PREFIX,
                written.span(),
                "a prefix without symbols would match every number",
            )
            .label("empty")
            .remedy("write the prefixes that are meant; `+` and `00` take every international number"),
        );
        return None;
    }
    if let Some(fault) = fault(&symbols) {
        found.push(illegal(written, "prefixes", &fault));
        return None;
    }
    Some(symbols)
}

/// A prefix without `+`, such as one that means a precedence; `None` with a finding when it is empty or illegal.
pub(super) fn dialled_prefix(
    written: &Spanned<String>,
    key: &str,
    found: &mut Vec<Diagnostic>,
) -> Option<String> {
    let symbols = written.text().to_ascii_uppercase();
    let fault = match symbols.as_str() {
        "" => Some("has no symbol".to_owned()),
        _ if symbols.starts_with('+') => Some("starts with `+`".to_owned()),
        _ => fault(&symbols),
    };
    match fault {
        Some(fault) => {
            found.push(illegal(written, key, &fault));
            None
        }
        None => Some(symbols),
    }
}

/// What is put in front of a number; may be empty.
pub(super) fn prepend(written: &Spanned<String>, found: &mut Vec<Diagnostic>) -> String {
    let symbols = written.text().to_ascii_uppercase();
    if let Some(fault) = fault(&symbols) {
        found.push(illegal(written, "prepend", &fault));
    } else if symbols.len() > LONGEST_PREPEND {
        let message = format!("`prepend` has {} symbols", symbols.len());
        let remedy = format!("write at most {LONGEST_PREPEND}");
        found.push(
            Diagnostic::new(&codes::OUT_OF_RANGE, written.span(), message)
                .label("written here")
                .remedy(remedy),
        );
    }
    symbols
}

/// Digits only, as country codes and dialling prefixes are.
pub(super) fn digits(
    written: &Spanned<String>,
    key: &str,
    most: usize,
    found: &mut Vec<Diagnostic>,
) -> String {
    let text = written.text();
    if !(1..=most).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("`{key}` cannot be `{text}`");
        found.push(
            Diagnostic::new(&codes::ILLEGAL_SYMBOL, written.span(), message)
                .label("written here")
                .remedy(format!("write 1 to {most} digits, without `+`")),
        );
    }
    text.to_owned()
}

fn illegal(written: &Spanned<String>, key: &str, fault: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::ILLEGAL_SYMBOL,
        written.span(),
        format!("`{}` in `{key}` {fault}", written.text()),
    )
    .label("cannot be dialled")
    .remedy(format!(
        "write symbols {ALPHABET}, without spaces, dashes or wildcards"
    ))
}

fn fault(symbols: &str) -> Option<String> {
    if symbols.len() > LONGEST {
        return Some(format!("has {} symbols, more than {LONGEST}", symbols.len()));
    }
    let dialled = symbols.strip_prefix('+').unwrap_or(symbols);
    let illegal = dialled
        .chars()
        .find(|symbol| !matches!(symbol, '0'..='9' | '*' | '#' | 'A'..='D'))?;
    Some(format!("holds the symbol `{illegal}`"))
}

const ALPHABET: &str = "`0-9 * # A-D`, `+` only first";
const LONGEST: usize = 64;
const LONGEST_PREPEND: usize = 16;
