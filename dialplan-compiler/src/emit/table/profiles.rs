//! The block of emission profiles, the most restrictive first.

use super::blocks::{Field, Fields};
use super::order::{Order, ordered};
use crate::plan::{DialPlan, EmergencyEmission, EmissionProfile, Gateway};

use Field::{Bytes, Text, Word};

/// The records, sorted by how many gateways may carry calls, which ones, emergency, and name.
pub(super) fn block(plan: &DialPlan, order: &Order) -> Fields {
    let mut profiles: Vec<(u32, u64, EmergencyEmission, &str)> = plan
        .profiles()
        .iter()
        .map(|profile| {
            let mask = mask(plan, order, profile);
            (mask.count_ones(), mask, profile.emergency(), profile.name())
        })
        .collect();
    profiles.sort_unstable();
    let fields = |(_, mask, emergency, name): (u32, u64, EmergencyEmission, &str)| {
        [
            Text(name.to_owned()),
            Word(u32::from(emergency == EmergencyEmission::Radiate)),
            Bytes(mask.to_le_bytes().to_vec()),
        ]
    };
    profiles.into_iter().flat_map(fields).collect()
}

/// One bit for each gateway that may carry calls, by position in the table.
fn mask(plan: &DialPlan, order: &Order, profile: &EmissionProfile) -> u64 {
    let permits =
        |(index, gateway): (&usize, &Gateway)| !gateway.radiates() || profile.radiate().contains(index);
    let gateways = order
        .gateways
        .iter()
        .zip(ordered(plan.gateways(), &order.gateways));
    gateways
        .zip(0u32..)
        .filter(|(gateway, _)| permits(*gateway))
        .fold(0, |mask, (_, bit)| mask | 1u64.checked_shl(bit).unwrap_or(0))
}
