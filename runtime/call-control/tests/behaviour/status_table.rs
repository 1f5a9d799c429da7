//! The status table of the design, row by row: status, Q.850 cause, and the decision that stands behind it.

use call_control::*;
use routing_table::{Cause, DecisionNumber, Described};

use crate::peer::*;
use crate::plan::plan_with;
use crate::ship::*;

/// What a caller of station 101 or 102 is told, with the ACK sent.
fn told(ship: &mut Ship, number: &str, dialled: &str) -> Heard {
    let mut phone = Phone::new(number);
    told_by(ship, &mut phone, dialled, "")
}

fn told_by(ship: &mut Ship, phone: &mut Phone, dialled: &str, extra: &str) -> Heard {
    let (mut caller, mut answer) = phone.tries(ship, dialled, &sdp(phone.peer, 4000), extra);
    if answer.status() == 100 {
        answer = ship.next(phone.peer).unwrap();
    }
    caller.ack_refusal(ship, &answer);
    answer
}

fn row(answer: &Heard, status: u16, q850: u8, word: &str) {
    assert_eq!(answer.status(), status, "{answer}");
    let reason = answer.reason();
    assert!(
        reason.starts_with(&format!("Q.850;cause={q850};text=\"{word}")),
        "{reason}"
    );
}

/// The row, and that it names a decision of the plan.
fn decided_row(answer: &Heard, status: u16, q850: u8, word: &str) {
    row(answer, status, q850, word);
    decision(answer);
}

/// The number of the decision that a refusal names.
fn decision(answer: &Heard) -> DecisionNumber {
    let reason = answer.reason();
    let number = reason.rsplit(" d").next().unwrap().trim_end_matches('"');
    DecisionNumber::new(number.parse().unwrap_or_else(|_| panic!("{reason}")))
}

#[test]
fn what_the_plan_refuses() {
    let mut ship = Ship::new();
    decided_row(&told(&mut ship, "101", "777"), 404, 1, "no-match");
    decided_row(&told(&mut ship, "102", "10"), 484, 28, "incomplete");
    decided_row(&told(&mut ship, "103", "+870123456"), 403, 21, "barred");
    decided_row(&told(&mut ship, "104", "+12125550100"), 403, 21, "barred");
    let mut phone = Phone::at("101", 90);
    decided_row(
        &told_by(&mut ship, &mut phone, "1x2", ""),
        404,
        28,
        "illegal-number",
    );
    decided_row(
        &told_by(&mut ship, &mut phone, "+4412345678901234567", ""),
        404,
        28,
        "too-long",
    );
    decided_row(
        &told_by(&mut ship, &mut phone, "urn:service:weather", ""),
        416,
        127,
        "unsupported-scheme",
    );
    assert_eq!(ship.count(Counter::CallRefused), 7);
    let plans: Vec<_> = ship
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Decided {
                by,
                outcome: Outcome::Refused { .. },
                ..
            } => Some(by.plan),
            _ => None,
        })
        .collect();
    assert_eq!(plans, [ship.plan.table.identity(); 7]);
    ship.rests();
}

#[test]
fn what_is_no_number_of_this_ship() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    decided_row(
        &told_by(&mut ship, &mut phone, "sip:102@elsewhere.example", ""),
        404,
        1,
        "foreign-domain",
    );
    decided_row(
        &told_by(
            &mut ship,
            &mut phone,
            "tel:102;phone-context=elsewhere.example",
            "",
        ),
        404,
        1,
        "foreign-domain",
    );
    decided_row(
        &told_by(&mut ship, &mut phone, "http://10.1.0.1/", ""),
        416,
        127,
        "unsupported-scheme",
    );
    decided_row(
        &told_by(&mut ship, &mut phone, "sips:102@10.1.0.1", ""),
        416,
        127,
        "unsupported-scheme",
    );
    ship.rests();
}

#[test]
fn a_tel_uri_and_every_spelling_reach_the_same_gateway() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    for dialled in [
        "tel:+44-20-7946-1111",
        "00442079461111",
        "02079461111",
        "+44(20)7946.1111",
    ] {
        let caller = phone.dials(&mut ship, dialled, &sdp(phone.peer, 4000));
        let called = Called::by(&mut ship, Peer::alpha(1));
        assert_eq!(
            called.invite.message().request_uri().user,
            Some("+442079461111"),
            "{dialled}"
        );
        called.refuses(&mut ship, 486);
        let answer = ship.response(phone.peer, 486);
        { caller }.ack_refusal(&mut ship, &answer);
    }
    ship.rests();
}

#[test]
fn a_station_that_is_not_registered() {
    let mut ship = Ship::new();
    decided_row(&told(&mut ship, "101", "102"), 480, 20, "not-registered");
    ship.rests();
}

#[test]
fn no_gateway_admits_a_call_before_it_is_known_to_live() {
    let mut ship = Ship::with(plan_with("\"intervalSeconds\": 0", "\"intervalSeconds\": 60"));
    let answer = told(&mut ship, "101", "+442079461111");
    decided_row(&answer, 503, 38, "no-gateway");
    assert_eq!(answer.header("Retry-After"), None);
}

#[test]
fn every_attempt_failed() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let mut caller = phone.dials(&mut ship, "+442079461111", &sdp(phone.peer, 4000));
    for (peer, status) in [(Peer::alpha(1), 503), (Peer::alpha(2), 503), (Peer::beta(1), 503)] {
        Called::by(&mut ship, peer).refuses(&mut ship, status);
    }
    let answer = ship.response(phone.peer, 500);
    decided_row(&answer, 500, 41, "attempts-failed");
    caller.ack_refusal(&mut ship, &answer);
    ship.rests();
}

#[test]
fn a_callees_answer_is_told_on() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    for (status, q850) in [(486, 17), (480, 18), (603, 21), (600, 17), (404, 1), (484, 28)] {
        let mut caller = phone.dials(&mut ship, "+442079461111", &sdp(phone.peer, 4000));
        Called::by(&mut ship, Peer::alpha(1)).refuses(&mut ship, status);
        let answer = ship.response(phone.peer, status);
        decided_row(&answer, status, q850, "called-side");
        caller.ack_refusal(&mut ship, &answer);
        ship.silence(Peer::beta(1));
    }
    ship.rests();
}

/// A call from station 103 that takes one place, and how it ends.
fn place_taken(ship: &mut Ship, dialled: &str, peer: Peer) -> (Calling, Called) {
    let mut master = Phone::new("103");
    let mut caller = master.dials(ship, dialled, &sdp(master.peer, 4100));
    let called = Called::by(ship, peer);
    called.says(ship, 200, &sdp(peer, 5100));
    ship.request(peer, "ACK");
    let answer = ship.response(master.peer, 200);
    caller.ack(ship, &answer, "");
    (caller, called)
}

fn place_given_back(ship: &mut Ship, mut caller: Calling, called: Called) {
    caller.hangs_up(ship, &called);
}

#[test]
fn no_channel_is_free() {
    let mut ship = Ship::with(plan_with("\"calls\": 2,", "\"calls\": 1,"));
    let (caller, called) = place_taken(&mut ship, "+12125550100", Peer::beta(1));
    let answer = told(&mut ship, "101", "+12125550100");
    decided_row(&answer, 503, 34, "no-channel");
    assert_eq!(answer.header("Retry-After"), None);
    assert_eq!(ship.count(Counter::GatewayAtLimit), 1);
    place_given_back(&mut ship, caller, called);
    ship.rests();
}

#[test]
fn an_inbound_call_beyond_the_limit_is_busy() {
    let mut ship = Ship::with(plan_with("\"calls\": 2,", "\"calls\": 1,"));
    let (caller, called) = place_taken(&mut ship, "+12125550100", Peer::beta(1));
    Calling::inbound(
        &mut ship,
        Peer::beta(1),
        "00442079460200",
        &sdp(Peer::beta(1), 4000),
    );
    let answer = ship.response(Peer::beta(1), 486);
    decided_row(&answer, 486, 17, "inbound-limit");
    assert_eq!(ship.count(Counter::InboundAtLimit), 1);
    place_given_back(&mut ship, caller, called);
    ship.rests();
}

#[test]
fn the_whole_exchange_is_full() {
    let mut ship = Ship::with(plan_with("\"calls\": 20,", "\"calls\": 1,"));
    let (caller, called) = place_taken(&mut ship, "+12125550100", Peer::beta(1));
    let answer = told(&mut ship, "101", "102");
    decided_row(&answer, 503, 42, "overload");
    assert_eq!(answer.header("Retry-After").as_deref(), Some("5"));
    assert_eq!(ship.count(Counter::Overloaded), 1);
    assert!(ship.events.contains(&Event::Overloaded { calls: 1 }));
    place_given_back(&mut ship, caller, called);
    ship.rests();
}

#[test]
fn no_codec_in_common() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "102");
    let mut phone = Phone::new("101");
    let body = sdp_with(phone.peer, 4000, "0", "").replace(
        "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n",
        "",
    );
    let mut caller = phone.dials(&mut ship, "102", &body);
    let answer = ship.response(phone.peer, 488);
    decided_row(&answer, 488, 88, "codec-mismatch");
    assert!(answer.header("Warning").unwrap().starts_with("305 "), "{answer}");
    caller.ack_refusal(&mut ship, &answer);
    ship.rests();
}

#[test]
fn a_call_that_comes_back_is_a_loop() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let mut caller = phone.dials(&mut ship, "+442079461111", &sdp(phone.peer, 4000));
    let called = Called::by(&mut ship, Peer::alpha(1));
    let text = called.invite.text();
    let back = text
        .replacen(
            "sip:+442079461111@alpha.example:5070",
            "sip:+442079460100@10.7.0.1:5080",
            1,
        )
        .replacen(
            "Via: ",
            "Via: SIP/2.0/UDP 10.7.1.1:5070;branch=z9hG4bKproxy\r\nVia: ",
            1,
        );
    ship.hear(Peer::alpha(1), back);
    let answer = ship.response(Peer::alpha(1), 482);
    decided_row(&answer, 482, 25, "loop");
    assert_eq!(ship.count(Counter::LoopSeen), 1);
    called.refuses(&mut ship, 486);
    caller.is_told(&mut ship, 486);
    ship.rests();
}

#[test]
fn no_hop_is_left() {
    let mut ship = Ship::new();
    let peer = Peer::alpha(1);
    let invite = Request {
        method: "INVITE",
        uri: "sip:+442079460100@10.7.0.1:5080".to_owned(),
        from: "<sip:x@provider.example>;tag=o".to_owned(),
        to: "<sip:+442079460100@10.7.0.1:5080>".to_owned(),
        call_id: "hops".to_owned(),
        cseq: 1,
        branch: "hops".to_owned(),
        extra: String::new(),
        body: "",
    };
    ship.hear(
        peer,
        invite.text(peer).replace("Max-Forwards: 70", "Max-Forwards: 0"),
    );
    decided_row(&ship.response(peer, 483), 483, 25, "hops-exhausted");
    assert_eq!(ship.count(Counter::HopsExhausted), 1);
    ship.rests();
}

#[test]
fn who_has_not_proved_anything_is_challenged() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101").with_password("wrong");
    let register = phone.register(&mut ship, "");
    assert_eq!(register.status(), 401);
    let challenge = register.header("WWW-Authenticate").unwrap();
    assert!(
        challenge.contains("realm=\"ship\"") && challenge.contains("algorithm=SHA-256"),
        "{challenge}"
    );
    let (_, invite) = phone.tries(&mut ship, "102", "", "");
    assert_eq!(invite.status(), 407);
    assert!(invite.header("Proxy-Authenticate").is_some());
    assert_eq!(ship.exchange.census().servers, 0, "a challenge keeps nothing");
    ship.rests();
}

#[test]
fn a_station_speaks_only_for_itself() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("102");
    phone.claims("101");
    let answer = told_by(&mut ship, &mut phone, "103", "");
    decided_row(&answer, 403, 21, "caller-mismatch");
    ship.rests();
}

#[test]
fn a_trunk_reaches_only_what_the_inbound_map_names() {
    let mut ship = Ship::new();
    for (at, number) in ["+442079460199", "+12125550100", "112", "101"].iter().enumerate() {
        Calling::inbound_with(&mut ship, Peer::alpha(1), number, "", &format!("in-{at}"), "");
        let answer = ship.response(Peer::alpha(1), 404);
        decided_row(&answer, 404, 1, "unknown-inbound");
    }
    ship.silence(Peer::beta(1));
    ship.rests();
}

#[test]
fn an_emergency_call_that_nothing_takes_raises_an_alarm() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("104");
    let mut caller = phone.dials(&mut ship, "112", &sdp(phone.peer, 4000));
    for peer in [Peer::alpha(1), Peer::alpha(2)] {
        Called::by(&mut ship, peer).refuses(&mut ship, 503);
    }
    let answer = ship.response(phone.peer, 503);
    decided_row(&answer, 503, 38, "no-emergency-target");
    assert_eq!(answer.header("Retry-After"), None);
    caller.ack_refusal(&mut ship, &answer);
    assert_eq!(ship.count(Counter::EmergencyLost), 1);
    assert!(
        ship.events
            .iter()
            .any(|event| matches!(event, Event::EmergencyLost { .. }))
    );
    ship.rests();
}

#[test]
fn a_body_that_is_no_session_description_is_415() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let (mut caller, answer) = phone.tries(&mut ship, "102", "hello", "Content-Type: text/plain\r\n");
    assert_eq!(
        (answer.status(), answer.header("Accept").as_deref()),
        (415, Some(KNOWN_BODIES))
    );
    decided_row(&answer, 415, 79, "unknown-body");
    caller.ack_refusal(&mut ship, &answer);
    ship.rests();
}

/// The refusals that the exchange itself has logged.
fn own_refusals(ship: &Ship) -> Vec<(Cause, &str, DecisionNumber)> {
    let own = ship.events.iter().filter_map(|event| match event {
        Event::Refused {
            dialled, by, cause, ..
        } => {
            assert_eq!(by.plan, ship.plan.table.identity());
            Some((*cause, dialled.as_str(), by.decision))
        }
        _ => None,
    });
    own.collect()
}

#[test]
fn what_the_exchange_itself_refuses_is_logged_by_the_number_that_the_caller_is_told() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("102");
    let mut told = Vec::new();
    for (dialled, extra, cause) in [
        ("sip:102@elsewhere.example", "", Cause::ForeignDomain),
        ("sips:102@10.1.0.1", "", Cause::UnsupportedScheme),
        ("sip:103@10.1.0.1", "Accept: text/plain\r\n", Cause::NotAcceptable),
    ] {
        let answer = told_by(&mut ship, &mut phone, dialled, extra);
        told.push((cause, dialled, decision(&answer)));
    }
    phone.claims("101");
    let answer = told_by(&mut ship, &mut phone, "103", "");
    told.push((Cause::CallerMismatch, "103", decision(&answer)));
    assert_eq!(own_refusals(&ship), told);
    for (cause, _, number) in told {
        let described = ship.plan.table.describe(number);
        assert!(
            matches!(described, Described::Fixed(fixed) if fixed == cause),
            "{described:?}"
        );
    }
    let decided = |event: &&Event| matches!(event, Event::Decided { .. });
    assert_eq!(
        ship.events.iter().filter(decided).count(),
        1,
        "only the plan's word about the last was asked for"
    );
    assert_eq!(ship.count(Counter::CallRefused), 4);
    ship.rests();
}

#[test]
fn refusals_of_senders_who_have_proved_nothing_are_logged_once_a_second() {
    let mut ship = Ship::new();
    let phone = Phone::new("101");
    for at in 0..5 {
        let invite = Request {
            method: "INVITE",
            uri: "sip:102@10.1.0.1".to_owned(),
            from: "<sip:101@10.1.0.1>;tag=f".to_owned(),
            to: "<sip:102@10.1.0.1>".to_owned(),
            call_id: format!("c{at}"),
            cseq: 1,
            branch: format!("b{at}"),
            extra: "Accept: text/plain\r\n".to_owned(),
            body: "",
        };
        ship.hear(phone.peer, invite.text(phone.peer));
        decided_row(&ship.response(phone.peer, 406), 406, 79, "not-acceptable");
    }
    assert_eq!(own_refusals(&ship).len(), 1);
    assert_eq!(ship.count(Counter::CallRefused), 5);
    ship.rests();
}

#[test]
fn what_no_credentials_would_help_is_said_before_they_are_asked_for() {
    let mut ship = Ship::new();
    let phone = Phone::new("101");
    for (body, extra, status) in [
        ("hello", "Content-Type: text/plain\r\n", 415),
        ("", "Accept: text/nobodyKnowsThis\r\n", 406),
        ("", "Accept: text/plain, application/sdp;q=0.5\r\n", 407),
    ] {
        let invite = Request {
            method: "INVITE",
            uri: "sip:102@10.1.0.1".to_owned(),
            from: "<sip:101@10.1.0.1>;tag=f".to_owned(),
            to: "<sip:102@10.1.0.1>".to_owned(),
            call_id: format!("c{status}"),
            cseq: 1,
            branch: format!("b{status}"),
            extra: extra.to_owned(),
            body,
        };
        ship.hear(phone.peer, invite.text(phone.peer));
        ship.response(phone.peer, status);
        assert_eq!(ship.exchange.census(), Census::default(), "no state");
    }
    ship.rests();
}

#[test]
fn a_caller_in_distress_is_asked_who_it_is_before_what_it_can_read() {
    let mut ship = Ship::with(plan_with(
        "\"unauthenticatedEmergency\": true",
        "\"unauthenticatedEmergency\": false",
    ));
    let bridge = Phone::registered(&mut ship, "101");
    let mut phone = Phone::new("104");
    for (dialled, body, extra) in [
        ("112", "hello", "Content-Type: text/plain\r\n"),
        ("urn:service:sos", "", "Accept: text/plain\r\n"),
    ] {
        let (mut caller, first) = phone.tries(&mut ship, dialled, body, extra);
        assert_eq!(first.status(), 100, "{first}");
        let called = Called::by(&mut ship, bridge.peer);
        caller.gives_up(&mut ship);
        called.says(&mut ship, 180, "");
        called.is_cancelled(&mut ship);
    }
    ship.rests();
}

#[test]
fn a_caller_in_distress_is_not_asked_what_it_can_read() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("104");
    let (mut caller, answer) = phone.tries(&mut ship, "112", "", "Accept: text/plain\r\n");
    assert_eq!(answer.status(), 100);
    for peer in [Peer::alpha(1), Peer::alpha(2)] {
        Called::by(&mut ship, peer).refuses(&mut ship, 503);
    }
    caller.is_told(&mut ship, 503);
    ship.rests();
}

#[test]
fn a_trunk_hears_406_and_415_too() {
    let mut ship = Ship::new();
    let peer = Peer::alpha(1);
    for (status, body, extra) in [
        (406, "", "Accept: text/plain\r\n"),
        (415, "hello", "Content-Type: text/plain\r\n"),
    ] {
        let invite = Request {
            method: "INVITE",
            uri: "sip:+442079460100@10.7.0.1:5080".to_owned(),
            from: "<sip:+442079461111@alpha.example>;tag=f".to_owned(),
            to: "<sip:+442079460100@10.7.0.1>".to_owned(),
            call_id: format!("c{status}"),
            cseq: 1,
            branch: format!("b{status}"),
            extra: extra.to_owned(),
            body,
        };
        let text = invite.text(peer);
        ship.hear(peer, &text);
        let answer = ship.response(peer, status);
        decision(&answer);
        ship.hear(peer, ack_of_refusal(&text, &answer));
    }
    let own = own_refusals(&ship);
    let causes: Vec<_> = own.iter().map(|(cause, dialled, _)| (*cause, *dialled)).collect();
    let number = "+442079460100";
    assert_eq!(
        causes,
        [(Cause::NotAcceptable, number), (Cause::UnknownBody, number)]
    );
    ship.rests();
}
