//! Whether a change lets more numbers reach a gateway, or fewer: "no new reach" is decided here.

use std::collections::BTreeSet;

use super::numbers::Change;
use crate::analysis::space::{Outcome, SentTo};
use crate::analysis::subject::View;

/// How the numbers that may reach a gateway compare, old with new. A number reaches a gateway when the gateway is one of its
/// attempts or targets, whatever the gateways admit at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same numbers.
    Equal,
    /// Some no longer, none newly.
    Narrower,
    /// Some newly, none no longer.
    Wider,
    /// Some newly and some no longer.
    Incomparable,
}

/// What a change does to one gateway's reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayReach {
    /// The gateway.
    pub gateway: String,
    /// Old compared with new.
    pub verdict: Verdict,
    /// The shortest number that newly reaches it, with who dials it.
    pub gained: Option<(String, String)>,
    /// The shortest number that no longer reaches it, with who dials it.
    pub lost: Option<(String, String)>,
}

/// The verdict for every gateway that either plan has, by name.
pub fn reach(old: &View<'_>, new: &View<'_>, changes: &[Change<'_>]) -> Vec<GatewayReach> {
    let names: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|view| {
            let gateways = view.table.gateways();
            gateways.filter_map(|(gateway, _)| view.names.gateway(gateway))
        })
        .collect();
    let of = |name: &str| {
        let shortest = |gained: bool| {
            let changed = changes.iter().filter(|change| {
                let reached = (
                    reaches(&change.old.outcome, name),
                    reaches(&change.new.outcome, name),
                );
                reached == (!gained, gained)
            });
            changed
                .map(|change| {
                    (
                        change.region.witness(),
                        change.callers.first().cloned().unwrap_or_default(),
                    )
                })
                .min_by(|(a, _), (b, _)| (a.len(), a).cmp(&(b.len(), b)))
        };
        let (gained, lost) = (shortest(true), shortest(false));
        GatewayReach {
            gateway: name.to_owned(),
            verdict: match (&gained, &lost) {
                (None, None) => Verdict::Equal,
                (None, Some(_)) => Verdict::Narrower,
                (Some(_), None) => Verdict::Wider,
                (Some(_), Some(_)) => Verdict::Incomparable,
            },
            gained,
            lost,
        }
    };
    names.into_iter().map(of).collect()
}

/// Whether an outcome may have a gateway tried.
fn reaches(outcome: &Outcome<'_>, gateway: &str) -> bool {
    match outcome {
        Outcome::Attempts(attempts) => attempts.iter().any(|sent| sent.gateway == gateway),
        Outcome::Emergency { targets, .. } => targets
            .iter()
            .any(|target| matches!(target, SentTo::Gateway(name, _) if *name == gateway)),
        Outcome::Station(_) | Outcome::Refuse(_) => false,
    }
}
