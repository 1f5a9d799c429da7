//! What becomes of all numbers of a piece of a region: a decision in which the rest of the number is left open.

use std::fmt;

use routing_table::{Attempt, Cause, Decision, Target};

use crate::analysis::subject::View;

/// A decision for every number of a piece. Names are those of the plan, so that outcomes of two plans compare.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome<'a> {
    /// Ring the station of this number.
    Station(&'a str),
    /// Try these gateways in order.
    Attempts(Vec<Sent<'a>>),
    /// Try these targets in order, as for this emergency number.
    Emergency {
        /// The emergency number.
        number: &'a str,
        /// Its targets.
        targets: Vec<SentTo<'a>>,
    },
    /// Refuse for this cause.
    Refuse(Refusal),
}

/// A cause with an order, by its status and its words.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub Cause);

/// One attempt: the gateway, and the number that it is sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent<'a> {
    /// Name of the gateway.
    pub gateway: &'a str,
    /// What the number sent begins with; the rest of the dialled number follows.
    pub text: String,
}

/// One target of an emergency number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SentTo<'a> {
    /// A station, by number.
    Station(&'a str),
    /// A gateway by name, and the number that it is sent.
    Gateway(&'a str, String),
}

impl<'a> Outcome<'a> {
    /// The outcome that `decision` stands for, when the last `open` symbols of the number sent are those of the rest.
    pub(in crate::analysis) fn of(view: &View<'a>, decision: &Decision, open: usize) -> Outcome<'a> {
        let number = |station| view.table.station(station).map_or("", |station| station.number());
        match decision {
            Decision::Station { station, .. } => Outcome::Station(number(*station)),
            Decision::Attempts { list, .. } => {
                Outcome::Attempts(list.iter().map(|attempt| sent(view, attempt, open)).collect())
            }
            Decision::Emergency {
                emergency, targets, ..
            } => {
                let entry = view.table.emergency(*emergency);
                let target = |target: &Target| match target {
                    Target::Station(station) => SentTo::Station(number(*station)),
                    Target::Gateway(attempt) => {
                        let Sent { gateway, text } = sent(view, attempt, 0);
                        SentTo::Gateway(gateway, text)
                    }
                };
                Outcome::Emergency {
                    number: entry.map_or("", |entry| entry.number()),
                    targets: targets.iter().map(target).collect(),
                }
            }
            Decision::Refuse { cause, .. } => Outcome::Refuse(Refusal(*cause)),
        }
    }

    /// The attempts, none unless gateways are tried for an ordinary call.
    pub fn attempts(&self) -> &[Sent<'a>] {
        match self {
            Outcome::Attempts(attempts) => attempts,
            _ => &[],
        }
    }
}

fn sent<'a>(view: &View<'a>, attempt: &Attempt, open: usize) -> Sent<'a> {
    let number = attempt.number.as_str();
    let kept = number.len().saturating_sub(open);
    Sent {
        gateway: view.names.gateway(attempt.gateway).unwrap_or(""),
        text: number.get(..kept).unwrap_or_default().to_owned(),
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Station(number) => write!(f, "station {number}"),
            Outcome::Attempts(attempts) => list(f, attempts),
            Outcome::Emergency { number, targets } => {
                write!(f, "emergency {number}: ")?;
                list(f, targets)
            }
            Outcome::Refuse(refusal) => write!(f, "{refusal}"),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, members: &[impl fmt::Display]) -> fmt::Result {
    for (position, member) in members.iter().enumerate() {
        let separator = if position == 0 { "" } else { ", then " };
        write!(f, "{separator}{member}")?;
    }
    Ok(())
}

impl fmt::Display for Sent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {}…", self.gateway, self.text)
    }
}

impl fmt::Display for SentTo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SentTo::Station(number) => write!(f, "station {number}"),
            SentTo::Gateway(gateway, number) => write!(f, "{gateway} as {number}"),
        }
    }
}

impl PartialOrd for Refusal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Refusal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0.status(), self.0.name()).cmp(&(other.0.status(), other.0.name()))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused {} {}", self.0.status(), self.0.name())
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
