//! Kamailio's drouting module: rules for groups of callers, gateways that strip and prepend, lists of gateways.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::File;
use super::draft::{Draft, Gateway, Step};
use super::rows::{Row, rows};

/// Reads `dr_rules`, `dr_gateways`, `dr_gw_lists` and `dr_groups`.
pub(super) fn read(files: &[File], draft: &mut Draft) {
    let all = rows(files, &TABLES, draft);
    let table = |name: &str| -> Vec<&Row> { all.iter().filter(|row| table_of(row) == name).collect() };
    let gateways = gateways(&table("dr_gateways"), draft);
    let lists: BTreeMap<String, String> = table("dr_gw_lists")
        .into_iter()
        .map(|row| (text(row, "id"), text(row, "gwlist")))
        .collect();
    rules(table("dr_rules"), &gateways, &lists, draft);
    for row in table("") {
        draft.leave_out(
            &row.place,
            "the row",
            "its columns are those of no table that is read",
            "name the columns as the tables do, `ruleid`, `gwid`, `gwlist` or `username` among them",
        );
    }
    for row in table("dr_groups") {
        let (user, group) = (text(row, "username"), text(row, "groupid"));
        draft.leave_out(
            &row.place,
            format!("user `{user}` of group {group}"),
            "users are not carried over",
            format!("write the station, with the class `group-{group}`"),
        );
    }
}

/// The table that a row belongs to, by its columns when its file does not say; empty when it is none.
fn table_of(row: &Row) -> &str {
    let marks = [
        ("gwid", "dr_gateways"),
        ("ruleid", "dr_rules"),
        ("username", "dr_groups"),
        ("gwlist", "dr_gw_lists"),
    ];
    let marked = || marks.into_iter().find(|(column, _)| row.has(column));
    match row.table.as_str() {
        "" => marked().map_or("", |(_, table)| table),
        table => table,
    }
}

/// What is sent to each gateway, by its id.
fn gateways(rows: &[&Row], draft: &mut Draft) -> BTreeMap<String, Step> {
    let mut steps = BTreeMap::new();
    for row in rows {
        let id = text(row, "gwid");
        let address = text(row, "address");
        let what = format!("gateway {id} at `{address}`");
        let gateway = match Gateway::at(&address) {
            Ok(gateway) => gateway,
            Err(reason) => {
                draft.leave_out(&row.place, what, reason, "write the gateway by hand");
                continue;
            }
        };
        for (column, reason) in [
            ("attrs", "attributes mean what a script makes of them"),
            ("type", "types of gateways mean what a script makes of them"),
        ] {
            let value = text(row, column);
            if !value.is_empty() && value != "0" {
                draft.leave_out(
                    &row.place,
                    format!("{column} `{value}` of gateway {id}"),
                    reason,
                    "look up in the script what it does",
                );
            }
        }
        let written = text(row, "strip");
        let Ok(strip) = if_written(&written) else {
            let reason = format!("`{written}` in the column `strip` is no number of symbols");
            draft.leave_out(&row.place, what, reason, "write the gateway by hand");
            continue;
        };
        let name = format!("gateway-{id}");
        draft.gateways.insert(name.clone(), gateway);
        steps.insert(
            id,
            Step {
                gateway: name,
                strip,
                prepend: text(row, "pri_prefix"),
            },
        );
    }
    steps
}

fn rules(
    rows: Vec<&Row>,
    gateways: &BTreeMap<String, Step>,
    lists: &BTreeMap<String, String>,
    draft: &mut Draft,
) {
    let groups: BTreeSet<String> = rows.iter().flat_map(|row| groups(row)).collect();
    let mut rows = rows;
    // The longest prefix of the caller's group decides, then the highest priority.
    rows.sort_by_key(|row| {
        (
            std::cmp::Reverse(text(row, "prefix").len()),
            std::cmp::Reverse(priority(row)),
        )
    });
    for row in rows {
        let what = format!("rule {} of prefix `{}`", text(row, "ruleid"), text(row, "prefix"));
        let times = text(row, "timerec");
        if !times.is_empty() {
            draft.leave_out(
                &row.place,
                what,
                format!("it holds at some times only (`{times}`)"),
                "write it as a route if it should always hold",
            );
            continue;
        }
        let script = text(row, "routeid");
        if !script.is_empty() && script != "0" {
            draft.leave_out(
                &row.place,
                format!("route block `{script}` of {what}"),
                "it runs a part of the script",
                "look up in the script what it does",
            );
        }
        let mut steps = steps(row, &what, gateways, lists, draft);
        if priority(row).is_none() {
            draft.leave_out(
                &row.place,
                what.clone(),
                format!(
                    "`{}` in the column `priority` is no whole number",
                    text(row, "priority")
                ),
                "write the route by hand",
            );
            steps.clear();
        } else if steps.is_empty() {
            draft.leave_out(
                &row.place,
                what.clone(),
                "none of its gateways is carried over",
                "write the route by hand",
            );
        }
        let classes =
            (groups.len() > 1).then(|| self::groups(row).map(|group| format!("group-{group}")).collect());
        if let Some(rule) = draft.add_prefix(row.place.clone(), text(row, "prefix").trim(), steps) {
            rule.what = what;
            rule.classes = classes;
        }
    }
}

fn steps(
    row: &Row,
    what: &str,
    gateways: &BTreeMap<String, Step>,
    lists: &BTreeMap<String, String>,
    draft: &mut Draft,
) -> Vec<Step> {
    let written = text(row, "gwlist");
    let list = match written.strip_prefix('#') {
        Some(id) => lists.get(id.trim()).cloned().unwrap_or_default(),
        None => written.clone(),
    };
    if list.is_empty() {
        draft.leave_out(
            &row.place,
            format!("gateways `{written}` of {what}"),
            "there is no such list",
            "name the gateways in `attempts`",
        );
    }
    if list.contains(';') {
        draft.leave_out(
            &row.place,
            format!("sets of gateways `{list}` of {what}"),
            "gateways are tried in the order in which they are written, none by chance",
            "put the gateways of the route into the order that is wanted",
        );
    }
    let mut steps = Vec::new();
    for id in list.split([',', ';']).map(str::trim).filter(|id| !id.is_empty()) {
        match gateways.get(id) {
            Some(step) if !steps.contains(step) => steps.push(step.clone()),
            Some(_) => {}
            None => draft.leave_out(
                &row.place,
                format!("gateway {id} of {what}"),
                "it is not carried over",
                "write the gateway by hand",
            ),
        }
    }
    steps
}

/// The priority of a rule; `None`, which comes last, when it cannot be read.
fn priority(row: &Row) -> Option<i64> {
    if_written(&text(row, "priority")).ok()
}

/// A number, 0 when nothing is written.
fn if_written<N: FromStr + Default>(written: &str) -> Result<N, N::Err> {
    match written {
        "" => Ok(N::default()),
        written => written.parse(),
    }
}

fn groups(row: &Row) -> impl Iterator<Item = String> + use<> {
    let written = text(row, "groupid");
    let groups: Vec<String> = written
        .split([',', ';', ' '])
        .filter(|group| !group.is_empty())
        .map(str::to_owned)
        .collect();
    groups.into_iter()
}

fn text(row: &Row, column: &str) -> String {
    row.text(column).unwrap_or_default().to_owned()
}

/// Columns by table, in the order in which Kamailio creates them.
const TABLES: [(&str, &[&str]); 4] = [
    (
        "dr_gateways",
        &[
            "gwid",
            "type",
            "address",
            "strip",
            "pri_prefix",
            "attrs",
            "description",
        ],
    ),
    (
        "dr_rules",
        &[
            "ruleid",
            "groupid",
            "prefix",
            "timerec",
            "priority",
            "routeid",
            "gwlist",
            "description",
        ],
    ),
    ("dr_gw_lists", &["id", "gwlist", "description"]),
    (
        "dr_groups",
        &["id", "username", "domain", "groupid", "description"],
    ),
];
