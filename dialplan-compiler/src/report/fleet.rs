//! A fleet beside its first vessel, for programs and for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::columns::columns;
use super::detail::{Detail, FULL};
use super::diff::MOST_COUNTED;
use super::regions::regions;
use crate::analysis::diff::{Diff, Side, Verdict};
use crate::analysis::fleet::{Cell, Fleet, Row};
use crate::analysis::space::Outcome;
use crate::analysis::subject::View;

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    vessels: Vec<Vessel>,
    rows: Vec<Entry>,
}

/// One vessel of the fleet; the first is what the others are compared with.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Vessel {
    settings: String,
    vessel: String,
    part_number: String,
    identity: String,
    /// Each with the crate that drives it.
    gateways: Vec<String>,
    stations: usize,
    /// Prefixes and exact numbers that are decided otherwise than by the first.
    differing: usize,
    /// The gateways that more numbers, fewer or others reach than with the first.
    reach: BTreeMap<String, &'static str>,
    /// Callers that only one of the two has.
    callers_apart: Vec<String>,
    /// What else differs from the first, by path.
    beside: Vec<String>,
}

/// Numbers that some vessel treats otherwise than the first.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    numbers: String,
    symbols: String,
    callers: Vec<String>,
    witness: String,
    /// How many numbers of digits there are, up to 17 symbols.
    count: u128,
    /// What becomes of them, by vessel; the first is what the others are compared with.
    outcomes: Vec<Happening>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
struct Happening {
    /// `first`, `same`, `otherwise`, `partly`, `by-profile` or `no-caller`.
    treatment: &'static str,
    /// The gateways tried, the station, the emergency number, the refusal.
    #[serde(skip_serializing_if = "String::is_empty")]
    reaches: String,
    /// With the number sent.
    #[serde(skip_serializing_if = "String::is_empty")]
    outcome: String,
    /// How many of the numbers, when not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u128>,
}

impl Report {
    /// The report of a fleet: each vessel by the name of its settings, its identity and its view, the first of them first.
    pub fn new(vessels: &[(String, String, View<'_>)], fleet: &Fleet<'_>) -> Self {
        let differences = std::iter::once(None).chain(fleet.differences.iter().map(Some));
        Report {
            vessels: vessels.iter().zip(differences).map(vessel).collect(),
            rows: fleet.rows.iter().map(entry).collect(),
        }
    }

    /// The report for people.
    pub fn text(&self, detail: Detail) -> String {
        let mut text = String::new();
        for (letter, vessel) in LETTERS.chars().zip(&self.vessels) {
            vessel.tell(&mut text, letter);
        }
        let mut groups: Vec<(&[String], &[Happening], Vec<&Entry>)> = Vec::new();
        for entry in &self.rows {
            let same = groups.iter_mut().find(|(callers, _, members)| {
                *callers == entry.callers
                    && members
                        .first()
                        .is_some_and(|first| first.looks() == entry.looks())
            });
            match same {
                Some((_, _, members)) => members.push(entry),
                None => groups.push((&entry.callers, &entry.outcomes, vec![entry])),
            }
        }
        if groups.is_empty() {
            text.push_str(
                "\nEvery dialled number is decided alike, for every caller that the vessels share.\n",
            );
            return text;
        }
        let head = LETTERS.chars().take(self.vessels.len()).map(String::from);
        let mut rows: Vec<Vec<String>> = vec![
            ["numbers".to_owned(), "for".to_owned()]
                .into_iter()
                .chain(head)
                .collect(),
        ];
        for (callers, _, members) in &groups {
            rows.extend(group(callers, members, detail));
        }
        text.push('\n');
        text.push_str(&columns(0, &rows));
        text.push_str("\n= as A · ~ the same gateways, another number sent · partly: --full and --format json say which\n");
        text
    }
}

/// The lines of numbers that every vessel treats alike.
fn group(callers: &[String], members: &[&Entry], detail: Detail) -> Vec<Vec<String>> {
    let numbers = regions(
        members
            .iter()
            .map(|entry| (entry.symbols.as_str(), entry.numbers.as_str())),
    );
    let (shown, more) = detail.cut(numbers, MOST_SHOWN, FULL);
    let mut rows: Vec<Vec<String>> = shown.into_iter().map(|region| vec![region]).collect();
    if let (Some(row), Some(first)) = (rows.first_mut(), members.first()) {
        row.push(callers.join(", "));
        row.extend(first.looks());
    }
    rows.extend(more.map(|more| vec![more]));
    rows
}

impl Entry {
    /// The cells of the matrix.
    fn looks(&self) -> Vec<String> {
        let first = self
            .outcomes
            .first()
            .map(|first| first.reaches.as_str())
            .unwrap_or_default();
        let cell = |happening: &Happening| match happening.treatment {
            "same" => "=".to_owned(),
            "partly" => "partly".to_owned(),
            "by-profile" => "by profile".to_owned(),
            "no-caller" => "no such caller".to_owned(),
            "otherwise" if happening.reaches == first => "~".to_owned(),
            _ => happening.reaches.clone(),
        };
        self.outcomes.iter().map(cell).collect()
    }
}

impl Vessel {
    fn tell(&self, text: &mut String, letter: char) {
        let _ = writeln!(
            text,
            "{letter}  {} ({} {})  identity {}",
            self.settings, self.vessel, self.part_number, self.identity
        );
        let mut line = |title: &str, words: &[String]| {
            if !words.is_empty() {
                let _ = writeln!(text, "   {title}: {}", words.join(", "));
            }
        };
        line("gateways", &self.gateways);
        if letter == 'A' {
            return;
        }
        line(
            "numbers otherwise than A",
            &[format!("{} prefixes and exact numbers", self.differing)],
        );
        let reach: Vec<String> = self
            .reach
            .iter()
            .map(|(gateway, verdict)| format!("{gateway} {verdict}"))
            .collect();
        line("reach", &reach);
        line("callers that only one has", &self.callers_apart);
        line(
            "beside the numbers",
            &[format!("{} differences", self.beside.len())],
        );
    }
}

fn vessel(
    ((settings, identity, view), difference): (&(String, String, View<'_>), Option<&Diff<'_>>),
) -> Vessel {
    let gateways = view.table.gateways().map(|(index, gateway)| {
        let name = view.names.gateway(index).unwrap_or_default();
        format!("{name} ({})", gateway.kind())
    });
    let reach = difference.into_iter().flat_map(|difference| &difference.reach);
    let word = |verdict| match verdict {
        Verdict::Equal => None,
        Verdict::Narrower => Some("narrower"),
        Verdict::Wider => Some("wider"),
        Verdict::Incomparable => Some("otherwise"),
    };
    let apart = difference
        .into_iter()
        .flat_map(|difference| difference.only_old.iter().chain(&difference.only_new));
    let beside = difference.into_iter().flat_map(|difference| &difference.beside);
    Vessel {
        settings: settings.clone(),
        vessel: view.names.vessel().to_owned(),
        part_number: view.names.part_number().to_owned(),
        identity: identity.clone(),
        gateways: gateways.collect(),
        stations: view.table.stations().count(),
        differing: difference.map_or(0, |difference| difference.changes.len()),
        reach: reach
            .filter_map(|reach| Some((reach.gateway.clone(), word(reach.verdict())?)))
            .collect(),
        callers_apart: apart.cloned().collect(),
        beside: beside.map(|beside| beside.path().to_owned()).collect(),
    }
}

fn entry(row: &Row<'_>) -> Entry {
    let cell = |cell: &Cell<'_>| match cell {
        Cell::Same => happening("same", None, None),
        Cell::Otherwise(side, _) => happening("otherwise", Some(side), None),
        Cell::Partly(count) => happening("partly", None, Some(*count)),
        Cell::ByProfile => happening("by-profile", None, None),
        Cell::NoCaller => happening("no-caller", None, None),
    };
    let first = happening("first", Some(&row.first), None);
    Entry {
        numbers: row.region.to_string(),
        symbols: row.region.symbols.clone(),
        callers: row.callers.clone(),
        witness: row.region.witness(),
        count: row.region.count_digits(MOST_COUNTED),
        outcomes: std::iter::once(first).chain(row.cells.iter().map(cell)).collect(),
    }
}

fn happening(treatment: &'static str, side: Option<&Side<'_>>, count: Option<u128>) -> Happening {
    let reaches = match side.map(|side| &side.outcome) {
        Some(Outcome::Attempts(attempts)) => {
            let gateways: Vec<&str> = attempts.iter().map(|sent| sent.gateway).collect();
            gateways.join(", then ")
        }
        Some(outcome) => outcome.to_string(),
        None => String::new(),
    };
    let level = side
        .and_then(|side| side.level)
        .map_or(String::new(), |level| format!(" at {level}"));
    Happening {
        treatment,
        reaches: format!("{reaches}{level}"),
        outcome: side.map_or(String::new(), |side| format!("{}{level}", side.outcome)),
        count,
    }
}

/// What vessels are called in the matrix.
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Regions of one line of the matrix in a short report.
const MOST_SHOWN: usize = 6;
