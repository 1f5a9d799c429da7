//! Every kind of requirement against a slow twin, which tries every short number, caller and state of the gateways.

use dialplan_compiler::analysis::prove::{Ground, Proof, Verdict, prove};
use dialplan_compiler::analysis::space::Space;
use dialplan_compiler::analysis::subject::{Caller, Subject, View};
use dialplan_compiler::requirements::read;
use dialplan_compiler::source::Source;
use proptest::prelude::*;
use routing_table::layout::automaton::SYMBOLS;
use routing_table::{Admits, Cause, Decision, Ingress, Number, NumberFormat, Question, Target};
use serde_json::json;

use crate::numbers::{in_order, numbers_behind};
use crate::plans::{Parts, small_plan, subject};
use crate::vessels::Vessel;

/// A set of numbers, as text for the requirement and as what the twin asks.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    key: &'static str,
    begins: String,
    except: Option<String>,
    length: Option<(usize, usize)>,
    digits: bool,
}

pub(crate) fn set() -> impl Strategy<Value = Set> {
    let part = prop_oneof![
        (Just("prefixes"), "[0149*][0149*]{0,1}|\\+[14]?|0[04]|8[34]"),
        (Just("international"), "\\+[14]{0,3}"),
        (Just("numbers"), "41|100|112|[0149]{1,3}"),
        (Just(""), ""),
    ];
    let except = prop::option::of("0[04]?|\\+4|[149]");
    let length = prop::option::of((1..4_usize, 0..3_usize));
    (part, except, length, any::<bool>()).prop_map(|((key, begins), except, length, digits)| Set {
        key,
        begins,
        except,
        length: length.map(|(least, more)| (least, least + more)),
        digits,
    })
}

impl Set {
    pub(crate) fn toml(&self) -> String {
        let mut keys = Vec::new();
        if !self.key.is_empty() {
            keys.push(format!("{} = [\"{}\"]", self.key, self.begins));
        }
        if let Some((least, most)) = self.length {
            keys.push(format!("length = [{least}, {most}]"));
        }
        if self.digits {
            keys.push("only-digits = true".to_owned());
        }
        if let Some(except) = &self.except {
            keys.push(format!("except = {{ prefixes = [\"{except}\"] }}"));
        }
        format!("numbers = {{ {} }}", keys.join(", "))
    }

    /// The number that decides belongs to it.
    pub(crate) fn holds(&self, view: &View<'_>, dialled: &str) -> bool {
        let number = Number::from_symbols(dialled.as_bytes()).expect("a number");
        let Some(number) = view.table.number_decided(&number) else {
            return false;
        };
        let text = number.as_str();
        if self
            .except
            .as_ref()
            .is_some_and(|except| text.starts_with(except))
        {
            return false;
        }
        let within = |count: usize| {
            self.length
                .is_none_or(|(least, most)| (least..=most).contains(&count))
        };
        let digits = || {
            !self.digits
                || text
                    .trim_start_matches('+')
                    .bytes()
                    .all(|symbol| symbol.is_ascii_digit())
        };
        match self.key {
            "numbers" => text == self.begins,
            "international" => {
                let international = view.table.numbering().international(&number);
                international.is_some_and(|form| {
                    let count = form.as_str().len() - 1;
                    count > 0 && form.as_str().starts_with(&self.begins) && within(count)
                })
            }
            _ => text.starts_with(&self.begins) && within(text.len()) && digits(),
        }
    }
}

/// What a requirement demands, as text and as what the twin asks.
#[derive(Debug, Clone)]
enum Asked {
    NeverGateway(&'static str),
    NeverAnswered,
    AlwaysGateway(&'static str),
    FirstGateway(&'static str),
    AlwaysRefused,
    Sent(&'static str, &'static str),
    Survive(usize),
    EqualSpellings(&'static str),
    Emission(&'static str),
    NoSelfLoop(Option<&'static str>),
}

fn asked() -> impl Strategy<Value = Asked> {
    let gateway = || prop::sample::select(vec!["one", "two"]);
    let form = prop::sample::select(vec![
        "form = \"plus-e164\"",
        "form = \"bare-e164\"",
        "form = \"00-prefix\"",
        "form = \"national\"",
        "unchanged = true",
        "length = [2, 4]",
        "begins = \"+4\"",
        "begins = \"01\"",
        "only-digits = true",
    ]);
    prop_oneof![
        gateway().prop_map(Asked::NeverGateway),
        Just(Asked::NeverAnswered),
        gateway().prop_map(Asked::AlwaysGateway),
        gateway().prop_map(Asked::FirstGateway),
        Just(Asked::AlwaysRefused),
        (gateway(), form).prop_map(|(gateway, form)| Asked::Sent(gateway, form)),
        (0..3_usize).prop_map(Asked::Survive),
        prop::sample::select(vec!["+", "+4", "+44", "+441"]).prop_map(Asked::EqualSpellings),
        prop::sample::select(vec!["open", "silent"]).prop_map(Asked::Emission),
        prop::sample::select(vec![None, Some("100"), Some("41")]).prop_map(Asked::NoSelfLoop),
    ]
}

impl Asked {
    fn toml(&self, set: &Set) -> String {
        let set = set.toml();
        let (kind, demand) = match self {
            Asked::NeverGateway(gateway) => ("never", format!("{set}\ngateways = [\"{gateway}\"]")),
            Asked::NeverAnswered => ("never", set),
            Asked::AlwaysGateway(gateway) => ("always", format!("{set}\ngateways = [\"{gateway}\"]")),
            Asked::FirstGateway(gateway) => (
                "always",
                format!("{set}\ngateways = [\"{gateway}\"]\nfirst = true"),
            ),
            Asked::AlwaysRefused => ("always", format!("{set}\nrefused = \"any\"")),
            Asked::Sent(gateway, form) => ("sent-form", format!("{set}\ngateways = [\"{gateway}\"]\n{form}")),
            Asked::Survive(failures) => ("survive", format!("{set}\nfailures = {failures}")),
            Asked::EqualSpellings(prefix) => ("equal-spellings", format!("international = [\"{prefix}\"]")),
            Asked::Emission(profile) => ("emission", format!("profiles = [\"{profile}\"]")),
            Asked::NoSelfLoop(None) => ("no-self-loop", set),
            Asked::NoSelfLoop(Some(station)) => ("no-self-loop", format!("{set}\nallowed = [\"{station}\"]")),
        };
        format!("[[{kind}]]\nid = \"R1\"\ntext = \"of the test\"\n{demand}\n")
    }

    /// Whether the call shows that the requirement does not hold.
    fn fails(&self, view: &View<'_>, set: &Set, number: &str, caller: Caller) -> bool {
        let decided = |admits: &[Admits]| decide(view, number, caller, admits);
        let ready = decided(&READY);
        let above_class = matches!(
            ready,
            Decision::Refuse {
                cause: Cause::PrecedenceBarred,
                ..
            }
        );
        let inside = set.holds(view, number) && !above_class;
        let refused = |decision: &Decision| matches!(decision, Decision::Refuse { .. });
        match self {
            Asked::NeverGateway(gateway) => {
                inside
                    && vectors().iter().any(|admits| {
                        used(view, &decided(admits))
                            .iter()
                            .any(|(name, _)| name == gateway)
                    })
            }
            Asked::NeverAnswered => inside && vectors().iter().any(|admits| !refused(&decided(admits))),
            Asked::AlwaysGateway(gateway) => {
                inside && !used(view, &ready).iter().any(|(name, _)| name == gateway)
            }
            Asked::FirstGateway(gateway) => {
                let station_first = matches!(&ready, Decision::Emergency { targets, .. }
                    if matches!(targets.as_slice().first(), Some(Target::Station(_))));
                let first = used(view, &ready)
                    .first()
                    .is_some_and(|(name, _)| name == gateway);
                inside && (station_first || !first)
            }
            Asked::AlwaysRefused => inside && !refused(&ready),
            Asked::Sent(gateway, form) => {
                inside
                    && used(view, &ready)
                        .iter()
                        .any(|(name, sent)| name == gateway && !has_form(view, form, sent, number))
            }
            Asked::Survive(failures) => {
                let few = |admits: &&[Admits; 2]| {
                    admits.iter().filter(|admits| **admits != Admits::All).count() <= *failures
                };
                inside
                    && vectors()
                        .iter()
                        .filter(few)
                        .any(|admits| !taken(view, &decided(admits), admits))
            }
            Asked::EqualSpellings(prefix) => {
                let whole = Number::from_symbols(number.as_bytes()).expect("a number");
                let form = view.table.numbering().international(&whole);
                form.is_some_and(|form| {
                    form.as_str().len() > 1
                        && form.as_str().starts_with(prefix)
                        && effect(view, &ready) != effect(view, &decide(view, form.as_str(), caller, &READY))
                })
            }
            Asked::NoSelfLoop(allowed) => {
                inside
                    && vectors().iter().any(|admits| {
                        used(view, &decided(admits)).into_iter().any(|sent| {
                            own(view)
                                .into_iter()
                                .any(|(own, station)| own == sent && Some(station) != *allowed)
                        })
                    })
            }
            Asked::Emission(profile) => {
                let profile = view.table.profile_named(profile);
                caller.profile == profile && used(view, &ready).iter().any(|(name, _)| *name == "one")
            }
        }
    }
}

pub(crate) fn decide(view: &View<'_>, number: &str, caller: Caller, admits: &[Admits]) -> Decision {
    view.table.decide(&Question {
        ingress: Ingress::Crew,
        dialled: number.as_bytes(),
        class: caller.class,
        precedence: None,
        profile: caller.profile,
        admits,
    })
}

/// The gateways that a decision uses, with the numbers that they are sent.
fn used<'v>(view: &View<'v>, decision: &Decision) -> Vec<(&'v str, String)> {
    let named = |attempt: &routing_table::Attempt| {
        let gateway = view.names.gateway(attempt.gateway).expect("a name");
        (gateway, attempt.number.as_str().to_owned())
    };
    match decision {
        Decision::Attempts { list, .. } => list.iter().map(named).collect(),
        Decision::Emergency { targets, .. } => targets
            .iter()
            .filter_map(|target| match target {
                Target::Gateway(attempt) => Some(named(attempt)),
                Target::Station(_) => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The ship's own numbers as each gateway is sent them, and the station that each rings.
fn own<'v>(view: &View<'v>) -> Vec<((&'v str, String), &'static str)> {
    let whole = Number::from_symbols(b"+441").expect("a number");
    let mut own = Vec::new();
    for (index, gateway) in view.table.gateways() {
        let name = view.names.gateway(index).expect("a name");
        let sent = view.table.numbering().write(&whole, gateway.number_format());
        own.extend(sent.map(|sent| ((name, sent.as_str().to_owned()), "100")));
        if name == "one" && gateway.number_format() == NumberFormat::AsDialled {
            own.push(((name, "41".to_owned()), "41"));
        }
    }
    own
}

/// A plan whose gateway `one` brings calls to two stations, and whose emergency number 114 is one of the ship's own.
fn with_own_numbers(parts: &Parts) -> Option<Subject> {
    let written = |format: &str| match format {
        "bare-e164" => "441",
        "00-prefix" => "00441",
        "national" => "01",
        _ => "+441",
    };
    let [one, two] = parts.formats.map(written);
    let mut inbound = vec![json!({"gateway": "one", "number": one, "station": "100"})];
    if parts.formats[0] == "as-dialled" {
        inbound.push(json!({"gateway": "one", "number": "41", "station": "41"}));
    }
    let mut settings = parts.settings();
    settings["inbound"] = json!(inbound);
    let emergencies = settings["emergency"].as_array_mut().expect("a list");
    let targets = json!([{"station": "100"}, {"gateway": "two", "number": two}]);
    emergencies.push(json!({"number": "114", "targets": targets}));
    Some(subject(&Vessel::compiled("made", &settings.to_string()).ok()?))
}

fn effect<'v>(view: &View<'v>, decision: &Decision) -> (String, Vec<(&'v str, String)>) {
    let what = match decision {
        Decision::Station {
            station, precedence, ..
        } => format!("{station:?} {precedence:?}"),
        Decision::Attempts { precedence, .. } => format!("attempts {precedence:?}"),
        Decision::Emergency {
            emergency,
            precedence,
            ..
        } => format!("{emergency:?} {precedence:?}"),
        Decision::Refuse { cause, .. } => cause.name().to_owned(),
    };
    (what, used(view, decision))
}

fn taken(view: &View<'_>, decision: &Decision, admits: &[Admits]) -> bool {
    match decision {
        Decision::Station { .. } | Decision::Attempts { .. } => true,
        Decision::Emergency { targets, .. } => targets.iter().any(|target| match target {
            Target::Station(_) => true,
            Target::Gateway(attempt) => admits[attempt.gateway.index()] != Admits::Nothing,
        }),
        Decision::Refuse { .. } => {
            assert!(
                view.table.gateways().count() == 2,
                "the vectors are those of two gateways"
            );
            false
        }
    }
}

fn has_form(view: &View<'_>, form: &str, sent: &str, dialled: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|symbol| symbol.is_ascii_digit());
    let numbered = |text: &str| digits(text) && (1..=15).contains(&text.len());
    match form {
        "form = \"plus-e164\"" => sent.strip_prefix('+').is_some_and(numbered),
        "form = \"bare-e164\"" => numbered(sent),
        "form = \"00-prefix\"" => sent.strip_prefix("00").is_some_and(numbered),
        "form = \"national\"" => sent.strip_prefix('0').is_some_and(numbered),
        "length = [2, 4]" => (2..=4).contains(&sent.len()),
        "begins = \"+4\"" => sent.starts_with("+4"),
        "begins = \"01\"" => sent.starts_with("01"),
        "only-digits = true" => digits(sent),
        _ => {
            let dialled = Number::from_symbols(dialled.as_bytes()).expect("a number");
            view.table.number_decided(&dialled).expect("a rest").as_str() == sent
        }
    }
}

/// Every state of two gateways.
fn vectors() -> Vec<[Admits; 2]> {
    let each = [Admits::All, Admits::Nothing, Admits::EmergencyOnly];
    let pairs = each
        .into_iter()
        .flat_map(|first| each.map(|second| [first, second]));
    pairs.collect()
}

/// Numbers of up to four symbols out of those that the plans use, shortest first, each length in symbol order.
pub(crate) fn short_numbers() -> Vec<String> {
    numbers_behind("", &in_order(USED), LONGEST)
}

fn order(number: &str) -> (usize, Vec<usize>) {
    let place = |symbol| {
        SYMBOLS
            .iter()
            .position(|&known| known == symbol)
            .expect("a symbol")
    };
    (number.len(), number.bytes().map(place).collect())
}

/// The proof of the one requirement in `toml`; `None` when it does not fit the plan.
pub(crate) fn proof(view: &View<'_>, toml: &str) -> Option<Proof> {
    proof_against(None, view, toml)
}

/// The same with a plan before it.
pub(crate) fn proof_against(before: Option<View<'_>>, view: &View<'_>, toml: &str) -> Option<Proof> {
    let source = Source::new("requirements.toml", toml);
    let requirements = read(&source, view, &mut Vec::new())?;
    let ground = Ground {
        space: Space::new(*view),
        places: &[],
        settings: "voip-settings.json",
        before,
    };
    prove(&ground, &requirements[0], &source)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 140, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn requirements_fail_where_the_twin_finds_a_call(parts in small_plan(), set in set(), asked in asked()) {
        let made = match asked {
            Asked::NoSelfLoop(_) => with_own_numbers(&parts),
            _ => parts.subject(),
        };
        let Some(subject) = made else {
            return Err(TestCaseError::reject("no plan"));
        };
        let view = subject.view().expect("sections");
        let toml = asked.toml(&set);
        let Some(proof) = proof(&view, &toml) else {
            prop_assert!(matches!(asked, Asked::Emission(_)) && !parts.profiles, "not read:\n{toml}");
            return Ok(());
        };
        let callers = view.callers();
        let shortest = short_numbers().into_iter().find_map(|number| {
            let failing = callers.iter().find(|caller| asked.fails(&view, &set, &number, **caller));
            failing.map(|caller| (number.clone(), *caller))
        });
        let Some(witness) = &proof.witness else {
            prop_assert_eq!(shortest, None, "{} holds", toml);
            return Ok(());
        };
        prop_assert_eq!(proof.verdict, Verdict::Fails);
        let caller = callers.iter().find(|caller| view.caller_name(**caller) == witness.caller).expect("a caller");
        prop_assert!(asked.fails(&view, &set, &witness.number, *caller), "{:?} is no witness of\n{}", witness, toml);
        let tried = witness.number.len() <= LONGEST && witness.number.chars().all(|symbol| USED.contains(symbol));
        match shortest {
            Some((number, caller)) if tried => {
                prop_assert_eq!((&number, view.caller_name(caller)), (&witness.number, witness.caller.clone()));
            }
            Some((number, _)) => prop_assert!(order(&witness.number) < order(&number), "{} is shorter", number),
            None => prop_assert!(!tried, "the twin passed over {}", witness.number),
        }
    }
}

#[test]
fn an_empty_list_is_refused_since_every_plan_would_meet_it() {
    let parts = Parts {
        routes: vec![json!({"prefixes": ["9"], "attempts": ["one"]})],
        denied: Vec::new(),
        formats: ["as-dialled", "as-dialled"],
        national: true,
        precedence: false,
        profiles: true,
    };
    let subject = parts.subject().expect("a plan");
    let view = subject.view().expect("sections");
    let found = |kind: &str, demand: &str| {
        let toml = format!("[[{kind}]]\nid = \"R1\"\ntext = \"of the test\"\n{demand}\n");
        let mut found = Vec::new();
        let requirements = read(&Source::new("requirements.toml", toml), &view, &mut found);
        assert_eq!(requirements.is_none(), !found.is_empty());
        found.iter().map(|found| found.code().name()).collect::<Vec<_>>()
    };
    for (kind, demand) in [
        ("never", "gateways = []"),
        ("never", "stations = []"),
        ("never", "classes = []\ngateways = \"any\""),
        ("always", "profiles = []\ngateways = \"any\""),
        ("always", "refused = []\ngateways = \"any\""),
        ("sent-form", "gateways = []\nform = \"plus-e164\""),
        ("survive", "failures = 1\nfailing = []"),
        ("equal-spellings", "international = []"),
        ("emergency", "numbers = []"),
        ("emission", "profiles = []"),
        ("no-self-loop", "gateways = []"),
        ("no-self-loop", "allowed = []"),
        ("change", "only = []\nbeside = []"),
    ] {
        assert_eq!(found(kind, demand), ["demands-nothing"], "{kind}: {demand}");
    }
    assert_eq!(found("never", "numbers = []"), ["set-empty"]);
    let silent = "profiles = [\"silent\"]\nradiates = []";
    assert!(
        found("emission", silent).is_empty(),
        "that nothing radiates is a demand"
    );
}

#[test]
fn a_self_loop_is_refuted_by_the_shortest_call_with_what_is_sent() {
    let parts = Parts {
        routes: vec![
            json!({"prefixes": ["+"], "attempts": ["one", "two"]}),
            json!({"prefixes": ["9"], "strip": 1, "attempts": ["two"], "classes": ["officer"]}),
        ],
        denied: Vec::new(),
        formats: ["plus-e164", "00-prefix"],
        national: true,
        precedence: false,
        profiles: false,
    };
    let subject = with_own_numbers(&parts).expect("a plan");
    let view = subject.view().expect("sections");
    let demand = |keys: &str| {
        let toml = format!("[[no-self-loop]]\nid = \"R1\"\ntext = \"of the test\"\n{keys}\n");
        let witness = proof(&view, &toml).expect("it is read").witness;
        witness.map(|witness| (witness.number, witness.fault))
    };
    let back = |number: &str, gateway: &str, sent: &str| {
        let fault = format!("{gateway} is sent {sent}, by which the shore rings station 100");
        Some((number.to_owned(), fault))
    };
    assert_eq!(demand(""), back("01", "one", "+441"));
    assert_eq!(demand("gateways = [\"two\"]"), back("01", "two", "00441"));
    let access = "numbers = { prefixes = [\"9\"] }";
    assert_eq!(demand(access), back("901", "two", "00441"));
    assert_eq!(demand(&format!("{access}\nclasses = [\"crew\"]")), None);
    let emergency = "numbers = { numbers = [\"114\"] }";
    assert_eq!(demand(emergency), back("114", "two", "00441"));
    assert_eq!(demand("allowed = [\"100\"]"), None);
}

/// Two gateways that admit every call.
const READY: [Admits; 2] = [Admits::All; 2];
/// Symbols of the numbers that are tried.
const USED: &str = "01348*+";
/// Most symbols of the numbers that are tried.
const LONGEST: usize = 4;
