//! `no-self-loop`: no number of a set leaves the ship to come back: no gateway is sent one of the ship's own numbers.
//!
//! Within a cell a gateway is sent a fixed text and the open rest of what was dialled. So for each own number that begins with that text
//! one rest alone makes it whole, and if the cell holds that rest, the call is decided as a whole number. It is enough to look at every
//! gateway admitting every call: one that admits less only takes attempts away, and only moves the targets of an emergency call.

use super::cells::{Cell, Scope, each_cell};
use super::destinations::Choice;
use super::inquiry::{Fault, Found, Ground, Inquiry, gateways_used};
use crate::analysis::own_numbers::{Own, own_from, own_numbers};
use crate::analysis::space::Space;

/// Calls that must not come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSelfLoop {
    /// The calls.
    pub scope: Scope,
    /// The gateways by which they must not leave.
    pub gateways: Choice,
    /// The stations to which they may come back.
    pub allowed: Choice,
}

pub(super) fn prove(ground: &Ground<'_>, demand: &NoSelfLoop) -> Found {
    let mut inquiry = Inquiry::new(ground);
    let space = inquiry.space();
    let mut own = own_numbers(space);
    own.retain(|own| demand.gateways.holds(&own.gateway) && !demand.allowed.holds(&own.station));
    each_cell(space, &demand.scope, &mut |cell| {
        let used = gateways_used(&cell.decided.outcome);
        if used.iter().any(|(gateway, _)| demand.gateways.holds(gateway)) {
            inquiry.note(&cell.decided, loops(space, &own, &cell));
        }
    });
    inquiry.end()
}

/// The calls of a cell that come back.
fn loops(space: &Space<'_>, own: &[Own], cell: &Cell<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (gateway, text) in gateways_used(&cell.decided.outcome) {
        let begun = own_from(own, text.as_bytes()).iter();
        let begun = begun.take_while(|own| own.sent.starts_with(text));
        for own in begun.filter(|own| own.gateway == gateway) {
            let rest = own.sent.strip_prefix(text).unwrap_or_default();
            let number = format!("{}{rest}", cell.region.symbols);
            if !cell.region.contains(&number) {
                continue;
            }
            let decided = space.decide(&number, cell.caller);
            if gateways_used(&decided.outcome).contains(&(gateway, &own.sent)) {
                let Own { sent, station, .. } = own;
                let fault = format!("{gateway} is sent {sent}, by which the shore rings station {station}");
                faults.push(Fault::new(number, cell.caller, fault));
            }
        }
    }
    faults
}
