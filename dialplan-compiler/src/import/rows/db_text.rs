//! Files of Kamailio's db_text module: a line of typed columns, then a line a row; the file's name is the table's.

use super::{Row, escaped, place, wrong_count};
use crate::import::File;
use crate::import::draft::Draft;

/// Whether a line names typed columns: `id(int,auto) tprefix(string)`.
pub(super) fn is_header(line: &str) -> bool {
    let column = |word: &str| {
        word.split_once('(')
            .is_some_and(|(name, rest)| !name.is_empty() && rest.ends_with(')') && !rest.contains('"'))
    };
    !line.trim().is_empty() && line.split_whitespace().all(column)
}

pub(super) fn rows(file: &File, draft: &mut Draft) -> Vec<Row> {
    let table = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut lines = (1..)
        .zip(file.text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let header = lines.next().map(|(_, line)| line).unwrap_or_default();
    let columns: Vec<&str> = header
        .split_whitespace()
        .filter_map(|word| Some(word.split_once('(')?.0))
        .collect();
    let mut rows = Vec::new();
    for (line, text) in lines {
        let values = escaped(text, ':');
        if values.len() != columns.len() {
            draft.leave_out(
                &place(file, line),
                format!("`{text}`"),
                wrong_count(values.len(), columns.len()),
                "correct the file",
            );
            continue;
        }
        rows.push(Row {
            table: table.to_owned(),
            place: place(file, line),
            columns: columns
                .iter()
                .map(|name| (*name).to_owned())
                .zip(values)
                .collect(),
        });
    }
    rows
}
