//! The calls with which a running vessel is tried: every meaning, both sides of every bound, each class that differs.

use dialplan_verifier::{Call, Expected, trial};

use crate::plans::manifests;

const SETTINGS: &str = r#"{
  "vessel": {"name": "boat"},
  "server": {"crewNetworks": ["10.0.0.0/24"], "listen": "10.0.0.1", "unauthenticatedEmergency": true},
  "numbering": {"countryCode": "44", "internationalPrefix": "00", "nationalPrefix": "0"},
  "classes": ["crew", "master"],
  "stations": [{"number": "20", "class": "crew"}, {"number": "21", "class": "master"}],
  "emergency": [{"number": "112", "targets": [{"station": "21"}, {"gateway": "shore", "number": "+44999"}]}],
  "deny": [{"prefixes": ["+870"], "reason": "satellite"}],
  "gateways": {"routes": [{
    "name": "shore", "plugin": "libgw-sip.so", "prefixes": ["+44"], "minDigits": 5, "maxDigits": 6, "classes": ["master"],
    "attempts": ["shore"],
    "config": {"trunkHost": "192.0.2.1", "allowedIps": ["192.0.2.1/32"]}
  }]}
}"#;

#[test]
fn every_meaning_is_dialled_and_both_sides_of_every_bound() {
    let trial = trial(SETTINGS, &manifests()).expect("it can be tried");
    let calls = trial.calls(None);
    let made: Vec<String> = calls.iter().map(said).collect();
    assert_eq!(
        made,
        [
            "20 dials 0: 403",
            "21 dials 0: 484",
            "20 dials 1: 484",
            "20 dials 3: 404",
            "20 dials 01: 403",
            "21 dials 01: 484",
            "20 dials 20: 20",
            "20 dials 21: 21",
            "20 dials 010: 403",
            "21 dials 010: 484",
            "20 dials 011: 403",
            "21 dials 011: 484",
            "20 dials 112: 21, shore +44999",
            "20 dials +870: 403",
            "20 dials 0100: 403",
            "21 dials 0100: shore +44100",
            "20 dials 0111: 403",
            "21 dials 0111: shore +44111",
            "20 dials 01000: 403",
            "21 dials 01000: shore +441000",
            "20 dials 01111: 403",
            "21 dials 01111: shore +441111",
            "20 dials 010000: 403",
            "21 dials 010000: 404",
            "20 dials 011111: 403",
            "21 dials 011111: 404",
        ]
    );
}

/// A call in one line.
fn said(call: &Call) -> String {
    let comes = match &call.expected {
        Expected::Refused(status) => status.to_string(),
        Expected::Called(called) => {
            let words = called.iter().map(|called| match called.provider {
                None => called.number.clone(),
                Some(_) => format!("shore {}", called.number),
            });
            words.collect::<Vec<_>>().join(", ")
        }
    };
    format!("{} dials {}: {comes}", call.from, call.dialled)
}

#[test]
fn a_plan_without_stations_cannot_be_tried() {
    let refused = trial("{}", &manifests()).expect_err("nobody could call");
    assert!(refused.contains("no station"), "{refused}");
}
