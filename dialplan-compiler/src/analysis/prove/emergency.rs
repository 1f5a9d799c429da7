//! `emergency`: what must hold of the emergency numbers of a plan, whoever dials them.
//!
//! Each is recognised as it is, behind every dialled precedence and behind the access codes that the requirement names; goes to its
//! targets unchanged; has, in every emission profile, a target that does not radiate; reaches its last target in time; and
//! no other decision sends a gateway an emergency number.

use routing_table::{MAX_SYMBOLS, Target};

use super::cells::{Cell, Scope, each_cell};
use super::inquiry::{Fault, Found, Ground, Inquiry, gateways_used};
use super::seconds;
use super::set_of_numbers::SetOfNumbers;
use crate::analysis::space::{Outcome, Reach, SentTo, Space};
use crate::analysis::subject::Caller;

/// What must hold of emergency numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// The emergency numbers.
    pub numbers: Vec<String>,
    /// Who dials them.
    pub callers: Vec<Caller>,
    /// What may stand in front of them.
    pub access_codes: Vec<String>,
    /// What becomes of callers who are not authenticated; `None`: not asked.
    pub unauthenticated: Option<Unauthenticated>,
    /// The latest second at which the last target may be tried; `None`: not asked.
    pub within_seconds: Option<u32>,
}

/// What becomes of emergency calls by callers who are not authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unauthenticated {
    /// They are taken.
    Taken,
    /// They are refused.
    Refused,
}

pub(super) fn prove(ground: &Ground<'_>, demand: &Emergency) -> Found {
    let mut inquiry = Inquiry::new(ground);
    for number in &demand.numbers {
        for &caller in &demand.callers {
            recognised(&mut inquiry, demand, number, caller);
            targets(&mut inquiry, number, caller);
            in_time(&mut inquiry, demand, number, caller);
        }
    }
    service(&mut inquiry, demand);
    strangers(&mut inquiry, demand);
    not_sent_otherwise(&mut inquiry, demand);
    inquiry.end()
}

/// Alone, behind each dialled precedence, and behind each access code, the number has the same targets.
fn recognised(inquiry: &mut Inquiry<'_, '_>, demand: &Emergency, number: &str, caller: Caller) {
    let space = inquiry.space();
    let plain = space.decide(number, caller);
    let recognised = matches!(&plain.outcome, Outcome::Emergency { number: own, .. } if *own == number);
    inquiry.expect(recognised, number, caller, "it is not taken as an emergency call");
    let mut precedences = Vec::new();
    for (prefix, _) in space.view().table.precedence_prefixes() {
        precedences.push(prefix.to_owned());
    }
    for prefix in precedences.iter().chain(&demand.access_codes) {
        let behind = format!("{prefix}{number}");
        let decided = space.decide(&behind, caller);
        let alike = emergency_targets(&decided.outcome).is_some()
            && emergency_targets(&decided.outcome) == emergency_targets(&plain.outcome);
        let fault = format!("behind {prefix}, it does not get where {number} gets");
        inquiry.expect(alike, &behind, caller, &fault);
    }
}

/// The targets are those of the plan, numbers unchanged, and one of them does not radiate.
fn targets(inquiry: &mut Inquiry<'_, '_>, number: &str, caller: Caller) {
    let view = inquiry.view();
    let decided = inquiry.space().decide(number, caller);
    let Some(targets) = emergency_targets(&decided.outcome) else {
        return;
    };
    let mut emergencies = view.table.emergencies();
    let entry = emergencies.find(|(_, entry)| entry.number() == number);
    let written: Vec<Target> = entry.map_or_else(Vec::new, |(_, entry)| entry.targets().collect());
    let named = |target: &Target| match target {
        Target::Station(station) => {
            let station = view.table.station(*station);
            SentTo::Station(station.map_or("", |station| station.number()))
        }
        Target::Gateway(attempt) => {
            let gateway = view.names.gateway(attempt.gateway).unwrap_or_default();
            SentTo::Gateway(gateway, attempt.number.as_str().to_owned())
        }
    };
    let written: Vec<SentTo<'_>> = written.iter().map(named).collect();
    let unchanged = targets.iter().all(|target| written.contains(target));
    inquiry.expect(
        unchanged,
        number,
        caller,
        "a target is not the one that is written",
    );
    let silent = targets.iter().any(|target| match target {
        SentTo::Station(_) => true,
        SentTo::Gateway(name, _) => !radiating(inquiry.space(), name),
    });
    inquiry.expect(silent, number, caller, "every target radiates");
}

/// The last target is tried in time, whichever gateways are dead: those come last.
fn in_time(inquiry: &mut Inquiry<'_, '_>, demand: &Emergency, number: &str, caller: Caller) {
    let Some(limit) = demand.within_seconds else {
        return;
    };
    let longest = seconds::of_number(inquiry.space(), number, caller);
    let (late, seconds) = (longest.seconds > limit, longest.seconds);
    let fault = format!("the last target may be tried only after {seconds} seconds, not {limit}");
    let fault = Fault {
        admits: longest.admits,
        ..Fault::new(number, caller, fault)
    };
    let decided = inquiry.space().decide(number, caller);
    inquiry.note(&decided, late.then_some(fault).into_iter().collect());
}

/// `urn:service:sos` is an emergency call too (RFC 5031).
fn service(inquiry: &mut Inquiry<'_, '_>, demand: &Emergency) {
    for &caller in &demand.callers {
        let decided = inquiry.space().decide(SERVICE, caller);
        let taken = emergency_targets(&decided.outcome).is_some();
        inquiry.expect(taken, SERVICE, caller, "it is not taken as an emergency call");
    }
}

fn strangers(inquiry: &mut Inquiry<'_, '_>, demand: &Emergency) {
    let Some(wanted) = demand.unauthenticated else {
        return;
    };
    for number in &demand.numbers {
        for caller in &demand.callers {
            let stranger = Caller {
                class: None,
                ..*caller
            };
            let decided = inquiry.space().decide(number, stranger);
            let taken = emergency_targets(&decided.outcome).is_some();
            let (holds, fault) = match wanted {
                Unauthenticated::Taken => (taken, "without authentication it is not taken"),
                Unauthenticated::Refused => (!taken, "it is taken without authentication"),
            };
            inquiry.expect(holds, number, stranger, fault);
        }
    }
}

/// No ordinary call sends a gateway an emergency number. A cell can do so only by the rest that completes its text.
fn not_sent_otherwise(inquiry: &mut Inquiry<'_, '_>, demand: &Emergency) {
    let space = inquiry.space();
    let everything = Scope {
        numbers: SetOfNumbers::everything(),
        callers: demand.callers.clone(),
    };
    each_cell(space, &everything, &mut |cell| {
        for number in completed(&cell, &demand.numbers) {
            let decided = space.decide(&number, cell.caller);
            let ordinary = matches!(decided.outcome, Outcome::Attempts(_));
            let used = gateways_used(&decided.outcome);
            let sent = used
                .iter()
                .any(|(_, sent)| demand.numbers.iter().any(|known| known == sent));
            let fault = "an ordinary call sends an emergency number to a gateway";
            inquiry.expect(!(ordinary && sent), &number, cell.caller, fault);
        }
    });
}

/// The numbers of a cell that could be sent as one of `emergencies`.
fn completed(cell: &Cell<'_>, emergencies: &[String]) -> Vec<String> {
    let attempts = cell.decided.outcome.attempts().iter();
    let numbers = attempts.flat_map(|sent| {
        let rests = emergencies
            .iter()
            .filter_map(|number| number.strip_prefix(&sent.text));
        rests.map(|rest| format!("{}{rest}", cell.region.symbols))
    });
    let possible = |number: &String| match cell.region.reach {
        Reach::Exact => *number == cell.region.symbols,
        Reach::Prefix { .. } => number.len() <= MAX_SYMBOLS && cell.region.contains(number),
    };
    numbers.filter(possible).collect()
}

fn emergency_targets<'o, 'a>(outcome: &'o Outcome<'a>) -> Option<&'o [SentTo<'a>]> {
    match outcome {
        Outcome::Emergency { targets, .. } => Some(targets),
        _ => None,
    }
}

/// Whether a gateway's calls are radio transmissions.
pub(super) fn radiating(space: &Space<'_>, name: &str) -> bool {
    let view = space.view();
    let mut gateways = view.table.gateways();
    let found = gateways.find(|(gateway, _)| view.names.gateway(*gateway) == Some(name));
    found.is_some_and(|(_, gateway)| gateway.radiates())
}

impl Inquiry<'_, '_> {
    /// Notes that a number was looked at, and fails when it does not hold.
    pub(super) fn expect(&mut self, holds: bool, number: &str, caller: Caller, fault: &str) {
        let decided = self.space().decide(number, caller);
        let fault = || Fault::new(number.to_owned(), caller, fault);
        self.note(&decided, (!holds).then(fault).into_iter().collect());
    }
}

/// How RFC 5031 names emergency calls.
const SERVICE: &str = "urn:service:sos";
