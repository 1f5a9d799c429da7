//! Gateways that fail, emergency calls and access lists.

use super::{code, plain, row_names, section, table, words};
use crate::audit::form::{AccessList, Audit, Failures, Worth};

pub(super) fn write(audit: &Audit, text: &mut String) {
    section(
        text,
        "When gateways fail",
        "Every combination of what the gateways of a list admit was asked; what makes no difference stands together.",
    );
    if audit.failures.is_empty() {
        text.push_str("none\n");
    }
    for list in &audit.failures {
        matrix(list, text);
    }
    emergency(audit, text);
    section(
        text,
        "Who may speak at all",
        "A source outside of these networks gets no answer, no dialog and no state.",
    );
    let rows = audit
        .access
        .iter()
        .flat_map(|access| access.lists.iter().map(|list| access_row(&access.of, list)));
    let columns = [
        "side",
        "what",
        "addresses",
        "networks",
        "source",
        "reviewed",
        "published by the provider",
    ];
    text.push_str(&table(&columns, rows));
}

fn matrix(list: &Failures, text: &mut String) {
    let kind = match list.kind {
        Worth::Emergency => "Emergency",
        Worth::Ordinary => "Calls",
    };
    let gateways = match list.gateways.as_slice() {
        [] => "no gateway".to_owned(),
        gateways => plain(&gateways.join(" → ")),
    };
    text.push_str(&format!("\n### {kind}: {gateways}\n\n"));
    text.push_str(&format!(
        "For example {} dialled by {}; rows {}; {} combinations asked; single points of failure: {}.\n\n",
        code(&list.witness.0),
        plain(&list.witness.1),
        row_names(&list.rows),
        list.asked,
        match list.single_points.as_slice() {
            [] => "none".to_owned(),
            points => plain(&points.join(", ")),
        }
    ));
    let mut columns: Vec<String> = list
        .gateways
        .iter()
        .map(|gateway| format!("{} admits", plain(gateway)))
        .collect();
    columns.push("remains".to_owned());
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = list.vectors.iter().map(|vector| {
        let remains = vector
            .refusal
            .clone()
            .unwrap_or_else(|| vector.remains.join(", then "));
        let admits = vector.admits.iter().cloned();
        admits.chain([plain(&remains)]).collect()
    });
    text.push_str(&table(&columns, rows));
}

fn emergency(audit: &Audit, text: &mut String) {
    let lead = if audit.emergency.unauthenticated {
        "Taken without credentials on the crew side."
    } else {
        "A station's credentials are needed."
    };
    section(text, "Emergency calls", lead);
    let rows = audit.emergency.numbers.iter().flat_map(|entry| {
        let told = |value: &Option<String>| value.as_deref().map_or_else(|| "not stated".to_owned(), plain);
        let failed = (entry.all_failed != entry.targets)
            .then_some(("when no gateway admits anything, ", &entry.all_failed));
        [("", &entry.targets)]
            .into_iter()
            .chain(failed)
            .flat_map(move |(when, all)| {
                all.iter().map(move |targets| {
                    vec![
                        code(&entry.number),
                        format!("{when}{}", plain(&words::profiles(targets))),
                        plain(&words::targets(&targets.targets)),
                        entry.worst_case_seconds.to_string(),
                        told(&entry.calling_number),
                        told(&entry.location),
                        told(&entry.callback),
                    ]
                })
            })
    });
    let columns = [
        "number",
        "when",
        "targets",
        "seconds to the last, at worst",
        "calling number",
        "location",
        "call back",
    ];
    text.push_str(&table(&columns, rows));
}

fn access_row(of: &str, list: &AccessList) -> Vec<String> {
    let networks: Vec<String> = list.networks.iter().map(|network| code(network)).collect();
    let published = match &list.coverage {
        None => "nothing published".to_owned(),
        Some(coverage) => format!(
            "{}, read {}: {} of {} missing, {} beyond",
            plain(&coverage.published),
            coverage.as_of,
            coverage.missing,
            coverage.addresses,
            coverage.beyond
        ),
    };
    vec![
        plain(of),
        list.what.to_owned(),
        list.addresses.to_string(),
        if networks.is_empty() {
            "nobody".to_owned()
        } else {
            networks.join(" ")
        },
        list.source
            .as_deref()
            .map_or_else(|| "not stated".to_owned(), plain),
        list.reviewed
            .as_deref()
            .map_or_else(|| "not stated".to_owned(), plain),
        published,
    ]
}
