//! Single points of failure: a gateway without which nobody takes some calls, although somebody does with it. An emergency call tries a
//! gateway that is dead all the same, and nobody takes it.

use std::collections::BTreeMap;

use routing_table::{Admits, GatewayIndex};
use serde::Serialize;

use crate::analysis::prove::{
    Ground, Row, Scope, SetOfNumbers, each_cell, gateways_used, has_attempt, shorter,
};
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

/// For each row and caller, the gateway whose loss leaves calls to nobody; in the order of gateways, rows and callers.
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
        let used = gateways_used(&cell.decided.outcome);
        let mut used: Vec<&str> = used.into_iter().map(|(gateway, _)| gateway).collect();
        used.dedup();
        // With two of them the other one is left.
        let [only] = used.as_slice() else {
            return;
        };
        let number = cell.region.witness();
        let named = |(index, _): &(GatewayIndex, _)| view.names.gateway(*index) == Some(*only);
        let Some((index, _)) = view.table.gateways().find(named) else {
            return;
        };
        let mut admits = vec![Admits::All; gateways];
        if let Some(place) = admits.get_mut(index.index()) {
            *place = Admits::Nothing;
        }
        let without = space.admitting(admits.clone()).decide(&number, cell.caller);
        if !has_attempt(view, &without.outcome, &admits) {
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
