//! Rows of database tables in the forms in which people have them: db_text files, SQL dumps, lists of Kamailio's
//! remote procedure calls, comma-separated values.

mod db_text;
mod delimited;
mod rpc;
mod sql;

use super::File;
use super::draft::{Draft, Place};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The table; empty when the file does not say.
    pub(super) table: String,
    pub(super) place: Place,
    /// Column and value; a column may stand twice in a list.
    pub(super) columns: Vec<(String, String)>,
}

/// Names of tables with their columns, for rows that do not name their columns.
pub(super) type Tables<'t> = &'t [(&'t str, &'t [&'t str])];

impl Row {
    /// Whether there is such a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.text(column).is_some()
    }

    /// The value of a column.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let found = self.columns.iter().find(|(name, _)| name == column);
        found.map(|(_, value)| value.as_str())
    }

    /// Every value of a column.
    pub(super) fn all<'r>(&'r self, column: &'r str) -> impl Iterator<Item = &'r str> {
        let of = move |(name, value): &'r (String, String)| (name == column).then_some(value.as_str());
        self.columns.iter().filter_map(of)
    }
}

/// The rows of all files that belong to one of `tables`; what cannot be read is left out.
pub(super) fn rows(files: &[File], tables: Tables<'_>, draft: &mut Draft) -> Vec<Row> {
    files
        .iter()
        .flat_map(|file| of_file(file, tables, draft))
        .collect()
}

/// The rows of comma-separated values.
pub(super) fn delimited(file: &File, draft: &mut Draft) -> Vec<Row> {
    delimited::rows(file, draft)
}

fn of_file(file: &File, tables: Tables<'_>, draft: &mut Draft) -> Vec<Row> {
    let first = file
        .text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let sql = file.text.lines().any(|line| {
        let line = line.trim_start().to_ascii_lowercase();
        line.starts_with("insert ") || line.starts_with("create table") || line.starts_with("copy ")
    });
    if sql {
        sql::rows(file, tables, draft)
    } else if first.trim_start().starts_with('{') {
        rpc::rows(file, draft)
    } else if db_text::is_header(first) {
        db_text::rows(file, draft)
    } else {
        delimited::rows(file, draft)
    }
}

fn place(file: &File, line: u64) -> Place {
    Place {
        file: file.name.clone(),
        line,
    }
}

/// The values of a row: `separator` between them, `\` before what means itself or a control character.
fn escaped(line: &str, separator: char) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut symbols = line.chars();
    while let Some(symbol) = symbols.next() {
        let symbol = match symbol {
            symbol if symbol == separator => {
                values.push(String::new());
                continue;
            }
            '\\' => match symbols.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        };
        if let Some(value) = values.last_mut() {
            value.push(symbol);
        }
    }
    values
}

/// Why a row cannot be read whose values are not one for each column.
fn wrong_count(values: usize, columns: usize) -> String {
    format!("the row has {values} values for {columns} columns")
}
