//! Precedence levels and emission profiles, by example. The plan is `warship` of `plans.rs`.

use routing_table::{Admits, Cause, Decision, Described, Ingress, Question};
use serde_json::json;

use crate::plans::{At, Compiled, changed, compile, warship};

fn level(plan: &Compiled, class: &str, number: &str, asked: Option<&str>) -> String {
    let at = At {
        level: asked,
        profile: Some("open"),
    };
    let decision = plan.dial_at(Some(class), number, &[], &at);
    let level = decision.precedence().and_then(|level| plan.table().level(level));
    format!("{} {}", level.unwrap_or("-"), plan.words(&decision))
}

#[test]
fn a_dialled_precedence_is_the_level_and_the_rest_is_the_number() {
    let plan = compile(&warship());
    for (number, expected) in [
        ("100", "dsn.routine station 100"),
        ("94100", "dsn.priority station 100"),
        ("93-1012", "dsn.immediate station 1012"),
        ("8*100", "dsn.flash station 100"),
        ("940901632960", "- 403 21 barred"),
        ("947123", "dsn.priority office 8123"),
        (
            "940033123456789",
            "dsn.priority shore +33123456789, sat 0033123456789",
        ),
        (
            "9401632960123",
            "dsn.priority home 01632960123, shore +441632960123",
        ),
    ] {
        assert_eq!(level(&plan, "officer", number, None), expected, "{number}");
    }
}

#[test]
fn digits_are_counted_behind_the_precedence() {
    let plan = compile(&warship());
    assert_eq!(level(&plan, "crew", "94712", None), "- 484 28 incomplete");
    assert_eq!(level(&plan, "crew", "94712345", None), "- 404 28 too-long");
}

#[test]
fn a_dialled_precedence_beats_the_one_that_is_asked_for() {
    let plan = compile(&warship());
    assert_eq!(
        level(&plan, "officer", "100", Some("dsn.flash")),
        "dsn.flash station 100"
    );
    assert_eq!(
        level(&plan, "officer", "94100", Some("DSN.FLASH")),
        "dsn.priority station 100"
    );
    assert_eq!(
        level(&plan, "crew", "955100", Some("dsn.flash")),
        "dsn.routine station 100"
    );
}

#[test]
fn a_level_that_the_plan_has_not_is_the_lowest() {
    let plan = compile(&warship());
    for unknown in ["drsn.flash", "dsn.flash-override", "dsn.", "flash", ""] {
        assert_eq!(
            level(&plan, "crew", "100", Some(unknown)),
            "dsn.routine station 100",
            "{unknown}"
        );
    }
    let beyond = plan.table().decide(&Question {
        ingress: Ingress::Crew,
        dialled: b"100",
        class: Some(plan.class("crew")),
        precedence: Some(routing_table::Level::new(9)),
        profile: Some(routing_table::ProfileIndex::new(9)),
        admits: &[],
    });
    assert_eq!(beyond.precedence(), Some(routing_table::Level::new(0)));
}

#[test]
fn a_level_above_the_class_is_refused_except_for_emergency_calls() {
    let plan = compile(&warship());
    let barred = "- 403 46 precedence-barred";
    assert_eq!(level(&plan, "crew", "94100", None), "dsn.priority station 100");
    assert_eq!(level(&plan, "crew", "93100", None), barred);
    assert_eq!(level(&plan, "crew", "100", Some("dsn.flash")), barred);
    assert_eq!(level(&plan, "crew", "932", None), barred);
    assert_eq!(
        level(&plan, "officer", "93100", None),
        "dsn.immediate station 100"
    );
    assert_eq!(
        level(&plan, "crew", "93999", None),
        "dsn.immediate emergency: station 100"
    );
    assert_eq!(
        level(&plan, "crew", "999", Some("dsn.flash")),
        "dsn.flash emergency: station 100"
    );
    let decision = plan.dial(Some("crew"), "93100", &[]).decision();
    let described = plan.table().describe(decision);
    assert!(
        matches!(described, Described::Fixed(Cause::PrecedenceBarred)),
        "{described:?}"
    );
}

#[test]
fn an_emergency_number_is_recognised_before_and_behind_a_precedence() {
    let plan = compile(&warship());
    for (number, expected) in [
        ("999", "emergency: station 100"),
        ("8*999", "emergency: station 100"),
    ] {
        assert_eq!(plan.words(&plan.dial(None, number, &[])), expected, "{number}");
    }
    assert_eq!(
        plan.words(&plan.dial(None, "94100", &[])),
        "407 21 unauthenticated"
    );
    assert_eq!(plan.words(&plan.dial(None, "94", &[])), "407 21 unauthenticated");
}

#[test]
fn a_precedence_without_a_number_is_incomplete_and_so_is_its_beginning() {
    let plan = compile(&warship());
    for number in ["94", "8*", "8", "9", "95"] {
        assert_eq!(
            level(&plan, "crew", number, None),
            "- 484 28 incomplete",
            "{number}"
        );
    }
    for number in ["956", "81", "942", "94949", "948"] {
        assert_eq!(level(&plan, "crew", number, None), "- 404 1 no-match", "{number}");
    }
}

#[test]
fn calls_from_trunks_have_the_lowest_level() {
    let plan = compile(&warship());
    let call = |dialled: &str| {
        let decision = plan.table().decide(&Question {
            ingress: Ingress::Gateway(plan.gateway("shore")),
            dialled: dialled.as_bytes(),
            class: None,
            precedence: plan.table().level_of(b"dsn.flash"),
            profile: plan.table().profile_named("open"),
            admits: &[],
        });
        (decision.precedence(), plan.words(&decision))
    };
    let lowest = Some(routing_table::Level::new(0));
    assert_eq!(call("+441632960001"), (lowest, "station 100".to_owned()));
    assert_eq!(
        call("94+441632960001"),
        (None, "404 1 unknown-inbound".to_owned())
    );
}

#[test]
fn a_plan_without_levels_ignores_them() {
    let plan = compile(crate::plans::PLAN);
    let at = At {
        level: Some("dsn.flash"),
        profile: Some("open"),
    };
    let decision = plan.dial_at(Some("crew"), "100", &[], &at);
    assert_eq!(
        (decision.precedence(), plan.words(&decision)),
        (None, "station 100".to_owned())
    );
}

fn under(plan: &Compiled, profile: Option<&str>, number: &str, admits: &[(&str, Admits)]) -> String {
    let at = At { level: None, profile };
    plan.words(&plan.dial_at(Some("officer"), number, admits, &at))
}

#[test]
fn only_gateways_that_the_profile_permits_are_attempted() {
    let plan = compile(&warship());
    let everything = "shore +33123456789, sat 0033123456789";
    for (profile, expected) in [
        (Some("open"), everything),
        (Some("sat-only"), "sat 0033123456789"),
        (Some("dark"), "503 63 emission-control"),
        (Some("distress"), "503 63 emission-control"),
    ] {
        assert_eq!(
            under(&plan, profile, "+33123456789", &[]),
            expected,
            "{profile:?}"
        );
    }
    assert_eq!(under(&plan, Some("dark"), "01632960123", &[]), "home 01632960123");
    assert_eq!(under(&plan, Some("dark"), "100", &[]), "station 100");
    assert!(!Cause::EmissionControl.has_retry_after());
}

#[test]
fn what_is_permitted_but_does_not_admit_is_no_question_of_emission() {
    let plan = compile(&warship());
    let offline = [("sat", Admits::Nothing)];
    assert_eq!(
        under(&plan, Some("sat-only"), "+33123456789", &offline),
        "503 38 no-gateway"
    );
    assert_eq!(
        under(&plan, Some("dark"), "+33123456789", &offline),
        "503 63 emission-control"
    );
}

#[test]
fn a_silenced_gateway_brings_no_call_either() {
    let plan = compile(&warship());
    let call = |profile: Option<&str>, dialled: &str| {
        plan.words(&plan.table().decide(&Question {
            ingress: Ingress::Gateway(plan.gateway("shore")),
            dialled: dialled.as_bytes(),
            class: None,
            precedence: None,
            profile: profile.and_then(|name| plan.table().profile_named(name)),
            admits: &[],
        }))
    };
    assert_eq!(call(Some("open"), "+441632960001"), "station 100");
    for profile in [Some("sat-only"), Some("distress"), None] {
        assert_eq!(call(profile, "+441632960001"), "503 63 emission-control");
        assert_eq!(call(profile, "+441632960009"), "404 1 unknown-inbound");
    }
}

#[test]
fn a_profile_that_is_not_known_is_the_most_restrictive() {
    let plan = compile(&warship());
    for unknown in [None, Some("bright"), Some("DARK")] {
        assert_eq!(
            under(&plan, unknown, "+33123456789", &[]),
            "503 63 emission-control",
            "{unknown:?}"
        );
        assert_eq!(
            under(&plan, unknown, "112", &[]),
            "emergency: station 100",
            "{unknown:?}"
        );
    }
    let first = plan.table().profile_in_force(None).map(|profile| profile.name());
    assert_eq!(first, Some("dark"));
}

#[test]
fn emergency_calls_radiate_where_the_profile_says_so() {
    let plan = compile(&warship());
    let all = "emergency: shore +441632960112, station 100, sat 00441632960113";
    for (profile, expected) in [
        ("open", all),
        ("distress", all),
        ("sat-only", "emergency: station 100, sat 00441632960113"),
        ("dark", "emergency: station 100"),
    ] {
        assert_eq!(under(&plan, Some(profile), "112", &[]), expected, "{profile}");
    }
    let dead = [("shore", Admits::Nothing)];
    assert_eq!(
        under(&plan, Some("distress"), "112", &dead),
        "emergency: station 100, sat 00441632960113, shore +441632960112"
    );
}

#[test]
fn profiles_and_levels_are_read_back() {
    let plan = compile(&warship());
    let table = plan.table();
    let names: Vec<_> = table.profiles().map(|(_, profile)| profile.name()).collect();
    assert_eq!(names, ["dark", "distress", "sat-only", "open"]);
    let levels: Vec<_> = table.levels().map(|(_, value)| value).collect();
    assert_eq!(
        levels,
        ["dsn.routine", "dsn.priority", "dsn.immediate", "dsn.flash"]
    );
    let dialled: Vec<_> = table.precedence_prefixes().map(|(prefix, _)| prefix).collect();
    assert_eq!(dialled, ["8*", "93", "94", "955"]);
    let radiating = table.gateways().filter(|(_, gateway)| gateway.radiates()).count();
    assert_eq!(radiating, 3);
    assert!(matches!(
        plan.dial(Some("crew"), "100", &[]),
        Decision::Station { .. }
    ));
}

#[test]
fn levels_and_profiles_steer_and_so_have_their_share_of_the_identity() {
    let identity = |settings: &str| *compile(settings).table().identity();
    let plan = identity(&warship());
    let text = warship();
    for (from, to) in [
        ("\"94\":\"priority\"", "\"94\":\"immediate\""),
        ("\"94\"", "\"92\""),
        ("\"crew\":\"priority\"", "\"crew\":\"routine\""),
        ("\"namespace\":\"dsn\"", "\"namespace\":\"drsn\""),
        (
            "\"emergency\":\"silent\",\"name\":\"sat-only\"",
            "\"emergency\":\"radiate\",\"name\":\"sat-only\"",
        ),
        ("\"radiate\":[\"sat\"]", "\"radiate\":[\"shore\"]"),
        ("\"name\":\"dark\"", "\"name\":\"night\""),
    ] {
        let other = text.replace(from, to);
        assert_ne!(other, text, "{from}");
        assert_ne!(identity(&other), plan, "{to}");
    }
}

#[test]
fn radiates_without_profiles_leaves_no_trace() {
    let said = changed(|settings| settings["gateways"]["routes"][0]["radiates"] = json!(true));
    assert!(compile(&said).table == compile(crate::plans::PLAN).table);
}
