//! The vessel `large`: 316 000 real prefixes, compiled without a finding, and decided as they are written.

use dialplan_compiler::diagnostics::{Colour, render};
use dialplan_compiler::source::Source;
use dialplan_compiler::{compile, sections};
use routing_table::names::Names;
use routing_table::{Admits, Cause, Decision, Ingress, Question, Table};
use std::collections::BTreeMap;

use crate::catalogue::catalogue;
use crate::repository::workspace;

/// By each prefix the name of its route, which is made of its gateways; nothing for what is denied.
type Written = BTreeMap<String, Option<String>>;

fn written(settings: &serde_json::Value) -> Written {
    let list = |value: &serde_json::Value| value.as_array().cloned().expect("a list");
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let entries = [list(&settings["deny"]), list(&settings["gateways"]["routes"])].concat();
    let prefixes = entries.iter().flat_map(|entry| {
        let prefixes = entry["prefixes"].as_array().into_iter().flatten();
        prefixes.map(|prefix| (text(prefix).expect("a prefix"), text(&entry["name"])))
    });
    prefixes.collect()
}

#[test]
fn every_real_prefix_goes_where_it_is_written() {
    let file = workspace().join("dialplans/large/voip-settings.json");
    let text = std::fs::read_to_string(file).expect("the settings can be read");
    let source = Source::new("large", text.as_str());
    let compilation = compile(&source, &catalogue());
    let found = &compilation.diagnostics;
    assert!(found.is_empty(), "{}", render(found, &source, Colour::Never));
    let plan = compilation.plan.expect("there is a plan");
    let sections = sections(&plan, &source).expect("it fits into a table");
    let table = Table::open(&sections.table).expect("the table opens");
    let names = Names::open(&sections.names).expect("the names open");
    let settings: serde_json::Value = serde_json::from_str(&text).expect("settings are JSON");
    let written = written(&settings);
    assert!(written.len() > 300_000, "{} prefixes", written.len());
    let class = table.stations().next().map(|(_, station)| station.class());
    let admits = [Admits::All; 8];
    for prefix in written.keys() {
        let number = format!("{prefix:0<11}");
        let decision = table.decide(&Question {
            ingress: Ingress::Crew,
            dialled: number.as_bytes(),
            class,
            precedence: None,
            profile: None,
            admits: &admits,
        });
        let gone = match &decision {
            Decision::Attempts { list, .. } => {
                assert!(
                    list.iter().all(|attempt| attempt.number.as_str() == number),
                    "{number}"
                );
                let gateways = list.iter().filter_map(|attempt| names.gateway(attempt.gateway));
                Some(gateways.collect::<Vec<_>>().join("-"))
            }
            Decision::Refuse { cause, .. } => {
                assert_eq!(*cause, Cause::Barred, "{number}");
                None
            }
            other => panic!("{number}: {other:?}"),
        };
        assert_eq!(gone.as_ref(), longest(&written, &number), "{number}");
    }
}

/// What is written for the longest prefix of a number.
fn longest<'w>(written: &'w Written, number: &str) -> Option<&'w String> {
    let mut starts = (1..=number.len()).rev().filter_map(|length| number.get(..length));
    starts
        .find_map(|start| written.get(start))
        .expect("it has a prefix")
        .as_ref()
}
