//! Precedence levels and emission profiles, as peers see them.

use call_control::*;

use crate::peer::*;
use crate::plan::{Plan, SETTINGS, plan_of};
use crate::ship::*;

/// The usual plan with levels and profiles; `alpha` radiates, `beta` does not.
fn warship() -> Plan {
    let settings = SETTINGS
        .replace(
            "\"inbound\":",
            r#""precedence": {"namespace": "dsn", "levels": ["routine", "priority", "flash"],
                "dialled": {"94": "priority", "92": "flash"}, "classes": {"crew": "priority", "officer": "flash"}},
              "emissionProfiles": [{"name": "open", "radiate": ["alpha"], "emergency": "radiate"},
                {"name": "distress", "radiate": [], "emergency": "radiate"},
                {"name": "silent", "radiate": [], "emergency": "silent"}],
              "inbound":"#,
        )
        .replace("\"name\": \"alpha\",", "\"name\": \"alpha\", \"radiates\": true,")
        .replace("\"name\": \"beta\",", "\"name\": \"beta\", \"radiates\": false,");
    plan_of(&settings)
}

/// An INVITE of a station that asks for a level, and the first answer but challenges.
fn dials(ship: &mut Ship, phone: &mut Phone, number: &str, asked: &str) -> (Calling, Heard) {
    phone.tries(ship, number, &sdp(phone.peer, 4000), asked)
}

#[test]
fn a_call_carries_its_level_to_trunks_and_stations() {
    for (number, asked, expected) in [
        ("+442079461111", "", "dsn.routine"),
        ("9400442079461111", "", "dsn.priority"),
        (
            "+442079461111",
            "Resource-Priority: drsn.flash, DSN.Flash\r\n",
            "dsn.flash",
        ),
        (
            "9402079461111",
            "Resource-Priority: dsn.flash\r\n",
            "dsn.priority",
        ),
        ("+442079461111", "Resource-Priority: ets.0\r\n", "dsn.routine"),
    ] {
        let mut ship = Ship::under(warship(), Some("open"));
        let mut bridge = Phone::new("101");
        dials(&mut ship, &mut bridge, number, asked);
        let called = Called::by(&mut ship, Peer::alpha(1));
        assert_eq!(
            called.invite.header("Resource-Priority").as_deref(),
            Some(expected),
            "{number} {asked}"
        );
    }
    let mut ship = Ship::under(warship(), None);
    let (mut bridge, engine) = (Phone::new("101"), Phone::registered(&mut ship, "102"));
    dials(&mut ship, &mut bridge, "92102", "");
    let called = Called::by(&mut ship, engine.peer);
    assert_eq!(
        called.invite.header("Resource-Priority").as_deref(),
        Some("dsn.flash")
    );
    let decided = ship.events.iter().find_map(|event| match event {
        Event::Decided { precedence, .. } => *precedence,
        _ => None,
    });
    assert_eq!(
        decided.and_then(|level| ship.plan.table.level(level)),
        Some("dsn.flash")
    );
}

#[test]
fn a_plan_without_levels_passes_none_on() {
    let mut ship = Ship::new();
    let mut bridge = Phone::new("101");
    dials(
        &mut ship,
        &mut bridge,
        "+442079461111",
        "Resource-Priority: dsn.flash\r\n",
    );
    let called = Called::by(&mut ship, Peer::alpha(1));
    assert_eq!(called.invite.header("Resource-Priority"), None);
}

#[test]
fn a_level_above_the_class_is_refused() {
    for (number, asked) in [("92101", ""), ("101", "Resource-Priority: dsn.flash\r\n")] {
        let mut ship = Ship::under(warship(), None);
        let mut engine = Phone::new("102");
        let (mut caller, refused) = dials(&mut ship, &mut engine, number, asked);
        assert_eq!(refused.status(), 403);
        assert!(refused.reason().starts_with("Q.850;cause=46"), "{refused}");
        caller.ack_refusal(&mut ship, &refused);
        ship.rests();
    }
}

#[test]
fn a_trunk_call_has_the_lowest_level_whatever_it_says() {
    let mut ship = Ship::under(warship(), None);
    let engine = Phone::registered(&mut ship, "102");
    inbound(
        &mut ship,
        Peer::beta(1),
        "00442079460200",
        "Resource-Priority: dsn.flash\r\n",
    );
    let called = Called::by(&mut ship, engine.peer);
    assert_eq!(
        called.invite.header("Resource-Priority").as_deref(),
        Some("dsn.routine")
    );
}

/// An INVITE of a trunk.
fn inbound(ship: &mut Ship, peer: Peer, number: &str, extra: &str) {
    let body = sdp(peer, 4000);
    let request = Request {
        method: "INVITE",
        uri: format!("sip:{number}@10.7.0.1:5080"),
        from: "<sip:+15551234@shore.example>;tag=t".to_owned(),
        to: format!("<sip:{number}@10.7.0.1>"),
        call_id: "inbound".to_owned(),
        cseq: 1,
        branch: "inbound".to_owned(),
        extra: extra.to_owned(),
        body: &body,
    };
    let text = request.text(peer);
    ship.hear(peer, &text);
}

#[test]
fn a_profile_silences_its_gateways_and_says_so() {
    for profile in [Some("silent"), Some("distress"), Some("unheard-of"), None] {
        let mut ship = Ship::under(warship(), profile);
        let mut bridge = Phone::new("101");
        let (mut caller, _) = dials(&mut ship, &mut bridge, "+442079461111", "");
        let called = Called::by(&mut ship, Peer::beta(1));
        ship.silence(Peer::alpha(1));
        called.says(&mut ship, 486, "");
        ship.request(Peer::beta(1), "ACK");
        let busy = ship.response(bridge.peer, 486);
        caller.ack_refusal(&mut ship, &busy);
        ship.rests();
    }
}

#[test]
fn a_call_that_only_silenced_gateways_could_carry_is_refused_without_retry_after() {
    let settings = SETTINGS
        .replace(
            "\"attempts\": [\"alpha\", \"beta\"],",
            "\"attempts\": [\"alpha\"],",
        )
        .replace(
            "\"inbound\":",
            r#""emissionProfiles": [{"name": "silent", "radiate": [], "emergency": "silent"}], "inbound":"#,
        )
        .replace("\"name\": \"alpha\",", "\"name\": \"alpha\", \"radiates\": true,")
        .replace("\"name\": \"beta\",", "\"name\": \"beta\", \"radiates\": false,");
    let mut ship = Ship::with(plan_of(&settings));
    let mut bridge = Phone::new("101");
    let (mut caller, refused) = dials(&mut ship, &mut bridge, "+442079461111", "");
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.header("Retry-After"), None);
    assert!(refused.reason().starts_with("Q.850;cause=63"), "{refused}");
    caller.ack_refusal(&mut ship, &refused);
    inbound(&mut ship, Peer::alpha(1), "+442079460100", "");
    assert_eq!(ship.response(Peer::alpha(1), 503).header("Retry-After"), None);
}

#[test]
fn a_silenced_gateway_sends_no_health_check() {
    let checked = |profile| {
        let settings = SETTINGS
            .replace("\"intervalSeconds\": 0", "\"intervalSeconds\": 30")
            .replace(
                "\"inbound\":",
                r#""emissionProfiles": [{"name": "open", "radiate": ["alpha"], "emergency": "radiate"},
                     {"name": "silent", "radiate": [], "emergency": "silent"}], "inbound":"#,
            )
            .replace("\"name\": \"alpha\",", "\"name\": \"alpha\", \"radiates\": true,")
            .replace("\"name\": \"beta\",", "\"name\": \"beta\", \"radiates\": false,");
        let mut ship = Ship::under(plan_of(&settings), Some(profile));
        ship.seconds(100);
        let heard = |ship: &mut Ship, peer| std::iter::from_fn(|| ship.next(peer)).count();
        (
            heard(&mut ship, Peer::alpha(1)) > 0,
            heard(&mut ship, Peer::beta(1)) > 0,
        )
    };
    assert_eq!(checked("open"), (true, true));
    assert_eq!(checked("silent"), (false, true));
}

#[test]
fn an_emergency_call_radiates_only_where_the_profile_says_so() {
    for (profile, radiates) in [("distress", true), ("silent", false)] {
        let mut ship = Ship::under(warship(), Some(profile));
        let mut engine = Phone::new("102");
        let (mut caller, first) = dials(&mut ship, &mut engine, "94112", "");
        if radiates {
            let called = Called::by(&mut ship, Peer::alpha(1));
            assert_eq!(
                called.invite.header("Resource-Priority").as_deref(),
                Some("dsn.priority")
            );
            continue;
        }
        assert_eq!(first.status(), 100);
        let lost = ship.response(engine.peer, 503);
        ship.silence(Peer::alpha(1));
        caller.ack_refusal(&mut ship, &lost);
    }
}
