//! Self loops, or tromboning: a dialled number that a gateway is sent although it is the ship's own, so that the shore sends
//! the call back, over two channels, to a station on board.
//!
//! The ship's own numbers are those of the inbound map, in each gateway's number format. Within a cell the number sent is a fixed text
//! and the open rest of what was dialled, so at most one number of a cell is sent as a given one; it is decided to make sure.

use std::collections::BTreeSet;

use routing_table::{MAX_SYMBOLS, Number};
use serde::Serialize;

use crate::analysis::prove::{Ground, Row, Scope, SetOfNumbers, each_cell};
use crate::analysis::space::Space;

/// A number that leaves the ship to come back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfLoop {
    /// What is dialled.
    pub dialled: String,
    /// The gateway that is sent it.
    pub gateway: String,
    /// The ship's own number, as it is sent.
    pub sent: String,
    /// The station that rings in the end.
    pub station: String,
    /// The row that decides.
    pub row: Row,
}

/// A number of the ship in one gateway's format.
struct Own {
    gateway: String,
    sent: String,
    station: String,
}

/// Every dialled number that some caller's call takes out of the ship and back, in the order of the numbers.
pub fn self_loops(ground: &Ground<'_>) -> Vec<SelfLoop> {
    let space = &ground.space;
    let own = own_numbers(space);
    let scope = Scope {
        numbers: SetOfNumbers::everything(),
        callers: space.view().callers(),
    };
    let mut found = BTreeSet::new();
    each_cell(space, &scope, &mut |cell| {
        for sent in cell.decided.outcome.attempts() {
            for own in own.iter().filter(|own| own.gateway == sent.gateway) {
                let Some(rest) = own.sent.strip_prefix(&sent.text) else {
                    continue;
                };
                let dialled = format!("{}{rest}", cell.region.symbols);
                if dialled.len() > MAX_SYMBOLS || !cell.region.contains(&dialled) {
                    continue;
                }
                let decided = space.decide(&dialled, cell.caller);
                let attempts = decided.outcome.attempts();
                if attempts
                    .iter()
                    .any(|sent| sent.gateway == own.gateway && sent.text == own.sent)
                {
                    found.insert(SelfLoop {
                        dialled,
                        gateway: own.gateway.clone(),
                        sent: own.sent.clone(),
                        station: own.station.clone(),
                        row: ground.row(decided.row),
                    });
                }
            }
        }
    });
    found.into_iter().collect()
}

/// The numbers of the inbound map as each gateway is sent them.
fn own_numbers(space: &Space<'_>) -> Vec<Own> {
    let view = space.view();
    let numbering = view.table.numbering();
    let mut own = Vec::new();
    for row in view.table.inbound() {
        let station = view
            .table
            .station(row.station)
            .map_or("", |station| station.number());
        let international = [row.number.to_owned(), format!("+{}", row.number)]
            .iter()
            .filter_map(|text| Number::from_symbols(text.as_bytes()).ok())
            .find_map(|number| numbering.international(&number));
        for (index, gateway) in view.table.gateways() {
            let written = international.and_then(|number| numbering.write(&number, gateway.number_format()));
            let name = view.names.gateway(index).unwrap_or_default();
            own.extend(written.map(|sent| Own {
                gateway: name.to_owned(),
                sent: sent.as_str().to_owned(),
                station: station.to_owned(),
            }));
        }
    }
    own
}
