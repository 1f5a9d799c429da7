//! Whether anybody newly reaches a gateway, against every station, state of emission and number one by one.

use std::collections::BTreeMap;

use dialplan_compiler::analysis::diff::{GatewayReach, Whose, diff};
use dialplan_compiler::analysis::subject::{Caller, Subject, View};
use proptest::prelude::*;
use routing_table::{Admits, Attempt, Decision, Number, Target};
use serde_json::{Value, json};

use crate::diff::{numbers, two_plans};
use crate::numbers::numbers_behind;
use crate::plans::{Parts, subject};
use crate::prove::decide;
use crate::vessels::Vessel;

/// What a change of crew and emergency numbers may touch.
#[derive(Debug, Clone)]
struct Crew {
    stations: BTreeMap<&'static str, &'static str>,
    unauthenticated: bool,
    emergency_by_gateway: bool,
    profile: &'static str,
}

fn crew() -> impl Strategy<Value = Crew> {
    let class = prop::sample::select(vec!["crew", "officer", "guest"]);
    let number = prop::sample::select(vec!["41", "42", "43"]);
    let stations = prop::collection::btree_map(number, class, 0..3);
    let profile = prop::sample::select(vec!["silent", "quiet"]);
    (stations, any::<bool>(), any::<bool>(), profile).prop_map(
        |(stations, unauthenticated, emergency_by_gateway, profile)| Crew {
            stations,
            unauthenticated,
            emergency_by_gateway,
            profile,
        },
    )
}

/// A plan with this crew; `None` when it is none.
fn manned(parts: &Parts, crew: &Crew) -> Option<Subject> {
    let mut settings = parts.settings();
    let others = crew.stations.iter();
    let stations: Vec<Value> = others
        .map(|(number, class)| json!({"number": number, "class": class}))
        .chain([json!({"number": "100", "class": "crew"})])
        .collect();
    settings["stations"] = json!(stations);
    settings["classes"] = json!(["crew", "officer", "guest"]);
    settings["server"]["unauthenticatedEmergency"] = json!(crew.unauthenticated);
    if crew.emergency_by_gateway {
        settings["emergency"][0]["targets"] =
            json!([{"station": "100"}, {"gateway": "one", "number": "999"}]);
    }
    if parts.profiles {
        settings["emissionProfiles"][1]["name"] = json!(crew.profile);
    }
    if parts.precedence {
        settings["precedence"]["classes"]["guest"] = json!("routine");
    }
    Some(subject(&Vessel::compiled("made", &settings.to_string()).ok()?))
}

/// Somebody who may call: a station, a class that no station has, or nobody known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Person {
    Station(String),
    Class(String),
    Stranger,
}

fn people(view: &View<'_>) -> Vec<Person> {
    let stations: Vec<_> = view.table.stations().map(|(_, station)| station).collect();
    let mut people = vec![Person::Stranger];
    people.extend(
        stations
            .iter()
            .map(|station| Person::Station(station.number().to_owned())),
    );
    for (class, name) in view.names.classes() {
        if stations.iter().all(|station| station.class() != class) {
            people.push(Person::Class(name.to_owned()));
        }
    }
    people
}

/// The callers that somebody is in a plan, by profile; none when the plan does not have them.
fn callers<'v>(view: &View<'v>, person: &Person) -> Vec<(Option<&'v str>, Caller)> {
    let class = match person {
        Person::Stranger => None,
        Person::Station(number) => {
            let mut stations = view.table.stations();
            let own = stations.find(|(_, station)| station.number() == number);
            match own {
                Some((_, station)) => Some(station.class()),
                None => return Vec::new(),
            }
        }
        Person::Class(name) => match view.names.classes().find(|(_, class)| class == name) {
            Some((class, _)) => Some(class),
            None => return Vec::new(),
        },
    };
    let profiles = view.table.profiles();
    let mut all: Vec<_> = profiles
        .map(|(profile, entry)| {
            let profile = Some(profile);
            (Some(entry.name()), Caller { class, profile })
        })
        .collect();
    if all.is_empty() {
        all.push((None, Caller { class, profile: None }));
    }
    all
}

fn reaches(view: &View<'_>, gateway: &str, number: &str, caller: Caller) -> bool {
    !sent(view, gateway, number, caller).is_empty()
}

/// What a gateway is sent for a number.
fn sent(view: &View<'_>, gateway: &str, number: &str, caller: Caller) -> Vec<String> {
    let own = |attempt: &Attempt| {
        let named = view.names.gateway(attempt.gateway) == Some(gateway);
        named.then(|| attempt.number.as_str().to_owned())
    };
    match decide(view, number, caller, &[Admits::All; 2]) {
        Decision::Attempts { list, .. } => list.iter().filter_map(own).collect(),
        Decision::Emergency { targets, .. } => {
            let own = |target: &Target| match target {
                Target::Gateway(attempt) => own(attempt),
                Target::Station(_) => None,
            };
            targets.iter().filter_map(own).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether something that can be dialled has a gateway sent this: a rest of it, behind all that these plans can take away.
fn may_be_sent(view: &View<'_>, gateway: &str, wanted: &str, caller: Caller) -> bool {
    let taken: Vec<String> = ["", "84", "83"]
        .into_iter()
        .flat_map(|level| ["", "0", "1", "4", "9", "*"].map(|code| format!("{level}{code}")))
        .flat_map(|front| {
            let mut begins = numbers_behind("", "014", 2);
            begins.extend(["", "044", "0044", "+", "+4", "+44", "+1"].map(str::to_owned));
            begins.into_iter().map(move |begin| format!("{front}{begin}"))
        })
        .collect();
    let mut rests = (0..=wanted.len()).filter_map(|from| wanted.get(from..));
    rests.any(|rest| {
        let mut dialled = taken.iter().map(|taken| format!("{taken}{rest}"));
        let is_number = |dialled: &String| Number::from_symbols(dialled.as_bytes()).is_ok();
        dialled.any(|dialled| {
            is_number(&dialled)
                && sent(view, gateway, &dialled, caller)
                    .iter()
                    .any(|sent| sent == wanted)
        })
    }) || view.table.emergencies().any(|(_, entry)| {
        let sent = sent(view, gateway, entry.number(), caller);
        sent.iter().any(|sent| sent == wanted)
    })
}

/// Whether a number that reaches the gateway in both plans has it sent something new for somebody.
fn sent_newly(from: &View<'_>, to: &View<'_>, gateway: &str, number: &str) -> bool {
    people(to).iter().any(|person| {
        let before = callers(from, person);
        callers(to, person).into_iter().any(|(profile, caller)| {
            let now = sent(to, gateway, number, caller);
            let comparable = |(other, _): &&(Option<&str>, Caller)| {
                *other == profile || other.is_none() || profile.is_none()
            };
            before.iter().filter(comparable).any(|(_, before)| {
                let then = sent(from, gateway, number, *before);
                let is_new = |sent: &&String| !then.contains(sent);
                let mut new = now.iter().filter(is_new);
                !then.is_empty() && new.any(|sent| !may_be_sent(from, gateway, sent, *before))
            })
        })
    })
}

/// Whether somebody of the plan `to` reaches the gateway with a number with which they do not in `from`.
fn gained(from: &View<'_>, to: &View<'_>, gateway: &str, number: &str) -> bool {
    people(to).iter().any(|person| {
        let before = callers(from, person);
        callers(to, person).into_iter().any(|(profile, caller)| {
            let comparable = |(other, _): &&(Option<&str>, Caller)| {
                *other == profile || other.is_none() || profile.is_none()
            };
            let mut before = before.iter().filter(comparable).peekable();
            let alone = before.peek().is_none();
            reaches(to, gateway, number, caller)
                && (alone || before.any(|(_, before)| !reaches(from, gateway, number, *before)))
        })
    })
}

/// What is told of one gateway is what every number shows.
fn exact(
    (old, new): (&View<'_>, &View<'_>),
    reach: &GatewayReach,
    numbers: &[String],
) -> Result<(), TestCaseError> {
    for (from, to, told) in [(old, new, &reach.gained), (new, old, &reach.lost)] {
        let gained = |number: &str| gained(from, to, &reach.gateway, number);
        let shortest = numbers
            .iter()
            .filter(|number| gained(number))
            .map(String::len)
            .min();
        match told {
            Some((number, who)) => {
                prop_assert!(gained(number), "{number} for {who}: {reach:?}");
                prop_assert!(
                    shortest.is_none_or(|shortest| number.len() <= shortest),
                    "{reach:?}"
                );
            }
            None => prop_assert_eq!(shortest, None, "{:?}", reach),
        }
    }
    let is_new = |number: &str| sent_newly(old, new, &reach.gateway, number);
    let shortest = numbers
        .iter()
        .filter(|number| is_new(number))
        .map(String::len)
        .min();
    match &reach.sent_newly {
        Some(found) => {
            prop_assert!(is_new(&found.dialled), "{found:?}");
            prop_assert!(
                shortest.is_none_or(|shortest| found.dialled.len() <= shortest),
                "{reach:?}"
            );
        }
        None => prop_assert_eq!(shortest, None, "{:?}", reach),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn new_reach_is_told_exactly_when_somebody_has_it((from, to) in two_plans(), before in crew(), after in crew()) {
        let (Some(old), Some(new)) = (manned(&from, &before), manned(&to, &after)) else {
            return Err(TestCaseError::reject("no plan"));
        };
        let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
        let mut numbers = numbers(2);
        numbers.extend(["112", "83112", "84112"].map(str::to_owned));
        for reach in diff(&old, &new, Whose::Stations).reach {
            exact((&old, &new), &reach, &numbers)?;
        }
    }
}

/// Two plans that differ in crew and emergency numbers only; the route is for officers.
fn told(before: &Crew, after: &Crew) -> Option<(String, String)> {
    let parts = Parts {
        routes: vec![json!({"prefixes": ["9"], "strip": 1, "attempts": ["one"], "classes": ["officer"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: true,
        precedence: false,
        profiles: false,
    };
    let (old, new) = (manned(&parts, before), manned(&parts, after));
    let (old, new) = (old.expect("a plan"), new.expect("a plan"));
    let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
    let reach = diff(&old, &new, Whose::Stations).reach;
    let one = reach.into_iter().find(|reach| reach.gateway == "one");
    one.expect("the gateway").gained
}

fn with(stations: &[(&'static str, &'static str)], unauthenticated: bool) -> Crew {
    Crew {
        stations: stations.iter().copied().collect(),
        unauthenticated,
        emergency_by_gateway: true,
        profile: "silent",
    }
}

#[test]
fn a_station_of_another_class_a_new_one_and_strangers_reach_newly() {
    let before = with(&[("41", "crew"), ("42", "officer")], false);
    assert_eq!(told(&before, &before), None);
    let who = |after: &Crew| told(&before, after).map(|(_, who)| who);
    let promoted = with(&[("41", "officer"), ("42", "officer")], false);
    assert_eq!(who(&promoted).as_deref(), Some("station 41 (crew → officer)"));
    let hired = with(&[("41", "crew"), ("42", "officer"), ("43", "crew")], false);
    assert_eq!(
        told(&before, &hired),
        Some(("112".to_owned(), "station 43 (crew)".to_owned()))
    );
    let open = with(&[("41", "crew"), ("42", "officer")], true);
    assert_eq!(who(&open).as_deref(), Some("unauthenticated"));
    let demoted = with(&[("41", "crew"), ("42", "crew")], false);
    assert_eq!(who(&demoted), None);
}

/// How the reach of gateway `one` changes, with these routes before and after; `touch` changes the settings after.
fn changed(before: &[Value], after: &[Value], touch: impl Fn(&mut Value)) -> GatewayReach {
    let compiled = |routes: &[Value], touch: &dyn Fn(&mut Value)| {
        let parts = Parts {
            routes: routes.to_vec(),
            denied: Vec::new(),
            formats: ["as-dialled", "as-dialled"],
            national: true,
            precedence: false,
            profiles: false,
        };
        let mut settings = parts.settings();
        touch(&mut settings);
        subject(&Vessel::compiled("made", &settings.to_string()).expect("a plan"))
    };
    let (old, new) = (compiled(before, &|_| {}), compiled(after, &touch));
    let (old, new) = (old.view().expect("sections"), new.view().expect("sections"));
    let reach = diff(&old, &new, Whose::Stations).reach;
    let one = reach.into_iter().find(|reach| reach.gateway == "one");
    one.expect("the gateway")
}

#[test]
fn a_number_sent_otherwise_is_new_reach_unless_it_could_be_sent_before() {
    let by = |keys: Value| {
        let mut route = json!({"prefixes": ["9"], "attempts": ["one"]});
        let all = route.as_object_mut().expect("an object");
        all.extend(keys.as_object().expect("an object").clone());
        route
    };
    let sent = |before: &[Value], after: &[Value]| {
        let reach = changed(before, after, |_| {});
        assert_eq!(reach.gained, None);
        reach.sent_newly.map(|found| (found.dialled, found.sent))
    };
    let new = |dialled: &str, sent: &str| Some((dialled.to_owned(), sent.to_owned()));
    let whole = [by(json!({}))];
    assert_eq!(sent(&whole, &whole), None);
    assert_eq!(sent(&whole, &[by(json!({"prepend": "0"}))]), new("9", "09"));
    // Everything behind `99` is sent without the first 9, so that whatever begins with 99 could be sent before.
    let narrow = by(json!({"prefixes": ["99"], "strip": 1}));
    let before = [by(json!({"maxDigits": 20})), narrow.clone()];
    let after = [by(json!({"maxDigits": 19, "prepend": "9"})), narrow];
    assert_eq!(sent(&before, &after), None);
    let short = [by(json!({"maxDigits": 4}))];
    let longer = [by(json!({"maxDigits": 4, "prepend": "9"}))];
    assert_eq!(sent(&short, &longer), new("9000", "99000"));
}

#[test]
fn a_gateway_with_another_trunk_leads_elsewhere() {
    let routes = [json!({"prefixes": ["9"], "attempts": ["one"]})];
    let with = |key: &str, value: Value| {
        let reach = changed(&routes, &routes, |settings| {
            settings["gateways"]["routes"][0]["config"][key] = value.clone();
        });
        assert_eq!((reach.gained, reach.sent_newly), (None, None));
        reach.elsewhere
    };
    assert_eq!(with("trunkPort", json!(5060)), None, "it is the same port");
    assert_eq!(
        with("trunkPort", json!(5070)).as_deref(),
        Some("trunkPort 5060 → 5070")
    );
    let moved = changed(&routes, &routes, |settings| {
        let config = &mut settings["gateways"]["routes"][0]["config"];
        config["trunkHost"] = json!("192.0.2.9");
        config["allowedIps"] = json!(["192.0.2.9/32"]);
    });
    assert_eq!(
        moved.elsewhere.as_deref(),
        Some("trunkHost 192.0.2.1 → 192.0.2.9")
    );
    assert!(moved.is_new());
}
