//! Recorded calls decided anew, for programs and for people.

use std::fmt::Write as _;

use serde::Serialize;

use super::columns::columns;
use super::detail::{Detail, FULL};
use super::diff::Side;
use crate::analysis::replay::{Bad, Calls, Otherwise, Replayed};

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What it is compared with; nothing when calls are compared with the record itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Side>,
    new: Side,
    calls: usize,
    alike: usize,
    uncompared: usize,
    differing: usize,
    otherwise: Vec<Entry>,
    outcomes: Vec<Count>,
    bad_lines: Vec<BadLine>,
    unread_columns: Vec<String>,
    other_lines: usize,
}

/// Calls that go otherwise, all in the same way.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    kind: Kind,
    caller: String,
    number: String,
    old: String,
    new: String,
    count: usize,
    lines: Vec<usize>,
}

/// What that means to those who called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Impossible,
    Possible,
    Otherwise,
    Refused,
}

#[derive(Debug, Clone, Serialize)]
struct Count {
    outcome: String,
    calls: usize,
}

#[derive(Debug, Clone, Serialize)]
struct BadLine {
    line: usize,
    why: String,
}

impl Report {
    /// The report of a replay of the calls that were read.
    pub fn new(old: Option<Side>, new: Side, read: &Calls, replayed: &Replayed<'_>) -> Self {
        let mut bad: Vec<&Bad> = read.bad.iter().chain(&replayed.bad).collect();
        bad.sort_by_key(|bad| bad.line);
        let mut outcomes: Vec<Count> = Vec::new();
        for (fate, &calls) in &replayed.fates {
            outcomes.push(Count {
                outcome: fate.to_string(),
                calls,
            });
        }
        Report {
            old,
            new,
            calls: replayed.calls,
            alike: replayed.alike,
            uncompared: replayed.uncompared,
            differing: replayed.calls - replayed.alike - replayed.uncompared,
            otherwise: replayed.otherwise.iter().map(entry).collect(),
            outcomes,
            bad_lines: bad
                .into_iter()
                .map(|bad| BadLine {
                    line: bad.line,
                    why: bad.why.clone(),
                })
                .collect(),
            unread_columns: read.unread_columns.clone(),
            other_lines: read.other_lines,
        }
    }

    /// Whether some call goes otherwise.
    pub fn differs(&self) -> bool {
        self.differing > 0
    }

    /// Whether some line is no call.
    pub fn has_bad_lines(&self) -> bool {
        !self.bad_lines.is_empty()
    }

    /// The report for people.
    pub fn text(&self, detail: Detail) -> String {
        let side = |title: &str, side: &Side| {
            vec![
                title.to_owned(),
                side.name.clone(),
                format!("identity {}", side.identity),
            ]
        };
        let mut head: Vec<Vec<String>> = self.old.iter().map(|old| side("old", old)).collect();
        head.push(side(if self.old.is_some() { "new" } else { "plan" }, &self.new));
        let mut text = columns(0, &head);
        let calls = |count: usize| if count == 1 { "call" } else { "calls" };
        let mut counts = vec![
            format!("{} as before", self.alike),
            format!("{} otherwise", self.differing),
        ];
        if self.uncompared > 0 {
            counts.push(format!("{} with nothing to compare with", self.uncompared));
        }
        let _ = writeln!(
            text,
            "\n{} {}: {}",
            self.calls,
            calls(self.calls),
            counts.join(", ")
        );
        for (kind, heading) in Kind::HEADINGS {
            let entries: Vec<&Entry> = self.otherwise.iter().filter(|entry| entry.kind == kind).collect();
            let total: usize = entries.iter().map(|entry| entry.count).sum();
            if total > 0 {
                let _ = writeln!(text, "\n{heading}: {total}");
                listed(&mut text, entries.into_iter().map(Entry::row).collect(), detail);
            }
        }
        if self.otherwise.is_empty() {
            text.push_str("\nWhat becomes of them\n");
            let row = |count: &Count| vec![count.calls.to_string(), count.outcome.clone()];
            listed(&mut text, self.outcomes.iter().map(row).collect(), detail);
        }
        if !self.bad_lines.is_empty() {
            let _ = writeln!(text, "\nLines that are no call: {}", self.bad_lines.len());
            let row = |bad: &BadLine| vec![format!("line {}", bad.line), bad.why.clone()];
            text.push_str(&columns(2, &self.bad_lines.iter().map(row).collect::<Vec<_>>()));
        }
        if !self.unread_columns.is_empty() {
            let _ = writeln!(
                text,
                "\nColumns that were not read: {}",
                self.unread_columns.join(", ")
            );
        }
        if self.other_lines > 0 {
            let _ = writeln!(
                text,
                "\nLines of the log about something else: {}",
                self.other_lines
            );
        }
        text
    }
}

impl Kind {
    const HEADINGS: [(Kind, &'static str); 4] = [
        (Kind::Impossible, "Calls that become impossible"),
        (Kind::Possible, "Calls that become possible"),
        (Kind::Otherwise, "Calls that go otherwise"),
        (Kind::Refused, "Calls that are refused for another cause"),
    ];
}

fn entry(otherwise: &Otherwise<'_>) -> Entry {
    Entry {
        kind: match (otherwise.old.is_refusal(), otherwise.new.is_refusal()) {
            (false, true) => Kind::Impossible,
            (true, false) => Kind::Possible,
            (false, false) => Kind::Otherwise,
            (true, true) => Kind::Refused,
        },
        caller: otherwise.caller.to_string(),
        number: otherwise.number.to_owned(),
        old: otherwise.old.to_string(),
        new: otherwise.new.to_string(),
        count: otherwise.lines.len(),
        lines: otherwise.lines.clone(),
    }
}

impl Entry {
    fn row(&self) -> Vec<String> {
        let line = match self.lines.as_slice() {
            [] => String::new(),
            [line] => format!("line {line}"),
            [first, ..] => format!("{} calls, first in line {first}", self.count),
        };
        vec![
            self.number.clone(),
            format!("from {}", self.caller),
            format!("{} → {}", self.old, self.new),
            line,
        ]
    }
}

fn listed(text: &mut String, rows: Vec<Vec<String>>, detail: Detail) {
    let (shown, more) = detail.cut(rows, MOST_SHOWN, FULL);
    text.push_str(&columns(2, &shown));
    if let Some(more) = more {
        let _ = writeln!(text, "  {more}");
    }
}

/// Lines of one heading in a short report.
const MOST_SHOWN: usize = 20;
