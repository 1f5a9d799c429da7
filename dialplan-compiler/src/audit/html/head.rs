//! The head of the page: what is audited, the figures that matter most, and the contents.

use maud::{Markup, html};

use crate::audit::form::{Audit, State};
use crate::audit::words;
use crate::diagnostics::Severity;

/// Every section, in order, by its anchor.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("glance", "At a glance"),
    ("classes", "Every number, once"),
    ("rows", "Rows"),
    ("failures", "When gateways fail"),
    ("emergency", "Emergency calls"),
    ("access", "Who may speak at all"),
    ("findings", "Findings and allowances"),
    ("requirements", "Requirements"),
    ("test-card", "Test card"),
    ("controls", "Control evidence"),
    ("inputs", "What can steer a call"),
    ("claims", "Proved, tested, assumed"),
    ("identity", "Identity, binary and predecessor"),
];

pub(super) fn contents() -> Markup {
    html! {
        nav aria-label="Contents" {
            ol {
                @for (id, title) in SECTIONS {
                    li { a href={ "#" (id) } { (title) } }
                }
            }
        }
    }
}

pub(super) fn head(audit: &Audit) -> Markup {
    let identity = &audit.identity;
    html! {
        header {
            p .kicker { "Dial plan audit" }
            h1 { (identity.vessel) }
            p .subject {
                @if let Some(part) = &identity.part_number { (part) " · " }
                (identity.settings)
            }
            p .identity { span { "plan identity" } code { (words::grouped(&identity.plan)) } }
            dl .figures {
                @for (value, what, target, grave) in figures(audit) {
                    div .grave[grave] { dt { a href={ "#" (target) } { (what) } } dd { (value) } }
                }
            }
        }
    }
}

/// Figure, what it counts, where it is shown, and whether somebody should worry.
fn figures(audit: &Audit) -> Vec<(String, &'static str, &'static str, bool)> {
    let plain = |value: usize, what, target| (value.to_string(), what, target, false);
    let findings = |severity| {
        audit
            .findings
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    };
    let (errors, warnings) = (findings(Severity::Error), findings(Severity::Warning));
    let single = audit
        .failures
        .iter()
        .filter(|list| !list.single_points.is_empty())
        .count();
    let controls = audit.controls.iter().flat_map(|set| &set.controls);
    let open = controls.filter(|control| control.state == State::Open).count();
    let requirements = match &audit.requirements {
        None => ("none".to_owned(), "requirements", "requirements", true),
        Some(all) => {
            let held = all.iter().filter(|requirement| requirement.holds).count();
            (
                format!("{held}/{}", all.len()),
                "requirements hold",
                "requirements",
                held < all.len(),
            )
        }
    };
    let worst = audit
        .emergency
        .numbers
        .iter()
        .map(|entry| entry.worst_case_seconds)
        .max();
    vec![
        plain(audit.space.classes.len(), "classes of numbers", "classes"),
        plain(audit.rows.len(), "rows", "rows"),
        plain(audit.plan.stations.len(), "stations", "rows"),
        plain(audit.plan.gateways.len(), "gateways", "access"),
        (
            single.to_string(),
            "lists with a single point of failure",
            "failures",
            single > 0,
        ),
        match worst {
            Some(seconds) => (
                format!("{seconds} s"),
                "to the last emergency target",
                "emergency",
                false,
            ),
            None => ("none".to_owned(), "emergency number", "emergency", true),
        },
        (
            format!("{}", errors + warnings),
            "errors and warnings",
            "findings",
            errors + warnings > 0,
        ),
        plain(audit.allowances.len(), "allowances", "findings"),
        requirements,
        (open.to_string(), "controls open", "controls", open > 0),
    ]
}
