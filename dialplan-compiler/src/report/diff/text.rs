//! The difference of two plans for people: changes that are alike under one heading, what becomes possible first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Entry, Gateway, Happening, Other, Report, Row, Side};
use crate::report::columns::columns;
use crate::report::detail::{Detail, FULL};
use crate::report::regions::regions;

impl Report {
    /// The report for people.
    pub fn text(&self, detail: Detail) -> String {
        let side = |title: &str, side: &Side| {
            vec![
                title.to_owned(),
                side.name.clone(),
                format!("identity {}", side.identity),
            ]
        };
        let mut text = columns(0, &[side("old", &self.old), side("new", &self.new)]);
        if self.same_identity {
            text.push_str("\nNothing that steers differs: the plan identities are equal.\n");
        } else if self.changes.is_empty() {
            text.push_str(
                "\nEvery dialled number is decided as before, for every caller that both plans have.\n",
            );
        }
        for (kind, heading) in Kind::HEADINGS {
            let entries: Vec<&Entry> = self.changes.iter().filter(|entry| entry.kind() == kind).collect();
            if !entries.is_empty() {
                let _ = writeln!(text, "\n{heading}");
                match (kind, detail) {
                    (Kind::Refused, Detail::Short) => causes(&mut text, &entries),
                    _ => groups(&mut text, &entries, detail),
                }
            }
        }
        let rows = self.gateways.iter().filter(|gateway| gateway.verdict != "equal");
        section(
            &mut text,
            "Reach of the gateways",
            rows.map(Gateway::row).collect(),
        );
        let only = |callers: &[String], which: &str| -> Vec<Vec<String>> {
            let row = |caller: &String| vec![caller.clone(), format!("only in the {which} plan")];
            callers.iter().map(row).collect()
        };
        let mut callers = only(&self.only_old_callers, "old");
        callers.extend(only(&self.only_new_callers, "new"));
        section(&mut text, "Callers that cannot be compared", callers);
        let beside = self.beside.iter().map(Other::row);
        section(&mut text, "Beside the numbers", beside.collect());
        text
    }
}

/// What a change means to those who call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Possible,
    Impossible,
    Otherwise,
    Refused,
}

impl Kind {
    const HEADINGS: [(Kind, &'static str); 4] = [
        (Kind::Possible, "Calls that become possible"),
        (Kind::Impossible, "Calls that become impossible"),
        (Kind::Otherwise, "Calls that go otherwise"),
        (Kind::Refused, "Calls that are refused for another cause"),
    ];
}

impl Entry {
    pub(super) fn kind(&self) -> Kind {
        match (self.old.reaches.is_empty(), self.new.reaches.is_empty()) {
            (true, false) => Kind::Possible,
            (false, true) => Kind::Impossible,
            (false, false) => Kind::Otherwise,
            (true, true) => Kind::Refused,
        }
    }
}

/// One line for each change of cause: nobody was called before, nobody is now.
fn causes(text: &mut String, entries: &[&Entry]) {
    let row = |members: &Vec<&Entry>| {
        let shortest = shortest(members)?;
        let (old, new) = (&shortest.old.outcome, &shortest.new.outcome);
        Some(vec![
            format!("{old} → {new}"),
            format!("for {}", shortest.callers.join(", ")),
            format!("such as {}", shortest.witness),
        ])
    };
    let rows: Vec<_> = by_cause(entries).iter().filter_map(row).collect();
    text.push_str(&columns(2, &rows));
    text.push_str("  --full names the numbers\n");
}

/// Entries that are refused on both sides by the causes and the callers, in the order of these.
pub(super) fn by_cause<'e>(entries: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
    let mut causes: BTreeMap<(&str, &str, &[String]), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let key = (
            entry.old.outcome.as_str(),
            entry.new.outcome.as_str(),
            entry.callers.as_slice(),
        );
        causes.entry(key).or_default().push(entry);
    }
    causes.into_values().collect()
}

fn groups(text: &mut String, entries: &[&Entry], detail: Detail) {
    for members in grouped(entries) {
        text.push('\n');
        text.push_str(&group(&members, detail));
    }
}

/// The entries by what happens and to whom, in the order of their first numbers.
pub(super) fn grouped<'e>(entries: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
    let mut groups: Vec<Vec<&Entry>> = Vec::new();
    let mut known: BTreeMap<GroupKey<'_>, usize> = BTreeMap::new();
    for entry in entries {
        let at = *known.entry(key(entry)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(members) = groups.get_mut(at) {
            members.push(entry);
        }
    }
    groups
}

/// Callers, and both sides without the digits that belong to single numbers.
type GroupKey<'e> = (&'e [String], SideKey<'e>, SideKey<'e>);
type SideKey<'e> = (&'e str, &'e str, Option<&'e str>, Vec<u32>);

fn key(entry: &Entry) -> GroupKey<'_> {
    (&entry.callers, side_key(&entry.old), side_key(&entry.new))
}

fn side_key(side: &Happening) -> SideKey<'_> {
    let rows = side.rows.iter().map(|row| row.decision).collect();
    let cause = if side.reaches.is_empty() {
        side.outcome.as_str()
    } else {
        ""
    };
    (&side.reaches, cause, side.level.as_deref(), rows)
}

fn group(members: &[&Entry], detail: Detail) -> String {
    let Some(first) = members.first() else {
        return String::new();
    };
    let shortest = shortest(members).unwrap_or(first);
    let mut rows = Vec::new();
    let mut line = |title: &str, text: String| rows.push(vec![title.to_owned(), text]);
    let numbers = regions(
        members
            .iter()
            .map(|entry| (entry.symbols.as_str(), entry.numbers.as_str())),
    );
    let (shown, more) = detail.cut(numbers, MOST_SHOWN, FULL);
    for (position, region) in shown.into_iter().chain(more).enumerate() {
        line(if position == 0 { "numbers" } else { "" }, region);
    }
    line("for", first.callers.join(", "));
    for (title, side) in [("old", &first.old), ("new", &first.new)] {
        let reaches = if side.reaches.is_empty() {
            &side.outcome
        } else {
            &side.reaches
        };
        let level = side
            .level
            .as_ref()
            .map_or(String::new(), |level| format!(" at {level}"));
        line(title, format!("{reaches}{level}"));
        side.rows.iter().for_each(|row| line("", row.text()));
    }
    line(
        "such as",
        format!(
            "{}: {} → {}",
            shortest.witness, shortest.old.outcome, shortest.new.outcome
        ),
    );
    columns(2, &rows)
}

/// The entry with the shortest example.
pub(super) fn shortest<'e>(members: &[&'e Entry]) -> Option<&'e Entry> {
    let members = members.iter().copied();
    members.min_by_key(|entry| (entry.witness.len(), entry.witness.as_str()))
}

fn section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        let _ = writeln!(text, "\n{title}");
        text.push_str(&columns(2, &rows));
    }
}

impl Row {
    pub(super) fn text(&self) -> String {
        match &self.row {
            Some(row) => format!("d{} {row}", self.decision),
            None => format!("d{}", self.decision),
        }
    }
}

impl Gateway {
    pub(super) fn row(&self) -> Vec<String> {
        let lost = self.lost.as_ref();
        vec![
            self.gateway.clone(),
            self.verdict.to_owned(),
            self.news().join("; "),
            lost.map_or(String::new(), |lost| {
                format!("{} no longer for {}", lost.number, lost.caller)
            }),
        ]
    }

    /// Why its reach is new.
    pub(super) fn news(&self) -> Vec<String> {
        let gained = self.gained.as_ref();
        let gained = gained.map(|gained| format!("{} newly for {}", gained.number, gained.caller));
        let sent = self.sent_newly.as_ref();
        let sent = sent.map(|found| {
            format!(
                "{} newly sent as {} for {}",
                found.dialled, found.sent, found.caller
            )
        });
        let elsewhere = self.elsewhere.as_ref();
        let elsewhere = elsewhere.map(|what| format!("leads elsewhere: {what}"));
        [gained, sent, elsewhere].into_iter().flatten().collect()
    }
}

impl Other {
    pub(super) fn row(&self) -> Vec<String> {
        match self {
            Other::Value { path, old, new } => {
                let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
                vec![path.clone(), format!("{} → {}", shown(old), shown(new))]
            }
            Other::Addresses {
                path,
                removed,
                removed_count,
                added,
                added_count,
            } => {
                let list = |sign: char, networks: &[String], count: &u128| match networks {
                    [] => None,
                    _ => Some(format!("{sign} {} ({count} addresses)", networks.join(" "))),
                };
                let both = [list('-', removed, removed_count), list('+', added, added_count)];
                vec![
                    path.clone(),
                    both.into_iter().flatten().collect::<Vec<_>>().join("  "),
                ]
            }
        }
    }
}

/// Regions of one heading in a short report.
const MOST_SHOWN: usize = 12;
