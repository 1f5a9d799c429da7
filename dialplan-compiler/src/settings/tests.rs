use super::*;
use crate::diagnostics::codes;

fn found(text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    read(&Source::new("settings", text), &mut found);
    found
}

fn codes_of(text: &str) -> Vec<&'static str> {
    found(text).iter().map(|finding| finding.code().name()).collect()
}

#[test]
fn everything_wrong_is_found_at_once() {
    let text = r#"{"server": {"sipPort": "5060", "sipPort": 1, "trunkprt": 1}, "deny": [{"prefixes": []}], "x": null}"#;
    let mut names = codes_of(text);
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "duplicate-key",
            "reason-missing",
            "unknown-key",
            "unknown-key",
            "wrong-type"
        ]
    );
}

#[test]
fn only_json_is_read() {
    for text in [
        "{} // no",
        "{\"a\": 1,}",
        "{'a': 1}",
        "{\"a\": 0x10}",
        "",
        "{} {}",
        "{\"a\": \"\t\"}",
        "{\"a\": 01}",
    ] {
        assert_eq!(codes_of(text), [codes::NOT_JSON.name()], "{text}");
    }
}

#[test]
fn an_unknown_key_comes_with_the_nearest_and_all_valid_keys() {
    let findings = found(r#"{"vessel": {"name": "x", "partnumber": "y"}}"#);
    let remedy = findings.first().and_then(Diagnostic::remedy_text);
    assert_eq!(
        remedy,
        Some("did you mean `partNumber`? valid keys: `name`, `partNumber`")
    );
}

#[test]
fn settings_written_out_again_read_the_same() {
    let text = r#"{"gateways": {"routes": [{"prefixes": ["+"], "name": "a", "attempts": ["b"]}]}, "classes": ["c"]}"#;
    let once = read(&Source::new("settings", text), &mut Vec::new()).expect("the settings are good");
    let written = serde_json::to_string(&once).expect("settings can be written");
    let twice = read(&Source::new("settings", written.as_str()), &mut Vec::new()).expect("they still are");
    assert_eq!(
        serde_json::to_value(&once).ok(),
        serde_json::to_value(&twice).ok()
    );
    assert_eq!(twice.routes().len(), 1);
}

#[test]
fn words_of_the_users_own_keep_their_order_and_stand_once() {
    let text = r#"{"precedence": {"namespace": "dsn", "levels": ["routine", "flash"],
        "dialled": {"9": "flash", "8": "routine", "9": "routine"}, "classes": {"crew": 1}}}"#;
    let mut found = Vec::new();
    let settings = read(&Source::new("settings", text), &mut found).expect("there are settings");
    let codes: Vec<&str> = found.iter().map(|finding| finding.code().name()).collect();
    assert_eq!(codes, ["duplicate-key", "wrong-type"]);
    let precedence = settings.precedence.expect("it is there");
    let dialled = precedence.value().dialled.as_ref().expect("it is there").value();
    let entries: Vec<(&str, &str)> = dialled
        .entries()
        .iter()
        .map(|(prefix, level)| (prefix.text(), level.text()))
        .collect();
    assert_eq!(entries, [("9", "flash"), ("8", "routine")]);
}

#[test]
fn a_redacted_text_holds_no_inline_password() {
    let text = r#"{"gateways": {"routes": [{"config": {"password": "hush", "trunkHost": "x"}}]}}"#;
    let redacted = redacted(&Source::new("settings", text));
    assert_eq!(redacted, text.replace("hush", "(left out)"));
}

#[test]
fn a_password_is_never_shown() {
    let password = Password::Inline("hush".to_owned());
    assert_eq!(format!("{password:?}"), "Inline(..)");
    assert_eq!(
        serde_json::to_string(&password).ok().as_deref(),
        Some("\"(left out)\"")
    );
}

#[test]
fn the_schema_describes_every_key() {
    fn undescribed(schema: &serde_json::Value, path: &str, out: &mut Vec<String>) {
        let properties = schema.get("properties").and_then(|value| value.as_object());
        for (key, property) in properties.into_iter().flatten() {
            if property.get("description").is_none() {
                out.push(format!("{path}.{key}"));
            }
        }
        let definitions = schema.get("$defs").and_then(|value| value.as_object());
        for (name, definition) in definitions.into_iter().flatten() {
            undescribed(definition, name, out);
        }
    }
    let mut missing = Vec::new();
    undescribed(&schema(), "settings", &mut missing);
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn three_hundred_thousand_prefixes_are_read() {
    let settings = |count: usize| {
        let prefixes: Vec<String> = (0..count).map(|number| format!("\"{number}\"")).collect();
        Source::new(
            "big",
            format!(
                r#"{{"deny": [{{"reason": "r", "prefixes": [{}]}}]}}"#,
                prefixes.join(",")
            ),
        )
    };
    let read = read(&settings(300_000), &mut Vec::new()).expect("the settings are good");
    assert_eq!(
        read.deny.first().map(|deny| deny.value().prefixes.len()),
        Some(300_000)
    );
}
