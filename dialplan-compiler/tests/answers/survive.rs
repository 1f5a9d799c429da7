//! `survive` of calls with more gateways than those of which every combination is tried, against one that tries them all.

use dialplan_compiler::analysis::subject::{Subject, View};
use routing_table::{Admits, Decision, Target};
use serde_json::{Value, json};

use crate::plans::subject;
use crate::prove::{decide, proof};
use crate::vessels::Vessel;

const GATEWAYS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

/// Nine gateways: all of them for `9`, three for `8`, and an emergency number with none but gateways.
fn plan() -> Subject {
    let mut routes: Vec<Value> = (1..)
        .zip(GATEWAYS)
        .map(|(host, name)| {
            let address = format!("192.0.2.{host}");
            json!({
                "name": name, "plugin": "libgw-sip.so", "prefixes": [], "numberFormat": "as-dialled",
                "config": {"trunkHost": address, "allowedIps": [format!("{address}/32")], "firstResponseSeconds": 2, "progressSeconds": 5},
            })
        })
        .collect();
    routes.push(json!({"name": "all", "prefixes": ["9"], "attempts": GATEWAYS}));
    routes.push(json!({"name": "few", "prefixes": ["8"], "attempts": ["a", "b", "i"]}));
    let targets: Vec<Value> = GATEWAYS
        .iter()
        .map(|name| json!({"gateway": name, "number": "999"}))
        .collect();
    let settings = json!({
        "server": {"unauthenticatedEmergency": false},
        "stations": [{"number": "100"}],
        "emergency": [{"number": "112", "targets": targets}],
        "gateways": {"routes": routes},
        "allow": [{"finding": "emergency-without-station", "reason": "the test is about gateways"}],
    });
    subject(&Vessel::new("nine gateways", &settings.to_string()))
}

/// Whether some choice of at most `failures` failed gateways leaves the call without an attempt.
fn lost(view: &View<'_>, number: &str, failures: usize) -> bool {
    let caller = view.callers()[0];
    let ways = 3_usize.pow(GATEWAYS.len() as u32);
    (0..ways).any(|way| {
        let digit = |position: usize| way / 3_usize.pow(position as u32) % 3;
        let admits: Vec<Admits> = (0..GATEWAYS.len())
            .map(|position| [Admits::All, Admits::EmergencyOnly, Admits::Nothing][digit(position)])
            .collect();
        let failed = admits.iter().filter(|admits| **admits != Admits::All).count();
        failed <= failures && !is_taken(&decide(view, number, caller, &admits), &admits)
    })
}

fn is_taken(decision: &Decision, admits: &[Admits]) -> bool {
    match decision {
        Decision::Station { .. } | Decision::Attempts { .. } => true,
        Decision::Emergency { targets, .. } => targets.iter().any(|target| match target {
            Target::Station(_) => true,
            Target::Gateway(attempt) => admits[attempt.gateway.index()] != Admits::Nothing,
        }),
        Decision::Refuse { .. } => false,
    }
}

#[test]
fn calls_of_nine_gateways_survive_exactly_as_many_failures_as_the_twin_says() {
    let subject = plan();
    let view = subject.view().expect("sections");
    for number in ["91", "81", "112", "100", "7"] {
        for failures in [0, 1, 2, 3, 7, 8, 9] {
            let toml = format!(
                "[[survive]]\nid = \"S\"\ntext = \"of the test\"\nnumbers = {{ numbers = [\"{number}\"] }}\nfailures = {failures}\n"
            );
            let proof = proof(&view, &toml).expect("it is read");
            assert_eq!(
                proof.witness.is_some(),
                lost(&view, number, failures),
                "{number} with {failures} failures: {proof:?}"
            );
        }
    }
}
