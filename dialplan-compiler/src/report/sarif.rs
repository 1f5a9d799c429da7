//! Findings as SARIF 2.1.0 (OASIS, errata 01), as GitHub code scanning reads it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use super::findings::{Effect, Finding, Findings, Location, Rule};
use super::to_json;

/// The document.
///
/// # Errors
/// None in practice: the document is written to memory.
pub fn document(findings: &Findings) -> Result<String, serde_json::Error> {
    let mut rules: Vec<Rule> = Vec::new();
    for found in &findings.found {
        if !rules.contains(&found.rule) {
            rules.push(found.rule);
        }
    }
    rules.sort_by_key(|rule| rule.id);
    let fingerprints = findings.fingerprints();
    let results = findings.found.iter().zip(fingerprints);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "dialplan",
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.iter().map(ReportingDescriptor::of).collect(),
            },
        },
        automation_details: AutomationDetails {
            id: format!("dialplan-{}/{}/", findings.question, findings.subject),
        },
        column_kind: "unicodeCodePoints",
        results: results
            .map(|(found, fingerprint)| Outcome::of(found, &rules, fingerprint))
            .collect(),
    };
    to_json(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    })
}

#[derive(Serialize)]
struct Log<'f> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'f>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'f> {
    tool: Tool,
    automation_details: AutomationDetails,
    column_kind: &'static str,
    results: Vec<Outcome<'f>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<ReportingDescriptor>,
}

/// GitHub keeps the alerts of each id apart, so that vessels and questions do not close each other's.
#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportingDescriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

/// A `result` of the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'f> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Place<'f>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place<'f>>,
    partial_fingerprints: PartialFingerprints,
    properties: Properties,
}

/// GitHub reads `primaryLocationLineHash` alone; others take any.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartialFingerprints {
    primary_location_line_hash: String,
    #[serde(rename = "findingIdentity/v1")]
    finding_identity: String,
}

#[derive(Serialize)]
struct Properties {
    case: String,
    fails: bool,
}

/// A `location` of the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessageRef<'f>>,
}

#[derive(Serialize)]
struct MessageRef<'f> {
    text: &'f str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Area,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// A `region` of the standard; GitHub demands one even for a whole file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Area {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

impl ReportingDescriptor {
    fn of(rule: &Rule) -> Self {
        let help = rule.help();
        ReportingDescriptor {
            id: rule.id,
            short_description: Message {
                text: rule.id.replace('-', " "),
            },
            full_description: Message {
                text: rule.meaning.to_owned(),
            },
            help: Help {
                text: help.replace("**", "").replace('`', ""),
                markdown: help,
            },
            default_configuration: Configuration {
                level: rule.severity.name(),
            },
        }
    }
}

impl<'f> Outcome<'f> {
    fn of(found: &'f Finding, rules: &[Rule], fingerprint: String) -> Self {
        let related = found
            .related
            .iter()
            .enumerate()
            .map(|(position, (location, text))| Place {
                id: Some(position + 1),
                physical_location: PhysicalLocation::of(location),
                message: Some(MessageRef { text }),
            });
        Outcome {
            rule_id: found.rule.id,
            rule_index: rules
                .iter()
                .position(|rule| *rule == found.rule)
                .unwrap_or_default(),
            level: found.severity.name(),
            message: Message { text: message(found) },
            locations: [Place {
                id: None,
                physical_location: PhysicalLocation::of(&found.location),
                message: None,
            }],
            related_locations: related.collect(),
            partial_fingerprints: PartialFingerprints {
                primary_location_line_hash: fingerprint.clone(),
                finding_identity: fingerprint,
            },
            properties: Properties {
                case: found.case.clone(),
                fails: found.effect == Effect::Fails,
            },
        }
    }
}

/// The text, with a link to each related place: GitHub shows only those that the text links to (§3.11.6).
fn message(found: &Finding) -> String {
    let mut text = escaped(&found.text());
    for (position, (location, words)) in found.related.iter().enumerate() {
        let words = if words.is_empty() { "see" } else { words };
        let place = format!("line {}", location.line());
        text.push_str(&format!("\n{}: [{place}]({})", escaped(words), position + 1));
    }
    text
}

/// Nothing in the user's words is a link.
fn escaped(text: &str) -> String {
    text.replace("](", "\\](")
}

impl PhysicalLocation {
    fn of(location: &Location) -> Self {
        let end = location.region.and_then(|region| region.end);
        PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: utf8_percent_encode(&location.file, NOT_IN_PATHS).to_string(),
                uri_base_id: "%SRCROOT%",
            },
            region: Area {
                start_line: location.line(),
                start_column: location.region.map(|region| region.column),
                end_line: end.map(|(line, _)| line),
                end_column: end.map(|(_, column)| column),
            },
        }
    }
}

/// What RFC 3986 §3.3 does not permit in the path of a relative reference.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
