//! Comma-separated values with a header; semicolons and tabs separate as well.

use super::{Row, place};
use crate::import::File;
use crate::import::draft::Draft;

pub(super) fn rows(file: &File, draft: &mut Draft) -> Vec<Row> {
    let header = file.text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| {
            (
                header.bytes().filter(|byte| byte == delimiter).count(),
                *delimiter == b',',
            )
        })
        .unwrap_or(b',');
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(column).collect(),
        Err(error) => {
            draft.leave_out(
                &place(file, 1),
                "the header",
                error.to_string(),
                "correct the file",
            );
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                rows.push(Row {
                    table: String::new(),
                    place: place(file, line),
                    columns: names
                        .iter()
                        .cloned()
                        .zip(record.iter().map(str::to_owned))
                        .collect(),
                });
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                draft.leave_out(
                    &place(file, line),
                    "the row",
                    error.to_string(),
                    "correct the file",
                );
            }
        }
    }
    rows
}

/// `minDigits`, `min digits` and `MIN_DIGITS` are one name.
fn column(name: &str) -> String {
    let mut column = String::new();
    let mut before = ' ';
    for symbol in name.trim().chars() {
        if symbol.is_ascii_uppercase() && before.is_ascii_lowercase() {
            column.push('_');
        }
        column.push(if [' ', '-'].contains(&symbol) {
            '_'
        } else {
            symbol.to_ascii_lowercase()
        });
        before = symbol;
    }
    column
}
