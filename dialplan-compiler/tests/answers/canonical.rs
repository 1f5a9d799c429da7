//! Settings from the sections of a binary compile to the plan that the binary holds.

use dialplan_compiler::analysis::canonical;
use dialplan_compiler::emit::evidence::{Allowance, Evidence, FORM, Toolchain};
use dialplan_compiler::settings::Settings;
use proptest::prelude::*;
use routing_table::Table;
use routing_table::names::Names;
use serde_json::{Value, json};

use crate::catalogue::catalogue;
use crate::vessels::{Vessel, all};

#[test]
fn settings_from_the_binary_of_every_vessel_compile_to_its_identity() {
    for vessel in all() {
        let again = compiled_again(&vessel, Some(&evidence(&vessel)));
        assert_eq!(
            again.sections.identity,
            vessel.sections.identity,
            "{}:\n{}",
            vessel.source.name(),
            again.source.text()
        );
        let twice = compiled_again(&again, Some(&evidence(&again)));
        assert_eq!(
            twice.source.text(),
            again.source.text(),
            "{}",
            vessel.source.name()
        );
    }
}

#[test]
fn settings_without_evidence_compile_where_no_other_finding_was_allowed() {
    let vessels = all();
    let vessel = vessels
        .iter()
        .find(|vessel| vessel.source.name().starts_with("dialplans/reference"))
        .expect("there is a reference vessel");
    let again = compiled_again(vessel, None);
    assert_eq!(again.sections.identity, vessel.sections.identity);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn settings_from_any_plan_compile_to_its_identity(
        routes in prop::collection::vec(route(), 1..5),
        denied in prop::collection::btree_set(prefix(), 0..3),
        national in prop::option::of(Just("0")),
    ) {
        let Ok(vessel) = Vessel::compiled("made", &plan(&routes, &denied, national).to_string()) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let again = compiled_again(&vessel, Some(&evidence(&vessel)));
        prop_assert_eq!(&again.sections.identity, &vessel.sections.identity, "{}\n{}", vessel.source.text(), again.source.text());
    }
}

fn prefix() -> impl Strategy<Value = String> {
    prop_oneof![international(), on_board()]
}

fn international() -> impl Strategy<Value = String> {
    "\\+[14]{0,3}|0[149]{1,2}|00[14]{1,2}"
}

fn on_board() -> impl Strategy<Value = String> {
    "[149*][0149*]{0,2}"
}

/// Prefixes that are spelled in several ways are not stripped: no such plan is built.
fn route() -> impl Strategy<Value = Value> {
    let prefixes = prop_oneof![
        (prop::collection::btree_set(international(), 1..3), Just(0)),
        (prop::collection::btree_set(on_board(), 1..3), 0..2u32),
    ];
    let classes = prop::sample::subsequence(vec!["crew", "officer"], 1..=2);
    let attempts = prop::sample::subsequence(vec!["one", "two"], 1..=2);
    let prepend = prop::option::of("[149]{1,2}");
    let limits = (prop::option::of(1..5u32), prop::option::of(5..9u32));
    let overrides = prop::option::of(Just("needed"));
    (prefixes, attempts, prepend, limits, classes, overrides).prop_map(
        |((prefixes, strip), attempts, prepend, (least, most), classes, overrides)| {
            let mut route = json!({
                "prefixes": prefixes, "attempts": attempts, "strip": strip, "prepend": prepend,
                "minDigits": least, "maxDigits": most, "classes": classes, "overridesDeny": overrides,
            });
            if let Some(keys) = route.as_object_mut() {
                keys.retain(|_, value| !value.is_null());
            }
            route
        },
    )
}

fn plan(routes: &[Value], denied: &std::collections::BTreeSet<String>, national: Option<&str>) -> Value {
    let gateway = |name: &str, host: &str| {
        json!({
            "name": name, "plugin": "libgw-sip.so", "prefixes": [], "numberFormat": "as-dialled",
            "config": {"trunkHost": host, "allowedIps": [format!("{host}/32")]},
        })
    };
    let mut all = vec![gateway("one", "192.0.2.1"), gateway("two", "192.0.2.2")];
    for (position, route) in routes.iter().enumerate() {
        let mut route = route.clone();
        route["name"] = json!(format!("route-{position}"));
        route["order"] = json!(position);
        all.push(route);
    }
    let mut numbering = json!({"countryCode": "44", "internationalPrefix": "00"});
    if let Some(national) = national {
        numbering["nationalPrefix"] = json!(national);
    }
    let mut plan = json!({
        "server": {"unauthenticatedEmergency": false},
        "numbering": numbering,
        "classes": ["crew", "officer"],
        "stations": [{"number": "100", "class": "crew"}, {"number": "41", "class": "officer"}],
        "emergency": [{"number": "112", "targets": [{"station": "100"}]}],
        "gateways": {"routes": all},
    });
    if !denied.is_empty() {
        plan["deny"] = json!([{"prefixes": denied, "reason": "the test says so"}]);
    }
    plan
}

#[test]
fn every_profile_goes_by_the_plugin_name_that_is_made_of_it() {
    let catalogue = catalogue();
    let mut profiles = 0;
    for kind in catalogue.kinds() {
        for profile in kind.profiles() {
            let plugin = dialplan_compiler::catalogue::canonical_plugin(kind.name(), profile.name());
            let found = catalogue
                .plugin(&plugin)
                .map(|(kind, profile)| (kind.name(), profile.name()));
            assert_eq!(found, Some((kind.name(), profile.name())), "{plugin}");
            profiles += 1;
        }
    }
    assert!(profiles >= 3, "only {profiles} profiles");
}

fn compiled_again(vessel: &Vessel, evidence: Option<&Evidence>) -> Vessel {
    let settings = settings(vessel, evidence);
    let text = serde_json::to_string_pretty(&settings).expect("settings are JSON");
    Vessel::new(vessel.source.name(), &text)
}

fn settings(vessel: &Vessel, evidence: Option<&Evidence>) -> Settings {
    let table = Table::open(&vessel.sections.table).expect("an emitted table opens");
    let names = Names::open(&vessel.sections.names).expect("emitted names open");
    canonical::settings(&table, &names, evidence).expect("every setting has a key")
}

/// The part of a build's evidence that settings are written from.
fn evidence(vessel: &Vessel) -> Evidence {
    Evidence {
        form: FORM.to_owned(),
        identity: vessel.sections.identity.clone(),
        fallback_identity: vessel.sections.fallback_identity.clone(),
        settings: vessel.source.name().to_owned(),
        settings_fingerprint: String::new(),
        toolchain: Toolchain {
            dialplan_compiler: String::new(),
            rustc: String::new(),
            target: String::new(),
            profile: String::new(),
        },
        packages: Vec::new(),
        decisions: Vec::new(),
        allowances: vessel.plan.allowances().iter().map(Allowance::from).collect(),
        seal: None,
    }
}
