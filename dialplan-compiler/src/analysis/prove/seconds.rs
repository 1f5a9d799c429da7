//! How long an emergency call may take until its last target is tried.

use routing_table::Admits;

use crate::analysis::space::{Outcome, SentTo, Space};
use crate::analysis::subject::Caller;
use crate::plan::{STATION_SECONDS, slowest_failure};

/// The longest way to the last target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Longest {
    /// Seconds until it is tried, when every target before it fails in the slowest way.
    pub(super) seconds: u32,
    /// What the gateways admit then; empty when all admit every call.
    pub(super) admits: Vec<Admits>,
}

/// The longest way to the last target of an emergency number, over every choice of dead gateways among its targets: a
/// gateway that admits nothing is tried last.
pub(super) fn longest(space: &Space<'_>, number: &str, caller: Caller) -> Longest {
    let view = space.view();
    let all = vec![Admits::All; view.table.gateways().count()];
    let decided = space.decide(number, caller);
    let used = |name: Option<&str>| match &decided.outcome {
        Outcome::Emergency { targets, .. } => targets.iter().any(|target| match target {
            SentTo::Gateway(gateway, _) => Some(*gateway) == name,
            SentTo::Station(_) => false,
        }),
        _ => false,
    };
    let gateways = view.table.gateways().map(|(gateway, _)| gateway);
    let used: Vec<_> = gateways
        .filter(|gateway| used(view.names.gateway(*gateway)))
        .collect();
    let mut longest = Longest {
        seconds: to_last(space, &decided.outcome),
        admits: Vec::new(),
    };
    // One bit for each gateway; at most sixteen targets.
    for dead in 1..1_u32 << used.len() {
        let mut admits = all.clone();
        for (position, gateway) in used.iter().enumerate() {
            if let Some(place) = admits.get_mut(gateway.index())
                && dead >> position & 1 == 1
            {
                *place = Admits::Nothing;
            }
        }
        let decided = space.admitting(admits.clone()).decide(number, caller);
        let seconds = to_last(space, &decided.outcome);
        if seconds > longest.seconds {
            longest = Longest { seconds, admits };
        }
    }
    longest
}

fn to_last(space: &Space<'_>, outcome: &Outcome<'_>) -> u32 {
    let Outcome::Emergency { targets, .. } = outcome else {
        return 0;
    };
    let before_last = targets.split_last().map_or(&[][..], |(_, before)| before);
    let seconds = before_last.iter().map(|target| match target {
        SentTo::Station(_) => STATION_SECONDS,
        SentTo::Gateway(name, _) => gateway(space, name),
    });
    seconds.fold(0, u32::saturating_add)
}

fn gateway(space: &Space<'_>, name: &str) -> u32 {
    let view = space.view();
    let mut gateways = view.table.gateways();
    let found = gateways.find(|(gateway, _)| view.names.gateway(*gateway) == Some(name));
    found.map_or(0, |(_, gateway)| {
        slowest_failure(|key| {
            let mut settings = gateway.settings();
            settings.find(|(known, _)| *known == key).map(|(_, value)| value)
        })
    })
}
