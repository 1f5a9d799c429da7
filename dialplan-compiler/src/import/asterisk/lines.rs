//! The lines of an Asterisk configuration file: sections of `key = value` and `key => value`, in which keys stand
//! many times and order matters, so that no reader of INI files fits.

use crate::import::File;

/// A line that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) text: Said,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// `[name](options)`.
    Section { name: String },
    /// `key => value`.
    Pair { key: String, value: String },
    /// `#include` and `#exec`.
    Directive(String),
    /// Nothing that the format has.
    Unknown(String),
}

pub(super) fn lines(file: &File) -> Vec<Line> {
    let mut inside_comment = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        let text = without_comment(line, &mut inside_comment);
        let text = text.trim();
        if !text.is_empty() {
            lines.push(Line {
                number,
                text: said(text),
            });
        }
    }
    lines
}

fn said(text: &str) -> Said {
    if text.starts_with('#') {
        return Said::Directive(text.to_owned());
    }
    if let Some((name, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return Said::Section {
            name: name.to_owned(),
        };
    }
    match text.split_once('=') {
        Some((key, value)) => Said::Pair {
            key: key.trim().to_ascii_lowercase(),
            value: value.strip_prefix('>').unwrap_or(value).trim().to_owned(),
        },
        None => Said::Unknown(text.to_owned()),
    }
}

/// The line without `; …` and without what lies between `;--` and `--;`; `\;` is a semicolon.
fn without_comment(line: &str, inside: &mut bool) -> String {
    let mut text = String::new();
    let mut rest = line;
    loop {
        if *inside {
            let Some((_, after)) = rest.split_once("--;") else {
                return text;
            };
            *inside = false;
            rest = after;
        }
        let Some(at) = rest.find(';') else {
            text.push_str(rest);
            return text;
        };
        let (before, comment) = rest.split_at(at);
        if let Some(escaped) = before.strip_suffix('\\') {
            text.push_str(escaped);
            text.push(';');
            rest = comment.get(1..).unwrap_or_default();
            continue;
        }
        text.push_str(before);
        match comment.strip_prefix(";--") {
            Some(block) if !block.starts_with('-') => {
                *inside = true;
                rest = block;
            }
            _ => return text,
        }
    }
}
