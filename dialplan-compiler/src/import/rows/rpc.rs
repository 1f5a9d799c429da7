//! What `kamcmd mtree.list` and `kamctl mtree dump` print: blocks of `name: value`, or JSON.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;

use super::{Row, place};
use crate::import::File;
use crate::import::draft::Draft;

pub(super) fn rows(file: &File, draft: &mut Draft) -> Vec<Row> {
    let parsed = jsonc_parser::parse_to_ast(&file.text, &Default::default(), &Default::default());
    match parsed.map(|parsed| parsed.value) {
        Ok(Some(value)) => {
            let mut rows = Vec::new();
            objects(&value, file, &mut rows);
            rows
        }
        _ => blocks(file, draft),
    }
}

/// Every object that holds a prefix, however deep.
fn objects(value: &Value<'_>, file: &File, rows: &mut Vec<Row>) {
    match value {
        Value::Array(list) => list.elements.iter().for_each(|value| objects(value, file, rows)),
        Value::Object(object) if object.get("tprefix").is_some() => {
            let before = file.text.get(..object.range().start).unwrap_or_default();
            let line = before.matches('\n').count() as u64 + 1;
            let columns = object.properties.iter().flat_map(|property| {
                let name = property.name.as_str().to_owned();
                texts(&property.value)
                    .into_iter()
                    .map(move |value| (name.clone(), value))
            });
            rows.push(Row {
                table: String::new(),
                place: place(file, line),
                columns: columns.collect(),
            });
        }
        Value::Object(object) => {
            for property in &object.properties {
                objects(&property.value, file, rows);
            }
        }
        _ => {}
    }
}

fn texts(value: &Value<'_>) -> Vec<String> {
    match value {
        Value::StringLit(text) => vec![text.value.clone().into_owned()],
        Value::NumberLit(number) => vec![number.value.to_owned()],
        Value::Array(list) => list.elements.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Blocks of lines: a column opens a list of values, or has its value beside it.
fn blocks(file: &File, draft: &mut Draft) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut list: Option<String> = None;
    let mut depth = 0usize;
    for (line, text) in (1..).zip(file.text.lines()) {
        let text = text.trim();
        let row = rows.last_mut().filter(|_| depth > 0);
        match (text, text.split_once(':'), row) {
            ("", ..) => {}
            ("{", ..) => {
                depth += 1;
                rows.push(Row {
                    table: String::new(),
                    place: place(file, line),
                    columns: Vec::new(),
                });
            }
            ("}", ..) if list.take().is_some() => {}
            ("}", ..) => depth = depth.saturating_sub(1),
            (_, Some((name, value)), Some(row)) if list.is_none() => match value.trim() {
                "{" => list = Some(name.trim().to_owned()),
                value => row.columns.push((name.trim().to_owned(), value.to_owned())),
            },
            (value, _, Some(row)) => match &list {
                Some(name) => row.columns.push((name.clone(), value.to_owned())),
                None => draft.leave_out(
                    &place(file, line),
                    format!("`{value}`"),
                    "it has no column",
                    "correct the file",
                ),
            },
            (value, _, None) => {
                draft.leave_out(
                    &place(file, line),
                    format!("`{value}`"),
                    "it belongs to no entry",
                    "correct the file",
                );
            }
        }
    }
    rows
}
