//! Comma-separated values of no system: `prefix,gateway` and what a route may say beside.

use super::File;
use super::draft::{Draft, Gateway, LONGEST, Step};
use super::rows::{Row, delimited};

/// Reads every file; rows of one prefix are tried in the order of the rows, or of their `order`.
pub(super) fn read(files: &[File], draft: &mut Draft) {
    let mut rows: Vec<(i64, Row)> = Vec::new();
    for file in files {
        let found = delimited(file, draft);
        if let Some(first) = found.first() {
            header(first, draft);
        }
        let ordered = found
            .into_iter()
            .filter_map(|row| Some((order(&row, draft)?, row)));
        rows.extend(ordered);
    }
    rows.sort_by_key(|(order, row)| {
        let prefix = value(row, "prefix");
        (std::cmp::Reverse(prefix.len()), prefix.to_owned(), *order)
    });
    let mut before: Option<(String, (usize, usize))> = None;
    for (_, row) in &rows {
        let Some((steps, lengths)) = steps(row, draft).zip(lengths(row, draft)) else {
            continue;
        };
        let prefix = value(row, "prefix");
        let key = (prefix.to_owned(), lengths);
        if before.as_ref() == Some(&key) {
            // The same numbers: tried after the rows before.
            if let Some(rule) = draft.rules.last_mut() {
                rule.steps.extend(steps);
            }
            continue;
        }
        if let Some(rule) = draft.add_prefix(row.place.clone(), prefix, steps) {
            let least = rule.lengths.0;
            rule.lengths = (lengths.0.max(least), lengths.1);
            before = Some(key);
        }
    }
}

/// Columns that are missing or mean nothing here.
fn header(first: &Row, draft: &mut Draft) {
    let mut place = first.place.clone();
    place.line = 1;
    for (column, _) in &first.columns {
        if !COLUMNS.contains(&column.as_str()) {
            let remedy = format!("columns: {}", COLUMNS.join(", "));
            draft.leave_out(
                &place,
                format!("the column `{column}`"),
                "it has no meaning here",
                remedy,
            );
        }
    }
}

/// One step for each gateway of the row.
fn steps(row: &Row, draft: &mut Draft) -> Option<Vec<Step>> {
    let what = format!("`{}`", value(row, "prefix"));
    let strip = number(row, "strip", draft)?.unwrap_or(0);
    let names: Vec<&str> = value(row, "gateway")
        .split(['|', ';', ' '])
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        draft.leave_out(
            &row.place,
            what,
            "the row names no gateway",
            "fill in the column `gateway`",
        );
        return None;
    }
    let prepend = value(row, "prepend").to_ascii_uppercase();
    if !prepend.is_empty() && !super::draft::is_number(&prepend) {
        draft.leave_out(
            &row.place,
            what,
            format!("`{prepend}` cannot be dialled"),
            "correct the column `prepend`",
        );
        return None;
    }
    let host = value(row, "host");
    let mut steps = Vec::new();
    for name in &names {
        let known = draft.gateway(name).host.is_some();
        if !host.is_empty() && !known {
            address(row, name, host, draft);
        }
        steps.push(Step {
            gateway: (*name).to_owned(),
            strip,
            prepend: prepend.clone(),
        });
    }
    Some(steps)
}

fn address(row: &Row, name: &str, host: &str, draft: &mut Draft) {
    match Gateway::at(host) {
        Ok(mut at) => {
            let mut unknown = |column, wanted| {
                draft.leave_out(
                    &row.place,
                    format!("the {column} `{}` of `{name}`", value(row, column)),
                    format!("{wanted} carried over"),
                    "fill in the trunk of the gateway",
                );
            };
            match value(row, "port") {
                "" => {}
                port => match port.parse().ok().filter(|port| *port > 0) {
                    Some(port) => at.port = Some(port),
                    None => unknown("port", "only a port from 1 to 65535 is"),
                },
            }
            match value(row, "transport").to_ascii_lowercase().as_str() {
                "" => {}
                "tcp" => at.transport = Some("tcp"),
                "udp" => at.transport = Some("udp"),
                _ => unknown("transport", "only UDP and TCP are"),
            }
            *draft.gateway(name) = at;
        }
        Err(reason) => draft.leave_out(
            &row.place,
            format!("the address `{host}` of `{name}`"),
            reason,
            "fill in the trunk of the gateway",
        ),
    }
}

fn lengths(row: &Row, draft: &mut Draft) -> Option<(usize, usize)> {
    let least = number(row, "min_digits", draft)?.unwrap_or(0);
    let most = number(row, "max_digits", draft)?.unwrap_or(LONGEST);
    // Digits do not count `+`, symbols do.
    let plus = usize::from(value(row, "prefix").starts_with('+'));
    Some((least + plus, (most + plus).min(LONGEST)))
}

/// The place among the rows of one prefix; `None` when the column holds something else.
fn order(row: &Row, draft: &mut Draft) -> Option<i64> {
    let text = value(row, "order");
    let order = if text.is_empty() { Ok(0) } else { text.parse() };
    if order.is_err() {
        draft.leave_out(
            &row.place,
            format!("`{}`", value(row, "prefix")),
            format!("`{text}` in the column `order` is no whole number"),
            "correct the row",
        );
    }
    order.ok()
}

/// A number, or none; `None` when the column holds something else.
fn number(row: &Row, column: &str, draft: &mut Draft) -> Option<Option<usize>> {
    let text = value(row, column);
    if text.is_empty() {
        return Some(None);
    }
    let number = text.parse().ok().filter(|number| *number <= LONGEST);
    if number.is_none() {
        draft.leave_out(
            &row.place,
            format!("`{}`", value(row, "prefix")),
            format!("`{text}` in the column `{column}` is no number up to {LONGEST}"),
            "correct the row",
        );
    }
    number.map(Some)
}

fn value<'r>(row: &'r Row, column: &str) -> &'r str {
    row.text(column).unwrap_or_default()
}

const COLUMNS: [&str; 10] = [
    "prefix",
    "gateway",
    "strip",
    "prepend",
    "min_digits",
    "max_digits",
    "order",
    "host",
    "port",
    "transport",
];
