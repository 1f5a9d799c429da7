//! What a question found, in the one form that all formats of continuous integration are made from: `sarif.rs`,
//! `junit.rs`, `gitlab.rs`, `github.rs`. Nothing here depends on the time, the machine or the order of a map.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::help::{self, Page};
use crate::diagnostics::Severity;
use crate::emit::hexadecimal;

/// The answer to one question about one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The subcommand that asks: `check`, `diff` or `prove`.
    pub question: &'static str,
    /// The file that it is asked about, relative to the workspace.
    pub subject: String,
    /// Whether each case was decided.
    pub extent: Extent,
    /// What was asked, one by one, in a fixed order.
    pub cases: Vec<Case>,
    /// What was found, in the order in which people should read it.
    pub found: Vec<Finding>,
}

/// Whether a case without a finding holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every case was decided.
    Whole,
    /// An error ended the work: cases without a finding may not have been looked at.
    CutShort,
}

/// One thing that was asked; test reports show it as a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name, unique among the cases.
    pub name: String,
    /// What is asked, in words.
    pub meaning: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the case that it belongs to.
    pub case: String,
    /// The kind of finding.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// What it does to the exit code.
    pub effect: Effect,
    /// What was found, in one line.
    pub message: String,
    /// What to do, or what else there is to know, in one line each.
    pub details: Vec<String>,
    /// Where it lies.
    pub location: Location,
    /// Other places that belong to it, with what is there.
    pub related: Vec<(Location, String)>,
    /// What makes it the same finding after the text was moved: names and numbers, no line.
    pub key: String,
}

/// A kind of finding, documented on a page of this project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case words that never change.
    pub id: &'static str,
    /// One line that says what such a finding means.
    pub meaning: &'static str,
    /// How much such a finding matters, if nothing is known beside it.
    pub severity: Severity,
    /// Where it is documented.
    pub page: Page,
}

/// What a finding does to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The command ends with another exit code than 0.
    Fails,
    /// None.
    Informs,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file, relative to the workspace, parts separated by `/`.
    pub file: String,
    /// The place within; `None` means the whole file.
    pub region: Option<Region>,
}

/// A range of text; lines and columns count from 1, columns in characters, the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The first line.
    pub line: usize,
    /// The first column.
    pub column: usize,
    /// The line of the end, and the column after the last character.
    pub end: Option<(usize, usize)>,
}

impl Findings {
    /// For each finding, in order, a text that identifies it as long as its key stays: SHA-256 of rule, file and key, as 64
    /// hexadecimal digits. Findings with equal keys are told apart by their order.
    pub fn fingerprints(&self) -> Vec<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let fingerprint = |found: &Finding| {
            let Finding {
                rule, location, key, ..
            } = found;
            let identity = format!("{}\0{}\0{key}", rule.id, location.file);
            let count = seen.entry(identity.clone()).or_default();
            *count += 1;
            hexadecimal(&Sha256::digest(format!("{identity}\0{count}").as_bytes()))
        };
        self.found.iter().map(fingerprint).collect()
    }

    /// The findings, errors first, then warnings, then notes, otherwise in their order.
    pub fn by_severity(&self) -> Vec<&Finding> {
        let mut sorted: Vec<&Finding> = self.found.iter().collect();
        sorted.sort_by_key(|found| found.severity);
        sorted
    }

    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.found
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    }

    /// What `dialplan` was asked, for titles: `dialplan check dialplans/reference/voip-settings.json`.
    pub fn title(&self) -> String {
        format!("dialplan {} {}", self.question, self.subject)
    }
}

impl Finding {
    /// Message and details, one a line.
    pub fn text(&self) -> String {
        let lines = std::iter::once(&self.message).chain(&self.details);
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

impl Rule {
    /// What the documentation says about it, as Markdown.
    pub fn help(&self) -> String {
        help::markdown(self.page, self.id).unwrap_or_else(|| self.meaning.to_owned())
    }
}

impl Location {
    /// The whole of a file.
    pub fn file(file: impl Into<String>) -> Self {
        Location {
            file: file.into(),
            region: None,
        }
    }

    /// The first line; 1 for a whole file.
    pub fn line(&self) -> usize {
        self.region.map_or(1, |region| region.line)
    }

    /// `file:line:column`, or the file alone.
    pub fn text(&self) -> String {
        match self.region {
            Some(region) => format!("{}:{}:{}", self.file, region.line, region.column),
            None => self.file.clone(),
        }
    }
}

/// The word for a severity and a count: `1 error`, `2 warnings`.
pub fn counted(count: usize, severity: Severity) -> String {
    let word = severity.name();
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Every severity, worst first.
pub const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
