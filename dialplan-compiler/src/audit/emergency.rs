//! Emergency calls: where each number goes in each emission profile, also when no gateway admits anything.

use routing_table::{Admits, ClassIndex, ProfileIndex};

use super::form::{Emergencies, Emergency, Target, TargetsIn};
use super::words;
use crate::analysis::space::{Outcome, SentTo, Space};
use crate::analysis::subject::Caller;
use crate::plan::DialPlan;

/// The emergency page.
pub(super) fn emergency(plan: &DialPlan, space: &Space<'_>) -> Emergencies {
    let gateways = space.view().table.gateways().count();
    let dead = space.admitting(vec![Admits::Nothing; gateways]);
    let number = |entry: &crate::plan::Emergency| Emergency {
        number: entry.number().to_owned(),
        targets: in_profiles(space, entry.number()),
        all_failed: in_profiles(&dead, entry.number()),
        worst_case_seconds: entry.worst_case_seconds(),
        calling_number: entry.calling_number().map(str::to_owned),
        location: entry.location().map(str::to_owned),
        callback: entry.callback().map(str::to_owned),
    };
    Emergencies {
        unauthenticated: plan.server().unauthenticated_emergency(),
        numbers: plan.emergency().iter().map(number).collect(),
    }
}

/// Where a number goes, profiles with the same targets together.
fn in_profiles(space: &Space<'_>, number: &str) -> Vec<TargetsIn> {
    let table = &space.view().table;
    let mut all: Vec<TargetsIn> = Vec::new();
    let profiles: Vec<(ProfileIndex, String)> = table
        .profiles()
        .map(|(index, profile)| (index, profile.name().to_owned()))
        .collect();
    if profiles.is_empty() {
        return vec![TargetsIn {
            profiles: Vec::new(),
            targets: targets(space, number, None),
        }];
    }
    for (index, name) in profiles {
        let targets = targets(space, number, Some(index));
        match all.iter_mut().find(|other| other.targets == targets) {
            Some(same) => same.profiles.push(name),
            None => all.push(TargetsIn {
                profiles: vec![name],
                targets,
            }),
        }
    }
    all
}

fn targets(space: &Space<'_>, number: &str, profile: Option<ProfileIndex>) -> Vec<Target> {
    let caller = Caller {
        class: Some(ClassIndex::new(0)),
        profile,
    };
    let Outcome::Emergency { targets, .. } = space.decide(number, caller).outcome else {
        return Vec::new();
    };
    targets.iter().map(|target| shown(space, target)).collect()
}

fn shown(space: &Space<'_>, target: &SentTo<'_>) -> Target {
    match target {
        SentTo::Station(number) => {
            let name = words::station_name(space.view(), number);
            Target {
                to: "station",
                name: name.to_owned(),
                number: (*number).to_owned(),
            }
        }
        SentTo::Gateway(gateway, number) => Target {
            to: "gateway",
            name: (*gateway).to_owned(),
            number: number.clone(),
        },
    }
}
