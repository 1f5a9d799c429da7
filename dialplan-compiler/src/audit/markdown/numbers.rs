//! Classes of numbers and rows.

use super::{code, plain, row_names, section, table, words};
use crate::audit::form::{Audit, Class, Does, Extent, Row, Verdict};

pub(super) fn write(audit: &Audit, text: &mut String) {
    let extent = match audit.space.extent {
        Extent::Full => "",
        Extent::Summary => " This is a summary; `dialplan audit VESSEL --full` lists every set of numbers.",
    };
    let lead = format!(
        "{} classes, {} sets of numbers; callers: {}. Each number that can be dialled is in exactly one class, known by its witness, the shortest of its numbers.{extent}",
        audit.space.classes.len(),
        audit.space.cells,
        plain(&audit.space.callers.join(", "))
    );
    section(text, "Every number, once", &lead);
    let mut last = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for class in &audit.space.classes {
        let behind = words::behind(class);
        if behind != last {
            flush(text, &last, &mut rows);
            last = behind;
        }
        rows.extend(class.verdicts.iter().map(|verdict| verdict_row(class, verdict)));
    }
    flush(text, &last, &mut rows);
    text.push_str("\n### Numbers of each class\n\n");
    let numbers = audit.space.classes.iter().flat_map(|class| {
        let witness = code(&class.witness);
        let more = (class.more > 0)
            .then(|| vec![witness.clone(), format!("and {} more", class.more), String::new()]);
        let listed = class.numbers.iter().map(|numbers| {
            let begins: Vec<String> = numbers.begins.iter().map(|begins| code(begins)).collect();
            vec![witness.clone(), begins.join(" "), plain(&numbers.which)]
        });
        listed.chain(more).collect::<Vec<_>>()
    });
    text.push_str(&table(&["class", "numbers that begin", "and go on"], numbers));
    section(
        text,
        "Rows",
        "What the table decides by, with the place in the settings that made it, how many states lead to it, the requirements about it and how many calls of the test card it decides.",
    );
    let rows = audit.rows.iter().map(|row| {
        let places = row
            .written
            .places
            .iter()
            .map(|place| words::place(&audit.identity.settings, place));
        let entry = row.written.entry.as_deref().map(plain);
        vec![
            row_names(&[row.number]),
            plain(&row.what),
            entry.into_iter().chain(places).collect::<Vec<_>>().join("<br>"),
            row.states.len().to_string(),
            required(audit, row),
            row.calls.len().to_string(),
        ]
    });
    text.push_str(&table(
        &["row", "decides", "written", "states", "required by", "calls"],
        rows,
    ));
}

/// The names of the requirements about a row.
fn required(audit: &Audit, row: &Row) -> String {
    let all = audit.requirements.as_deref().unwrap_or_default();
    let named = row
        .requirements
        .iter()
        .filter_map(|number| all.get(number.checked_sub(1)?));
    let named: Vec<String> = named.map(|requirement| plain(&requirement.name)).collect();
    named.join(", ")
}

fn flush(text: &mut String, behind: &str, rows: &mut Vec<Vec<String>>) {
    if !rows.is_empty() {
        text.push_str(&format!("\n### {}\n\n", plain(behind)));
        text.push_str(&table(
            &["class", "who", "what becomes of the call", "sent", "row"],
            rows.drain(..),
        ));
    }
}

fn verdict_row(class: &Class, verdict: &Verdict) -> Vec<String> {
    let decision = &verdict.decision;
    let level = decision
        .level
        .as_ref()
        .map(|level| format!(" at {level}"))
        .unwrap_or_default();
    let sent = match &decision.does {
        Does::Tries { attempts } => format!(
            "{}: {}",
            plain(&words::rewriting(attempts)),
            code(&words::sent(&verdict.sent))
        ),
        _ => String::new(),
    };
    vec![
        code(&class.witness),
        plain(&verdict.callers),
        plain(&format!("{}{level}", words::does(decision))),
        sent,
        row_names(&[decision.row]),
    ]
}
