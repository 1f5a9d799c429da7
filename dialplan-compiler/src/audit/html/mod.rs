//! An audit as one HTML page that stands alone: no script, style, font or picture comes from elsewhere, which its content security
//! policy holds the browser to. Markup is made by templates that are compiled and escape all text.

mod circle;
mod evidence;
mod gateways;
mod head;
mod identity;
mod layout;
mod numbers;
mod picture;
mod search;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::form::{Audit, Extent};

/// The page of an audit.
pub fn page(audit: &Audit) -> String {
    let searched = audit.space.extent == Extent::Full;
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="plan-identity" content=(audit.identity.plan);
                title { "Dial plan audit: " (audit.identity.vessel) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (head::contents())
                main {
                    (head::head(audit))
                    (numbers::glance(audit))
                    (numbers::classes(audit))
                    (numbers::rows(audit))
                    (gateways::failures(audit))
                    (gateways::emergency(audit))
                    (gateways::access(audit))
                    (evidence::findings(audit))
                    (evidence::requirements(audit))
                    (evidence::test_card(audit))
                    (evidence::controls(audit))
                    (evidence::inputs(audit))
                    (evidence::claims(audit))
                    (identity::identity(audit))
                }
                @if searched {
                    script #number-space type="application/json" { (PreEscaped(search::table(audit))) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    };
    page.into_string()
}

/// A section with its heading; `sections` of [`head`] names it too.
fn section(id: &str, lead: &str, content: &Markup) -> Markup {
    let title = head::SECTIONS
        .iter()
        .find(|(known, _)| *known == id)
        .map_or("", |(_, title)| *title);
    html! {
        section id=(id) {
            h2 { (title) }
            p .lead { (lead) }
            (content)
        }
    }
}

/// Text in which back-ticks set code apart.
fn prose(text: &str) -> Markup {
    html! {
        @for (position, part) in text.split('`').enumerate() {
            @if position % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A link to a decision row.
fn row_link(row: u32) -> Markup {
    html! { a .row href={ "#d" (row) } { "d" (row) } }
}

/// The source expression that admits an inline text (CSP level 3 §2.3.1).
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
