//! Kamailio's mtree module: a prefix leads to a value, which the routing script reads as a gateway.

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::draft::{Draft, Gateway, Place, Step};
use super::rows::{Row, rows};

/// Reads the tables `mtree` and `mtrees`, and dumps of a tree.
pub(super) fn read(files: &[File], tree: Option<&str>, draft: &mut Draft) -> Result<(), String> {
    let mut entries = rows(files, &TABLES, draft);
    entries.retain(|row| {
        let lacks = |column| !row.has(column);
        let missing = if lacks("tprefix") {
            "tprefix"
        } else if tree.is_some() && lacks("tname") {
            "tname"
        } else {
            return true;
        };
        draft.leave_out(
            &row.place,
            "the row",
            format!("it has no column `{missing}`"),
            "write which prefix of which tree it is about",
        );
        false
    });
    let trees: BTreeSet<&str> = entries.iter().filter_map(|row| row.text("tname")).collect();
    match tree {
        Some(tree) if !trees.contains(tree) => {
            return Err(format!("there is no tree `{tree}`; trees: {}", listed(&trees)));
        }
        None if trees.len() > 1 => {
            return Err(format!(
                "there are several trees, name one with --tree: {}",
                listed(&trees)
            ));
        }
        _ => {}
    }
    let chosen = |row: &Row| tree.is_none_or(|tree| row.text("tname") == Some(tree));
    let mut values: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in entries.iter().filter(|row| chosen(row)) {
        values
            .entry(row.text("tprefix").unwrap_or_default())
            .or_default()
            .push(row);
    }
    // The longest prefix decides, as here.
    let mut prefixes: Vec<_> = values.into_iter().collect();
    prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    for (prefix, rows) in prefixes {
        let Some(first) = rows.first() else { continue };
        let steps = rows.iter().flat_map(|row| steps(row, draft)).collect::<Vec<_>>();
        draft.add_prefix(first.place.clone(), prefix, steps);
    }
    Ok(())
}

/// The gateways of a value; a tree of type 1 holds `destination:weight` there.
fn steps(row: &Row, draft: &mut Draft) -> Vec<Step> {
    let mut steps = Vec::new();
    for value in row.all("tvalue") {
        let value = value.trim();
        let weighted = value.split_once(':').filter(|(destination, weight)| {
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits(destination) && digits(weight)
        });
        let name = weighted.map_or(value, |(destination, _)| destination);
        if name.is_empty() {
            draft.leave_out(
                &row.place,
                prefix(row),
                "its value is empty",
                "write which gateway takes it",
            );
            continue;
        }
        if let Some((destination, weight)) = weighted {
            draft.leave_out(
                &row.place,
                format!("weight {weight} of `{destination}`"),
                "gateways are tried in a fixed order, not by weight",
                "put the gateways of the route into the order that is wanted",
            );
        }
        let known = gateway(name, &row.place, draft);
        draft.gateways.entry(name.to_owned()).or_insert(known);
        steps.push(Step::plain(name));
    }
    steps
}

/// A value that is an address says where the gateway is.
fn gateway(value: &str, place: &Place, draft: &mut Draft) -> Gateway {
    let looks_like_address = value.starts_with("sip") || value.contains(['.', ':']);
    if !looks_like_address {
        return Gateway::default();
    }
    Gateway::at(value).unwrap_or_else(|reason| {
        draft.leave_out(
            place,
            format!("`{value}`"),
            reason,
            "fill in the trunk of the gateway",
        );
        Gateway::default()
    })
}

fn prefix(row: &Row) -> String {
    format!("`{}`", row.text("tprefix").unwrap_or_default())
}

fn listed(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

/// Columns by table, in the order in which Kamailio creates them.
const TABLES: [(&str, &[&str]); 2] = [
    ("mtree", &["id", "tprefix", "tvalue"]),
    ("mtrees", &["id", "tname", "tprefix", "tvalue"]),
];
