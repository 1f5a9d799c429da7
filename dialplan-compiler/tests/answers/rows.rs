//! Prefixes that decide nothing, or nothing of their own, against a slow twin: it takes each prefix out of the settings, or gives it a
//! gateway of its own, compiles again and tries every number of a few symbols behind the prefix.

use dialplan_compiler::analysis::space::{Outcome, Space};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::numbers::numbers_behind;
use crate::plans::{Parts, subject};
use crate::vessels::Vessel;

/// A prefix with routes for it, and the ten prefixes that are longer by a digit, one of which may be cut again.
#[derive(Debug, Clone)]
struct Fan {
    begin: &'static str,
    own: Vec<Own>,
    /// By digit the gateway of the longer prefix.
    longer: Vec<Option<&'static str>>,
    /// Whether longer prefixes have the limits of the first route.
    limited: bool,
    /// A longer prefix that ten still longer ones stand for, perhaps but for one.
    cut: Option<(usize, Option<usize>)>,
    shorter: Option<Own>,
    denied: Option<&'static str>,
}

/// A route but for its prefix.
#[derive(Debug, Clone)]
struct Own {
    attempts: Vec<&'static str>,
    classes: Vec<&'static str>,
    least: Option<usize>,
    most: Option<usize>,
}

const BEGINNINGS: [&str; 3] = ["9", "+4", "*1"];

fn own() -> impl Strategy<Value = Own> {
    (
        prop::sample::subsequence(vec!["one", "two"], 1..=2),
        prop_oneof![3 => Just(vec!["crew", "officer"]), 1 => prop::sample::subsequence(vec!["crew", "officer"], 1..=2)],
        prop::option::of(1..4_usize),
        prop::option::of(4..6_usize),
    )
        .prop_map(|(attempts, classes, least, most)| Own {
            attempts,
            classes,
            least,
            most,
        })
}

fn fan() -> impl Strategy<Value = Fan> {
    let gateway = prop_oneof![8 => Just(Some("one")), 4 => Just(Some("two")), 1 => Just(None)];
    let all_one = Just(vec![Some("one"); 10]);
    (
        prop::sample::select(BEGINNINGS.to_vec()),
        prop::collection::vec(own(), 0..4),
        prop_oneof![all_one, prop::collection::vec(gateway, 10)],
        any::<bool>(),
        prop::option::of((0..10_usize, prop::option::of(0..10_usize))),
        prop::option::of(own()),
        prop::option::of(prop::sample::select(vec!["9", "91", "+44", "+441", "*1"])),
    )
        .prop_map(|(begin, own, longer, limited, cut, shorter, denied)| Fan {
            begin,
            own,
            longer,
            limited,
            cut,
            shorter,
            denied,
        })
}

impl Own {
    fn route(&self, prefix: &str, order: usize) -> Value {
        let mut route =
            json!({"prefixes": [prefix], "attempts": self.attempts, "classes": self.classes, "order": order});
        // Limits that leave some number to every prefix.
        if let Some(least) = self.least {
            route["minDigits"] = json!(least);
        }
        if let Some(most) = self.most {
            route["maxDigits"] = json!(most);
        }
        route
    }
}

impl Fan {
    /// Each prefix in a route of its own.
    fn routes(&self) -> Vec<Value> {
        let own = self.own.iter().enumerate();
        let mut routes: Vec<Value> = own.map(|(order, own)| own.route(self.begin, order)).collect();
        let (least, most) = match self.own.first() {
            Some(own) if self.limited => (own.least, own.most),
            _ => (None, None),
        };
        let mut push = |prefix: String, gateway| {
            let own = Own {
                attempts: vec![gateway],
                classes: vec!["crew", "officer"],
                least,
                most,
            };
            routes.push(own.route(&prefix, 0));
        };
        for (digit, gateway) in self.longer.iter().enumerate() {
            let Some(gateway) = *gateway else { continue };
            let prefix = format!("{}{digit}", self.begin);
            match self.cut {
                Some((cut, but)) if cut == digit => (0..10)
                    .filter(|digit| Some(*digit) != but)
                    .for_each(|digit| push(format!("{prefix}{digit}"), gateway)),
                _ => push(prefix, gateway),
            }
        }
        if let (Some(shorter), true) = (&self.shorter, self.begin.len() > 1) {
            routes.push(shorter.route(self.begin.get(..1).expect("a symbol"), 0));
        }
        routes
    }

    fn settings(&self, routes: Vec<Value>, denied: bool) -> Value {
        let parts = Parts {
            routes,
            denied: self
                .denied
                .filter(|_| denied)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            formats: ["as-dialled", "as-dialled"],
            national: false,
            precedence: false,
            profiles: false,
        };
        let mut settings = parts.settings();
        let allow = ["shadowed-route", "prefix-hidden", "redundant-prefix"];
        settings["allow"] =
            json!(allow.map(|finding| json!({"finding": finding, "reason": "the test reads it"})));
        settings
    }

    /// The numbers behind the prefix: every one of up to three more symbols, and some of four.
    fn numbers(&self) -> Vec<String> {
        let mut numbers = numbers_behind(self.begin, "0123456789*", 3);
        let longest = self.begin.len() + 3;
        let last: Vec<String> = numbers
            .iter()
            .filter(|number| number.len() == longest)
            .cloned()
            .collect();
        for more in ["5", "55"] {
            numbers.extend(last.iter().map(|number| format!("{number}{more}")));
        }
        numbers
    }
}

fn compiled(settings: &Value) -> Option<Vessel> {
    Vessel::compiled("made", &settings.to_string()).ok()
}

/// What becomes of numbers, for every caller.
fn decisions(vessel: &Vessel, numbers: &[String]) -> Vec<String> {
    let subject = subject(vessel);
    let view = subject.view().expect("sections");
    let space = Space::new(view);
    let callers = view.callers();
    let of_number = |number: &String| {
        let outcomes = callers
            .iter()
            .map(|caller| space.decide(number, *caller).outcome.to_string());
        outcomes.collect::<Vec<_>>().join(" | ")
    };
    numbers.iter().map(of_number).collect()
}

/// Whether some number is sent to the gateway `two` first or later; everything else goes to `one`.
fn reaches_two(vessel: &Vessel, numbers: &[String]) -> bool {
    let subject = subject(vessel);
    let view = subject.view().expect("sections");
    let space = Space::new(view);
    let to_two = |outcome: &Outcome<'_>| outcome.attempts().iter().any(|sent| sent.gateway == "two");
    numbers.iter().any(|number| {
        let mut callers = view.callers().into_iter();
        callers.any(|caller| to_two(&space.decide(number, caller).outcome))
    })
}

/// The findings of a code about a route, or about a denied prefix.
fn reported(vessel: &Vessel, code: &str, about: &str) -> Vec<String> {
    let allowed = vessel
        .plan
        .allowances()
        .iter()
        .filter(|allow| allow.finding() == code);
    let findings = allowed.flat_map(|allow| allow.relaxed());
    let named = findings.filter(|finding| finding.subject() == Some(about));
    named.map(|finding| finding.message().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_global_rejects: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn a_prefix_is_reported_when_it_decides_nothing_of_its_own(fan in fan()) {
        let routes = fan.routes();
        let Some(vessel) = compiled(&fan.settings(routes.clone(), true)) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let numbers = fan.numbers();
        let of_digits: Vec<String> = numbers.iter().filter(|number| fan.begin == "*1" || !number.contains('*')).cloned().collect();
        let before = decisions(&vessel, &numbers);
        for (position, route) in routes.iter().enumerate() {
            let prefix = route["prefixes"][0].as_str().expect("a prefix");
            // The shorter one has numbers that are not tried; of the many longer ones some are enough.
            if !prefix.starts_with(fan.begin) || (position > fan.own.len() + 2 && position % 5 > 0) {
                continue;
            }
            let name = format!("route-{position}");
            let shadowed = reported(&vessel, "shadowed-route", &name);
            let hidden = [shadowed.clone(), reported(&vessel, "prefix-hidden", &name)].concat();
            let redundant = reported(&vessel, "redundant-prefix", &name);

            let mut without = routes.clone();
            without[position]["prefixes"] = json!(["77"]);
            let without = compiled(&fan.settings(without, true));
            let nothing_changes = without.is_some_and(|without| decisions(&without, &numbers) == before);
            if !redundant.is_empty() {
                prop_assert!(nothing_changes, "{redundant:?} is needed");
            }
            let same_prefix = routes.iter().enumerate().any(|(other, route)| {
                let name = format!("route-{other}");
                other != position && route["prefixes"][0] == prefix && !reported(&vessel, "shadowed-route", &name).is_empty()
            });
            if nothing_changes && !same_prefix {
                prop_assert!(!(hidden.is_empty() && redundant.is_empty()), "`{prefix}` of {name} changes nothing");
            }

            let mut marked = routes.clone();
            for (other, route) in marked.iter_mut().enumerate() {
                route["attempts"] = json!([if other == position { "two" } else { "one" }]);
            }
            let marked = compiled(&fan.settings(marked, true)).expect("other gateways make a plan as well");
            let reached = reaches_two(&marked, &of_digits);
            if reached {
                // An earlier route may try the same for the numbers that longer prefixes leave.
                let behind_earlier = (1..fan.own.len()).contains(&position);
                prop_assert!(hidden.is_empty() || behind_earlier, "{hidden:?}, yet it decides");
            } else {
                prop_assert!(!hidden.is_empty(), "`{prefix}` of {name} is never tried");
            }
        }
        if let Some(denied) = fan.denied.filter(|denied| !reported(&vessel, "redundant-prefix", denied).is_empty()) {
            let without = compiled(&fan.settings(routes, false)).expect("fewer denials make a plan as well");
            prop_assert!(decisions(&without, &numbers) == before, "the denial of {denied} is needed");
        }
    }
}

/// The findings of settings with these routes, each of its own name.
fn found(routes: Value) -> Vec<(String, String, String)> {
    found_beside(routes, Value::Null)
}

/// Likewise, with denials.
fn found_beside(routes: Value, deny: Value) -> Vec<(String, String, String)> {
    let fan = Fan {
        begin: "9",
        own: Vec::new(),
        longer: Vec::new(),
        limited: false,
        cut: None,
        shorter: None,
        denied: None,
    };
    let routes = routes.as_array().expect("a list").clone();
    let mut settings = fan.settings(routes, false);
    if !deny.is_null() {
        settings["deny"] = deny;
    }
    let vessel = compiled(&settings).expect("there is a plan");
    let allowed = vessel.plan.allowances().iter();
    let findings = allowed.flat_map(|allow| allow.relaxed());
    let parts = findings.map(|finding| {
        (
            finding.code().name().to_owned(),
            finding.message().to_owned(),
            finding.remedy_text().unwrap_or_default().to_owned(),
        )
    });
    parts.collect()
}

#[test]
fn all_longer_prefixes_together_hide_a_shorter_one() {
    let longer: Vec<String> = (0..10).map(|digit| format!("9{digit}")).collect();
    let found = found(json!([
        {"prefixes": ["9"], "attempts": ["one"], "minDigits": 2},
        {"prefixes": longer, "attempts": ["two"]},
    ]));
    let [(code, message, remedy)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(code, "prefix-hidden");
    assert_eq!(
        message,
        "no number of digits is left to the prefix `9` of `route-0`"
    );
    assert!(
        remedy.contains("`90`, `91`, `92`") && remedy.contains("`99`"),
        "{remedy}"
    );
}

#[test]
fn one_number_that_is_left_hides_nothing() {
    let longer: Vec<String> = (0..10).map(|digit| format!("9{digit}")).collect();
    let routes = json!([
        {"prefixes": ["9"], "attempts": ["one"], "minDigits": 1},
        {"prefixes": longer, "attempts": ["two"]},
    ]);
    assert_eq!(found(routes), []);
}

#[test]
fn stations_take_the_last_numbers_of_a_prefix() {
    let routes = json!([
        {"prefixes": ["4"], "attempts": ["one"], "minDigits": 2, "maxDigits": 2},
        {"prefixes": ["40", "42", "43", "44", "45", "46", "47", "48", "49"], "attempts": ["two"]},
    ]);
    let found = found(routes);
    let [(code, _, remedy)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(code, "prefix-hidden");
    assert!(remedy.ends_with("`41`"), "{remedy}");
}

#[test]
fn routes_of_two_classes_hide_one_of_both_together() {
    let route = |order: u32, classes: &[&str]| json!({"prefixes": ["9"], "attempts": ["one"], "order": order, "classes": classes});
    let routes = [
        route(1, &["crew"]),
        route(2, &["officer"]),
        route(3, &["crew", "officer"]),
    ];
    let found = found(json!(routes));
    let [(code, message, _)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(code, "shadowed-route");
    assert_eq!(message, "the prefix `9` of `route-2` never decides a call");
}

/// The codes and messages of findings.
fn messages(found: &[(String, String, String)]) -> Vec<(&str, &str)> {
    let both = found.iter().map(|(code, message, _)| (&**code, &**message));
    both.collect()
}

#[test]
fn a_route_that_a_denial_hides_is_no_reason_to_remove_the_denial() {
    let found = found_beside(
        json!([
            {"prefixes": ["+4"], "attempts": ["one"], "overridesDeny": "the owner's contract"},
            {"prefixes": ["+44"], "attempts": ["one"]},
        ]),
        json!([{"prefixes": ["+", "+44"], "reason": "nobody calls ashore"}]),
    );
    let hidden = "the prefix `+44` of `route-1` never decides a call";
    assert_eq!(messages(&found), [("shadowed-route", hidden)]);
}

#[test]
fn a_hidden_route_that_would_decide_otherwise_keeps_the_one_before_it() {
    let routes = json!([
        {"prefixes": ["+"], "attempts": ["one"], "minDigits": 3},
        {"prefixes": ["+44"], "attempts": ["one"], "order": 1, "minDigits": 3},
        {"prefixes": ["+44"], "attempts": ["one"], "order": 2, "minDigits": 5},
    ]);
    let hidden = "the prefix `+44` of `route-2` never decides a call";
    let found = found(routes);
    let found: Vec<_> = messages(&found)
        .into_iter()
        .filter(|(code, _)| *code != "satellite-swallowed")
        .collect();
    assert_eq!(found, [("shadowed-route", hidden)]);
}

#[test]
fn of_two_routes_alike_only_the_later_one_may_go() {
    let routes = json!([
        {"prefixes": ["9"], "attempts": ["one"], "order": 1},
        {"prefixes": ["9"], "attempts": ["one"], "order": 2},
    ]);
    let hidden = "the prefix `9` of `route-1` never decides a call";
    assert_eq!(messages(&found(routes)), [("shadowed-route", hidden)]);
}

#[test]
fn an_earlier_route_hides_what_longer_prefixes_leave() {
    let longer: Vec<String> = (0..10).map(|digit| format!("9{digit}")).collect();
    let found = found(json!([
        {"prefixes": ["9"], "attempts": ["one"], "order": 1, "maxDigits": 4},
        {"prefixes": ["9"], "attempts": ["one"], "order": 2},
        {"prefixes": longer, "attempts": ["two"]},
    ]));
    let hidden = "no number of digits is left to the prefix `9` of `route-1`";
    assert_eq!(messages(&found), [("prefix-hidden", hidden)]);
}

#[test]
fn many_routes_hide_a_later_one_when_each_of_them_is_needed() {
    let mut routes: Vec<Value> = (2..17)
        .map(|count| json!({"prefixes": ["9"], "attempts": ["one"], "order": count, "minDigits": count, "maxDigits": count}))
        .collect();
    routes
        .push(json!({"prefixes": ["9"], "attempts": ["one"], "order": 17, "minDigits": 2, "maxDigits": 16}));
    let hidden = "the prefix `9` of `route-15` never decides a call";
    assert_eq!(messages(&found(json!(routes))), [("shadowed-route", hidden)]);
}
