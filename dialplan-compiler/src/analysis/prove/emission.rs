//! `emission`: while an emission profile is in force nothing radiates but what the requirement names: no call of the crew is
//! sent to another radiating gateway, no emergency call unless that is permitted, and no call from its trunk is taken.
//!
//! What radiates by itself (a telephone's registration, a radio's carrier) is no decision of the dial plan.

use super::cells::{Scope, each_cell};
use super::destinations::Choice;
use super::emergency::radiating;
use super::inquiry::{Fault, Found, Ground, Inquiry, gateways_used};
use super::set_of_numbers::SetOfNumbers;
use crate::analysis::space::Outcome;
use crate::analysis::subject::Caller;

/// What may radiate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emission {
    /// Who calls: every class in the profiles that are asked about.
    pub callers: Vec<Caller>,
    /// The gateways that may radiate.
    pub radiates: Choice,
    /// Whether emergency calls may radiate whatever the gateway.
    pub emergency: EmergencyEmission,
}

pub use crate::plan::EmergencyEmission;

pub(super) fn prove(ground: &Ground<'_>, emission: &Emission) -> Found {
    let mut inquiry = Inquiry::new(ground);
    let space = inquiry.space();
    let everything = Scope {
        numbers: SetOfNumbers::everything(),
        callers: emission.callers.clone(),
    };
    let radiates = |name: &str| radiating(space, name) && !emission.radiates.holds(name);
    each_cell(space, &everything, &mut |cell| {
        let outcome = &cell.decided.outcome;
        let exempt =
            matches!(outcome, Outcome::Emergency { .. }) && emission.emergency == EmergencyEmission::Radiate;
        let used = gateways_used(outcome);
        let radiating = used.iter().find(|(gateway, _)| radiates(gateway));
        let fault = radiating.filter(|_| !exempt).map(|(gateway, _)| {
            Fault::new(cell.region.witness(), cell.caller, format!("{gateway} radiates"))
        });
        inquiry.note(&cell.decided, fault.into_iter().collect());
    });
    inbound(&mut inquiry, emission, radiates);
    inquiry.end()
}

/// A call from the trunk of a gateway that must be silent is not taken.
fn inbound(inquiry: &mut Inquiry<'_, '_>, emission: &Emission, radiates: impl Fn(&str) -> bool) {
    let (space, view) = (inquiry.space(), inquiry.view());
    for row in view.table.inbound() {
        let name = view.names.gateway(row.gateway).unwrap_or_default();
        if !radiates(name) {
            continue;
        }
        for &caller in &emission.callers {
            let decided = space.decide_inbound(row.gateway, row.number, caller.profile);
            let taken = !matches!(decided.outcome, Outcome::Refuse(_));
            let fault = Fault {
                trunk: Some(row.gateway),
                ..Fault::new(
                    row.number,
                    caller,
                    format!("a call from the trunk of {name} is taken"),
                )
            };
            inquiry.note(&decided, taken.then_some(fault).into_iter().collect());
        }
    }
}
