//! What becomes of a number, and why: the decision of the call path beside the places where it is written.

use std::collections::BTreeSet;

use routing_table::names::Names;
use routing_table::{
    Admits, Cause, ClassIndex, Decision, DecisionNumber, GatewayIndex, Ingress, Level, Number, ProfileIndex,
    Question, Table, Target,
};
use serde::Serialize;

use super::verdicts::{Decided, Weighed, weigh};
use crate::emit::evidence::{DecisionPlaces, LineColumn};
use crate::plan::DialPlan;
use crate::source::Source;

/// What explanations are made from: the sections of a binary, or those that it would have.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The table, whose `decide` answers.
    pub table: Table<'s>,
    /// The names of what it holds.
    pub names: Names<'s>,
    /// Where each decision is written.
    pub places: &'s [DecisionPlaces],
    /// The settings, when they are at hand: only they know the entries that lost.
    pub written: Option<(&'s DialPlan, &'s Source)>,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// A crew station, or any of several, with the class of service they share.
    Crew {
        /// Who, for people.
        who: String,
        /// The class of service.
        class: ClassIndex,
    },
    /// A trunk behind this gateway.
    Trunk(GatewayIndex),
}

/// What an answer depends on besides caller and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// Gateways that admit nothing; all others are ready.
    pub offline: Vec<GatewayIndex>,
    /// The level that the caller's `Resource-Priority` asks for.
    pub precedence: Option<Level>,
    /// The emission profile in force; the most restrictive when it is not known.
    pub profile: Option<ProfileIndex>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Who calls.
    pub from: String,
    /// The number as dialled.
    pub dialled: String,
    /// The symbols after normalisation; `None`: no legal number.
    pub symbols: Option<String>,
    /// What follows a dialled precedence; `None` when none was dialled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind_precedence: Option<String>,
    /// The international form, when the number has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub international: Option<String>,
    /// The level of the call, as `Resource-Priority` writes it; `None` for a refusal and in a plan without levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precedence: Option<String>,
    /// The emission profile in force; `None` in a plan without profiles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The decision number.
    pub decision: u32,
    /// What the deciding row is, in words.
    pub row: Option<String>,
    /// Where it is written.
    pub places: Vec<LineColumn>,
    /// What becomes of the call.
    pub outcome: Outcome,
    /// Every entry that matches, best first; empty when the settings are not at hand.
    pub candidates: Vec<Weighed>,
}

/// What becomes of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "outcome")]
pub enum Outcome {
    /// A station rings.
    Station {
        /// Its number.
        number: String,
        /// Its name.
        name: String,
    },
    /// Gateways are tried in this order.
    Attempts {
        /// The attempts.
        attempts: Vec<Attempt>,
    },
    /// Emergency targets are tried in this order.
    Emergency {
        /// The emergency number.
        number: String,
        /// The targets.
        targets: Vec<Attempt>,
    },
    /// The call is refused.
    Refused {
        /// Why.
        cause: &'static str,
        /// The SIP status.
        status: u16,
        /// Its phrase.
        phrase: &'static str,
        /// The Q.850 cause.
        q850: u8,
    },
}

/// One gateway or station that is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// `gateway` or `station`.
    pub to: &'static str,
    /// Its name.
    pub name: String,
    /// The number that is sent.
    pub number: String,
}

/// Asks the table what becomes of `dialled`.
pub fn explain(
    subject: &Subject<'_>,
    caller: &Caller,
    dialled: &str,
    circumstances: &Circumstances,
) -> Explanation {
    let admits: Vec<Admits> = subject
        .table
        .gateways()
        .map(|(gateway, _)| {
            if circumstances.offline.contains(&gateway) {
                Admits::Nothing
            } else {
                Admits::All
            }
        })
        .collect();
    let (ingress, class) = match caller {
        Caller::Crew { class, .. } => (Ingress::Crew, Some(*class)),
        Caller::Trunk(gateway) => (Ingress::Gateway(*gateway), None),
    };
    let question = Question {
        ingress,
        dialled: dialled.as_bytes(),
        class,
        precedence: circumstances.precedence,
        profile: circumstances.profile,
        admits: &admits,
    };
    let decision = subject.table.decide(&question);
    let symbols = Number::from_dialled(dialled.as_bytes()).ok();
    let places = places_of(subject.places, decision.decision());
    let profile = subject.table.profile_in_force(circumstances.profile);
    let number = match ingress {
        Ingress::Crew => symbols.and_then(|number| subject.table.number_decided(&number)),
        Ingress::Gateway(_) => symbols,
    };
    let decided = number.filter(|_| !is_barred_by_precedence(&decision));
    let weighed = decided.zip(class).map(|(number, class)| {
        let call = Decided {
            number,
            class,
            profile,
            admits: &admits,
            places: &places,
        };
        weigh(subject, &call)
    });
    let international = number.and_then(|number| subject.table.numbering().international(&number));
    Explanation {
        from: shown_caller(subject, caller),
        dialled: dialled.to_owned(),
        symbols: symbols.map(|number| number.as_str().to_owned()),
        behind_precedence: number
            .filter(|number| symbols != Some(*number))
            .map(|number| number.as_str().to_owned()),
        international: international.map(|form| form.as_str().to_owned()),
        precedence: level_value(subject, &decision),
        profile: profile.map(|profile| profile.name().to_owned()),
        decision: decision.decision().number(),
        row: subject.names.row(decision.decision()).map(str::to_owned),
        outcome: outcome(subject, &decision),
        // Trunk calls have none: the inbound map is exact.
        candidates: weighed.unwrap_or_default(),
        places,
    }
}

/// Answers that differ in the caller only become one, whose caller is all of them.
pub fn merged(answers: Vec<Explanation>) -> Vec<Explanation> {
    let mut merged: Vec<Explanation> = Vec::new();
    for answer in answers {
        match merged.iter_mut().find(|other| {
            Explanation {
                from: other.from.clone(),
                ..answer.clone()
            } == **other
        }) {
            Some(same) => {
                let more = answer.from.strip_prefix(ANY_STATION).unwrap_or(&answer.from);
                same.from = format!("{} or {}", same.from, more.trim_start());
            }
            None => merged.push(answer),
        }
    }
    merged
}

/// The callers whose answers can differ, when nobody in particular calls: one for each class of service that
/// a station has. Without stations one class stands for all.
pub fn any_crew(subject: &Subject<'_>) -> Vec<Caller> {
    let classes: BTreeSet<ClassIndex> = subject
        .table
        .stations()
        .map(|(_, station)| station.class())
        .collect();
    if classes.is_empty() {
        let who = format!("{ANY_STATION} (the plan has none)");
        return vec![Caller::Crew {
            who,
            class: ClassIndex::new(0),
        }];
    }
    let caller = |class: ClassIndex| Caller::Crew {
        who: format!(
            "{ANY_STATION} of class `{}`",
            subject.names.class(class).unwrap_or("?")
        ),
        class,
    };
    classes.into_iter().map(caller).collect()
}

/// Such a refusal is made before any entry is looked at.
fn is_barred_by_precedence(decision: &Decision) -> bool {
    matches!(
        decision,
        Decision::Refuse {
            cause: Cause::PrecedenceBarred,
            ..
        }
    )
}

fn level_value(subject: &Subject<'_>, decision: &Decision) -> Option<String> {
    let value = subject.table.level(decision.precedence()?);
    value.map(str::to_owned)
}

fn shown_caller(subject: &Subject<'_>, caller: &Caller) -> String {
    match caller {
        Caller::Crew { who, .. } => who.clone(),
        Caller::Trunk(gateway) => format!("the trunk of gateway `{}`", gateway_name(subject, *gateway)),
    }
}

fn places_of(places: &[DecisionPlaces], number: DecisionNumber) -> Vec<LineColumn> {
    let found = places.iter().find(|places| places.decision == number.number());
    found.map(|found| found.places.clone()).unwrap_or_default()
}

fn gateway_name(subject: &Subject<'_>, gateway: GatewayIndex) -> String {
    let name = subject.names.gateway(gateway);
    name.map_or_else(|| format!("#{}", gateway.index()), str::to_owned)
}

fn outcome(subject: &Subject<'_>, decision: &Decision) -> Outcome {
    match decision {
        Decision::Station { station, .. } => {
            let number = subject
                .table
                .station(*station)
                .map(|station| station.number())
                .unwrap_or_default();
            let name = subject.names.station(*station).unwrap_or(number);
            Outcome::Station {
                number: number.to_owned(),
                name: name.to_owned(),
            }
        }
        Decision::Attempts { list, .. } => Outcome::Attempts {
            attempts: list.iter().map(|attempt| to_gateway(subject, attempt)).collect(),
        },
        Decision::Emergency {
            emergency, targets, ..
        } => {
            let number = subject
                .table
                .emergency(*emergency)
                .map(|entry| entry.number())
                .unwrap_or_default();
            let targets = targets
                .iter()
                .map(|target| emergency_target(subject, target))
                .collect();
            Outcome::Emergency {
                number: number.to_owned(),
                targets,
            }
        }
        Decision::Refuse { cause, .. } => Outcome::Refused {
            cause: cause.name(),
            status: cause.status(),
            phrase: cause.phrase(),
            q850: cause.q850(),
        },
    }
}

fn to_gateway(subject: &Subject<'_>, attempt: &routing_table::Attempt) -> Attempt {
    Attempt {
        to: "gateway",
        name: gateway_name(subject, attempt.gateway),
        number: attempt.number.as_str().to_owned(),
    }
}

fn emergency_target(subject: &Subject<'_>, target: &Target) -> Attempt {
    match target {
        Target::Gateway(attempt) => to_gateway(subject, attempt),
        Target::Station(station) => {
            let number = subject
                .table
                .station(*station)
                .map(|station| station.number())
                .unwrap_or_default();
            let name = subject.names.station(*station).unwrap_or(number);
            Attempt {
                to: "station",
                name: name.to_owned(),
                number: number.to_owned(),
            }
        }
    }
}

/// How a caller is shown who is nobody in particular.
const ANY_STATION: &str = "any station";
