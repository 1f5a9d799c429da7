//! An explanation as text.

use std::fmt::Write as _;

use super::columns::columns;
use crate::analysis::explanation::{Attempt, Explanation, Outcome};

/// The explanation for people; `settings` is the file that its places lie in.
pub fn text(explanation: &Explanation, settings: &str) -> String {
    let mut rows = vec![vec!["symbols".to_owned(), symbols(explanation)]];
    rows.push(vec!["decision".to_owned(), decision(explanation)]);
    for place in &explanation.places {
        rows.push(vec![
            String::new(),
            format!("{settings}:{}:{}", place.line, place.column),
        ]);
    }
    let circumstances = [
        ("precedence", &explanation.precedence),
        ("profile", &explanation.profile),
    ];
    for (what, value) in circumstances {
        rows.extend(value.iter().map(|value| vec![what.to_owned(), value.clone()]));
    }
    let (first, more) = outcome(&explanation.outcome);
    rows.push(vec!["outcome".to_owned(), first]);
    rows.extend(more.into_iter().map(|line| vec![String::new(), line]));
    let mut text = format!(
        "{} from {}\n{}",
        explanation.dialled,
        explanation.from,
        columns(2, &rows)
    );
    if !explanation.candidates.is_empty() {
        let rows: Vec<_> = explanation
            .candidates
            .iter()
            .map(|weighed| {
                let place = format!("{settings}:{}:{}", weighed.place.line, weighed.place.column);
                vec![
                    format!("`{}`", weighed.written),
                    weighed.entry.clone(),
                    place,
                    weighed.verdict.to_owned(),
                ]
            })
            .collect();
        // Writing to a String cannot fail.
        let _ = write!(text, "  entries that match, best first\n{}", columns(4, &rows));
    }
    text
}

fn symbols(explanation: &Explanation) -> String {
    let Some(symbols) = &explanation.symbols else {
        return "none: this is no number".to_owned();
    };
    let mut text = symbols.clone();
    let number = explanation.behind_precedence.as_ref();
    if let Some(number) = number {
        // Writing to a String cannot fail.
        let _ = write!(text, ", behind the precedence {number}");
    }
    if let Some(form) = explanation
        .international
        .as_ref()
        .filter(|form| *form != number.unwrap_or(symbols))
    {
        let _ = write!(text, ", in international form {form}");
    }
    text
}

fn decision(explanation: &Explanation) -> String {
    match &explanation.row {
        Some(row) => format!("d{}: {row}", explanation.decision),
        None => format!("d{}", explanation.decision),
    }
}

fn outcome(outcome: &Outcome) -> (String, Vec<String>) {
    match outcome {
        Outcome::Station { number, name } => (format!("station {number} `{name}` rings"), Vec::new()),
        Outcome::Attempts { attempts } => ("tried in this order".to_owned(), numbered(attempts)),
        Outcome::Emergency { number, targets } => (
            format!("emergency call {number}, tried in this order"),
            numbered(targets),
        ),
        Outcome::Refused {
            cause,
            status,
            phrase,
            q850,
        } => (
            format!("refused: {status} {phrase}, Q.850 cause {q850} ({cause})"),
            Vec::new(),
        ),
    }
}

fn numbered(attempts: &[Attempt]) -> Vec<String> {
    let line = |(index, attempt): (usize, &Attempt)| match attempt.to {
        "station" => format!("{}. station {} `{}`", index + 1, attempt.number, attempt.name),
        _ => format!(
            "{}. gateway `{}` is sent {}",
            index + 1,
            attempt.name,
            attempt.number
        ),
    };
    attempts.iter().enumerate().map(line).collect()
}
