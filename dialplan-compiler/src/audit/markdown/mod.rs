//! An audit as Markdown for review diffs: one line for each thing that can change by itself, classes known by their witness
//! so that a new class renumbers nothing.

mod evidence;
mod network;
mod numbers;

pub use evidence::test_card;

use super::form::Audit;
use super::words;

/// The whole audit.
pub fn text(audit: &Audit) -> String {
    let identity = &audit.identity;
    let mut text = format!("# Dial plan audit: {}\n\n", identity.vessel);
    let size = &audit.plan.size;
    let facts = [
        ("settings", identity.settings.clone()),
        (
            "part number",
            identity.part_number.clone().unwrap_or_else(|| "none".to_owned()),
        ),
        ("plan identity", code(&identity.plan)),
        (
            "fallback identity",
            identity
                .fallback
                .as_deref()
                .map_or_else(|| "none".to_owned(), code),
        ),
        (
            "settings fingerprint, redacted",
            code(&identity.settings_fingerprint),
        ),
        ("table fingerprint", code(&identity.table_fingerprint)),
        (
            "table",
            format!(
                "{} bytes, format {}, {} states of {} columns, at most {} steps a lookup",
                size.used_bytes, identity.table_format, size.states, size.columns, size.steps
            ),
        ),
        (
            "made by",
            format!("dialplan {}, form {}", identity.compiler, audit.form),
        ),
    ];
    let rows = facts
        .into_iter()
        .map(|(name, value)| vec![name.to_owned(), value]);
    text.push_str(&table(&["", ""], rows));
    numbers::write(audit, &mut text);
    network::write(audit, &mut text);
    evidence::write(audit, &mut text);
    text
}

/// A heading with a sentence.
fn section(text: &mut String, title: &str, lead: &str) {
    text.push_str(&format!("\n## {title}\n\n{lead}\n\n"));
}

/// A table; `none` when it has no row.
fn table(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<String> = rows.map(|row| format!("| {} |\n", row.join(" | "))).collect();
    if rows.is_empty() {
        return "none\n".to_owned();
    }
    let rule: Vec<&str> = columns.iter().map(|_| "---").collect();
    format!(
        "| {} |\n| {} |\n{}",
        columns.join(" | "),
        rule.join(" | "),
        rows.concat()
    )
}

/// Text that may stand in a cell: nothing in it is markup.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for symbol in text.chars() {
        match symbol {
            '\n' => plain.push_str("<br>"),
            '\\' | '|' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '`' => plain.extend(['\\', symbol]),
            other => plain.push(other),
        }
    }
    plain
}

/// Text of fixed width; a bar would end the cell, even there.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|").replace('`', "'"))
}

/// Decision rows by number.
fn row_names(rows: &[u32]) -> String {
    let names = rows.iter().map(|row| format!("d{row}"));
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_written_by_others_becomes_markup() {
        assert_eq!(plain("a|b *c* <i> `d`"), "a\\|b \\*c\\* \\<i\\> \\`d\\`");
        assert_eq!(code("a`|b"), "`a'\\|b`");
    }

    #[test]
    fn a_table_without_rows_says_so() {
        assert_eq!(table(&["a"], std::iter::empty()), "none\n");
        assert_eq!(
            table(&["a"], [vec!["b".to_owned()]].into_iter()),
            "| a |\n| --- |\n| b |\n"
        );
    }
}
