//! Gateways that fail, emergency calls and access lists.

use maud::{Markup, html};

use super::{row_link, section};
use crate::audit::form::{AccessList, Audit, Coverage, Emergency, Failures, TargetsIn, Vector, Worth};
use crate::audit::words;

/// The failure matrix of every distinct list.
pub(super) fn failures(audit: &Audit) -> Markup {
    section(
        "failures",
        "For each distinct list of attempts, every combination of what its gateways admit was asked; what a gateway may admit without a difference stands together. \
         A gateway that is silenced by an emission profile is not in the list.",
        &html! {
            @if audit.failures.is_empty() { p .none { "No number is sent to a gateway." } }
            @for list in &audit.failures { (matrix(list)) }
        },
    )
}

fn matrix(list: &Failures) -> Markup {
    let title = match list.kind {
        Worth::Emergency => "Emergency",
        Worth::Ordinary => "Calls",
    };
    html! {
        article .matrix {
            h3 {
                (title) ": "
                @if list.gateways.is_empty() { "no gateway" } @else { (list.gateways.join(" → ")) }
            }
            p .about {
                "for example " code { (list.witness.0) } " dialled by " (list.witness.1) "; rows "
                @for row in &list.rows { (row_link(*row)) " " }
                @if list.asked > 0 { "· " (list.asked) " combinations asked" }
            }
            @if !list.single_points.is_empty() {
                p .grave { "Single point of failure: " (list.single_points.join(", ")) }
            }
            @if list.asked == 0 && !list.gateways.is_empty() {
                p .none { "More than eight gateways: combinations are not enumerated." }
            }
            @if !list.vectors.is_empty() && !list.gateways.is_empty() {
                table {
                    thead { tr { @for gateway in &list.gateways { th { (gateway) " admits" } } th { "remains" } } }
                    tbody { @for vector in &list.vectors { (vector_row(vector)) } }
                }
            }
        }
    }
}

fn vector_row(vector: &Vector) -> Markup {
    html! {
        tr {
            @for admits in &vector.admits {
                td .admits { span class={ "dot " (dot(admits)) } {} (admits) }
            }
            td {
                @if let Some(refusal) = &vector.refusal { span .grave { (refusal) } } @else { (vector.remains.join(", then ")) }
            }
        }
    }
}

fn dot(admits: &str) -> &'static str {
    if admits.starts_with("all") {
        "full"
    } else if admits.starts_with("emergency") && !admits.contains("nothing") {
        "half"
    } else {
        "hollow"
    }
}

/// Every emergency number.
pub(super) fn emergency(audit: &Audit) -> Markup {
    let page = &audit.emergency;
    let lead = if page.unauthenticated {
        "Emergency calls from the crew side are taken without credentials. They are recognised in front of and behind a dialled precedence, and are exempt from admission and class of service."
    } else {
        "Emergency calls need the credentials of a station. They are recognised in front of and behind a dialled precedence, and are exempt from admission and class of service."
    };
    section(
        "emergency",
        lead,
        &html! {
            @if page.numbers.is_empty() { p .none .grave { "The plan declares no emergency number." } }
            div .cards { @for entry in &page.numbers { (emergency_card(entry)) } }
        },
    )
}

fn emergency_card(entry: &Emergency) -> Markup {
    let told = [
        ("calling number", &entry.calling_number),
        ("location", &entry.location),
        ("call back", &entry.callback),
    ];
    html! {
        article .card {
            h3 .number { (entry.number) }
            p .seconds { b { (entry.worst_case_seconds) " s" } " to the last target, at worst" }
            (targets("targets", &entry.targets))
            @if entry.all_failed != entry.targets { (targets("when no gateway admits anything", &entry.all_failed)) }
            dl {
                @for (what, value) in told {
                    dt { (what) }
                    dd { @if let Some(value) = value { (value) } @else { span .none { "not stated" } } }
                }
            }
        }
    }
}

fn targets(title: &str, all: &[TargetsIn]) -> Markup {
    html! {
        h4 { (title) }
        @for targets in all {
            @if !targets.profiles.is_empty() { p .about { (words::profiles(targets)) } }
            ol { @for target in &targets.targets { li {
                @if target.to == "station" { "station " (target.number) @if target.name != target.number { " (" (target.name) ")" } }
                @else { (target.name) " with " code { (target.number) } }
            } } }
        }
    }
}

/// The access lists.
pub(super) fn access(audit: &Audit) -> Markup {
    section(
        "access",
        "A source outside of these networks gets no answer, no dialog and no state. The lists bind responses, requests within a call and the addresses in SDP too.",
        &html! {
            table .access {
                thead { tr { th { "side" } th { "what" } th { "networks" } th .count { "addresses" } th { "source and review" } th { "published by the provider" } } }
                tbody {
                    @for access in &audit.access {
                        @for (position, list) in access.lists.iter().enumerate() {
                            tr { @if position == 0 { th scope="rowgroup" rowspan=(access.lists.len()) { (access.of) } } (access_list(list)) }
                        }
                    }
                }
            }
        },
    )
}

fn access_list(list: &AccessList) -> Markup {
    html! {
        td { (list.what) }
        td .networks { @if list.networks.is_empty() { span .none { "nobody" } } @for network in &list.networks { code { (network) } " " } }
        td .count { (words::counted(list.addresses)) }
        td {
            @match (&list.source, &list.reviewed) {
                (None, None) => span .none { "not stated" },
                (source, reviewed) => {
                    (source.as_deref().unwrap_or("source not stated"))
                    @if let Some(reviewed) = reviewed { ", reviewed " (reviewed) }
                },
            }
        }
        td { @match &list.coverage { None => span .none { "nothing published" }, Some(coverage) => (covered(coverage)) } }
    }
}

fn covered(coverage: &Coverage) -> Markup {
    let exact = coverage.missing == 0 && coverage.beyond == 0;
    html! {
        @if exact { "exactly the " (words::counted(coverage.addresses)) " addresses of " (coverage.published) }
        @else {
            span .grave {
                (words::counted(coverage.missing)) " of " (words::counted(coverage.addresses)) " missing, " (words::counted(coverage.beyond)) " beyond"
            }
            " " (coverage.published)
        }
        ", read " (coverage.as_of)
    }
}
