//! The fallback table: what a vessel does when its own table is damaged.

use dialplan_compiler::emit::table;
use routing_table::Table;
use serde_json::json;

use crate::plans::{Compiled, PLAN, changed, compile};

/// The plan with its fallback in the place of its table.
fn fallback(settings: &str) -> Option<Compiled> {
    let compiled = compile(settings);
    let emitted = table::fallback(&compiled.plan).expect("a checked plan fits into a table");
    emitted.map(|emitted| Compiled {
        table: emitted.bytes().to_vec(),
        ..compiled
    })
}

#[test]
fn emergency_numbers_ring_their_stations_and_nothing_else_is_reached() {
    let fallback = fallback(PLAN).expect("the plan has emergency stations");
    for number in ["112", "999", "urn:service:sos"] {
        let decision = fallback.dial(None, number, &[]);
        assert_eq!(fallback.words(&decision), "emergency: station 100", "{number}");
    }
    for number in ["101", "100", "+33123456789", "00442079460000", "+870773111"] {
        assert_eq!(fallback.officer(number), "404 1 no-match", "{number}");
    }
}

#[test]
fn it_admits_the_crew_as_the_plan_does_and_no_trunk() {
    let (full, fallback) = (
        compile(PLAN),
        fallback(PLAN).expect("the plan has emergency stations"),
    );
    let (full, fallback) = (full.table(), fallback.table());
    assert_ne!(fallback.identity(), full.identity());
    assert_eq!(fallback.server().realm(), full.server().realm());
    assert_eq!(fallback.server().sip_port(), full.server().sip_port());
    assert_eq!(fallback.server().media_ports(), full.server().media_ports());
    let stations = |table: &Table<'_>| -> Vec<(String, String)> {
        let of = |station: routing_table::Station<'_>| {
            (station.number().to_owned(), station.credential().to_owned())
        };
        table.stations().map(|(_, station)| of(station)).collect()
    };
    assert_eq!(stations(&fallback), stations(&full));
    assert!(fallback.crew_permits([192, 0, 2, 7].into()));
    assert!(!fallback.crew_permits([192, 0, 3, 7].into()));
    assert_eq!((fallback.gateways().count(), fallback.inbound().count()), (0, 0));
}

#[test]
fn denied_prefixes_leave_no_trace_in_it() {
    let other = changed(|settings| settings["deny"] = json!([]));
    let bytes = |settings| fallback(settings).map(|fallback| fallback.table);
    assert_eq!(bytes(PLAN), bytes(&other));
}

#[test]
fn a_plan_whose_emergency_calls_ring_no_station_has_none() {
    let none = changed(|settings| settings["emergency"] = json!([]));
    assert!(fallback(&none).is_none());
}
