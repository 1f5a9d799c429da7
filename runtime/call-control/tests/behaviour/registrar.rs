//! REGISTER: who is believed, which contacts are kept, and for how long.

use call_control::*;
use routing_table::StationIndex;
use sip::transaction::Connection;

use crate::peer::*;
use crate::ship::*;

fn contacts(answer: &Heard) -> Vec<String> {
    answer
        .message()
        .contacts()
        .map(|contact| contact.as_str().to_owned())
        .collect()
}

fn contact(host: u8) -> String {
    format!("Contact: <sip:101@10.1.0.{host}:5060>\r\n")
}

/// A REGISTER of station 101 whose Contact lines are these alone.
fn register(ship: &mut Ship, phone: &mut Phone, lines: &str) -> Heard {
    phone.register_with(ship, lines)
}

#[test]
fn a_station_proves_itself_and_is_told_its_contacts() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let answer = phone.register(&mut ship, "Expires: 600\r\n");
    assert_eq!(answer.status(), 200);
    assert_eq!(contacts(&answer), ["<sip:10.1.0.101:5060>;expires=600"]);
    assert_eq!(ship.count(Counter::Challenged), 1);
    assert!(
        ship.events
            .iter()
            .any(|event| matches!(event, Event::Registered { .. }))
    );
    ship.seconds(100);
    let answer = register(&mut ship, &mut phone, "");
    assert_eq!(contacts(&answer), ["<sip:10.1.0.101:5060>;expires=500"]);
    ship.rests();
}

#[test]
fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let mut ship = Ship::new();
    let mut told = |number: &str, password: &str| {
        let mut phone = Phone::at(number, 77).with_password(password);
        let answer = phone.register(&mut ship, "");
        assert_eq!(answer.status(), 401);
        let nonce = answer.header("WWW-Authenticate").unwrap();
        let nonce = nonce
            .split("nonce=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        answer.text().replace(&nonce, "NONCE").replace(number, "NUMBER")
    };
    let (unknown, wrong, right_name) = (told("198", "x"), told("103", "x"), told("199", "secret-199"));
    assert_eq!(unknown, wrong);
    assert_eq!(unknown, right_name);
    assert_eq!(ship.count(Counter::CredentialsRefused), 3);
    assert_eq!(ship.exchange.census().bindings, 0);
    ship.rests();
}

#[test]
fn one_station_cannot_register_another() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("102");
    let answer = phone
        .authenticated(
            &mut ship,
            "REGISTER",
            "sip:ship",
            "<sip:101@ship>",
            "theft",
            "",
            "",
        )
        .1;
    assert_eq!(answer.status(), 401);
    assert_eq!(ship.exchange.census().bindings, 0);
    ship.rests();
}

#[test]
fn a_contact_outside_the_crew_networks_is_refused() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    for foreign in [
        "<sip:101@192.0.2.1>",
        "<sip:101@phone.example>",
        "<sip:101@10.7.1.1>",
    ] {
        let answer = register(&mut ship, &mut phone, &format!("Contact: {foreign}\r\n"));
        assert_eq!(answer.status(), 403, "{foreign}");
    }
    assert_eq!(ship.exchange.census().bindings, 0);
    assert_eq!(ship.count(Counter::RegistrationRefused), 3);
    ship.rests();
}

#[test]
fn a_lifetime_is_neither_too_brief_nor_too_long() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let answer = phone.register(&mut ship, "Expires: 30\r\n");
    assert_eq!(
        (answer.status(), answer.header("Min-Expires").as_deref()),
        (423, Some("60"))
    );
    let answer = phone.register(&mut ship, "Expires: 100000\r\n");
    assert_eq!(contacts(&answer), ["<sip:10.1.0.101:5060>;expires=3600"]);
    let answer = register(
        &mut ship,
        &mut phone,
        "Contact: <sip:10.1.0.101:5060>;expires=90\r\nExpires: 600\r\n",
    );
    assert_eq!(contacts(&answer), ["<sip:10.1.0.101:5060>;expires=90"]);
    ship.rests();
}

#[test]
fn a_binding_ends_when_its_time_is_over_or_its_phone_says_so() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    phone.register(&mut ship, "Expires: 60\r\n");
    ship.seconds(61);
    assert_eq!(ship.exchange.census().bindings, 0);
    phone.register(&mut ship, "Expires: 60\r\n");
    assert_eq!(ship.exchange.census().bindings, 1);
    phone.register(&mut ship, "Expires: 0\r\n");
    assert_eq!(ship.exchange.census().bindings, 0);
    let ends: Vec<bool> = ship
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Unregistered { expired, .. } => Some(*expired),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [true, false]);
    ship.rests();
}

#[test]
fn a_wildcard_removes_every_contact_and_only_with_expires_0() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    register(
        &mut ship,
        &mut phone,
        &format!("{}{}", contact(101), contact(111)),
    );
    assert_eq!(ship.exchange.census().bindings, 2);
    assert_eq!(
        register(&mut ship, &mut phone, "Contact: *\r\nExpires: 600\r\n").status(),
        400
    );
    assert_eq!(ship.exchange.census().bindings, 2);
    assert_eq!(
        register(&mut ship, &mut phone, "Contact: *\r\nExpires: 0\r\n").status(),
        200
    );
    assert_eq!(ship.exchange.census().bindings, 0);
    ship.rests();
}

#[test]
fn a_ninth_contact_takes_the_place_of_the_one_refreshed_longest_ago() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    // A telephone that begins anew by another port each time, within the hour that its contacts live.
    for port in 5061..=5068 {
        let line = format!("Contact: <sip:101@10.1.0.101:{port}>\r\n");
        assert_eq!(register(&mut ship, &mut phone, &line).status(), 200);
        ship.seconds(60);
    }
    let first = "Contact: <sip:101@10.1.0.101:5061>\r\n";
    assert_eq!(register(&mut ship, &mut phone, first).status(), 200);
    let gone = |ship: &Ship| {
        let gone = |event: &&Event| matches!(event, Event::Unregistered { expired: true, .. });
        ship.events.iter().filter(gone).count()
    };
    assert_eq!((ship.exchange.census().bindings, gone(&ship)), (8, 0));
    let answer = register(&mut ship, &mut phone, "Contact: <sip:101@10.1.0.101:5069>\r\n");
    assert_eq!(answer.status(), 200);
    let ports: Vec<String> = contacts(&answer)
        .iter()
        .map(|contact| contact.split([':', '>']).nth(2).unwrap().to_owned())
        .collect();
    let expected = ["5063", "5064", "5065", "5066", "5067", "5068", "5061", "5069"];
    assert_eq!(ports, expected, "5062 is gone, 5061 was refreshed");
    assert_eq!((ship.exchange.census().bindings, gone(&ship)), (8, 1));
    ship.rests();
}

#[test]
fn a_register_with_more_than_eight_contacts_is_refused_and_changes_none() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let eight: String = (1..=8).map(contact).collect();
    assert_eq!(register(&mut ship, &mut phone, &eight).status(), 200);
    let nine: String = (11..=19).map(contact).collect();
    assert_eq!(register(&mut ship, &mut phone, &nine).status(), 403);
    assert_eq!(ship.exchange.census().bindings, 8);
    let others: String = (21..=28).map(contact).collect();
    let answer = register(&mut ship, &mut phone, &others);
    assert_eq!(contacts(&answer).len(), 8, "{answer}");
    assert!(contacts(&answer)[0].contains("10.1.0.21"), "{answer}");
    ship.rests();
}

#[test]
fn refused_credentials_are_counted_each_and_logged_once_a_second() {
    let mut ship = Ship::new();
    for second in 1..=3 {
        for _ in 0..5 {
            let mut phone = Phone::new("101").with_password("wrong");
            assert_eq!(phone.register(&mut ship, "").status(), 401);
        }
        let logged = |event: &&Event| matches!(event, Event::CredentialsRefused { .. });
        assert_eq!(ship.events.iter().filter(logged).count(), second);
        ship.seconds(1);
    }
    assert_eq!(ship.count(Counter::CredentialsRefused), 15);
    ship.rests();
}

#[test]
fn a_late_register_of_the_same_call_id_changes_nothing() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    assert_eq!(phone.register(&mut ship, "Expires: 600\r\n").status(), 200);
    ship.seconds(40);
    phone.rewind(5);
    let answer = phone.register(&mut ship, "Expires: 0\r\n");
    assert_eq!(answer.status(), 500, "{answer}");
    assert_eq!(ship.exchange.census().bindings, 1);
    ship.rests();
}

#[test]
fn a_repeated_register_gets_its_answer_again_and_is_not_done_twice() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let (sent, answer) = phone.authenticated(
        &mut ship,
        "REGISTER",
        "sip:ship",
        "<sip:101@ship>",
        "r",
        "Expires: 600\r\n",
        "",
    );
    ship.hear(phone.peer, &sent.text);
    assert_eq!(ship.response(phone.peer, 200).text(), answer.text());
    assert_eq!(ship.exchange.census().bindings, 1);
    ship.rests();
}

#[test]
fn a_contact_over_tcp_lives_as_long_as_its_connection() {
    let mut ship = Ship::new();
    let mut phone = Phone::new("101");
    let flow = Flow {
        transport: Transport::Tcp,
        connection: Some(Connection(9)),
        ..phone.peer.flow()
    };
    let mut registered = 0;
    for _ in 0..2 {
        let text = phone.next_register(&mut ship);
        ship.hear_by(flow, text);
        registered = phone.hear_answer(&mut ship);
    }
    assert_eq!(registered, 200);
    assert_eq!(ship.exchange.census().bindings, 1);
    assert_eq!(ship.exchange.connections_in_use(), [Connection(9)].into());
    ship.drive(|exchange, now, out| exchange.connection_closed(now, flow, out));
    assert_eq!(ship.exchange.census().bindings, 0);
    assert_eq!(ship.exchange.connections_in_use(), [].into());
    ship.rests();
}

#[test]
fn what_is_not_served_is_refused_with_what_is() {
    let mut ship = Ship::new();
    let peer = Peer::crew(50);
    let ask = |ship: &mut Ship, peer: Peer, method: &str, extra: &str| {
        let request = Request {
            method,
            uri: "sip:101@10.1.0.1".to_owned(),
            from: "<sip:x@ship>;tag=f".to_owned(),
            to: "<sip:101@ship>".to_owned(),
            call_id: format!("m-{method}-{}", extra.len()),
            cseq: 1,
            branch: format!("m{method}{}", extra.len()),
            extra: extra.to_owned(),
            body: "",
        };
        ship.hear(peer, request.text(peer));
        ship.next(peer).unwrap()
    };
    for method in [
        "SUBSCRIBE",
        "PUBLISH",
        "MESSAGE",
        "REFER",
        "NOTIFY",
        "PRACK",
        "UPDATE",
        "DANCE",
    ] {
        let answer = ask(&mut ship, peer, method, "");
        assert_eq!(answer.status(), 405, "{method}");
        assert!(answer.header("Allow").unwrap().contains("REGISTER"));
    }
    let answer = ask(&mut ship, Peer::alpha(1), "REGISTER", "");
    assert_eq!(answer.status(), 405);
    assert!(!answer.header("Allow").unwrap().contains("REGISTER"));
    let answer = ask(&mut ship, peer, "INVITE", "Require: 100rel, magic\r\n");
    assert_eq!(
        (answer.status(), answer.header("Unsupported").as_deref()),
        (420, Some("100rel, magic"))
    );
    let answer = ask(&mut ship, peer, "OPTIONS", "");
    assert_eq!(answer.status(), 200);
    assert!(answer.header("Allow").unwrap().contains("INVITE"));
    assert_eq!(ask(&mut ship, peer, "BYE", "").status(), 481);
    let strange = Request {
        branch: "s".to_owned(),
        ..options_to("soap:nobody")
    };
    ship.hear(peer, strange.text(peer));
    ship.response(peer, 416);
    assert_eq!(ship.exchange.census().servers, 0, "strangers leave no state");
    ship.rests();
}

#[test]
fn registering_names_the_station_in_the_log() {
    let mut ship = Ship::new();
    Phone::registered(&mut ship, "101");
    let station = ship.plan.table.station_by_number(b"101").unwrap();
    let found = ship.events.iter().find_map(|event| match event {
        Event::Registered { station, .. } => Some(*station),
        _ => None,
    });
    assert_eq!(found, Some::<StationIndex>(station));
    ship.rests();
}

fn options_to(uri: &str) -> Request<'static> {
    Request {
        method: "OPTIONS",
        uri: uri.to_owned(),
        from: "<sip:x@ship>;tag=f".to_owned(),
        to: "<sip:101@ship>".to_owned(),
        call_id: "options".to_owned(),
        cseq: 1,
        branch: "o".to_owned(),
        extra: String::new(),
        body: "",
    }
}
