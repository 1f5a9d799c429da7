//! Findings that need no requirement against a slow twin, which tries every short number.

use std::collections::BTreeSet;

use dialplan_compiler::analysis::findings::{Findings, findings};
use dialplan_compiler::analysis::prove::Ground;
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::View;
use proptest::prelude::*;
use routing_table::{Admits, Attempt, Decision, Number, Target};
use serde_json::json;

use crate::plans::small_plan;
use crate::plans::subject;
use crate::prove::{decide, short_numbers};
use crate::vessels::Vessel;

fn found(view: &View<'_>) -> Findings {
    findings(&Ground {
        space: Space::new(*view),
        places: &[],
        settings: "voip-settings.json",
        before: None,
    })
}

/// A number, who dials it, and which gateways are sent what.
type Tried = (String, String, Vec<(usize, Number)>);

/// Every short number, caller and attempt of a plan.
fn attempts(view: &View<'_>) -> Vec<Tried> {
    let mut all = Vec::new();
    for number in short_numbers() {
        for caller in view.callers() {
            let tried = by_gateways(&decide(view, &number, caller, &[Admits::All; 2]));
            if !tried.is_empty() {
                all.push((number.clone(), view.caller_name(caller), tried));
            }
        }
    }
    all
}

/// What gateways are sent when nobody on board takes the call.
fn by_gateways(decision: &Decision) -> Vec<(usize, Number)> {
    let sent = |attempt: &Attempt| (attempt.gateway.index(), attempt.number);
    let tried: Option<Vec<_>> = match decision {
        Decision::Attempts { list, .. } => Some(list.iter().map(sent).collect()),
        Decision::Emergency { targets, .. } => {
            let sent = |target: &Target| match target {
                Target::Gateway(attempt) => Some(sent(attempt)),
                Target::Station(_) => None,
            };
            targets.iter().map(sent).collect()
        }
        _ => None,
    };
    tried.unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn findings_are_those_that_the_twin_finds(parts in small_plan()) {
        let mut settings = parts.settings();
        let opaque = parts.formats[0] == "as-dialled";
        let mut inbound = vec![json!({"gateway": "one", "number": "+441", "station": "100"})];
        inbound.extend(opaque.then(|| json!({"gateway": "one", "number": "41", "station": "41"})));
        settings["inbound"] = json!(inbound);
        let emergencies = settings["emergency"].as_array_mut().expect("a list");
        emergencies.push(json!({"number": "114", "targets": [{"gateway": "two", "number": "999"}]}));
        settings["allow"] = json!([{"finding": "emergency-without-station", "reason": "the test is about gateways"}]);
        let Ok(vessel) = Vessel::compiled("made", &settings.to_string()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let subject = subject(&vessel);
        let view = subject.view().expect("sections");
        let found = found(&view);
        let own = Number::from_symbols(b"+441").expect("a number");
        let mut loops = BTreeSet::new();
        let mut single = BTreeSet::new();
        for (dialled, caller, tried) in attempts(&view) {
            for (gateway, sent) in &tried {
                let (index, gateway) = view.table.gateways().nth(*gateway).expect("a gateway");
                let name = view.names.gateway(index).expect("a name");
                if view.table.numbering().write(&own, gateway.number_format()) == Some(*sent)
                    || (opaque && name == "one" && sent.as_str() == "41")
                {
                    loops.insert((dialled.clone(), name.to_owned()));
                }
            }
            if let [(gateway, _)] = tried.as_slice() {
                single.insert((*gateway, caller));
            }
        }
        let short = |number: &str| number.len() <= 4 && number.chars().all(|symbol| "01348*+".contains(symbol));
        let listed: BTreeSet<_> = found.self_loops.iter().filter(|found| short(&found.dialled)).collect();
        let listed: BTreeSet<_> = listed.into_iter().map(|found| (found.dialled.clone(), found.gateway.clone())).collect();
        prop_assert_eq!(listed, loops);
        for (gateway, caller) in single {
            let (index, _) = view.table.gateways().nth(gateway).expect("a gateway");
            let named = found.single_points.iter().any(|point| {
                Some(point.gateway.as_str()) == view.names.gateway(index) && point.caller == caller
            });
            prop_assert!(named, "{} alone carries calls from {}", gateway, caller);
        }
        for point in &found.single_points {
            let caller = view.callers().into_iter().find(|caller| view.caller_name(*caller) == point.caller);
            let caller = caller.expect("a caller");
            let admits: Vec<Admits> = view.table.gateways().map(|(index, _)| {
                if view.names.gateway(index) == Some(point.gateway.as_str()) { Admits::Nothing } else { Admits::All }
            }).collect();
            let with = decide(&view, &point.witness, caller, &[Admits::All; 2]);
            let without = decide(&view, &point.witness, caller, &admits);
            prop_assert!(!by_gateways(&with).is_empty());
            let dead = |sent: &(usize, Number)| admits[sent.0] == Admits::Nothing;
            match without {
                Decision::Refuse { .. } => {}
                without => prop_assert!(by_gateways(&without).iter().all(dead), "{without:?}"),
            }
        }
    }
}
