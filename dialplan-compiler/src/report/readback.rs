//! The plan of a binary as text.

use super::columns::columns;
use crate::analysis::explanation::Attempt;
use crate::analysis::readback::{
    Decides, DecisionRow, EmergencyPlan, GatewayPlan, PrecedencePlan, ProfilePlan, Readback, RouteChoice,
    Server, Whole,
};
use crate::emit::evidence::Evidence;

/// The whole plan for people.
pub fn text(whole: &Whole) -> String {
    let Whole {
        plan,
        entries,
        evidence,
    } = whole;
    let mut text = columns(0, &overview(plan));
    text.push_str("\ngateways\n");
    text.extend(plan.gateways.iter().map(gateway));
    let stations = plan.stations.iter().map(|station| {
        let class = format!("class `{}`", station.class);
        let credential = format!("credential `{}`", station.credential);
        vec![station.number.clone(), station.name.clone(), class, credential]
    });
    section(&mut text, "stations", stations.collect());
    section(
        &mut text,
        "emergency",
        plan.emergency.iter().flat_map(emergency).collect(),
    );
    if let Some(precedence) = &plan.precedence {
        section(&mut text, "precedence", levels(precedence));
    }
    if !plan.profiles.is_empty() {
        let profiles = plan.profiles.iter().map(profile).collect();
        section(
            &mut text,
            "emission profiles, the most restrictive first",
            profiles,
        );
    }
    let settings = evidence
        .as_ref()
        .map_or("settings", |evidence| evidence.settings.as_str());
    section(
        &mut text,
        "decisions",
        plan.decisions
            .iter()
            .flat_map(|row| decision(row, settings))
            .collect(),
    );
    let entries = entries.iter().map(|entry| {
        let reach = if entry.exact { "exactly" } else { "prefix" };
        vec![
            reach.to_owned(),
            entry.symbols.clone(),
            format!("d{}", entry.decision),
        ]
    });
    section(
        &mut text,
        "dialled symbols, reduced to those that matter",
        entries.collect(),
    );
    text.push_str("\nbuilt from\n");
    match evidence {
        Some(evidence) => text.push_str(&columns(2, &built_from(evidence))),
        None => text.push_str("  unknown: the evidence was removed from this binary\n"),
    }
    text
}

fn section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    text.push_str(&format!("\n{title}\n"));
    text.push_str(&if rows.is_empty() {
        "  none\n".to_owned()
    } else {
        columns(2, &rows)
    });
}

fn pair(name: &str, value: impl Into<String>) -> Vec<String> {
    vec![name.to_owned(), value.into()]
}

fn overview(plan: &Readback) -> Vec<Vec<String>> {
    let Readback { server, size, .. } = plan;
    let part = if plan.part_number.is_empty() {
        String::new()
    } else {
        format!(", part {}", plan.part_number)
    };
    let mut rows = vec![
        pair("vessel", format!("{}{part}", plan.vessel)),
        pair("plan identity", plan.identity.clone()),
        pair(
            "table",
            format!("{} of {} bytes", size.used_bytes, size.section_bytes),
        ),
        pair(
            "automaton",
            format!(
                "{} states of {} columns, at most {} steps",
                size.states, size.columns, size.steps
            ),
        ),
    ];
    rows.extend(server_rows(server));
    rows
}

fn server_rows(server: &Server) -> Vec<Vec<String>> {
    let [country, international, national] = server
        .numbering
        .each_ref()
        .map(|part| part.as_deref().unwrap_or("none"));
    let advertise = server
        .advertise
        .as_ref()
        .map(|address| format!(", shown as {address}"))
        .unwrap_or_default();
    let emergency = if server.unauthenticated_emergency {
        "taken"
    } else {
        "refused"
    };
    vec![
        pair(
            "crew side",
            format!("{}, from {}", server.crew, listed(&server.crew_networks)),
        ),
        pair("trunk side", format!("{}{advertise}", server.trunks)),
        pair("digest", format!("{}, realm {}", server.digest, server.realm)),
        pair("emergency calls", format!("without authentication {emergency}")),
        pair(
            "media",
            format!(
                "ports {} to {}; {}",
                server.media_ports.0,
                server.media_ports.1,
                server.codecs.join(", ")
            ),
        ),
        pair("limits", limits(server.calls, server.calls_per_second)),
        pair(
            "numbering",
            format!(
                "country code {country}, international prefix {international}, national prefix {national}"
            ),
        ),
    ]
}

fn gateway(gateway: &GatewayPlan) -> String {
    let reserved = match gateway.reserved_for_emergency {
        0 => String::new(),
        reserved => format!(", {reserved} of them for emergency calls only"),
    };
    let mut rows = vec![
        pair("numbers as", gateway.number_format),
        pair("radiates", if gateway.radiates { "yes" } else { "no" }),
        pair("codecs", gateway.codecs.join(", ")),
        pair(
            "limits",
            format!("{}{reserved}", limits(gateway.calls, gateway.calls_per_second)),
        ),
        pair("signalling from", listed(&gateway.signalling)),
        pair("media from", listed(&gateway.media)),
    ];
    rows.extend(
        gateway
            .settings
            .iter()
            .map(|(key, value)| pair(key, value.clone())),
    );
    format!(
        "  {} ({}, profile {})\n{}",
        gateway.name,
        gateway.kind,
        gateway.profile,
        columns(4, &rows)
    )
}

fn emergency(entry: &EmergencyPlan) -> Vec<Vec<String>> {
    let mut rows = vec![pair(&entry.number, targets(&entry.targets))];
    let parts = [
        ("calling number", &entry.calling_number),
        ("location", &entry.location),
        ("callback", &entry.callback),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, part)| Some(format!("{name} {}", part.as_ref()?)));
    rows.extend(parts.map(|part| pair("", part)));
    rows
}

/// A line for each level, lowest first: how it is dialled, and which classes go no higher.
fn levels(precedence: &PrecedencePlan) -> Vec<Vec<String>> {
    let of = |pairs: &[(String, String)], level: &String| -> Vec<String> {
        let pairs = pairs.iter().filter(|(_, of)| of == level);
        pairs.map(|(name, _)| name.clone()).collect()
    };
    let line = |level: &String| {
        let mut line = vec![level.clone()];
        let dialled = of(&precedence.dialled, level);
        line.push(if dialled.is_empty() {
            "not dialled".to_owned()
        } else {
            format!("dialled {}", dialled.join(", "))
        });
        let classes = of(&precedence.classes, level);
        if !classes.is_empty() {
            line.push(format!("highest of class {}", classes.join(", ")));
        }
        line
    };
    precedence.levels.iter().map(line).collect()
}

fn profile(profile: &ProfilePlan) -> Vec<String> {
    let radiate = if profile.radiate.is_empty() {
        "nothing radiates".to_owned()
    } else {
        format!("{} may radiate", profile.radiate.join(", "))
    };
    let emergency = if profile.emergency_radiates {
        "emergency calls may radiate"
    } else {
        "emergency calls are silent too"
    };
    vec![profile.name.clone(), radiate, emergency.to_owned()]
}

fn targets(targets: &[Attempt]) -> String {
    let one = |target: &Attempt| match target.to {
        "station" => format!("station {}", target.number),
        _ => format!("gateway `{}` as {}", target.name, target.number),
    };
    targets.iter().map(one).collect::<Vec<_>>().join(", then ")
}

/// A line for each choice, the places behind the first.
fn decision(row: &DecisionRow, settings: &str) -> Vec<Vec<String>> {
    let places = row
        .places
        .iter()
        .map(|place| format!("{settings}:{}:{}", place.line, place.column));
    let places = places.collect::<Vec<_>>().join(" ");
    let mut lines = decides(&row.decides).into_iter();
    let first = lines.next().unwrap_or_default();
    let mut rows = vec![vec![format!("d{}", row.decision), first, places]];
    rows.extend(lines.map(|line| vec![String::new(), line]));
    rows
}

fn decides(decides: &Decides) -> Vec<String> {
    match decides {
        Decides::Nothing => vec!["nothing matched".to_owned()],
        Decides::Denied => vec!["denied".to_owned()],
        Decides::Emergency { number } => vec![format!("emergency {number}")],
        Decides::Station { number } => vec![format!("station {number}")],
        Decides::Route { choices } => choices.iter().map(choice).collect(),
        Decides::Inbound {
            gateway,
            number,
            station,
        } => {
            vec![format!(
                "inbound {number} of gateway `{gateway}` to station {station}"
            )]
        }
        Decides::Refused { cause, status } => vec![format!("refused {status} ({cause})")],
    }
}

fn choice(choice: &RouteChoice) -> String {
    let mut text = format!("gateways {}", choice.gateways.join(", then "));
    if let Some(classes) = &choice.classes {
        text.push_str(&format!("; only for {}", listed(classes)));
    }
    match (choice.min_digits, choice.max_digits) {
        (0, None) => {}
        (least, None) => text.push_str(&format!("; at least {least} digits")),
        (least, Some(most)) => text.push_str(&format!("; {least} to {most} digits")),
    }
    if choice.strip > 0 {
        text.push_str(&format!("; strip {}", choice.strip));
    }
    if !choice.prepend.is_empty() {
        text.push_str(&format!("; prepend {}", choice.prepend));
    }
    text
}

fn built_from(evidence: &Evidence) -> Vec<Vec<String>> {
    let mut rows = vec![
        pair("settings", evidence.settings.clone()),
        pair("their fingerprint", evidence.settings_fingerprint.clone()),
        pair(
            "compilers",
            format!(
                "dialplan-compiler {}, {}",
                evidence.toolchain.dialplan_compiler, evidence.toolchain.rustc
            ),
        ),
        pair(
            "target",
            format!(
                "{}, profile {}",
                evidence.toolchain.target, evidence.toolchain.profile
            ),
        ),
        pair(
            "packages",
            format!("{} locked; --format json lists them", evidence.packages.len()),
        ),
    ];
    rows.extend(
        evidence
            .allowances
            .iter()
            .map(|allowance| pair("allowed", format!("{}: {}", allowance.finding, allowance.reason))),
    );
    rows
}

fn limits(calls: Option<u32>, calls_per_second: Option<u32>) -> String {
    let shown =
        |limit: Option<u32>| limit.map_or_else(|| "any number of".to_owned(), |limit| limit.to_string());
    format!(
        "{} calls at once, {} new ones a second",
        shown(calls),
        shown(calls_per_second)
    )
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "nowhere".to_owned()
    } else {
        names.join(", ")
    }
}
