//! What is left of a plan when a vessel may take nothing but emergency calls to its own stations.

use super::{DialPlan, Emergency, Target};

impl DialPlan {
    /// The plan without trunks: no gateway, no route, no deny, no inbound map, and of the emergency numbers those that
    /// ring a station, with their stations only. Stations stay, since they register; nobody may dial them, which
    /// the automaton sees to. `None` when no emergency number rings a station.
    pub fn emergency_only(&self) -> Option<DialPlan> {
        let emergency: Vec<Emergency> = self.emergency.iter().filter_map(to_stations).collect();
        (!emergency.is_empty()).then(|| DialPlan {
            gateways: Vec::new(),
            routes: Vec::new(),
            denies: Vec::new(),
            inbound: Vec::new(),
            emergency,
            profiles: Vec::new(),
            ..self.clone()
        })
    }
}

/// An emergency number with its station targets only.
fn to_stations(entry: &Emergency) -> Option<Emergency> {
    let stations = entry
        .targets
        .iter()
        .filter(|target| matches!(target, Target::Station(_)));
    let targets: Vec<Target> = stations.cloned().collect();
    (!targets.is_empty()).then(|| Emergency {
        targets,
        ..entry.clone()
    })
}
