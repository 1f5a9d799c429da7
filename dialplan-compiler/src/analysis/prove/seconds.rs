//! How long an emergency call may take until its last target is tried.

use routing_table::{Admits, GatewayIndex};

use crate::analysis::space::{Outcome, SentTo, Space};
use crate::analysis::subject::Caller;
use crate::plan::{Timed, longest};

/// The longest way to the last target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Longest {
    /// Seconds until it is tried, when every target before it fails in the slowest way.
    pub(super) seconds: u32,
    /// What the gateways admit then; empty when all admit every call.
    pub(super) admits: Vec<Admits>,
}

/// The longest way to the last target of an emergency number, over every choice of dead gateways among its targets.
pub(super) fn of_number(space: &Space<'_>, number: &str, caller: Caller) -> Longest {
    let decided = space.decide(number, caller);
    let targets: &[SentTo<'_>] = match &decided.outcome {
        Outcome::Emergency { targets, .. } => targets,
        _ => &[],
    };
    let timed: Vec<Timed<GatewayIndex>> = targets.iter().filter_map(|target| timed(space, target)).collect();
    let longest = longest(&timed);
    let admits = longest.dead.map(|dead| {
        let gateways = space.view().table.gateways();
        let admits = gateways.map(|(gateway, _)| {
            if gateway == dead {
                Admits::Nothing
            } else {
                Admits::All
            }
        });
        admits.collect()
    });
    Longest {
        seconds: longest.seconds,
        admits: admits.unwrap_or_default(),
    }
}

fn timed(space: &Space<'_>, target: &SentTo<'_>) -> Option<Timed<GatewayIndex>> {
    let SentTo::Gateway(name, _) = target else {
        return Some(Timed::station());
    };
    let view = space.view();
    let mut gateways = view.table.gateways();
    let (index, gateway) = gateways.find(|(index, _)| view.names.gateway(*index) == Some(name))?;
    Some(Timed::gateway(index, |key| {
        let mut settings = gateway.settings();
        settings.find(|(known, _)| *known == key).map(|(_, value)| value)
    }))
}
