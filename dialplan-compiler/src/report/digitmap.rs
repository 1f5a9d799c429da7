//! Digit maps for programs and for people.

use std::fmt::Write as _;

use serde::Serialize;

use super::columns::columns;
use super::diff::Side;
use crate::analysis::digitmap::{DigitMap, NoMap};

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    plan: Side,
    dialect: String,
    maps: Vec<Entry>,
}

/// The map for one class of service.
#[derive(Debug, Clone, Serialize)]
struct Entry {
    class: String,
    /// None when there would be too many strings.
    map: Option<String>,
    bytes: usize,
    strings: u128,
    /// Whether the telephone knows of every number exactly what the plan does.
    equal: bool,
    deviations: Vec<Deviation>,
    unwritten: Vec<Unwritten>,
    /// Whether the map can be used: nothing is lost and it is not too long.
    usable: bool,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Deviation {
    plan: &'static str,
    map: &'static str,
    witness: String,
    loses_numbers: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Unwritten {
    symbol: char,
    witness: String,
}

impl Report {
    /// A report without maps.
    pub fn new(plan: Side, dialect: &str) -> Self {
        Report {
            plan,
            dialect: dialect.to_owned(),
            maps: Vec::new(),
        }
    }

    /// Adds the map of a class of service, which may have at most so many bytes.
    pub fn add(&mut self, class: &str, found: &Result<DigitMap, NoMap>, most_bytes: usize) {
        self.maps.push(match found {
            Ok(map) => entry(class, map, most_bytes),
            Err(no_map) => Entry {
                class: class.to_owned(),
                map: None,
                bytes: 0,
                strings: match no_map {
                    NoMap::TooMany(strings) => *strings,
                    NoMap::Unreadable(_) => 0,
                },
                equal: false,
                deviations: Vec::new(),
                unwritten: Vec::new(),
                usable: false,
            },
        });
    }

    /// Whether every map can be used.
    pub fn all_usable(&self) -> bool {
        self.maps.iter().all(|entry| entry.usable)
    }

    /// The report for people.
    pub fn text(&self) -> String {
        let mut text = format!("plan  {}  identity {}\n", self.plan.name, self.plan.identity);
        for entry in &self.maps {
            entry.tell(&mut text, &self.dialect);
        }
        text
    }
}

fn entry(class: &str, map: &DigitMap, most_bytes: usize) -> Entry {
    let deviations = map.deviations.iter().map(|deviation| Deviation {
        plan: deviation.plan.name(),
        map: deviation.map.name(),
        witness: deviation.witness.clone(),
        loses_numbers: deviation.loses_numbers(),
    });
    let unwritten = map.unwritten.iter().map(|(symbol, witness)| Unwritten {
        symbol: *symbol,
        witness: witness.clone(),
    });
    Entry {
        class: class.to_owned(),
        bytes: map.text.len(),
        strings: map.strings as u128,
        equal: map.deviations.is_empty(),
        deviations: deviations.collect(),
        unwritten: unwritten.collect(),
        usable: map.text.len() <= most_bytes
            && !map.deviations.iter().any(|deviation| deviation.loses_numbers()),
        map: Some(map.text.clone()),
    }
}

impl Entry {
    fn tell(&self, text: &mut String, dialect: &str) {
        let Some(map) = &self.map else {
            let _ = writeln!(
                text,
                "\nclass {}: no digit map, it would need {} strings",
                self.class, self.strings
            );
            return;
        };
        let _ = writeln!(
            text,
            "\nclass {}: {} strings, {} bytes, {dialect}",
            self.class, self.strings, self.bytes
        );
        let _ = writeln!(text, "{map}");
        let mut rows = Vec::new();
        if self.equal {
            rows.push(vec![
                "equal to the plan for every number of these symbols".to_owned(),
            ]);
        }
        for deviation in &self.deviations {
            let weight = if deviation.loses_numbers {
                "NUMBERS ARE LOST"
            } else {
                "no number is lost"
            };
            rows.push(vec![format!(
                "{}: {} to the plan, {} to the telephone; {weight}",
                deviation.witness, deviation.plan, deviation.map
            )]);
        }
        for unwritten in &self.unwritten {
            rows.push(vec![format!(
                "`{}` cannot be written: numbers with it, such as {}, cannot be dialled by this map",
                unwritten.symbol, unwritten.witness
            )]);
        }
        if !self.usable {
            rows.push(vec!["this map is not to be used".to_owned()]);
        }
        text.push_str(&columns(2, &rows));
    }
}
