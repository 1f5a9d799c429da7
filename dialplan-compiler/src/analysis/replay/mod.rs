//! Recorded calls decided anew: under a plan, and under another or against what the log says happened then.
//!
//! Every recorded call is decided by `Table::decide`, the code of the call path, with all gateways ready: what was admitted at
//! the time is in no record.

mod calls;

use std::collections::BTreeMap;
use std::fmt;

use routing_table::{Admits, ClassIndex, Decision, Ingress, ProfileIndex, Question};

pub use calls::{Bad, Calls, read};

use super::space::Outcome;
use super::subject::View;

/// A call as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The line of the record, from 1.
    pub line: usize,
    /// Who called.
    pub caller: Caller,
    /// What was dialled, or what the trunk asked for.
    pub number: String,
    /// When, as the record says it; nothing is computed with it.
    pub when: Option<String>,
    /// The precedence that was asked for or dialled, as the record says it.
    pub precedence: Option<String>,
    /// What the log says became of it.
    pub recorded: Option<String>,
}

/// Who called, as the record says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// The station of this number.
    Station(String),
    /// Some station of this class of service.
    Class(String),
    /// Nobody who proved who they are.
    Unauthenticated,
    /// The trunk behind the gateway of this name.
    Trunk(String),
    /// A station, or else a gateway: the log gives both by a word alone.
    StationOrTrunk(String),
}

/// What becomes of a call under a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate<'a> {
    /// It is decided so, at this level.
    Decided(Outcome<'a>, Option<&'a str>),
    /// The plan does not know the caller, so that there is no such call.
    NoCaller,
    /// The log's words, of what became of it then.
    Recorded(&'a str),
}

/// Calls that differ alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise<'a> {
    /// Who called.
    pub caller: &'a Caller,
    /// What was dialled.
    pub number: &'a str,
    /// What became or would have become of them.
    pub old: Fate<'a>,
    /// What becomes of them.
    pub new: Fate<'a>,
    /// The lines of their records.
    pub lines: Vec<usize>,
}

/// What a replay finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed<'a> {
    /// Calls that were compared, or decided when there is nothing to compare with.
    pub calls: usize,
    /// Calls that go as before.
    pub alike: usize,
    /// Calls of which nothing is recorded that could be compared.
    pub uncompared: usize,
    /// Calls that go otherwise: those of most calls first.
    pub otherwise: Vec<Otherwise<'a>>,
    /// How many calls come to what, under the new plan.
    pub fates: BTreeMap<Fate<'a>, usize>,
    /// Calls that could not be decided under any plan.
    pub bad: Vec<Bad>,
}

/// Against what the decisions are compared.
#[derive(Debug, Clone, Copy)]
pub enum Against<'v, 'a> {
    /// Another plan.
    Plan(&'v View<'a>),
    /// What the log says of each call; calls of which it says nothing are only decided.
    Record,
}

/// Decides every call under `new` and compares it; `profile` is the name of the emission profile in force, the most
/// restrictive of each plan when it is not given.
pub fn replay<'a>(
    calls: &'a [Call],
    against: Against<'_, 'a>,
    new: &View<'a>,
    profile: Option<&str>,
) -> Replayed<'a> {
    let mut replayed = Replayed {
        calls: 0,
        alike: 0,
        uncompared: 0,
        otherwise: Vec::new(),
        fates: BTreeMap::new(),
        bad: Vec::new(),
    };
    let mut differing: BTreeMap<(&Caller, &str, Fate<'a>, Fate<'a>), Vec<usize>> = BTreeMap::new();
    for call in calls {
        let unknown = |precedence: &&String| {
            let known = |view: &View<'_>| view.table.level_of(precedence.as_bytes()).is_some();
            !known(new) && !matches!(against, Against::Plan(old) if known(old))
        };
        if let Some(precedence) = call.precedence.as_ref().filter(unknown) {
            replayed.bad.push(Bad {
                line: call.line,
                why: format!("no plan knows the precedence `{precedence}`"),
            });
            continue;
        }
        let after = decide(new, call, profile);
        let before = match against {
            Against::Plan(old) => Some(decide(old, call, profile)),
            Against::Record => call.recorded.as_deref().map(Fate::Recorded),
        };
        if after == Fate::NoCaller && !matches!(before, Some(Fate::Decided(..))) {
            replayed.bad.push(Bad {
                line: call.line,
                why: format!("no plan knows {}", call.caller),
            });
            continue;
        }
        replayed.calls += 1;
        *replayed.fates.entry(after.clone()).or_default() += 1;
        match before {
            Some(before) if !before.same(&after) => differing
                .entry((&call.caller, &call.number, before, after))
                .or_default()
                .push(call.line),
            Some(_) => replayed.alike += 1,
            None => replayed.uncompared += 1,
        }
    }
    let otherwise = differing
        .into_iter()
        .map(|((caller, number, old, new), lines)| Otherwise {
            caller,
            number,
            old,
            new,
            lines,
        });
    replayed.otherwise = otherwise.collect();
    replayed
        .otherwise
        .sort_by_key(|otherwise| std::cmp::Reverse(otherwise.lines.len()));
    replayed
}

/// What becomes of one call.
pub fn decide<'a>(view: &View<'a>, call: &Call, profile: Option<&str>) -> Fate<'a> {
    let Some((ingress, class)) = call.caller.found_in(view) else {
        return Fate::NoCaller;
    };
    let admits: Vec<Admits> = view.table.gateways().map(|_| Admits::All).collect();
    let profile: Option<ProfileIndex> = profile.and_then(|name| view.table.profile_named(name));
    let precedence = call.precedence.as_ref();
    let decision: Decision = view.table.decide(&Question {
        ingress,
        dialled: call.number.as_bytes(),
        class,
        precedence: precedence.and_then(|level| view.table.level_of(level.as_bytes())),
        profile,
        admits: &admits,
    });
    let level = decision.precedence().and_then(|level| view.table.level(level));
    Fate::Decided(Outcome::of(view, &decision, 0), level)
}

impl Caller {
    /// Where the caller's calls come in and with which class; `None` when the plan does not know the caller.
    fn found_in(&self, view: &View<'_>) -> Option<(Ingress, Option<ClassIndex>)> {
        let station = |number: &str| {
            let index = view.table.station_by_number(number.as_bytes())?;
            Some((Ingress::Crew, Some(view.table.station(index)?.class())))
        };
        let trunk = |name: &str| {
            let mut gateways = view.table.gateways();
            let found = gateways.find(|(gateway, _)| view.names.gateway(*gateway) == Some(name))?;
            Some((Ingress::Gateway(found.0), None))
        };
        match self {
            Caller::Station(number) => station(number),
            Caller::Class(name) => {
                let found = view.names.classes().find(|(_, known)| known == name)?;
                Some((Ingress::Crew, Some(found.0)))
            }
            Caller::Unauthenticated => Some((Ingress::Crew, None)),
            Caller::Trunk(name) => trunk(name),
            Caller::StationOrTrunk(word) => station(word).or_else(|| trunk(word)),
        }
    }
}

impl Fate<'_> {
    /// Whether nobody notices a difference. The log names gateways, stations and statuses only: nothing else is compared with it.
    pub fn same(&self, other: &Fate<'_>) -> bool {
        match (self, other) {
            (Fate::Recorded(words), decided) | (decided, Fate::Recorded(words)) => decided.logged() == *words,
            _ => self == other,
        }
    }

    /// Whether nothing rings and nothing is tried.
    pub fn is_refusal(&self) -> bool {
        match self {
            Fate::Decided(outcome, _) => matches!(outcome, Outcome::Refuse(_)),
            Fate::NoCaller => true,
            Fate::Recorded(words) => words.starts_with("refused"),
        }
    }

    /// The words in which the switch logs it.
    fn logged(&self) -> String {
        match self {
            Fate::Decided(Outcome::Station(number), _) => format!("station {number}"),
            Fate::Decided(Outcome::Attempts(attempts), _) => {
                let names: Vec<&str> = attempts.iter().map(|sent| sent.gateway).collect();
                format!("gateways {}", names.join(","))
            }
            Fate::Decided(Outcome::Emergency { number, .. }, _) => format!("emergency {number}"),
            Fate::Decided(Outcome::Refuse(refusal), _) => {
                format!("refused {} cause {}", refusal.0.status(), refusal.0.q850())
            }
            Fate::NoCaller => String::new(),
            Fate::Recorded(words) => (*words).to_owned(),
        }
    }
}

impl fmt::Display for Fate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The whole number is known: nothing is left open.
            Fate::Decided(outcome, None) => f.write_str(&outcome.to_string().replace('…', "")),
            Fate::Decided(outcome, Some(level)) => {
                write!(f, "{} at {level}", outcome.to_string().replace('…', ""))
            }
            Fate::NoCaller => f.write_str("no such caller"),
            Fate::Recorded(words) => write!(f, "recorded: {words}"),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caller::Station(number) => write!(f, "station {number}"),
            Caller::Class(name) => write!(f, "class {name}"),
            Caller::Unauthenticated => f.write_str("an unauthenticated caller"),
            Caller::Trunk(name) => write!(f, "the trunk of {name}"),
            Caller::StationOrTrunk(word) => f.write_str(word),
        }
    }
}
