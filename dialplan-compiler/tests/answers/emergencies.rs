//! What `emergency` and `emission` requirements find in plans that are made to fail them.

use dialplan_compiler::analysis::prove::{Proof, Witness};
use dialplan_compiler::analysis::subject::{Caller, View};
use proptest::prelude::*;
use routing_table::{Admits, Decision, GatewayIndex, Target};
use serde_json::{Value, json};

use crate::numbers::{in_order, numbers_behind};
use crate::plans::{Parts, small_plan, subject};
use crate::prove::{decide, proof};
use crate::vessels::Vessel;

/// A plan of two gateways, of which `one` radiates, with these emergency targets.
fn settings(targets: &Value) -> Value {
    let parts = Parts {
        routes: vec![json!({"prefixes": ["9"], "strip": 1, "attempts": ["one"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: true,
        precedence: true,
        profiles: true,
    };
    let mut settings = parts.settings();
    settings["emergency"] = json!([{"number": "112", "targets": targets}]);
    settings
}

fn proved(settings: &Value, kind: &str, demand: &str) -> Proof {
    let vessel = Vessel::new("made", &settings.to_string());
    let subject = subject(&vessel);
    let view = subject.view().expect("sections");
    let toml = format!("[[{kind}]]\nid = \"R1\"\ntext = \"of the test\"\n{demand}\n");
    proof(&view, &toml).unwrap_or_else(|| panic!("not read:\n{toml}"))
}

fn witness(proof: &Proof) -> &Witness {
    proof
        .witness
        .as_ref()
        .unwrap_or_else(|| panic!("it holds: {proof:?}"))
}

/// A gateway that does not radiate, then the station.
fn gateway_first() -> Value {
    json!([{"gateway": "two", "number": "999"}, {"station": "100"}])
}

#[test]
fn a_dead_gateway_makes_the_way_to_the_last_target_longer() {
    // Ready, `two` is tried first and the station last; dead, it is tried last, behind 30 seconds of ringing.
    let mut settings = settings(&gateway_first());
    let config = &mut settings["gateways"]["routes"][1]["config"];
    config["firstResponseSeconds"] = json!(2);
    config["progressSeconds"] = json!(5);
    let late = proved(&settings, "emergency", "within-seconds = 29");
    let state = witness(&late).states.first().expect("a state");
    assert_eq!((state.gateway.as_str(), state.admits), ("two", "nothing"));
    assert!(witness(&late).fault.contains("only after 30 seconds"), "{late:?}");
    assert_eq!(
        proved(&settings, "emergency", "within-seconds = 30").witness,
        None
    );
}

#[test]
fn an_emergency_number_behind_an_access_code_is_asked_for_by_name() {
    let settings = settings(&gateway_first());
    assert_eq!(
        proved(&settings, "emergency", "").witness,
        None,
        "behind 83 and 84 it is recognised"
    );
    let unrecognised = proved(&settings, "emergency", "access-codes = [\"9\"]");
    assert_eq!(witness(&unrecognised).number, "9112");
}

#[test]
fn callers_who_are_not_authenticated_are_told_apart() {
    let settings = settings(&gateway_first());
    assert_eq!(
        proved(&settings, "emergency", "unauthenticated = false").witness,
        None
    );
    let refused = proved(&settings, "emergency", "unauthenticated = true");
    assert_eq!(witness(&refused).outcome, "refused 407 unauthenticated");
}

#[test]
fn nothing_radiates_in_silence_but_what_is_named() {
    let settings = settings(&json!([{"station": "100"}, {"gateway": "one", "number": "999"}]));
    assert_eq!(
        proved(&settings, "emission", "profiles = [\"silent\"]").witness,
        None
    );
    let open = proved(&settings, "emission", "profiles = [\"open\"]");
    assert_eq!(witness(&open).fault, "one radiates");
    assert_eq!(
        proved(
            &settings,
            "emission",
            "profiles = [\"open\"]\nradiates = [\"one\"]"
        )
        .witness,
        None
    );
}

#[test]
fn a_call_from_the_trunk_of_a_silent_gateway_is_not_taken() {
    let mut settings = settings(&gateway_first());
    settings["gateways"]["routes"][2]["attempts"] = json!(["two"]);
    settings["inbound"] = json!([{"gateway": "one", "number": "441", "station": "100"}]);
    assert_eq!(
        proved(&settings, "emission", "profiles = [\"silent\"]").witness,
        None
    );
    let open = proved(&settings, "emission", "profiles = [\"open\"]\nemergency = true");
    assert_eq!(witness(&open).caller, "the trunk of one");
}

/// Whether a call shows that 112 is not taken as it should be: alone, behind `codes`, or sent by another call.
fn fails(view: &View<'_>, codes: &[String], number: &str, caller: Caller) -> bool {
    let decided = |number: &str| decide(view, number, caller, &[Admits::All; 2]);
    let targets = |number: &str| match decided(number) {
        Decision::Emergency { targets, .. } => Some(format!("{targets:?}")),
        _ => None,
    };
    let behind = number
        .strip_suffix("112")
        .is_some_and(|code| code.is_empty() || codes.iter().any(|known| known == code));
    let sends = matches!(decided(number), Decision::Attempts { list, .. }
        if list.iter().any(|attempt| attempt.number.as_str() == "112"));
    sends || behind && (targets(number).is_none() || targets(number) != targets("112"))
}

/// Numbers of up to four symbols, shortest first, each length in symbol order.
fn numbers() -> Vec<String> {
    numbers_behind("", &in_order("0123489+*"), 4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn emergency_requirements_fail_where_the_twin_finds_a_call(
        parts in small_plan(),
        code in prop::option::of(prop::sample::select(vec!["9", "4", "0", "*"])),
    ) {
        let Some(subject) = parts.subject() else {
            return Err(TestCaseError::reject("no plan"));
        };
        let view = subject.view().expect("sections");
        let demand = code.map_or(String::new(), |code| format!("access-codes = [\"{code}\"]"));
        let toml = format!("[[emergency]]\nid = \"R1\"\ntext = \"of the test\"\n{demand}\n");
        let proof = proof(&view, &toml).expect("it is read");
        let precedences = view.table.precedence_prefixes().map(|(prefix, _)| prefix.to_owned());
        let codes: Vec<String> = precedences.chain(code.map(str::to_owned)).collect();
        let callers = view.callers();
        let shortest = numbers().into_iter().find_map(|number| {
            let failing = callers.iter().find(|caller| fails(&view, &codes, &number, **caller));
            failing.map(|caller| (number.clone(), view.caller_name(*caller)))
        });
        match (&proof.witness, shortest) {
            (Some(witness), Some((number, caller))) => {
                prop_assert_eq!((&number, &caller), (&witness.number, &witness.caller));
            }
            (Some(witness), None) => {
                let caller = callers.iter().find(|caller| view.caller_name(**caller) == witness.caller);
                let caller = caller.expect("a caller");
                prop_assert!(witness.number.len() > 4, "the twin passed over {}", &witness.number);
                prop_assert!(fails(&view, &codes, &witness.number, *caller), "{:?}", witness);
            }
            (None, found) => prop_assert_eq!(found, None),
        }
    }
}

/// Emergency targets in any order, each gateway with its seconds to the first response and to progress.
fn timed_plan() -> impl Strategy<Value = Value> {
    let target = prop_oneof![
        Just(json!({"station": "100"})),
        Just(json!({"station": "41"})),
        Just(json!({"gateway": "one", "number": "999"})),
        Just(json!({"gateway": "two", "number": "998"})),
        Just(json!({"gateway": "two", "number": "999"})),
    ];
    let seconds = (1..5u32, 1..40u32);
    let profiles = any::<bool>();
    (
        prop::collection::vec(target, 1..6),
        [seconds.clone(), seconds],
        profiles,
    )
        .prop_map(|(targets, times, profiles)| {
            let mut settings = settings(&json!(targets));
            for (route, (first, progress)) in times.iter().enumerate() {
                let config = &mut settings["gateways"]["routes"][route]["config"];
                config["firstResponseSeconds"] = json!(first);
                config["progressSeconds"] = json!(progress);
                if !profiles {
                    let keys = settings["gateways"]["routes"][route].as_object_mut();
                    keys.expect("an object").remove("radiates");
                }
            }
            if !profiles {
                let keys = settings.as_object_mut();
                keys.expect("an object").remove("emissionProfiles");
            }
            let allowed = |finding: &str| json!({"finding": finding, "reason": "the test is about time"});
            settings["allow"] = json!(["emergency-without-station", "emergency-too-slow"].map(allowed));
            settings
        })
}

/// The seconds until the last target is called when each before it takes as long as it may: the targets are called one after
/// the other, in every profile, whatever the gateways admit.
fn simulated(settings: &Value, view: &View<'_>) -> u32 {
    let own = |gateway: GatewayIndex| {
        let written = usize::from(view.names.gateway(gateway) == Some("two"));
        let config = &settings["gateways"]["routes"][written]["config"];
        let seconds = |key: &str| config[key].as_u64().expect("a number") as u32;
        seconds("firstResponseSeconds") + seconds("progressSeconds")
    };
    let state = [Admits::All, Admits::EmergencyOnly, Admits::Nothing];
    let mut longest = 0;
    for caller in view.callers() {
        for (one, two) in (0..9).map(|state| (state / 3, state % 3)) {
            let Decision::Emergency { targets, .. } = decide(view, "112", caller, &[state[one], state[two]])
            else {
                continue;
            };
            let (mut now, mut last) = (0, 0);
            for target in targets.iter() {
                last = now;
                now += match target {
                    Target::Station(_) => 30,
                    Target::Gateway(attempt) => own(attempt.gateway),
                };
            }
            longest = longest.max(last);
        }
    }
    longest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn check_and_prove_name_the_seconds_that_the_slowest_call_takes(settings in timed_plan()) {
        let Ok(vessel) = Vessel::compiled("made", &settings.to_string()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let subject = subject(&vessel);
        let view = subject.view().expect("sections");
        let slowest = simulated(&settings, &view);
        prop_assert_eq!(vessel.plan.emergency()[0].worst_case_seconds(), slowest);
        let holds = |seconds: u32| {
            let toml = format!("[[emergency]]\nid = \"R1\"\ntext = \"of the test\"\nwithin-seconds = {seconds}\n");
            let proof = proof(&view, &toml).expect("it is read");
            proof.witness.is_none_or(|witness| !witness.fault.starts_with("the last target"))
        };
        prop_assert!(holds(slowest.max(1)));
        prop_assert!(slowest <= 1 || !holds(slowest - 1));
    }
}
