//! What a route makes of a number by `strip` and `prepend` is denied as if it had been dialled: the table against the slow
//! twin, and against a reading of its own, on every short number of small plans.

use std::collections::BTreeMap;

use proptest::prelude::*;
use routing_table::Decision;
use serde_json::{Value, json};

use crate::plans::{Compiled, changed, compile, compiles};

#[test]
fn what_becomes_international_is_not_denied_as_national() {
    let plan = compile(&plan(BRITISH, &["+44"], &[route("9", 1, "")]));
    assert_eq!(plan.officer("900331"), "shore 00331");
    for denied in ["9004420", "9020", "90", "9044"] {
        assert_eq!(plan.officer(denied), "403 21 barred", "{denied}");
    }
}

#[test]
fn a_denial_above_the_country_code_holds_behind_an_access_code() {
    let plan = compile(&plan(BRITISH, &["+4"], &[route("9", 1, "")]));
    assert_eq!(plan.officer("900331"), "shore 00331");
    for denied in ["900491", "9020", "900441"] {
        assert_eq!(plan.officer(denied), "403 21 barred", "{denied}");
    }
}

#[test]
fn what_is_prepended_is_read_with_what_is_left() {
    let plan = compile(&plan(
        BRITISH,
        &["+870"],
        &[route("81", 2, "0"), route("82", 2, "+8")],
    ));
    assert_eq!(plan.officer("810871"), "shore 00871");
    assert_eq!(plan.officer("810870321"), "403 21 barred");
    assert_eq!(plan.officer("82701"), "403 21 barred");
    assert_eq!(plan.officer("82711"), "shore +8711");
}

#[test]
fn no_strip_reaches_behind_a_prefix_and_no_prepend_stands_before_a_spelling() {
    for (prefix, strip, prepend, good) in [
        ("9", 1, "", true),
        ("91", 2, "+", true),
        ("9", 3, "", false),
        ("91", 3, "", false),
        ("+49", 1, "", false),
        ("00*", 2, "", false),
        ("+49", 0, "9", false),
        ("0", 0, "9", false),
        ("8", 0, "+", true),
    ] {
        let text = plan(BRITISH, &[], &[route(prefix, strip, prepend)]);
        assert_eq!(compiles(&text).is_some(), good, "{prefix} {strip} {prepend}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_denied_is_sent_and_nothing_else_is_barred(
        numbering in prop::sample::select(&[BRITISH, AMERICAN, SPARSE][..]),
        denied in prop::collection::vec("[+]?[0149*]{1,3}", 1..4),
        routes in prop::collection::vec(("[0149*]{1,2}|[+]", 0..3usize, "|[+]|[+]4|0|00|01?|9"), 1..4),
    ) {
        // Only what can be dialled in one way can be rewritten, and only what a prefix names can be stripped.
        let distinct: BTreeMap<&str, (usize, &str)> = routes.iter().map(|(prefix, strip, prepend)| {
            let spelled = read(numbering, prefix).starts_with('+');
            let rewriting = if spelled { (0, "") } else { (*strip.min(&prefix.len()), prepend.as_str()) };
            (prefix.as_str(), rewriting)
        }).collect();
        let routes: Vec<Value> =
            distinct.iter().map(|(prefix, (strip, prepend))| route(prefix, *strip, prepend)).collect();
        let denied: Vec<&str> = denied.iter().map(String::as_str).collect();
        let Some(compiled) = compiles(&plan(numbering, &denied, &routes)) else { return Ok(()) };
        prop_assert_eq!(compiled.difference(), None);
        let is_denied = |number: &str| {
            denied.iter().any(|denied| read(numbering, number).starts_with(&read(numbering, denied)))
        };
        for number in numbers(4) {
            let own = distinct.iter()
                .filter(|(prefix, _)| read(numbering, &number).starts_with(&read(numbering, prefix)))
                .max_by_key(|(prefix, _)| read(numbering, prefix).len());
            let sent = own.map(|(_, (strip, prepend))| format!("{prepend}{}", &number[*strip..]));
            let denied = is_denied(&number) || sent.as_deref().is_some_and(is_denied);
            prop_assert_eq!(is_barred(&compiled, &number), denied, "{} becomes {:?}", number, sent);
        }
    }
}

fn is_barred(plan: &Compiled, number: &str) -> bool {
    let decision = plan.dial(Some("officer"), number, &[]);
    matches!(decision, Decision::Refuse { .. }) && plan.words(&decision) == "403 21 barred"
}

type Numbering = (&'static str, Option<(&'static str, &'static str)>);

/// International prefix; national prefix and country code.
const BRITISH: Numbering = ("00", Some(("0", "44")));
const AMERICAN: Numbering = ("011", Some(("1", "1")));
const SPARSE: Numbering = ("00", None);

fn read((international, national): Numbering, number: &str) -> String {
    if let Some(rest) = number.strip_prefix(international) {
        return format!("+{rest}");
    }
    match national.and_then(|(prefix, country)| Some((number.strip_prefix(prefix)?, country))) {
        Some((rest, country)) => format!("+{country}{rest}"),
        None => number.to_owned(),
    }
}

/// `plan.json` with routes of the `shore` gateway only, and these denials.
fn plan((international, national): Numbering, denied: &[&str], routes: &[Value]) -> String {
    changed(|settings| {
        settings["numbering"] = json!({"internationalPrefix": international});
        if let Some((prefix, country)) = national {
            settings["numbering"]["nationalPrefix"] = prefix.into();
            settings["numbering"]["countryCode"] = country.into();
        }
        settings["deny"] = match denied {
            [] => json!([]),
            _ => json!([{"prefixes": denied, "reason": "a test"}]),
        };
        settings["stations"] = json!([{"number": "#1", "class": "officer"}]);
        settings["classes"] = json!(["officer"]);
        settings["emergency"] = json!([{"number": "#112", "targets": [{"station": "#1"}]}]);
        settings["inbound"] = json!([]);
        let all = settings["gateways"]["routes"].as_array_mut().expect("routes");
        all.truncate(1);
        for key in ["prefixes", "attempts", "minDigits", "maxDigits"] {
            all[0].as_object_mut().expect("a route").remove(key);
        }
        all[0]["numberFormat"] = "as-dialled".into();
        all.extend(routes.iter().enumerate().map(|(index, route)| {
            let mut route = route.clone();
            route["name"] = format!("route-{index}").into();
            route["order"] = index.into();
            route
        }));
    })
}

fn route(prefix: &str, strip: usize, prepend: &str) -> Value {
    json!({"prefixes": [prefix], "attempts": ["shore"], "strip": strip, "prepend": prepend})
}

/// Every number of at most so many symbols, with one that no plan of these tests uses.
fn numbers(longest: usize) -> Vec<String> {
    let (mut all, mut last) = (Vec::new(), vec![String::new()]);
    for _ in 0..longest {
        let longer = |number: &String| {
            let symbols = "0149*7+"
                .chars()
                .filter(|symbol| *symbol != '+' || number.is_empty());
            symbols
                .map(|symbol| format!("{number}{symbol}"))
                .collect::<Vec<_>>()
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.iter().cloned());
    }
    all
}
