//! The card of small plans is the shortest that there is.

use super::*;
use crate::analysis::subject::Subject;
use crate::catalogue::Catalogue;
use crate::source::Source;

const PLAN: &str = r#"{
  "server": {"unauthenticatedEmergency": true},
  "numbering": {"countryCode": "44", "internationalPrefix": "00"},
  "classes": ["crew", "officer"],
  "stations": [{"number": "100", "class": "crew"}, {"number": "101", "class": "officer"}],
  "emergency": [{"number": "112", "targets": [{"station": "100"}]}],
  "deny": [{"prefixes": ["+9"], "reason": "the test says so"}],
  "gateways": {"routes": [
    {"name": "one", "plugin": "libgw-sip.so", "prefixes": ["+"], "classes": ["officer"], "minDigits": 8, "maxDigits": 15,
     "config": {"trunkHost": "192.0.2.1", "allowedIps": ["192.0.2.1/32"]}}
  ]},
  "inbound": [{"gateway": "one", "number": "+44100", "station": "100"}]
}"#;

fn subject() -> Subject {
    let manifest = include_str!("../../../../gateways/sip-trunk/Cargo.toml");
    let catalogue = Catalogue::read(&[("sip-trunk", manifest)]).expect("the manifest is good");
    let source = Source::new("small", PLAN);
    let compilation = crate::compile(&source, &catalogue);
    let plan = compilation.plan.expect("the settings give a plan");
    let sections = crate::sections(&plan, &source).expect("it is small");
    Subject::of_sections(sections.table, sections.names).expect("sections open")
}

#[test]
fn no_card_of_a_small_plan_is_shorter() {
    let subject = subject();
    let view = subject.view().expect("sections");
    let space = Space::new(view);
    let tree = numbers::tree(&space, &view.callers());
    let (candidates, _) = candidates(&space, &tree);
    let card = card(&space, &tree);
    // Things of which no call exercises two: a card needs a call for each of them.
    let together = |one: &Item, other: &Item| {
        candidates
            .iter()
            .any(|call| call.exercises.contains(one) && call.exercises.contains(other))
    };
    let mut apart: Vec<&Item> = Vec::new();
    let mut items: Vec<&Item> = candidates.iter().flat_map(|call| &call.exercises).collect();
    items.sort_by_key(|item| {
        candidates
            .iter()
            .filter(|call| call.exercises.contains(item))
            .count()
    });
    for item in items {
        if !apart.iter().any(|other| together(item, other)) {
            apart.push(item);
        }
    }
    assert_eq!(card.calls.len(), apart.len(), "{:#?}\n{apart:?}", card.calls);
}

#[test]
fn every_thing_is_exercised_once_first() {
    let subject = subject();
    let card = test_card(subject.view().expect("sections"));
    let first: Vec<&String> = card.calls.iter().flat_map(|call| &call.exercises).collect();
    assert_eq!(first.len(), card.exercised);
    for needed in [
        "shortest of d5",
        "too long for d5",
        "barred by d5",
        "emergency without credentials",
        "class officer",
    ] {
        assert!(first.iter().any(|item| *item == needed), "{needed}: {first:?}");
    }
}
