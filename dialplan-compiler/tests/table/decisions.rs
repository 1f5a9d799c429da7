//! Each rule of the meaning and each refusal, by example. The plan is `plan.json`.

use routing_table::{Access, Admits, Cause, Codec, Decision, Ingress, Question};

use crate::plans::{PLAN, changed, compile};

const NOTHING: Admits = Admits::Nothing;

#[test]
fn stations_and_the_longest_prefix_decide() {
    let plan = compile(PLAN);
    assert_eq!(plan.crew("100"), "station 100");
    assert_eq!(plan.crew("1012"), "station 1012");
    assert_eq!(plan.crew("+33123456789"), "shore +33123456789, sat 0033123456789");
    assert_eq!(plan.crew("+441632960123"), "home 01632960123");
    assert_eq!(
        plan.officer("+441632960123"),
        "home 01632960123, shore +441632960123"
    );
}

#[test]
fn all_spellings_of_a_number_decide_alike() {
    let plan = compile(PLAN);
    for number in [
        "+441632960123",
        "00441632960123",
        "01632960123",
        "%2b44(1632)960-123",
        "+44.1632%20960123;x=y",
    ] {
        assert_eq!(plan.crew(number), "home 01632960123", "{number}");
    }
}

#[test]
fn what_is_shorter_than_a_prefix_does_not_match_it() {
    let plan = compile(PLAN);
    assert_eq!(plan.crew("10"), "484 28 incomplete");
    assert_eq!(plan.crew("2"), "404 1 no-match");
    assert_eq!(plan.crew("1013"), "404 1 no-match");
    assert_eq!(plan.crew("112*"), "404 1 no-match");
}

#[test]
fn an_illegal_symbol_refuses_the_call() {
    let plan = compile(PLAN);
    for number in ["100x", "1+00", "100%", "100%4", "10 0", "", "-", "%00", "1é"] {
        assert_eq!(plan.crew(number), "404 28 illegal-number", "{number}");
    }
    assert_eq!(plan.crew(&"1".repeat(65)), "404 28 illegal-number");
}

#[test]
fn a_deny_beats_every_longer_route_that_does_not_override_it() {
    let plan = compile(PLAN);
    for number in ["+870123456", "00870123456", "0901234567", "+44901234567", "+870"] {
        assert_eq!(plan.officer(number), "403 21 barred", "{number}");
    }
    assert_eq!(plan.officer("+870321456"), "sat 00870321456");
    assert_eq!(plan.crew("+870321456"), "403 21 barred");
}

#[test]
fn no_access_code_leads_round_a_deny() {
    let settings = PLAN.replace("\"prepend\": \"8\"", "\"prepend\": \"\"");
    let plan = compile(&settings);
    assert_ne!(plan.crew("7123"), "403 21 barred");
    for number in ["700870123456", "70901234567", "70044901234567"] {
        assert_eq!(plan.crew(number), "403 21 barred", "{number}");
    }
}

#[test]
fn digits_of_the_international_form_are_counted() {
    let plan = compile(PLAN);
    assert_eq!(plan.crew("+331234"), "484 28 incomplete");
    assert_eq!(plan.crew("00331234"), "484 28 incomplete");
    assert_eq!(plan.crew("+3312345"), "shore +3312345, sat 003312345");
    assert_eq!(plan.crew("+3312345678901234"), "404 28 too-long");
    assert_eq!(plan.officer("+4416329601234"), "shore +4416329601234");
    assert_eq!(plan.crew("712"), "484 28 incomplete");
    assert_eq!(plan.crew("7123"), "office 8123");
    assert_eq!(plan.crew("712345"), "404 28 too-long");
}

#[test]
fn a_number_that_cannot_be_written_for_its_gateway_is_refused() {
    let plan = compile(PLAN);
    assert_eq!(plan.officer("+870321*4567"), "404 28 number-format");
    assert_eq!(plan.officer("+44163296012345678"), "404 28 number-format");
}

#[test]
fn no_route_sends_an_emergency_number() {
    let settings = PLAN.replace("\"prepend\": \"8\"", "\"prepend\": \"9\"");
    let plan = compile(&settings);
    assert_eq!(plan.crew("7123"), "office 9123");
    let settings = settings.replace("\"minDigits\": 4", "\"minDigits\": 3");
    let plan = compile(&settings);
    assert_eq!(plan.crew("799"), "404 28 number-format");
    assert_eq!(plan.crew("798"), "office 998");
}

#[test]
fn only_gateways_that_admit_everything_are_attempted() {
    let plan = compile(PLAN);
    let dial = |admits: &[_]| plan.words(&plan.dial(Some("crew"), "+33123456789", admits));
    assert_eq!(dial(&[("shore", NOTHING)]), "sat 0033123456789");
    assert_eq!(
        dial(&[("shore", Admits::EmergencyOnly), ("sat", NOTHING)]),
        "503 38 no-gateway"
    );
}

#[test]
fn emergency_is_recognised_before_everything_and_tries_dead_gateways_last() {
    let plan = compile(PLAN);
    let all = "emergency: shore +441632960112, station 100, sat 00441632960113";
    for class in [None, Some("crew"), Some("officer")] {
        assert_eq!(plan.words(&plan.dial(class, "112", &[])), all);
        assert_eq!(plan.words(&plan.dial(class, "1(1)2;phone-context=x", &[])), all);
        assert_eq!(plan.words(&plan.dial(class, "URN:service:sos.fire", &[])), all);
    }
    let dead = [("shore", NOTHING), ("sat", Admits::EmergencyOnly)];
    let expected = "emergency: station 100, sat 00441632960113, shore +441632960112";
    assert_eq!(plan.words(&plan.dial(None, "112", &dead)), expected);
}

#[test]
fn who_is_not_authenticated_calls_nothing_else() {
    let plan = compile(PLAN);
    for number in ["100", "+33123456789", "2", "x", "urn:service:counseling"] {
        assert_eq!(
            plan.words(&plan.dial(None, number, &[])),
            "407 21 unauthenticated",
            "{number}"
        );
    }
    let strict = compile(&PLAN.replace(
        "\"unauthenticatedEmergency\": true",
        "\"unauthenticatedEmergency\": false",
    ));
    assert_eq!(
        strict.words(&strict.dial(None, "112", &[])),
        "407 21 unauthenticated"
    );
    assert!(strict.crew("112").starts_with("emergency"));
}

#[test]
fn services_other_than_emergency_are_not_taken() {
    let plan = compile(PLAN);
    assert_eq!(plan.crew("urn:service:counseling"), "416 127 unsupported-scheme");
    assert_eq!(plan.crew("urn:service:sosx"), "416 127 unsupported-scheme");
    let without = compile(&changed(|settings| settings["emergency"] = serde_json::json!([])));
    assert_eq!(without.crew("urn:service:sos"), "503 38 no-emergency-target");
}

#[test]
fn a_trunk_reaches_what_the_inbound_map_names_and_nothing_else() {
    let plan = compile(PLAN);
    let table = plan.table();
    let call = |gateway: &str, number: &str| {
        let ingress = Ingress::Gateway(plan.gateway(gateway));
        let class = Some(plan.class("officer"));
        let admits = [Admits::All; 4];
        plan.words(&table.decide(&Question {
            ingress,
            dialled: number.as_bytes(),
            class,
            precedence: None,
            profile: None,
            admits: &admits,
        }))
    };
    assert_eq!(call("shore", "+441632960001"), "station 100");
    assert_eq!(call("shore", "+44-1632-960002"), "station 101");
    for (gateway, number) in [
        ("sat", "+441632960001"),
        ("shore", "00441632960001"),
        ("shore", "100"),
        ("shore", "112"),
        ("shore", "urn:service:sos"),
        ("shore", "+33123456789"),
        ("shore", "+44163296000"),
        ("shore", ""),
    ] {
        assert_eq!(
            call(gateway, number),
            "404 1 unknown-inbound",
            "{gateway} {number}"
        );
    }
}

#[test]
fn access_lists_hold_their_networks_and_nothing_beside_them() {
    let plan = compile(PLAN);
    let table = plan.table();
    let address = |text: &str| text.parse().expect("an address");
    for inside in ["192.0.2.0", "192.0.2.255", "2001:db8:1::1", "::ffff:192.0.2.7"] {
        assert!(table.crew_permits(address(inside)), "{inside}");
    }
    for outside in [
        "192.0.1.255",
        "192.0.3.0",
        "2001:db8:1:1::",
        "::192.0.2.7",
        "0.0.0.0",
        "203.0.113.1",
    ] {
        assert!(!table.crew_permits(address(outside)), "{outside}");
    }
    assert_eq!(
        table.gateway_of(address("203.0.113.63")),
        Some(plan.gateway("shore"))
    );
    assert_eq!(
        table.gateway_of(address("203.0.113.64")),
        Some(plan.gateway("sat"))
    );
    assert_eq!(table.gateway_of(address("203.0.112.255")), None);
    assert_eq!(table.gateway_of(address("192.0.2.1")), None);
    let shore = plan.gateway("shore");
    for what in [Access::Signalling, Access::Media] {
        assert!(table.gateway_permits(shore, what, address("203.0.113.0")));
        assert!(!table.gateway_permits(shore, what, address("203.0.113.64")));
    }
}

#[test]
fn everything_else_of_the_plan_is_read_back() {
    let plan = compile(PLAN);
    let table = plan.table();
    let server = table.server();
    assert_eq!(
        (server.sip_port(), server.trunk_port(), server.realm()),
        (5060, 5080, "table.example")
    );
    assert_eq!(server.listen().to_string(), "192.0.2.1");
    assert_eq!(server.trunk_listen().to_string(), "198.51.100.1");
    assert_eq!(server.digest().name(), "SHA-256");
    let codecs: Vec<Codec> = server.codecs().collect();
    assert_eq!(codecs, [Codec::Pcma, Codec::Pcmu, Codec::TelephoneEvent]);
    let shore = table.gateway(plan.gateway("shore")).expect("it is there");
    assert_eq!((shore.kind(), shore.profile()), ("sip-trunk", "generic"));
    assert_eq!(
        (shore.limits().calls, shore.limits().reserved_for_emergency),
        (Some(8), 1)
    );
    let settings: Vec<(&str, &str)> = shore.settings().collect();
    assert!(settings.contains(&("trunkHost", "203.0.113.1")), "{settings:?}");
    assert!(settings.is_sorted());
    let station = table
        .station_by_number(b"101")
        .and_then(|index| table.station(index))
        .expect("it is there");
    assert_eq!(
        (station.credential(), station.class()),
        ("station-101", plan.class("crew"))
    );
    assert_eq!(table.station_by_number(b"102"), None);
    let (_, emergency) = table.emergencies().next().expect("it is there");
    assert_eq!(
        (emergency.number(), emergency.calling_number()),
        ("112", Some("+441632960001"))
    );
    assert_eq!(emergency.location(), None);
}

#[test]
fn every_cause_that_a_table_can_give_has_been_seen_above() {
    let plan = compile(PLAN);
    let decided = [
        ("2", Cause::NoMatch),
        ("10", Cause::Incomplete),
        ("+870", Cause::Barred),
        ("x", Cause::IllegalNumber),
        ("712345", Cause::TooLong),
        ("+870321*4567", Cause::NumberFormat),
        ("urn:x", Cause::UnsupportedScheme),
    ];
    for (number, expected) in decided {
        let decision = plan.dial(Some("officer"), number, &[]);
        assert!(
            matches!(decision, Decision::Refuse { cause, .. } if cause == expected),
            "{number}"
        );
    }
}
