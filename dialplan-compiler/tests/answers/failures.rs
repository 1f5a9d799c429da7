//! What remains when gateways fail, against the decision of every call in every state of the gateways.

use std::collections::{BTreeMap, BTreeSet};

use dialplan_compiler::analysis::failures::{List, Matrix, Remains, failures};
use dialplan_compiler::analysis::space::{Outcome, SentTo, Space};
use dialplan_compiler::analysis::subject::{Caller, View};
use proptest::prelude::*;
use routing_table::{Admits, Decision, Target};
use serde_json::json;

use crate::diff::numbers;
use crate::plans::{Parts, small_plan, subject};
use crate::prove::decide;
use crate::vessels::Vessel;

const STATES: [Admits; 3] = [Admits::All, Admits::EmergencyOnly, Admits::Nothing];

/// What a call tries in one state of the gateways; `None` when it is refused or rings a station.
fn tried(view: &View<'_>, number: &str, caller: Caller, admits: &[Admits]) -> Option<Vec<String>> {
    let named = |index| view.names.gateway(index).expect("a name").to_owned();
    match decide(view, number, caller, admits) {
        Decision::Attempts { list, .. } => Some(list.iter().map(|attempt| named(attempt.gateway)).collect()),
        Decision::Emergency { targets, .. } => {
            let shown = |target: &Target| match target {
                Target::Station(station) => {
                    let station = view.table.station(*station).expect("a station");
                    format!("station {}", station.number())
                }
                Target::Gateway(attempt) => named(attempt.gateway),
            };
            Some(targets.iter().map(shown).collect())
        }
        _ => None,
    }
}

/// The two gateways of the plan, as its table counts them, by name.
fn admitting(view: &View<'_>, states: &BTreeMap<&str, Admits>) -> Vec<Admits> {
    let gateways = view.table.gateways();
    let admits = gateways.map(|(index, _)| states[view.names.gateway(index).expect("a name")]);
    admits.collect()
}

/// Whether somebody who can take a call is tried.
fn taken(tried: Option<&Vec<String>>, states: &BTreeMap<&str, Admits>) -> bool {
    let alive = |name: &String| states.get(name.as_str()) != Some(&Admits::Nothing);
    tried.is_some_and(|tried| tried.iter().any(alive))
}

/// In every state of both gateways a matrix has one row, which says what is tried; two values that it tells apart make a
/// difference, and the single points are those without which nobody takes the call.
fn exact(view: &View<'_>, matrix: &Matrix, number: &str, caller: Caller) -> Result<(), TestCaseError> {
    let mut singles = Vec::new();
    let mut told = BTreeMap::new();
    for (one, two) in (0..9).map(|state| (state / 3, state % 3)) {
        let at = (one, two);
        let (one, two) = (STATES[one], STATES[two]);
        let states = BTreeMap::from([("one", one), ("two", two)]);
        let admits = admitting(view, &states);
        let tried = tried(view, number, caller, &admits);
        let fits = |gateway: &String, values: &Vec<Admits>| values.contains(&states[gateway.as_str()]);
        let mut rows = matrix.rows.iter().filter(|row| {
            let mut both = matrix.gateways.iter().zip(&row.admits);
            both.all(|(gateway, values)| fits(gateway, values))
        });
        let row = rows.next();
        prop_assert!(rows.next().is_none(), "two rows for {number}: {matrix:?}");
        match (row.map(|row| &row.remains), &tried) {
            (Some(Remains::Tried(remains)), Some(tried)) => prop_assert_eq!(remains, tried, "{}", number),
            (Some(Remains::Refused(refusal)), None) => {
                let outcome = Space::new(*view).admitting(admits).decide(number, caller).outcome;
                prop_assert_eq!(refusal, &outcome.to_string());
            }
            (row, tried) => prop_assert!(false, "{number}: {row:?} and {tried:?}"),
        }
        told.insert(at, tried.clone());
        for (name, down) in [("one", (one, two)), ("two", (two, one))] {
            if down == (Admits::Nothing, Admits::All) && !taken(tried.as_ref(), &states) {
                singles.push(name.to_owned());
            }
        }
    }
    singles.sort_by_key(|name| matrix.gateways.iter().position(|gateway| gateway == name));
    prop_assert_eq!(&singles, &matrix.single_points, "{}", number);
    prop_assert_eq!(matrix.asked, 3_usize.pow(matrix.gateways.len() as u32));
    for (position, gateway) in matrix.gateways.iter().enumerate() {
        let place = |admits: &Admits| STATES.iter().position(|state| state == admits).expect("a state");
        let firsts: BTreeSet<usize> = matrix
            .rows
            .iter()
            .map(|row| place(&row.admits[position][0]))
            .collect();
        let state = |own, other| {
            if gateway == "one" {
                (own, other)
            } else {
                (other, own)
            }
        };
        for (&left, &right) in firsts.iter().zip(firsts.iter().skip(1)) {
            let differ = (0..3).any(|other| told[&state(left, other)] != told[&state(right, other)]);
            prop_assert!(differ, "{left} and {right} of {gateway} are alike: {matrix:?}");
        }
    }
    Ok(())
}

fn emergency_targets() -> impl Strategy<Value = Vec<serde_json::Value>> {
    let targets = vec![
        json!({"station": "100"}),
        json!({"gateway": "one", "number": "999"}),
        json!({"gateway": "two", "number": "999"}),
    ];
    prop::sample::subsequence(targets, 1..=3).prop_shuffle()
}

fn compiled(parts: &Parts, targets: &[serde_json::Value]) -> Option<Vessel> {
    let mut settings = parts.settings();
    settings["emergency"] = json!([{"number": "112", "targets": targets}]);
    let allowed = |finding: &str| json!({"finding": finding, "reason": "the test is about failures"});
    settings["allow"] = json!(["emergency-without-station", "emergency-too-slow"].map(allowed));
    Vessel::compiled("made", &settings.to_string()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn the_matrix_of_a_list_holds_for_every_call_that_has_it(parts in small_plan(), targets in emergency_targets()) {
        let Some(vessel) = compiled(&parts, &targets) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let subject = subject(&vessel);
        let view = subject.view().expect("sections");
        let space = Space::new(view);
        let mut known: BTreeMap<List, Matrix> = BTreeMap::new();
        let mut numbers = numbers(2);
        numbers.extend(["112", "83112"].map(str::to_owned));
        for number in &numbers {
            for caller in view.callers() {
                let outcome = space.decide(number, caller).outcome;
                let list = List::of(&outcome);
                let reaches_nobody = matches!(outcome, Outcome::Station(_) | Outcome::Refuse(_));
                prop_assert_eq!(list.is_none(), reaches_nobody);
                let Some(list) = list else { continue };
                let matrix = match known.get(&list) {
                    Some(matrix) => matrix,
                    None => {
                        let matrix = failures(&space, number, caller).expect("it has a list");
                        known.entry(list).or_insert(matrix)
                    }
                };
                exact(&view, matrix, number, caller)?;
            }
        }
    }
}

#[test]
fn a_gateway_that_is_tried_although_it_is_dead_is_a_single_point_all_the_same() {
    let parts = Parts {
        routes: Vec::new(),
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: false,
        precedence: false,
        profiles: false,
    };
    let only = [json!({"gateway": "one", "number": "999"})];
    let vessel = compiled(&parts, &only).expect("a plan");
    let subject = subject(&vessel);
    let view = subject.view().expect("sections");
    let space = Space::new(view);
    let caller = view.callers()[0];
    let matrix = failures(&space, "112", caller).expect("it has a list");
    assert_eq!(matrix.single_points, ["one"]);
    let dead = Space::new(view).admitting(vec![Admits::Nothing; 2]);
    let Outcome::Emergency { targets, .. } = dead.decide("112", caller).outcome else {
        panic!("112 is an emergency number");
    };
    assert_eq!(targets, [SentTo::Gateway("one", "999".to_owned())]);
}
