//! What the compiler has to say about settings: a code, a place, the user's words and a remedy.
//!
//! Every code is listed once, in [`codes`]; wording lives where the finding is made.

pub mod codes;
mod human;
mod json;

pub use codes::{Code, Relaxation};
pub use human::{Colour, render};
pub use json::render_json;

use crate::source::Span;
use serde::Serialize;

/// How much a finding matters: an error yields no plan, a warning and a note do not stop the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// No plan is built.
    Error,
    /// The plan is built; somebody should decide.
    Warning,
    /// The plan is built; this is what it means.
    Note,
}

impl Severity {
    /// The word for it, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One finding, tied to the settings text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    code: &'static Code,
    message: String,
    labels: Vec<Label>,
    remedy: Option<String>,
    at: Option<String>,
}

/// A marked range of the settings text; the first label of a diagnostic is its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    span: Span,
    text: String,
}

impl Diagnostic {
    /// A finding at `span`; `message` names the user's words in back-ticks.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label {
            span,
            text: String::new(),
        }];
        Diagnostic {
            code,
            message: message.into(),
            labels,
            remedy: None,
            at: None,
        }
    }

    /// Writes `text` under the marked place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Marks a second place that belongs to the finding.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn remedy(mut self, text: impl Into<String>) -> Self {
        self.remedy = Some(text.into());
        self
    }

    /// Names the thing that an `allow` entry may name in `at` (a gateway, a route, a number).
    #[must_use]
    pub fn about(mut self, name: impl Into<String>) -> Self {
        self.at = Some(name.into());
        self
    }

    /// The code with its severity and meaning.
    pub fn code(&self) -> &'static Code {
        self.code
    }

    /// The severity, as the code has it.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What was found.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The marked places; the first is where the finding lies.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Where the finding lies.
    pub fn span(&self) -> Span {
        self.labels.first().map_or_else(Span::default, Label::span)
    }

    /// What to write instead.
    pub fn remedy_text(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The name by which an `allow` entry can single this finding out.
    pub fn subject(&self) -> Option<&str> {
        self.at.as_deref()
    }
}

impl Label {
    /// The marked bytes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// What is written beside the mark; may be empty.
    pub fn text(&self) -> &str {
        &self.text
    }
}
