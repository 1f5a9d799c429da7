//! Findings, requirements, the test card, controls, inputs and claims.

use maud::{Markup, html};

use super::{prose, row_link, section};
use crate::audit::form::{Audit, Control, Finding, Method, Requirement, State};
use crate::audit::words;

/// What the checks found, and what the settings accept.
pub(super) fn findings(audit: &Audit) -> Markup {
    let file = &audit.identity.settings;
    section(
        "findings",
        "Errors stop a build; what stands here stands although the plan was built. An allowance accepts a finding and says why.",
        &html! {
            h3 { "Findings" }
            @if audit.findings.is_empty() { p .none { "None." } } @else { (findings_table(file, &audit.findings)) }
            h3 { "Allowances" }
            @if audit.allowances.is_empty() { p .none { "None." } } @else {
                table {
                    thead { tr { th { "finding" } th { "about" } th { "reason" } th { "what it accepts" } } }
                    tbody { @for allow in &audit.allowances { tr {
                        td { code { (allow.code) } p .place { (words::place(file, &allow.place)) } }
                        td { (allow.about.as_deref().unwrap_or("all of that code")) }
                        td { (allow.reason) }
                        td { @for found in &allow.relaxed { p { (prose(&found.message)) } p .place { (words::place(file, &found.place)) } } }
                    } } }
                }
            }
        },
    )
}

fn findings_table(file: &str, findings: &[Finding]) -> Markup {
    html! {
        table .findings {
            thead { tr { th { "severity" } th { "code" } th { "what was found" } th { "remedy" } } }
            tbody { @for found in findings { tr {
                td { span class={ "state " (found.severity.name()) } { (found.severity.name()) } }
                td { code { (found.code) } }
                td { (prose(&found.message)) p .place { (words::place(file, &found.place)) } }
                td { (prose(found.remedy.as_deref().unwrap_or_default())) }
            } } }
        }
    }
}

/// Requirements with their trace.
pub(super) fn requirements(audit: &Audit) -> Markup {
    section(
        "requirements",
        "What must hold of this plan, from requirement to row to call of the test card; the rows lead on to the states of the table, and back. \
         A requirement that fails stops the build.",
        &html! {
            @match &audit.requirements {
                None => p .none { "None are declared: there is no requirements.toml beside the settings." },
                Some(all) => {
                    table {
                        thead { tr { th { "" } th { "requirement" } th { "state" } th { "rows" } th { "calls of the test card" } } }
                        tbody { @for (position, requirement) in all.iter().enumerate() { (one_requirement(position + 1, requirement)) } }
                    }
                    p .about { "Rows that no requirement is about: " @for row in audit.rows.iter().filter(|row| row.unrequired()) { (row_link(row.number)) " " } }
                },
            }
        },
    )
}

fn one_requirement(number: usize, requirement: &Requirement) -> Markup {
    let (state, word) = if requirement.holds {
        ("not-a-finding", "holds")
    } else {
        ("open", "fails")
    };
    html! {
        tr id={ "requirement-" (number) } {
            td .index { (number) }
            td { b { (requirement.name) } p { (requirement.demands) } @if let Some(witness) = &requirement.witness { p .grave { (witness) } } }
            td { span class={ "state " (state) } { (word) } }
            td { @for row in &requirement.rows { (row_link(*row)) " " } }
            td { @for call in &requirement.calls { a href={ "#call-" (call) } { (call) } " " } }
        }
    }
}

/// The calls to make by hand.
pub(super) fn test_card(audit: &Audit) -> Markup {
    let card = &audit.test_card;
    section(
        "test-card",
        "Few calls that exercise every row, every limit of length, every list of attempts, every refusal, class, profile and dialled precedence. \
         They are chosen by largest gain; on small plans a test shows that no card is shorter.",
        &html! {
            p .about { (card.calls.len()) " calls exercise " (card.exercised) " things, chosen from " (words::counted(card.candidates as u128)) ". The log line of each call must name the row." }
            table .card-table {
                thead { tr { th { "call" } th { "from" } th { "dial" } th { "expect" } th { "row" } th { "first to exercise" } th .tick { "done" } } }
                tbody { @for (position, call) in card.calls.iter().enumerate() { tr id={ "call-" (position + 1) } {
                    td .index { (position + 1) }
                    td { (call.from) }
                    td { code { (call.number) } }
                    td { (call.expect) }
                    td { (row_link(call.row)) }
                    td .small { (call.exercises.join(" · ")) }
                    td .tick { span .box {} }
                } } }
            }
        },
    )
}

/// Controls of the catalogues.
pub(super) fn controls(audit: &Audit) -> Markup {
    section(
        "controls",
        "What this plan shows about controls. A known failure is open. What is not shown by this audit is not reviewed, whatever may be true.",
        &html! {
            @for set in &audit.controls {
                h3 { (set.name) }
                p .about { (set.remark) }
                p .tally { @for state in STATES { span class={ "state " (state_class(state)) } { (set.controls.iter().filter(|control| control.state == state).count()) " " (words::state(state)) } " " } }
                table .controls {
                    thead { tr { th { "control" } th { "asks" } th { "state" } th { "evidence, or what is missing" } } }
                    tbody { @for control in &set.controls { (one_control(control)) } }
                }
            }
        },
    )
}

fn one_control(control: &Control) -> Markup {
    html! {
        tr {
            td .id { (control.id) @if let Some(severity) = control.severity { p .place { (severity) } } }
            td { (control.asks) }
            td { span class={ "state " (state_class(control.state)) } { (words::state(control.state)) } }
            td { (prose(&control.evidence)) }
        }
    }
}

fn state_class(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::NotAFinding => "not-a-finding",
        State::NotApplicable => "not-applicable",
        State::NotReviewed => "not-reviewed",
    }
}

/// The closed list of inputs.
pub(super) fn inputs(audit: &Audit) -> Markup {
    section(
        "inputs",
        "Nothing else has a say in where a call goes.",
        &html! {
            table {
                thead { tr { th { "input" } th { "who sets it" } th { "how far it reaches" } } }
                tbody { @for input in &audit.inputs { tr { td { (input.what) } td { (input.who) } td { (input.bound) } } } }
            }
        },
    )
}

/// What is proved, tested and assumed.
pub(super) fn claims(audit: &Audit) -> Markup {
    section(
        "claims",
        "Proved means: for every number, exhaustively. Tested means: on examples. Assumed means: this audit says nothing about it.",
        &html! {
            div .claims {
                @for method in [Method::Proved, Method::Tested, Method::Assumed] {
                    div {
                        h3 { (words::method(method)) }
                        @for claim in audit.claims.iter().filter(|claim| claim.method == method) {
                            p .claim { (prose(claim.claim)) }
                            p .about { (prose(claim.evidence)) }
                        }
                    }
                }
            }
        },
    )
}

const STATES: [State; 4] = [
    State::Open,
    State::NotAFinding,
    State::NotReviewed,
    State::NotApplicable,
];
