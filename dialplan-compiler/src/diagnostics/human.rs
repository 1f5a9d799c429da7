//! Reports for people: every diagnostic with the source lines that it is about.

use super::{Diagnostic, Label, Severity};
use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Whether a report uses terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Plain text, for files and pipes.
    Never,
    /// ANSI colours, for terminals.
    Always,
}

/// Renders all diagnostics in the order given, each with its source lines, then one line of counts.
pub fn render(diagnostics: &[Diagnostic], source: &Source, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&[group(diagnostic, source)]));
        out.push_str("\n\n");
    }
    out.push_str(&summary(diagnostics, source));
    out.push('\n');
    out
}

fn group<'a>(diagnostic: &'a Diagnostic, source: &'a Source) -> Group<'a> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(diagnostic.message())
        .id(diagnostic.code().name());
    let mut group = Group::with_title(title);
    for labels in neighbours(diagnostic.labels(), source) {
        group = group.element(snippet(&labels, diagnostic.span(), source));
    }
    if let Some(remedy) = diagnostic.remedy_text() {
        group = group.element(Level::HELP.message(remedy));
    }
    group
}

/// Labels that lie close together share one excerpt, so that an excerpt stays small in a long file.
fn neighbours<'a>(labels: &'a [Label], source: &Source) -> Vec<Vec<&'a Label>> {
    let mut excerpts: Vec<Vec<&Label>> = Vec::new();
    for label in labels {
        let line = source.place(label.span()).line();
        let near = excerpts.iter_mut().find(|excerpt| {
            excerpt
                .iter()
                .any(|other| source.place(other.span()).line().abs_diff(line) <= EXCERPT_LINES)
        });
        match near {
            Some(excerpt) => excerpt.push(label),
            None => excerpts.push(vec![label]),
        }
    }
    excerpts
}

fn snippet<'a>(
    labels: &[&'a Label],
    primary: Span,
    source: &'a Source,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = source.shown();
    let spans = || labels.iter().map(|label| source.shown_span(label.span()));
    let first = spans().map(Span::start).min().unwrap_or(0);
    let last = spans().map(Span::end).max().unwrap_or(0);
    let start = text
        .get(..first)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let end = text
        .get(last..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |at| last + at);
    let excerpt = text.get(start..end).unwrap_or_default();
    let line = labels
        .iter()
        .map(|label| source.place(label.span()).line())
        .min()
        .unwrap_or(1);
    let marks = labels.iter().zip(spans()).map(|(label, span)| {
        let kind = if label.span() == primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let text = (!label.text().is_empty()).then(|| label.text());
        kind.span(span.start() - start..span.end() - start).label(text)
    });
    Snippet::source(excerpt)
        .path(source.name())
        .line_start(line)
        .fold(true)
        .annotations(marks)
}

fn summary(diagnostics: &[Diagnostic], source: &Source) -> String {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|found| found.severity() == severity)
            .count()
    };
    let counted: Vec<String> = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Note), "note"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{number} {word}{}", if number == 1 { "" } else { "s" }))
    .collect();
    let found = if counted.is_empty() {
        "no finding".to_owned()
    } else {
        counted.join(", ")
    };
    format!("{}: {found}", source.name())
}

/// How many lines two marks may be apart and still be shown in one excerpt.
const EXCERPT_LINES: usize = 60;
