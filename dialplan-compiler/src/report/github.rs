//! Findings as workflow commands of GitHub Actions, which GitHub shows beside the changed lines, and as the Markdown of a job
//! summary.
//!
//! GitHub shows ten annotations of each level for a step and drops the rest without a word. So the worst come first,
//! the rest is printed as plain lines of the log, and a last notice says how many there are.

use std::fmt::Write as _;

use super::findings::{Finding, Findings, SEVERITIES, counted};
use crate::diagnostics::Severity;

/// The commands, one a line.
pub fn commands(findings: &Findings) -> String {
    let sorted = findings.by_severity();
    let of = |severity| {
        sorted
            .iter()
            .copied()
            .filter(move |found| found.severity == severity)
    };
    let overflows = SEVERITIES
        .iter()
        .any(|&severity| of(severity).count() > MOST_SHOWN);
    let mut text = String::new();
    let mut rest: Vec<&Finding> = Vec::new();
    for severity in SEVERITIES {
        // The notice about the rest is itself one of the notices that are shown.
        let shown = match severity {
            Severity::Note if overflows => MOST_SHOWN - 1,
            _ => MOST_SHOWN,
        };
        of(severity)
            .take(shown)
            .for_each(|found| text.push_str(&command(found)));
        rest.extend(of(severity).skip(shown));
    }
    for found in &rest {
        let _ = writeln!(text, "{}", log_line(found));
    }
    if !rest.is_empty() {
        let _ = writeln!(
            text,
            "::notice title={}::{} more ({}): they stand in the log of this step and in its summary",
            property(&findings.title()),
            rest.len(),
            numbers(|severity| rest.iter().filter(|found| found.severity == severity).count())
        );
    }
    text
}

fn command(found: &Finding) -> String {
    let name = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut place = format!("file={}", property(&found.location.file));
    if let Some(region) = found.location.region {
        let _ = write!(place, ",line={}", region.line);
        match region.end {
            // Columns mean something only within one line; GitHub's end is the last column itself.
            Some((line, column)) if line == region.line => {
                let last = column.saturating_sub(1).max(region.column);
                let _ = write!(place, ",endLine={line},col={},endColumn={last}", region.column);
            }
            Some((line, _)) => {
                let _ = write!(place, ",endLine={line}");
            }
            None => {
                let _ = write!(place, ",col={}", region.column);
            }
        }
    }
    let related = found
        .related
        .iter()
        .map(|(location, words)| format!("\n{}: {words}", location.text()));
    let text: String = std::iter::once(found.text()).chain(related).collect();
    format!(
        "::{name} {place},title={}::{}\n",
        property(found.rule.id),
        message(&text)
    )
}

/// A line that is no command: the runner looks for `##[` anywhere in a line and for `::` at its beginning.
fn log_line(found: &Finding) -> String {
    let line = format!(
        "{}[{}] {}: {}",
        found.severity.name(),
        found.rule.id,
        found.location.text(),
        found.message
    );
    line.replace(['\r', '\n'], " ").replace("##[", "## [")
}

/// The escapes of a command's text.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes of a command's property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// The findings as Markdown for `$GITHUB_STEP_SUMMARY`; what would not fit is counted.
pub fn summary(findings: &Findings) -> String {
    let mut text = format!("### {}\n\n", cell(&findings.title()));
    if findings.found.is_empty() {
        text.push_str("No finding.\n\n");
        return text;
    }
    let _ = writeln!(text, "{}\n", numbers(|severity| findings.count(severity)));
    text.push_str("| level | finding | place | what |\n|---|---|---|---|\n");
    let sorted = findings.by_severity();
    let mut written = 0;
    for found in &sorted {
        let row = format!(
            "| {} | {} | {} | {} |\n",
            found.severity.name(),
            found.rule.id,
            cell(&found.location.text()),
            cell(&found.text())
        );
        if text.len() + row.len() > MOST_SUMMARY_BYTES {
            break;
        }
        text.push_str(&row);
        written += 1;
    }
    text.push('\n');
    if written < sorted.len() {
        let _ = writeln!(text, "{} more do not fit in here.\n", sorted.len() - written);
    }
    text
}

/// `2 errors, 1 note`.
fn numbers(count: impl Fn(Severity) -> usize) -> String {
    let counts = SEVERITIES.into_iter().map(|severity| (severity, count(severity)));
    let counts = counts
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| counted(count, severity));
    counts.collect::<Vec<_>>().join(", ")
}

/// Text within a cell of a table: no markup of its own except code, and no end of the cell.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push_str("<br>"),
            '\r' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '*' | '_' | '[' | ']' | '\\' | '`' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// Annotations of one level that GitHub shows for one step.
const MOST_SHOWN: usize = 10;
/// GitHub takes 1 MiB from a step, in which several commands may run.
const MOST_SUMMARY_BYTES: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes;
    use crate::report::check::rule;
    use crate::report::findings::{Effect, Extent, Location, Region};

    fn finding(code: &crate::diagnostics::Code, message: String) -> Finding {
        Finding {
            case: code.name().to_owned(),
            rule: rule(code),
            severity: code.severity(),
            effect: Effect::Fails,
            message,
            details: Vec::new(),
            location: Location {
                file: "a,b:c%.json".to_owned(),
                region: Some(Region {
                    line: 3,
                    column: 5,
                    end: Some((3, 8)),
                }),
            },
            related: Vec::new(),
            key: String::new(),
        }
    }

    fn findings(found: Vec<Finding>) -> Findings {
        Findings {
            question: "check",
            subject: "a,b:c%.json".to_owned(),
            extent: Extent::Whole,
            cases: Vec::new(),
            found,
        }
    }

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        let found = finding(&codes::EMPTY_PREFIX, "100 %\r\n::error::no: a,b".to_owned());
        let expected = "::error file=a%2Cb%3Ac%25.json,line=3,endLine=3,col=5,endColumn=7,title=empty-prefix::100 %25%0D%0A::error::no: a,b\n";
        assert_eq!(commands(&findings(vec![found])), expected);
    }

    #[test]
    fn the_worst_come_first_and_those_that_github_would_drop_are_counted() {
        let mut found: Vec<Finding> = Vec::new();
        for number in 0..12 {
            for code in [&codes::NO_INBOUND, &codes::REPEATED_ATTEMPT, &codes::EMPTY_PREFIX] {
                found.push(finding(code, format!("{number}")));
            }
        }
        let text = commands(&findings(found));
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(
            (count("::error "), count("::warning "), count("::notice ")),
            (10, 10, 10)
        );
        assert_eq!((count("error["), count("warning["), count("note[")), (2, 2, 3));
        assert!(text.starts_with("::error "));
        let last = text.lines().last().expect("there is a last line");
        assert!(
            last.contains("::7 more (2 errors, 2 warnings, 3 notes): "),
            "{last}"
        );
    }

    #[test]
    fn ten_of_a_level_need_no_notice() {
        let found = (0..10).map(|number| finding(&codes::NO_INBOUND, format!("{number}")));
        let text = commands(&findings(found.collect()));
        assert_eq!(text.lines().count(), 10);
        assert!(!text.contains(" more "));
    }

    #[test]
    fn a_line_of_the_log_is_never_a_command() {
        let hostile = finding(&codes::EMPTY_PREFIX, "##[add-path]/tmp\n::error::x".to_owned());
        let text = commands(&findings(vec![hostile; 11]));
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("::")).collect();
        assert_eq!(lines.len(), 1);
        assert!(lines.iter().all(|line| !line.contains("##[")), "{text}");
        assert_eq!(
            text.lines().filter(|line| line.starts_with("::error::")).count(),
            0
        );
    }

    #[test]
    fn a_summary_that_would_be_too_large_says_what_is_left_out() {
        let found = finding(&codes::EMPTY_PREFIX, "|<b>".repeat(8 * 1024));
        let text = summary(&findings(vec![found; 12]));
        assert!(text.len() <= MOST_SUMMARY_BYTES + 100, "{}", text.len());
        assert!(text.contains(" more do not fit in here."));
        assert!(!text.contains("<b>"));
    }
}
