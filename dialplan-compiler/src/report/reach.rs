//! What a station's credential could call, for programs and for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::columns::columns;
use super::detail::{Detail, FULL};
use super::diff::{MOST_COUNTED, Row, Side, form};
use super::regions::regions;
use crate::analysis::reach::{Reach, Reached, Reaches};
use crate::analysis::space::{self, Outcome, SentTo};
use crate::analysis::subject::View;

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    plan: Side,
    station: Station,
    /// The level up to which its calls may ask for precedence.
    #[serde(skip_serializing_if = "Option::is_none")]
    highest_level: Option<String>,
    gateways: Vec<Gateway>,
    stations: Vec<List>,
    emergency: Vec<List>,
}

/// Whose credential it is.
#[derive(Debug, Clone, Serialize)]
pub struct Station {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its class of service.
    pub class: String,
}

/// What reaches one gateway.
#[derive(Debug, Clone, Serialize)]
struct Gateway {
    gateway: String,
    reach: Vec<List>,
}

/// The numbers that reach something, in some of the emission profiles.
#[derive(Debug, Clone, Serialize)]
struct List {
    /// None in a plan without profiles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    profiles: Vec<String>,
    /// How many numbers of digits there are, up to 17 symbols: 15 digits behind `00`.
    count: u128,
    /// The shortest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<String>,
    numbers: Vec<Entry>,
}

/// Numbers that reach it in the same way.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    numbers: String,
    symbols: String,
    exact: bool,
    /// Least and most symbols, the beginning included.
    lengths: (usize, usize),
    rest: &'static str,
    witness: String,
    count: u128,
    /// The station, the emergency number, or nothing for an ordinary call to a gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<String>,
    /// What the numbers sent begin with; the rest of the dialled number follows.
    sent: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    rows: Vec<Row>,
}

impl Report {
    /// The report of what a station's class reaches; of one gateway only, when it is named.
    pub fn new(
        plan: Side,
        view: &View<'_>,
        station: Station,
        reaches: &Reaches<'_>,
        only: Option<&str>,
    ) -> Self {
        let lists = |reach: &[Reach<'_>]| reach.iter().map(|reach| list(view, reach)).collect::<Vec<_>>();
        let wanted = reaches
            .gateways
            .iter()
            .filter(|(name, _)| only.is_none_or(|only| only == *name));
        let (stations, emergencies) = match only {
            Some(_) => (Vec::new(), Vec::new()),
            None => (lists(&reaches.stations), lists(&reaches.emergencies)),
        };
        Report {
            plan,
            station,
            highest_level: reaches.highest_level.map(str::to_owned),
            gateways: wanted
                .map(|(name, reach)| Gateway {
                    gateway: (*name).to_owned(),
                    reach: lists(reach),
                })
                .collect(),
            stations,
            emergency: emergencies,
        }
    }

    /// The report for people.
    pub fn text(&self, detail: Detail) -> String {
        let station = &self.station;
        let mut head = vec![
            vec![
                "plan".to_owned(),
                format!("{}  identity {}", self.plan.name, self.plan.identity),
            ],
            vec![
                "as".to_owned(),
                format!(
                    "station {} `{}`, class {}",
                    station.number, station.name, station.class
                ),
            ],
        ];
        if let Some(level) = &self.highest_level {
            head.push(vec!["precedence".to_owned(), format!("up to {level}")]);
        }
        let mut text = columns(0, &head);
        for gateway in &self.gateways {
            section(
                &mut text,
                &format!("Gateway {}", gateway.gateway),
                &gateway.reach,
                detail,
            );
        }
        for (title, lists) in [
            ("Stations", &self.stations),
            ("Emergency numbers", &self.emergency),
        ] {
            section(&mut text, title, lists, detail);
        }
        text
    }
}

fn list(view: &View<'_>, reach: &Reach<'_>) -> List {
    let numbers: Vec<Entry> = reach.numbers.iter().map(|reached| entry(view, reached)).collect();
    let shortest = numbers.iter().map(|entry| &entry.witness);
    List {
        profiles: reach.profiles.iter().map(|&name| name.to_owned()).collect(),
        count: numbers
            .iter()
            .map(|entry| entry.count)
            .fold(0, u128::saturating_add),
        witness: shortest
            .min_by_key(|witness| (witness.len(), witness.as_str()))
            .cloned(),
        numbers,
    }
}

fn entry(view: &View<'_>, Reached { region, side }: &Reached<'_>) -> Entry {
    let (lengths, rest) = form(region);
    let row = |&decision| Row::of(view, decision);
    let (called, sent) = called(&side.outcome);
    Entry {
        numbers: region.to_string(),
        symbols: region.symbols.clone(),
        exact: region.reach == space::Reach::Exact,
        lengths,
        rest,
        witness: region.witness(),
        count: region.count_digits(MOST_COUNTED),
        called,
        sent,
        level: side.level.map(str::to_owned),
        rows: side.rows.iter().map(row).collect(),
    }
}

/// Who on board or in distress is called, and what is sent.
fn called(outcome: &Outcome<'_>) -> (Option<String>, Vec<String>) {
    match outcome {
        Outcome::Station(number) => (Some(format!("station {number}")), Vec::new()),
        Outcome::Emergency { number, targets } => {
            let to = |target: &SentTo<'_>| target.to_string();
            (
                Some(format!("emergency {number}")),
                targets.iter().map(to).collect(),
            )
        }
        outcome => (
            None,
            outcome.attempts().iter().map(|sent| sent.text.clone()).collect(),
        ),
    }
}

fn section(text: &mut String, title: &str, lists: &[List], detail: Detail) {
    for list in lists {
        let profiles = match list.profiles.as_slice() {
            [] => String::new(),
            profiles => format!(", in {}", profiles.join(", ")),
        };
        let _ = match &list.witness {
            Some(witness) => writeln!(
                text,
                "\n{title}{profiles}: {} of digits, such as {witness}",
                counted(list.count)
            ),
            None => writeln!(text, "\n{title}{profiles}: no number"),
        };
        text.push_str(&columns(2, &groups(&list.numbers, detail)));
    }
}

/// The entries that are written and decided alike together, in the order of their first numbers.
fn groups(entries: &[Entry], detail: Detail) -> Vec<Vec<String>> {
    let mut order: Vec<Vec<&Entry>> = Vec::new();
    let mut known: BTreeMap<GroupKey<'_>, usize> = BTreeMap::new();
    for entry in entries {
        let key = (entry.called.as_deref(), entry.written(), entry.level.as_deref());
        let at = *known.entry(key).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        if let Some(members) = order.get_mut(at) {
            members.push(entry);
        }
    }
    order.iter().flat_map(|members| group(members, detail)).collect()
}

/// Who is called, how the numbers sent are made, and the level.
type GroupKey<'e> = (Option<&'e str>, Vec<String>, Option<&'e str>);

fn group(members: &[&Entry], detail: Detail) -> Vec<Vec<String>> {
    let numbers = regions(
        members
            .iter()
            .map(|entry| (entry.symbols.as_str(), entry.numbers.as_str())),
    );
    let what = members.first().map(|entry| entry.what()).unwrap_or_default();
    let (shown, more) = detail.cut(numbers, MOST_SHOWN, FULL);
    let mut rows: Vec<Vec<String>> = shown.into_iter().map(|region| vec![region]).collect();
    if let Some(first) = rows.first_mut() {
        first.push(what);
    }
    rows.extend(more.map(|more| vec![more]));
    rows
}

impl Entry {
    /// How each number sent is made of the dialled one.
    fn written(&self) -> Vec<String> {
        let written = |sent: &String| match self.called {
            Some(_) => sent.clone(),
            None => rewriting(&self.symbols, sent, self.exact),
        };
        self.sent.iter().map(written).collect()
    }

    fn what(&self) -> String {
        let mut what: Vec<String> = self.called.iter().cloned().collect();
        if !self.sent.is_empty() {
            let how = if self.called.is_some() { "to" } else { "sent" };
            what.push(format!("{how} {}", self.written().join(", then ")));
        }
        if let Some(level) = &self.level {
            what.push(format!("at {level}"));
        }
        what.join(", ")
    }
}

/// `as dialled`, or what stands in the place of the first symbols.
fn rewriting(dialled: &str, sent: &str, exact: bool) -> String {
    let alike = dialled
        .bytes()
        .rev()
        .zip(sent.bytes().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let taken = dialled.get(..dialled.len() - alike).unwrap_or_default();
    let given = sent.get(..sent.len() - alike).unwrap_or_default();
    match (taken, given) {
        ("", "") => "as dialled".to_owned(),
        (_, _) if exact => format!("as {sent}"),
        ("", given) => format!("with {given} in front"),
        (taken, "") => format!("without {taken}"),
        (taken, given) => format!("with {given} for {taken}"),
    }
}

fn counted(count: u128) -> String {
    match count {
        1 => "1 number".to_owned(),
        count => format!("{count} numbers"),
    }
}

/// Regions of one heading in a short report.
const MOST_SHOWN: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_told_by_what_changes_in_front() {
        assert_eq!(rewriting("00442", "00442", false), "as dialled");
        assert_eq!(rewriting("00442", "+442", false), "with + for 00");
        assert_eq!(rewriting("900979", "+979", false), "with + for 900");
        assert_eq!(rewriting("01", "+441", false), "with +44 for 0");
        assert_eq!(rewriting("95", "5", false), "without 9");
        assert_eq!(rewriting("95", "5", true), "as 5");
        assert_eq!(rewriting("5", "445", false), "with 44 in front");
    }
}
