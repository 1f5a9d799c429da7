//! Random small plans: what the compiler writes holds, and the shortest differing number of two plans is the one that
//! trying every number finds, each decided by the running exchange's own code.

#![expect(clippy::indexing_slicing, reason = "every place is drawn within its list")]

use proptest::prelude::*;
use routing_table::{Admits, ClassIndex, Decision, Ingress, Question, Table};
use serde_json::{Value, json};

use crate::plans::{emitted, judged};

/// Prefixes of which rewritten and respelled numbers meet one another.
const PREFIXES: [&str; 14] = [
    "+", "00", "+4", "+44", "0044", "0", "+1", "+12", "1", "12", "1*", "9", "91", "+449",
];
const SYMBOLS: &[u8] = b"0123456789*#ABCD";

/// A route by the choices that were drawn for it.
fn route(number: usize, drawn: &[u8]) -> Value {
    let draw = |at: usize| usize::from(drawn.get(at).copied().unwrap_or(0));
    let prefix = PREFIXES[draw(0) % PREFIXES.len()];
    let attempts = [
        json!(["g1"]),
        json!(["g2"]),
        json!(["g1", "g2"]),
        json!(["g2", "g1"]),
    ];
    let mut route = json!({
        "name": format!("r{number}"), "prefixes": [prefix], "attempts": attempts[draw(1) % 4], "order": number
    });
    if draw(2) % 3 == 0 {
        route["minDigits"] = json!(1 + draw(3) % 4);
    }
    if draw(2) % 4 == 0 {
        route["maxDigits"] = json!(4 + draw(3) % 3);
    }
    if draw(4) % 3 == 0 {
        route["classes"] = json!([if draw(4) % 2 == 0 { "a" } else { "b" }]);
    }
    if draw(5) % 3 == 0 {
        route["overridesDeny"] = json!("for the test");
    }
    if !prefix.starts_with(['+', '0']) && draw(6) % 2 == 0 {
        route["strip"] = json!(1);
        route["prepend"] = json!(["", "0", "+", "+44"][draw(7) % 4]);
    }
    route
}

fn settings(routes: &[Vec<u8>], denied: &[u8], formats: (u8, u8)) -> Value {
    const FORMATS: [&str; 5] = ["plus-e164", "bare-e164", "00-prefix", "national", "as-dialled"];
    let gateway = |number: usize, format: u8| {
        let network = format!("198.51.{number}.0/24");
        json!({"name": format!("g{number}"), "plugin": "libgw-sip.so", "numberFormat": FORMATS[usize::from(format) % 5],
               "config": {"trunkHost": format!("198.51.{number}.7"), "trunkPort": 5070, "allowedIps": [network]}})
    };
    let mut all = vec![gateway(1, formats.0), gateway(2, formats.1)];
    all.extend(
        routes
            .iter()
            .enumerate()
            .map(|(number, drawn)| route(number, drawn)),
    );
    let mut settings = json!({
        "server": {"listen": "10.0.0.1", "unauthenticatedEmergency": true},
        "numbering": {"countryCode": "44", "internationalPrefix": "00", "nationalPrefix": "0"},
        "classes": ["a", "b"],
        "stations": [{"number": "121", "class": "a"}, {"number": "3", "class": "b"}],
        "emergency": [{"number": "112", "targets": [{"station": "3"}]}],
        "gateways": {"routes": all}
    });
    let denied: Vec<_> = denied
        .iter()
        .map(|drawn| PREFIXES[usize::from(*drawn) % PREFIXES.len()])
        .collect();
    if !denied.is_empty() {
        settings["deny"] = json!([{"prefixes": denied, "reason": "for the test"}]);
    }
    settings
}

/// What comes of a number for both classes, without the number of the row.
fn outcome(table: &Table<'_>, dialled: &str) -> Vec<String> {
    let of = |class: u16| {
        let decision = table.decide(&Question {
            ingress: Ingress::Crew,
            dialled: dialled.as_bytes(),
            class: Some(ClassIndex::new(class)),
            precedence: None,
            profile: None,
            admits: &[Admits::All, Admits::All],
        });
        match decision {
            Decision::Station { station, .. } => format!("{station:?}"),
            Decision::Attempts { list, .. } => list
                .iter()
                .map(|attempt| format!("{:?} {} ", attempt.gateway, attempt.number))
                .collect(),
            Decision::Emergency { emergency, .. } => format!("{emergency:?}"),
            // Denied and barred, not found, too long and unwritable are told apart by the verifier and not by callers.
            Decision::Refuse { cause, .. } => cause.name().to_owned(),
        }
    };
    vec![of(0), of(1)]
}

/// The first number of at most `longest` symbols, in the order of length and symbols, that decides differently.
fn first_difference(left: &Table<'_>, right: &Table<'_>, longest: usize) -> Option<String> {
    let mut level = vec![String::new()];
    for _ in 0..longest {
        let longer = level.iter().flat_map(|number| {
            let plus = number.is_empty().then_some(&b'+');
            SYMBOLS
                .iter()
                .chain(plus)
                .map(move |symbol| format!("{number}{}", char::from(*symbol)))
        });
        level = longer.collect();
        let differs = |number: &&String| outcome(left, number) != outcome(right, number);
        if let Some(number) = level.iter().find(differs) {
            return Some(number.clone());
        }
    }
    None
}

fn drawn() -> impl Strategy<Value = Value> {
    let routes = prop::collection::vec(prop::collection::vec(any::<u8>(), 8), 1..5);
    (
        routes,
        prop::collection::vec(any::<u8>(), 0..3),
        any::<(u8, u8)>(),
    )
        .prop_map(|(routes, denied, formats)| settings(&routes, &denied, formats))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn what_the_compiler_writes_holds(settings in drawn()) {
        let settings = settings.to_string();
        if let Some(sections) = emitted(&settings) {
            let report = judged(&sections, &settings);
            prop_assert!(report.holds, "{}\n{}", settings, report);
        }
    }

    #[test]
    fn the_shortest_difference_is_the_one_that_trying_every_number_finds(
        (settings, other) in drawn().prop_flat_map(|settings| (Just(settings), drawn())),
        replaced in 0usize..6,
    ) {
        // Both plans share their gateways; one route or the denials are those of the other.
        let mut changed = settings.clone();
        let routes = other["gateways"]["routes"].as_array().cloned().unwrap_or_default();
        match (changed["gateways"]["routes"].as_array_mut(), routes.get(2)) {
            (Some(own), Some(route)) if replaced > 0 && own.len() > 2 => {
                let at = 2 + replaced % (own.len() - 2);
                own[at] = route.clone();
                own[at]["name"] = json!("changed");
                own[at]["order"] = json!(100);
            }
            _ => changed["deny"] = json!([{"prefixes": ["+44", "12"], "reason": "for the test"}]),
        }
        let (settings, changed) = (settings.to_string(), changed.to_string());
        let (Some(left), Some(right)) = (emitted(&settings), emitted(&changed)) else { return Ok(()) };
        let report = judged(&left, &changed);
        let opened = [&left, &right].map(|sections| Table::open(&sections.table).expect("it opens"));
        let expected = first_difference(&opened[0], &opened[1], LONGEST);
        let found = report.difference.map(|difference| difference.number);
        match &found {
            Some(number) if number.len() > LONGEST => prop_assert_eq!(expected, None),
            _ => prop_assert_eq!(found, expected, "{}\n{}", settings, changed),
        }
    }
}

/// All numbers of four symbols are 74 000.
const LONGEST: usize = 4;
