//! Small random plans, in which prefixes meet, and what they are compiled to.

use dialplan_compiler::analysis::subject::Subject;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::vessels::Vessel;

/// The parts of settings that vary.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub(crate) routes: Vec<Value>,
    pub(crate) denied: Vec<String>,
    pub(crate) formats: [&'static str; 2],
    pub(crate) national: bool,
    pub(crate) precedence: bool,
    pub(crate) profiles: bool,
}

/// Settings of small plans; not all of them compile.
pub(crate) fn small_plan() -> impl Strategy<Value = Parts> {
    let format = || {
        prop::sample::select(vec![
            "as-dialled",
            "plus-e164",
            "bare-e164",
            "00-prefix",
            "national",
        ])
    };
    (
        prop::collection::vec(route(), 1..5),
        prop::collection::btree_set(prefix(), 0..3),
        (format(), format()),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(routes, denied, (one, two), national, precedence, profiles)| Parts {
                routes,
                denied: denied.into_iter().collect(),
                formats: [one, two],
                national,
                precedence,
                profiles,
            },
        )
}

fn prefix() -> impl Strategy<Value = String> {
    prop_oneof!["\\+[14]{0,3}", "0[149]{1,2}", "00[14]{1,2}", "[149*][0149*]{0,2}"]
}

fn route() -> impl Strategy<Value = Value> {
    let international = prop_oneof!["\\+[14]{0,3}", "0[149]{1,2}", "00[14]{1,2}"];
    let on_board = "[149*][0149*]{0,2}";
    let prefixes = prop_oneof![
        (prop::collection::btree_set(international, 1..3), Just(0)),
        (prop::collection::btree_set(on_board, 1..3), 0..2u32),
    ];
    let classes = prop::sample::subsequence(vec!["crew", "officer"], 1..=2);
    let attempts = prop::sample::subsequence(vec!["one", "two"], 1..=2);
    let prepend = prop::option::of(prop_oneof!["[149]{1,2}", "\\+4?", "00", "0"]);
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

impl Parts {
    /// The settings as a vessel would write them.
    pub(crate) fn settings(&self) -> Value {
        let gateway = |(name, format): (&str, &str), host: &str, radiates: bool| {
            let mut gateway = json!({
                "name": name, "plugin": "libgw-sip.so", "prefixes": [], "numberFormat": format,
                "config": {"trunkHost": host, "allowedIps": [format!("{host}/32")]},
            });
            if self.profiles {
                gateway["radiates"] = json!(radiates);
            }
            gateway
        };
        let [one, two] = self.formats;
        let mut all = vec![
            gateway(("one", one), "192.0.2.1", true),
            gateway(("two", two), "192.0.2.2", false),
        ];
        for (position, route) in self.routes.iter().enumerate() {
            let mut route = route.clone();
            route["name"] = json!(format!("route-{position}"));
            route["order"] = json!(position);
            all.push(route);
        }
        let mut numbering = json!({"countryCode": "44", "internationalPrefix": "00"});
        if self.national {
            numbering["nationalPrefix"] = json!("0");
        }
        let mut plan = json!({
            "server": {"unauthenticatedEmergency": false},
            "numbering": numbering,
            "classes": ["crew", "officer"],
            "stations": [{"number": "100", "class": "crew"}, {"number": "41", "class": "officer"}],
            "emergency": [{"number": "112", "targets": [{"station": "100"}]}],
            "gateways": {"routes": all},
        });
        if !self.denied.is_empty() {
            plan["deny"] = json!([{"prefixes": self.denied, "reason": "the test says so"}]);
        }
        if self.precedence {
            plan["precedence"] = json!({
                "namespace": "dsn", "levels": ["routine", "priority"],
                "dialled": {"84": "routine", "83": "priority"},
                "classes": {"crew": "routine", "officer": "priority"},
            });
        }
        if self.profiles {
            plan["emissionProfiles"] = json!([
                {"name": "open", "radiate": ["one"], "emergency": "radiate"},
                {"name": "silent", "radiate": [], "emergency": "silent"},
            ]);
        }
        plan
    }

    /// The compiled plan, if the settings make one.
    pub(crate) fn subject(&self) -> Option<Subject> {
        let vessel = Vessel::compiled("made", &self.settings().to_string()).ok()?;
        Some(subject(&vessel))
    }
}

/// The subject of a vessel.
pub(crate) fn subject(vessel: &Vessel) -> Subject {
    let sections = &vessel.sections;
    Subject::of_sections(sections.table.clone(), sections.names.clone()).expect("emitted sections open")
}
