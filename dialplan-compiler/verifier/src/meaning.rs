//! What a number means, in words that settings and binary share, and what comes of it for each class of service
//! (docs/table-format.md, *What the bytes mean*).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::numbering::{NumberFormat, Numbering};
use crate::settings::routes::{Emergency, Target};

/// The complete meaning of a row; gateways are positions in the settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    Nothing,
    Denied,
    Station(String),
    Emergency(Emergency),
    Route(Vec<Choice>),
    /// The binary holds no meaning here, because of this.
    Broken(String),
}

/// One choice of a route row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    /// One bit for each class that a station has.
    pub(crate) classes: u32,
    pub(crate) least: u8,
    pub(crate) most: u8,
    pub(crate) strip: u8,
    pub(crate) prepend: String,
    pub(crate) attempts: Vec<usize>,
}

/// Meanings with a number each; equal numbers are equal meanings. Number 0 is [`Meaning::Nothing`].
#[derive(Debug)]
pub(crate) struct Meanings {
    list: Vec<Meaning>,
    numbers: BTreeMap<Meaning, u32>,
}

pub(crate) const NOTHING: u32 = 0;

impl Meanings {
    pub(crate) fn new() -> Meanings {
        Meanings {
            list: vec![Meaning::Nothing],
            numbers: BTreeMap::from([(Meaning::Nothing, NOTHING)]),
        }
    }

    pub(crate) fn number(&mut self, meaning: Meaning) -> u32 {
        let next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        if let Some(number) = self.numbers.get(&meaning) {
            return *number;
        }
        self.list.push(meaning.clone());
        self.numbers.insert(meaning, next);
        next
    }

    pub(crate) fn get(&self, number: u32) -> &Meaning {
        usize::try_from(number)
            .ok()
            .and_then(|number| self.list.get(number))
            .unwrap_or(&Meaning::Nothing)
    }
}

/// What one side, settings or binary, knows beside the rows: everything on which rewriting depends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rewriting {
    pub(crate) numbering: Numbering,
    /// The format of each gateway of the settings.
    pub(crate) formats: Vec<Option<NumberFormat>>,
    /// Numbers that no route may send.
    pub(crate) emergency: BTreeSet<String>,
    /// Names of the classes, by position.
    pub(crate) classes: Vec<String>,
    /// Names of the gateways, by position.
    pub(crate) gateways: Vec<String>,
}

/// What comes of a number for a caller of one class, when every gateway admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    NotFound,
    Incomplete,
    /// By a denial, or for the class.
    Barred,
    TooLong,
    Unwritable,
    Station(String),
    Emergency(Emergency),
    Attempts(Vec<(usize, String)>),
    Broken(String),
}

impl Rewriting {
    /// The outcome for each class. `more` says whether a longer number could match.
    pub(crate) fn outcomes(&self, meaning: &Meaning, dialled: &str, more: bool) -> Vec<Outcome> {
        let same = |outcome: Outcome| vec![outcome; self.classes.len().max(1)];
        match meaning {
            Meaning::Nothing if more => same(Outcome::Incomplete),
            Meaning::Nothing => same(Outcome::NotFound),
            Meaning::Denied => same(Outcome::Barred),
            Meaning::Station(number) => same(Outcome::Station(number.clone())),
            Meaning::Emergency(entry) => same(Outcome::Emergency(entry.clone())),
            Meaning::Broken(why) => same(Outcome::Broken(why.clone())),
            Meaning::Route(choices) => (0..self.classes.len().max(1))
                .map(|class| self.routed(choices, dialled, class))
                .collect(),
        }
    }

    fn routed(&self, choices: &[Choice], dialled: &str, class: usize) -> Outcome {
        let open: Vec<_> = choices
            .iter()
            .filter(|choice| choice.classes >> class & 1 == 1)
            .collect();
        if open.is_empty() {
            return Outcome::Barred;
        }
        let digits = self.numbering.digits(dialled);
        let fits =
            |choice: &&&Choice| (usize::from(choice.least)..=usize::from(choice.most)).contains(&digits);
        let fitting: Vec<_> = open.iter().filter(fits).collect();
        if fitting.is_empty() {
            let short = open.iter().any(|choice| digits < usize::from(choice.least));
            return if short {
                Outcome::Incomplete
            } else {
                Outcome::TooLong
            };
        }
        let tried = fitting.into_iter().flat_map(|choice| {
            let rest = dialled
                .get(usize::from(choice.strip)..)
                .map(|rest| format!("{}{rest}", choice.prepend));
            let sent = move |gateway: &usize| Some((*gateway, self.sent(rest.as_deref()?, *gateway)?));
            choice.attempts.iter().filter_map(sent)
        });
        let tried: Vec<_> = tried.collect();
        if tried.is_empty() {
            Outcome::Unwritable
        } else {
            Outcome::Attempts(tried)
        }
    }

    fn sent(&self, rest: &str, gateway: usize) -> Option<String> {
        let format = self.formats.get(gateway).copied().flatten()?;
        self.numbering
            .written(rest, format)
            .filter(|number| !self.emergency.contains(number))
    }

    /// An outcome in words.
    pub(crate) fn say(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::NotFound => "not found (404)".to_owned(),
            Outcome::Incomplete => "incomplete (484)".to_owned(),
            Outcome::Barred => "barred (403)".to_owned(),
            Outcome::TooLong => "too long (404)".to_owned(),
            Outcome::Unwritable => "no gateway can be sent this number (404)".to_owned(),
            Outcome::Station(number) => format!("station {number}"),
            Outcome::Emergency(entry) => self.say_emergency(entry),
            Outcome::Broken(why) => format!("no meaning: {why}"),
            Outcome::Attempts(tried) => {
                let tried: Vec<_> = tried
                    .iter()
                    .map(|(gateway, number)| format!("{} is sent {number}", self.gateway(*gateway)))
                    .collect();
                tried.join(", then ")
            }
        }
    }

    /// An emergency entry in words.
    pub(crate) fn say_emergency(&self, entry: &Emergency) -> String {
        let targets = entry.targets.iter().map(|target| match target {
            Target::Station(number) => format!("station {number}"),
            Target::Gateway(gateway, number) => format!("{} with {number}", self.gateway(*gateway)),
        });
        let shown = [
            ("calling number", &entry.calling_number),
            ("location", &entry.location),
            ("callback", &entry.callback),
        ];
        let shown = shown
            .iter()
            .filter_map(|(what, value)| Some(format!("; {what} {}", value.as_ref()?)));
        let targets: Vec<_> = targets.collect();
        format!(
            "emergency {}: {}{}",
            entry.number,
            targets.join(", then "),
            shown.collect::<String>()
        )
    }

    fn gateway(&self, position: usize) -> String {
        match self.gateways.get(position) {
            Some(name) => format!("gateway {name}"),
            None => "a gateway that the settings do not have".to_owned(),
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Nothing => write!(out, "nothing"),
            Meaning::Denied => write!(out, "denied"),
            Meaning::Station(number) => write!(out, "station {number}"),
            Meaning::Emergency(entry) => write!(out, "emergency {}", entry.number),
            Meaning::Route(choices) => write!(out, "a route of {} choices", choices.len()),
            Meaning::Broken(why) => write!(out, "no meaning: {why}"),
        }
    }
}
