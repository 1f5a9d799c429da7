//! `precedence` into the plan.

use super::names::Names;
use super::{symbols, text};
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Precedence;
use crate::settings::{self, Settings, Spanned, WordMap};
use crate::source::Span;
use std::collections::BTreeMap;

/// The levels of a plan; `None` when none are written.
pub(super) fn read(settings: &Settings, names: &Names, found: &mut Vec<Diagnostic>) -> Option<Precedence> {
    let written = settings.precedence.as_ref()?.value();
    let known = text::word(&written.namespace, "namespace", &NAMESPACES, found).unwrap_or_default();
    let levels = levels(written, known, found);
    Some(Precedence {
        dialled: dialled(written, &levels, found),
        classes: classes(&written.classes, names, &levels, found),
        namespace: written.namespace.text().to_owned(),
        levels,
    })
}

/// Levels of the namespace, each once, in its order; all of them when the namespace is unknown.
fn levels(written: &settings::Precedence, known: &[&str], found: &mut Vec<Diagnostic>) -> Vec<String> {
    if written.levels.value().is_empty() {
        found.push(
            Diagnostic::new(
                &codes::OUT_OF_RANGE,
                written.levels.span(),
                "`levels` has no entry",
            )
            .label("empty")
            .remedy("name the levels that are used on board, or leave `precedence` out"),
        );
    }
    let mut levels = Vec::new();
    let mut before: Option<(usize, Span)> = None;
    for level in written.levels.value() {
        let rank = known.iter().position(|word| *word == level.text());
        match (rank, before) {
            (None, _) if known.is_empty() => {}
            (None, _) => {
                let message = format!("`{}` has no level `{}`", written.namespace.text(), level.text());
                found.push(unknown(level, message, known));
            }
            (Some(rank), Some((last, span))) if rank <= last => {
                found.push(out_of_order(level, span, known));
            }
            (Some(rank), _) => before = Some((rank, level.span())),
        }
        levels.push(level.text().to_owned());
    }
    levels
}

fn dialled(
    written: &settings::Precedence,
    levels: &[String],
    found: &mut Vec<Diagnostic>,
) -> Vec<(String, usize, Span)> {
    let entries = written
        .dialled
        .iter()
        .flat_map(|dialled| dialled.value().entries());
    let mut dialled = Vec::new();
    for (prefix, word) in entries {
        let symbols = symbols::dialled_prefix(prefix, "dialled", found);
        let level = level(word, levels, found);
        dialled.extend(
            symbols
                .zip(level)
                .map(|(symbols, level)| (symbols, level, prefix.span())),
        );
    }
    dialled
}

/// The highest level of each class of the plan, in the order of the plan.
fn classes(
    written: &Spanned<WordMap>,
    names: &Names,
    levels: &[String],
    found: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let mut highest = BTreeMap::new();
    for (class, word) in written.value().entries() {
        let class = names.class(class, found);
        let level = level(word, levels, found);
        highest.extend(class.map(|class| (class, level.unwrap_or(0))));
    }
    let mut missing = Vec::new();
    for (index, class) in names.classes().iter().enumerate() {
        if !highest.contains_key(&index) {
            missing.push(format!("`{class}`"));
        }
    }
    if !missing.is_empty() {
        let message = format!(
            "nothing says which level the {} {} may use",
            if missing.len() == 1 { "class" } else { "classes" },
            missing.join(", ")
        );
        found.push(
            Diagnostic::new(&codes::CLASS_WITHOUT_LEVEL, written.span().opening(), message)
                .label("in this object")
                .remedy("write the highest level of each class of service: nobody gets one by accident"),
        );
    }
    (0..names.classes().len())
        .map(|class| highest.get(&class).copied().unwrap_or(0))
        .collect()
}

/// A level of the plan.
fn level(written: &Spanned<String>, levels: &[String], found: &mut Vec<Diagnostic>) -> Option<usize> {
    let level = levels.iter().position(|level| level == written.text());
    if level.is_none() {
        let known: Vec<&str> = levels.iter().map(String::as_str).collect();
        let message = format!("`levels` does not list `{}`", written.text());
        found.push(unknown(written, message, &known));
    }
    level
}

fn unknown(written: &Spanned<String>, message: String, known: &[&str]) -> Diagnostic {
    Diagnostic::new(&codes::UNKNOWN_LEVEL, written.span(), message)
        .label("unknown")
        .remedy(text::choose(written.text(), known, "levels"))
}

fn out_of_order(level: &Spanned<String>, before: Span, known: &[&str]) -> Diagnostic {
    let message = format!("the level `{}` is not above the one before it", level.text());
    let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    Diagnostic::new(&codes::LEVEL_ORDER, level.span(), message)
        .label("out of order")
        .also(before, "comes first")
        .remedy(format!(
            "write each level once, lowest first: {}",
            list.join(", ")
        ))
}

/// Namespaces with their levels, lowest first (RFC 4412 §10).
const NAMESPACES: [(&str, &[&str]); 5] = [
    (
        "dsn",
        &["routine", "priority", "immediate", "flash", "flash-override"],
    ),
    (
        "drsn",
        &[
            "routine",
            "priority",
            "immediate",
            "flash",
            "flash-override",
            "flash-override-override",
        ],
    ),
    ("q735", &["4", "3", "2", "1", "0"]),
    ("ets", &["4", "3", "2", "1", "0"]),
    ("wps", &["4", "3", "2", "1", "0"]),
];
