//! Single points of failure: a gateway without which some calls have no attempt left, although they have one with it.

use std::collections::BTreeMap;

use routing_table::{Admits, GatewayIndex};
use serde::Serialize;

use crate::analysis::prove::{Ground, Row, Scope, SetOfNumbers, each_cell, shorter};
use crate::analysis::space::Outcome;
use crate::analysis::subject::Caller;

/// Calls that one gateway alone carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SinglePoint {
    /// The gateway.
    pub gateway: String,
    /// Who calls.
    pub caller: String,
    /// The row that decides the calls.
    pub row: Row,
    /// The shortest number that is lost with the gateway.
    pub witness: String,
}

/// For each row and caller, the gateway whose loss refuses calls; in the order of gateways, rows and callers.
pub fn single_points(ground: &Ground<'_>) -> Vec<SinglePoint> {
    let space = &ground.space;
    let view = space.view();
    let scope = Scope {
        numbers: SetOfNumbers::everything(),
        callers: view.callers(),
    };
    let gateways = view.table.gateways().count();
    let mut found: BTreeMap<(usize, u32, Caller), String> = BTreeMap::new();
    each_cell(space, &scope, &mut |cell| {
        let mut attempts = cell.decided.outcome.attempts().iter();
        let (Some(only), None) = (attempts.next(), attempts.next()) else {
            return;
        };
        let number = cell.region.witness();
        let named = |(index, _): &(GatewayIndex, _)| view.names.gateway(*index) == Some(only.gateway);
        let Some((index, _)) = view.table.gateways().find(named) else {
            return;
        };
        let mut admits = vec![Admits::All; gateways];
        if let Some(place) = admits.get_mut(index.index()) {
            *place = Admits::Nothing;
        }
        let without = space.admitting(admits).decide(&number, cell.caller);
        if matches!(without.outcome, Outcome::Refuse(_)) {
            let witness = found
                .entry((index.index(), cell.decided.row, cell.caller))
                .or_insert_with(|| number.clone());
            if shorter(&number, witness) {
                *witness = number;
            }
        }
    });
    let point = |((gateway, row, caller), witness): ((usize, u32, _), String)| {
        let (index, _) = view.table.gateways().nth(gateway)?;
        Some(SinglePoint {
            gateway: view.names.gateway(index)?.to_owned(),
            caller: view.caller_name(caller),
            row: ground.row(row),
            witness,
        })
    };
    found.into_iter().filter_map(point).collect()
}
