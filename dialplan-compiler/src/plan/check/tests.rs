use super::check;
use crate::catalogue::Catalogue;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::{DialPlan, Target};
use crate::settings;
use crate::source::Source;

fn checked(text: &str) -> (Vec<Diagnostic>, Option<DialPlan>) {
    let mut found = Vec::new();
    let manifest = include_str!("../../../../gateways/sip-trunk/Cargo.toml");
    let catalogue =
        Catalogue::read(&[("gateways/sip-trunk/Cargo.toml", manifest)]).expect("the manifest is good");
    let settings = settings::read(&Source::new("settings", text), &mut found)
        .expect("the settings have no fault of shape");
    let plan = check(&settings, &catalogue, &mut found);
    (found, plan)
}

fn trunk(name: &str, rest: &str) -> String {
    format!(
        r#"{{"name": "{name}", "plugin": "libgw-sip.so", {rest} "config": {{"trunkHost": "{name}.example.net",
            "addresses": ["198.51.100.1", "198.51.100.2"], "allowedIps": ["198.51.100.0/24"]}}}}"#
    )
}

#[test]
fn the_worst_case_counts_every_target_before_the_last() {
    let text = format!(
        r#"{{"server": {{"unauthenticatedEmergency": false}}, "stations": [{{"number": "101"}}],
            "emergency": [{{"number": "112", "targets": [{{"station": "101"}}, {{"gateway": "shore", "number": "+4420"}},
            {{"station": "101"}}]}}], "gateways": {{"routes": [{}]}}}}"#,
        trunk("shore", "")
    );
    let (_, plan) = checked(&text);
    let plan = plan.expect("there is a plan");
    let entry = plan.emergency().first().expect("there is an entry");
    assert_eq!(entry.worst_case_seconds(), 30 + 5 + 60);
    assert_eq!(
        entry.targets().get(1),
        Some(&Target::Gateway(0, "+4420".to_owned()))
    );
}

#[test]
fn an_allowance_keeps_what_it_relaxed_with_its_reason() {
    let text =
        r#"{"server": {"digest": "MD5"}, "allow": [{"finding": "md5-digest", "reason": "old phones"}]}"#;
    let (found, plan) = checked(text);
    assert!(found.iter().all(|finding| finding.code() != &codes::MD5_DIGEST));
    let plan = plan.expect("there is a plan");
    let allowed: Vec<_> = plan
        .allowances()
        .iter()
        .map(|allow| (allow.finding(), allow.reason(), allow.relaxed().len()))
        .collect();
    assert_eq!(allowed, [("md5-digest", "old phones", 1)]);
}

#[test]
fn an_inline_password_is_named_but_not_kept() {
    let text = r#"{"gateways": {"routes": [{"plugin": "libgw-twilio.so", "prefixes": ["+"], "config": {
        "trunkHost": "x.pstn.twilio.com", "username": "u", "password": "hush", "allowedIps": ["54.172.60.0/30"]}}]}}"#;
    let (found, plan) = checked(text);
    let plan = plan.expect("there is a plan");
    assert_eq!(plan.dropped_secrets(), ["twilio"]);
    assert!(!format!("{plan:?}{found:?}").contains("hush"));
}

#[test]
fn a_gateway_is_filled_with_its_defaults() {
    let (_, plan) = checked(&format!(
        r#"{{"gateways": {{"routes": [{}]}}}}"#,
        trunk("shore", r#""prefixes": ["+"],"#)
    ));
    let plan = plan.expect("there is a plan");
    let gateway = plan.gateways().first().expect("there is a gateway");
    let settings: Vec<(&str, &str)> = gateway
        .settings()
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        settings,
        [
            ("addresses", "198.51.100.1,198.51.100.2"),
            ("firstResponseSeconds", "5"),
            ("healthFall", "3"),
            ("healthIntervalSeconds", "30"),
            ("healthRise", "2"),
            ("progressSeconds", "60"),
            ("transport", "udp"),
            ("trunkHost", "shore.example.net"),
            ("trunkPort", "5060"),
        ]
    );
}

/// Settings with so many gateways that radiate, and a profile that silences them all.
fn radiating(gateways: usize) -> String {
    let routes: Vec<String> = (0..gateways)
        .map(|number| {
            format!(
                r#"{{"name": "g{number}", "plugin": "libgw-sip.so", "prefixes": ["+1{number}"], "radiates": true,
                    "config": {{"trunkHost": "192.0.2.{number}", "allowedIps": ["192.0.2.{number}/32"]}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"emissionProfiles": [{{"name": "silent", "radiate": [], "emergency": "silent"}}],
            "gateways": {{"routes": [{}]}}}}"#,
        routes.join(",")
    )
}

#[test]
fn a_plan_with_profiles_has_at_most_64_gateways() {
    let (_, plan) = checked(&radiating(64));
    assert_eq!(plan.map(|plan| plan.gateways().len()), Some(64));
    let (found, plan) = checked(&radiating(65));
    let messages: Vec<&str> = found
        .iter()
        .filter(|finding| finding.code() == &codes::OUT_OF_RANGE)
        .map(Diagnostic::message)
        .collect();
    assert_eq!(messages, ["a plan with `emissionProfiles` has 65 gateways"]);
    assert!(plan.is_none());
}

#[test]
fn levels_are_those_of_rfc_4412_lowest_first() {
    for (namespace, levels) in [
        (
            "dsn",
            r#"["routine", "priority", "immediate", "flash", "flash-override"]"#,
        ),
        (
            "drsn",
            r#"["routine", "flash-override", "flash-override-override"]"#,
        ),
        ("q735", r#"["4", "3", "2", "1", "0"]"#),
        ("ets", r#"["4", "0"]"#),
        ("wps", r#"["3", "1"]"#),
    ] {
        let lowest = levels
            .trim_start_matches("[\"")
            .split('"')
            .next()
            .unwrap_or_default();
        let settings = |levels: &str| {
            format!(
                r#"{{"precedence": {{"namespace": "{namespace}", "levels": {levels}, "classes": {{"crew": "{lowest}"}}}}}}"#
            )
        };
        let (_, plan) = checked(&settings(levels));
        let plan = plan.expect("there is a plan");
        let first = plan
            .precedence()
            .and_then(|precedence| precedence.values().next());
        assert_eq!(first, Some(format!("{namespace}.{lowest}")));
        let mut reversed: Vec<&str> = levels.trim_matches(['[', ']']).split(", ").collect();
        reversed.reverse();
        let (found, _) = checked(&settings(&format!("[{}]", reversed.join(", "))));
        let wrong = found
            .iter()
            .filter(|finding| finding.code() == &codes::LEVEL_ORDER);
        assert_eq!(wrong.count(), reversed.len() - 1, "{namespace}");
    }
}

#[test]
fn a_precedence_prefix_clashes_with_every_spelling_of_a_prefix() {
    let settings = |dialled: &str| {
        format!(
            r#"{{"numbering": {{"countryCode": "44", "internationalPrefix": "900", "nationalPrefix": "80"}},
                "stations": [{{"number": "101"}}], "emergency": [{{"number": "112", "targets": [{{"station": "101"}}]}}],
                "server": {{"unauthenticatedEmergency": true}}, "deny": [{{"prefixes": ["+4477"], "reason": "r"}}],
                "precedence": {{"namespace": "dsn", "levels": ["routine"], "dialled": {{"{dialled}": "routine"}},
                    "classes": {{"crew": "routine"}}}}}}"#
        )
    };
    let clashes = |dialled: &str| {
        let (found, _) = checked(&settings(dialled));
        found
            .iter()
            .any(|finding| finding.code() == &codes::PRECEDENCE_CLASH)
    };
    for clashing in [
        "1", "101", "1019", "11", "1120", "9", "900", "90044", "9004477", "8", "80", "8077", "80771",
    ] {
        assert!(clashes(clashing), "{clashing}");
    }
    for apart in ["2", "102", "12", "91", "901", "81", "0", "*", "#1", "A"] {
        assert!(!clashes(apart), "{apart}");
    }
}

#[test]
fn three_hundred_thousand_prefixes_are_checked() {
    let prefixes: Vec<String> = (100_000..400_000)
        .map(|number| format!("\"+{number}\""))
        .collect();
    let (found, plan) = checked(&format!(
        r#"{{"gateways": {{"routes": [{}]}}}}"#,
        trunk("shore", &format!("\"prefixes\": [{}],", prefixes.join(",")))
    ));
    let plan = plan.expect("there is a plan");
    assert_eq!(
        plan.routes().first().map(|route| route.prefixes().len()),
        Some(300_000)
    );
    assert!(found.len() < 20, "{}", found.len());
}

#[test]
fn faults_of_shape_and_of_values_are_found_together_without_consequences() {
    let text = r#"{"stations": [{"nummber": "101"}], "inbound": [{"gateway": "shore", "number": "1", "station": "101"}],
        "gateways": {"routes": [{"plugin": "libgw-shore.so", "prefixes": ["", "+"], "config": {"trunkhost": "x"}}]}}"#;
    let (found, plan) = checked(text);
    let names: Vec<&str> = found.iter().map(|finding| finding.code().name()).collect();
    assert_eq!(
        names,
        [
            "missing-key",
            "unknown-key",
            "unknown-plugin",
            "empty-prefix",
            "missing-key",
            "unknown-key"
        ]
    );
    assert!(plan.is_none());
}
