//! `survive`: when at most `k` gateways have failed, every call of a set still has an attempt.
//!
//! A failed gateway admits nothing, or emergency calls only; both are tried, for every choice of failed gateways among those
//! that a call uses. Others change nothing: a decision looks at the status of its own attempts only. One number stands for
//! its cell: which gateways a decision considers depends on its row, its length and the spelling of what is sent, alike for all
//! numbers of the cell, and a gateway's status takes its attempt away whatever number it would be sent. So two cells
//! whose calls are decided by one row, for one caller, with the same gateways, need one look. Beyond eight gateways only
//! the largest choices are tried, since a gateway more that fails takes attempts away and never adds one.

use std::collections::BTreeMap;

use routing_table::{Admits, GatewayIndex};

use super::cells::Scope;
use super::destinations::Choice;
use super::inquiry::{Fault, Found, Ground, Inquiry, gateways_used};
use crate::analysis::space::{Outcome, SentTo, Space};
use crate::analysis::subject::{Caller, View};

/// What must survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survive {
    /// The calls.
    pub scope: Scope,
    /// How many gateways fail at most.
    pub failures: usize,
    /// Which gateways can fail.
    pub failing: Choice,
}

/// One way in which gateways can have failed: what each of them admits.
type Vector = Vec<Admits>;

pub(super) fn prove(ground: &Ground<'_>, survive: &Survive) -> Found {
    let mut inquiry = Inquiry::new(ground);
    let space = inquiry.space();
    let mut known: BTreeMap<(u32, Caller, Vec<String>), Option<Vector>> = BTreeMap::new();
    inquiry.over(&survive.scope, |cell| {
        let number = cell.region.witness();
        let used = gateways_used(&cell.decided.outcome);
        let mut names: Vec<String> = used.iter().map(|(gateway, _)| (*gateway).to_owned()).collect();
        names.push(
            if refused(&cell.decided.outcome) {
                "refused"
            } else {
                ""
            }
            .to_owned(),
        );
        let fatal = known
            .entry((cell.decided.row, cell.caller, names))
            .or_insert_with(|| fatal(space, survive, &number, cell.caller, &used));
        let fault = fatal.as_ref().map(|admits| Fault {
            admits: admits.clone(),
            ..Fault::new(number, cell.caller, "nothing is left to try")
        });
        fault.into_iter().collect()
    });
    inquiry.end()
}

/// The first way, with the fewest failures, in which the call has no attempt left.
fn fatal(
    space: &Space<'_>,
    survive: &Survive,
    number: &str,
    caller: Caller,
    used: &[(&str, &str)],
) -> Option<Vector> {
    let view = space.view();
    let can_fail =
        |name: &str| survive.failing.holds(name) && used.iter().any(|(gateway, _)| *gateway == name);
    let candidates: Vec<GatewayIndex> = view
        .table
        .gateways()
        .map(|(gateway, _)| gateway)
        .filter(|&gateway| view.names.gateway(gateway).is_some_and(can_fail))
        .collect();
    let mut vectors = vectors(view, &candidates, survive.failures);
    vectors.find(|admits| {
        let decided = space.admitting(admits.clone()).decide(number, caller);
        !has_attempt(view, &decided.outcome, admits)
    })
}

/// Every way in which at most `failures` of the candidates have failed, fewest first.
fn vectors(view: &View<'_>, candidates: &[GatewayIndex], failures: usize) -> impl Iterator<Item = Vector> {
    let all = vec![Admits::All; view.table.gateways().count()];
    let failures = failures.min(candidates.len());
    let fewest = if candidates.len() <= EXHAUSTIVE {
        0
    } else {
        failures
    };
    let candidates = candidates.to_vec();
    let chosen = (fewest..=failures).flat_map(move |count| choices(&candidates, count));
    chosen.flat_map(move |failed| {
        let ways = if fewest == 0 { 1_u32 << failed.len() } else { 2 };
        let all = all.clone();
        (0..ways).map(move |way| {
            let mut admits = all.clone();
            for (position, gateway) in failed.iter().enumerate() {
                let bit = if fewest == 0 { position } else { 0 };
                if let Some(place) = admits.get_mut(gateway.index()) {
                    *place = match way >> bit & 1 {
                        0 => Admits::Nothing,
                        _ => Admits::EmergencyOnly,
                    };
                }
            }
            admits
        })
    })
}

/// Every choice of `count` members, in their order.
fn choices(members: &[GatewayIndex], count: usize) -> Vec<Vec<GatewayIndex>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let with_first = members.iter().enumerate().flat_map(|(position, &first)| {
        let others = members.get(position + 1..).unwrap_or_default();
        let more = choices(others, count - 1).into_iter();
        more.map(move |more| [vec![first], more].concat())
    });
    with_first.collect()
}

/// Whether somebody takes the call: an emergency call tries dead gateways too, which is no survival.
pub(in crate::analysis) fn has_attempt(view: &View<'_>, outcome: &Outcome<'_>, admits: &[Admits]) -> bool {
    let alive = |name: &str| {
        let mut gateways = view.table.gateways();
        let found = gateways.find(|(gateway, _)| view.names.gateway(*gateway) == Some(name));
        found.is_some_and(|(gateway, _)| admits.get(gateway.index()) != Some(&Admits::Nothing))
    };
    match outcome {
        Outcome::Station(_) | Outcome::Attempts(_) => true,
        Outcome::Emergency { targets, .. } => targets.iter().any(|target| match target {
            SentTo::Station(_) => true,
            SentTo::Gateway(gateway, _) => alive(gateway),
        }),
        Outcome::Refuse(_) => false,
    }
}

fn refused(outcome: &Outcome<'_>) -> bool {
    matches!(outcome, Outcome::Refuse(_))
}

/// Up to so many gateways of a call every combination is tried.
const EXHAUSTIVE: usize = 8;
