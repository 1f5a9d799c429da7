//! The difference of two plans for programs: every change, exact and disjoint. `text.rs` puts it into fewer words for people,
//! `findings.rs` into findings for continuous integration.

#[cfg(feature = "command")]
mod findings;
mod text;

#[cfg(feature = "command")]
pub use findings::{Asked, Written};

use routing_table::DecisionNumber;
use serde::Serialize;

use crate::analysis::diff::{Beside, Change, Diff, GatewayReach, Side as Decided, Verdict};
use crate::analysis::space::{Outcome, Reach, Region, Rest};
use crate::analysis::subject::View;

/// The whole answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    old: Side,
    new: Side,
    same_identity: bool,
    changes: Vec<Entry>,
    gateways: Vec<Gateway>,
    only_old_callers: Vec<String>,
    only_new_callers: Vec<String>,
    beside: Vec<Other>,
}

/// One of the plans.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// Where it comes from.
    pub name: String,
    /// The plan identity.
    pub identity: String,
}

/// Numbers that are decided differently.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    numbers: String,
    symbols: String,
    exact: bool,
    /// Least and most symbols, the beginning included.
    lengths: (usize, usize),
    rest: &'static str,
    callers: Vec<String>,
    /// The shortest such number.
    witness: String,
    /// How many numbers of digits there are, up to 17 symbols: 15 digits behind `00`.
    count: u128,
    old: Happening,
    new: Happening,
}

/// What becomes of them in one plan.
#[derive(Debug, Clone, Serialize)]
struct Happening {
    /// The gateways tried, the station, the emergency number; empty for a refusal.
    reaches: String,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    rows: Vec<Row>,
}

/// A row that decides.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    decision: u32,
    /// Which settings made it, with their places.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<String>,
}

impl Row {
    pub(super) fn of(view: &View<'_>, decision: u32) -> Self {
        Row {
            decision,
            row: view.names.row(DecisionNumber::new(decision)).map(str::to_owned),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Gateway {
    gateway: String,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    gained: Option<Example>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<Example>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_newly: Option<Sent>,
    /// Why its numbers do not compare: what makes it lead elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<String>,
    #[serde(skip)]
    is_new: bool,
}

/// A number that is newly sent.
#[derive(Debug, Clone, Serialize)]
struct Sent {
    dialled: String,
    sent: String,
    caller: String,
}

#[derive(Debug, Clone, Serialize)]
struct Example {
    number: String,
    caller: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase", untagged)]
enum Other {
    Value {
        path: String,
        old: Option<String>,
        new: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    Addresses {
        path: String,
        removed: Vec<String>,
        removed_count: u128,
        added: Vec<String>,
        added_count: u128,
    },
}

/// The gateways that no number may newly reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded<'g> {
    /// All.
    All,
    /// Those of these names.
    Named(&'g [String]),
}

impl Guarded<'_> {
    fn has(self, gateway: &str) -> bool {
        match self {
            Guarded::All => true,
            Guarded::Named(names) => names.iter().any(|name| name == gateway),
        }
    }
}

impl Report {
    /// The report of a difference; the views are those of the old and the new plan.
    pub fn new(old: Side, new: Side, views: &(View<'_>, View<'_>), diff: &Diff<'_>) -> Self {
        Report {
            old,
            new,
            same_identity: diff.same_identity,
            changes: diff.changes.iter().map(|change| entry(views, change)).collect(),
            gateways: diff.reach.iter().map(gateway).collect(),
            only_old_callers: diff.only_old.clone(),
            only_new_callers: diff.only_new.clone(),
            beside: diff.beside.iter().map(other).collect(),
        }
    }

    /// Whether some number newly reaches a gateway that was asked about, is newly sent to it, or it leads elsewhere.
    pub fn has_new_reach(&self, of: Guarded<'_>) -> bool {
        let mut gateways = self.gateways.iter();
        gateways.any(|gateway| gateway.is_new && of.has(&gateway.gateway))
    }
}

fn entry(views: &(View<'_>, View<'_>), change: &Change<'_>) -> Entry {
    let (lengths, rest) = form(&change.region);
    Entry {
        numbers: change.region.to_string(),
        symbols: change.region.symbols.clone(),
        exact: change.region.reach == Reach::Exact,
        lengths,
        rest,
        callers: change.callers.clone(),
        witness: change.region.witness(),
        count: change.region.count_digits(MOST_COUNTED),
        old: happening(&views.0, &change.region, &change.old),
        new: happening(&views.1, &change.region, &change.new),
    }
}

/// Least and most symbols of a region, the beginning included, and the word for what follows the beginning.
pub(super) fn form(region: &Region) -> ((usize, usize), &'static str) {
    match region.reach {
        Reach::Exact => ((region.symbols.len(), region.symbols.len()), "none"),
        Reach::Prefix { least, most, rest } => ((least, most), rest_word(rest)),
    }
}

fn rest_word(rest: Rest) -> &'static str {
    match rest {
        Rest::Any => "any",
        Rest::Digits => "digits",
        Rest::Mixed => "mixed",
    }
}

fn happening(view: &View<'_>, region: &Region, side: &Decided<'_>) -> Happening {
    let exact = region.reach == Reach::Exact;
    let rows = side.rows.iter().map(|&decision| Row::of(view, decision));
    let reaches = match &side.outcome {
        Outcome::Attempts(attempts) => {
            let gateways: Vec<&str> = attempts.iter().map(|sent| sent.gateway).collect();
            gateways.join(", then ")
        }
        Outcome::Refuse(_) => String::new(),
        outcome => outcome.to_string(),
    };
    Happening {
        reaches,
        outcome: match &side.outcome {
            Outcome::Attempts(_) if exact => side.outcome.to_string().replace('…', ""),
            outcome => outcome.to_string(),
        },
        level: side.level.map(str::to_owned),
        rows: rows.collect(),
    }
}

fn gateway(reach: &GatewayReach) -> Gateway {
    let example =
        |found: &Option<(String, String)>| found.clone().map(|(number, caller)| Example { number, caller });
    Gateway {
        gateway: reach.gateway.clone(),
        verdict: match reach.verdict() {
            Verdict::Equal => "equal",
            Verdict::Narrower => "narrower",
            Verdict::Wider => "wider",
            Verdict::Incomparable => "incomparable",
        },
        gained: example(&reach.gained),
        lost: example(&reach.lost),
        sent_newly: reach.sent_newly.as_ref().map(|found| Sent {
            dialled: found.dialled.clone(),
            sent: found.sent.clone(),
            caller: found.caller.clone(),
        }),
        elsewhere: reach.elsewhere.clone(),
        is_new: reach.is_new(),
    }
}

fn other(beside: &Beside) -> Other {
    match beside.clone() {
        Beside::Value { path, old, new } => Other::Value { path, old, new },
        Beside::Addresses {
            path,
            removed,
            removed_count,
            added,
            added_count,
        } => Other::Addresses {
            path,
            removed,
            removed_count,
            added,
            added_count,
        },
    }
}

/// How long counted numbers are: fifteen digits behind `00`.
pub const MOST_COUNTED: usize = 17;
