//! Findings, requirements, the test card, controls, inputs, claims, the binary and the predecessor.

use super::{code, plain, row_names, section, table, words};
use crate::audit::form::{Audit, Finding, Predecessor, TestCard};

pub(super) fn write(audit: &Audit, text: &mut String) {
    findings(audit, text);
    requirements(audit, text);
    section(
        text,
        "Test card",
        "Few calls that exercise every row, limit of length, list of attempts, refusal, class, profile and dialled precedence.",
    );
    text.push_str(&test_card(&audit.test_card));
    section(
        text,
        "Control evidence",
        "A known failure is open; what is not shown here is not reviewed.",
    );
    for set in &audit.controls {
        text.push_str(&format!("\n### {}\n\n{}\n\n", set.name, set.remark));
        let rows = set.controls.iter().map(|control| {
            let severity = control
                .severity
                .map(|severity| format!(" ({severity})"))
                .unwrap_or_default();
            vec![
                format!("{}{severity}", plain(control.id)),
                plain(control.asks),
                words::state(control.state).to_owned(),
                plain(&control.evidence),
            ]
        });
        text.push_str(&table(
            &["control", "asks", "state", "evidence, or what is missing"],
            rows,
        ));
    }
    section(
        text,
        "What can steer a call",
        "Nothing else has a say in where a call goes.",
    );
    let rows = audit
        .inputs
        .iter()
        .map(|input| vec![plain(input.what), plain(input.who), plain(&input.bound)]);
    text.push_str(&table(&["input", "who sets it", "how far it reaches"], rows));
    section(
        text,
        "Proved, tested, assumed",
        "Proved: for every number, exhaustively. Tested: on examples. Assumed: this audit says nothing about it.",
    );
    let rows = audit.claims.iter().map(|claim| {
        vec![
            words::method(claim.method).to_owned(),
            plain(claim.claim),
            plain(claim.evidence),
        ]
    });
    text.push_str(&table(&["", "claim", "evidence"], rows));
    binary(audit, text);
    if let Some(old) = &audit.predecessor {
        predecessor(old, text);
    }
}

fn findings(audit: &Audit, text: &mut String) {
    let file = &audit.identity.settings;
    section(text, "Findings", "What stands although the plan was built.");
    let row = |found: &Finding| {
        vec![
            found.severity.name().to_owned(),
            code(found.code),
            plain(&found.message),
            words::place(file, &found.place),
        ]
    };
    text.push_str(&table(
        &["severity", "code", "what was found", "place"],
        audit.findings.iter().map(row),
    ));
    section(text, "Allowances", "Findings that the settings accept.");
    let rows = audit.allowances.iter().map(|allow| {
        let relaxed: Vec<String> = allow.relaxed.iter().map(|found| plain(&found.message)).collect();
        vec![
            code(&allow.code),
            plain(allow.about.as_deref().unwrap_or("all of that code")),
            plain(&allow.reason),
            relaxed.join("<br>"),
            words::place(file, &allow.place),
        ]
    });
    text.push_str(&table(
        &["finding", "about", "reason", "what it accepts", "place"],
        rows,
    ));
}

fn requirements(audit: &Audit, text: &mut String) {
    section(
        text,
        "Requirements",
        "From requirement to row to call of the test card, both by number; the table of rows leads on to states, and back.",
    );
    let Some(all) = &audit.requirements else {
        text.push_str("none declared\n");
        return;
    };
    let rows = all.iter().map(|requirement| {
        let calls: Vec<String> = requirement.calls.iter().map(usize::to_string).collect();
        vec![
            plain(&requirement.name),
            plain(&requirement.demands),
            if requirement.holds {
                "holds".to_owned()
            } else {
                "FAILS".to_owned()
            },
            plain(requirement.witness.as_deref().unwrap_or("")),
            row_names(&requirement.rows),
            calls.join(", "),
        ]
    });
    text.push_str(&table(
        &["requirement", "demands", "state", "witness", "rows", "calls"],
        rows,
    ));
    let unrequired = audit.rows.iter().filter(|row| row.unrequired());
    let unrequired: Vec<u32> = unrequired.map(|row| row.number).collect();
    text.push_str(&format!(
        "\nRows that no requirement is about: {}.\n",
        match unrequired.as_slice() {
            [] => "none".to_owned(),
            rows => row_names(rows),
        }
    ));
}

/// The calls of a test card as a table.
pub fn test_card(card: &TestCard) -> String {
    let rows = card.calls.iter().map(|call| {
        vec![
            plain(&call.from),
            code(&call.number),
            plain(&call.expect),
            row_names(&[call.row]),
            plain(&call.exercises.join(" · ")),
        ]
    });
    let calls = table(&["from", "dial", "expect", "row", "first to exercise"], rows);
    format!(
        "{} calls exercise {} things.\n\n{calls}",
        card.calls.len(),
        card.exercised
    )
}

fn binary(audit: &Audit, text: &mut String) {
    let Some(binary) = &audit.binary else {
        section(text, "Binary", words::NO_BINARY);
        return;
    };
    section(
        text,
        "Binary",
        "A finished binary, and what the independent verifier says of it.",
    );
    let facts = words::binary(binary).into_iter();
    let facts = facts.chain(
        binary
            .difference
            .iter()
            .map(|found| ("difference", found.clone())),
    );
    let facts = facts.map(|(name, value)| vec![name.to_owned(), plain(&value)]);
    text.push_str(&table(&["", ""], facts));
    let checks = binary.checks.iter().map(|check| {
        vec![
            code(&check.name),
            plain(&check.proves),
            check.verdict.to_owned(),
            plain(&check.found.join("; ")),
        ]
    });
    text.push('\n');
    text.push_str(&table(
        &["check of the verifier", "proves", "state", "what was found"],
        checks,
    ));
}

fn predecessor(old: &Predecessor, text: &mut String) {
    let lead = format!(
        "Compared with {}, plan identity {}.",
        plain(&old.name),
        code(&old.identity)
    );
    section(text, "Predecessor", &lead);
    let rows = old.changes.iter().map(|change| {
        vec![
            code(&change.numbers),
            code(&change.witness),
            plain(&change.callers.join(", ")),
            plain(&change.old),
            plain(&change.new),
        ]
    });
    text.push_str(&table(&["numbers", "witness", "for", "before", "now"], rows));
    for line in &old.beside {
        text.push_str(&format!("\n- {}", plain(line)));
    }
    text.push('\n');
}
