//! The number space as a picture: a ring for each symbol dialled, from the centre outwards; what is left empty leads nowhere.

use maud::{Markup, PreEscaped, html};

use super::circle::{point, tenth};
use super::layout::{Arc, Layout, Leads, leads};
use crate::audit::form::{Audit, Node};
use crate::audit::numbers::runs;
use crate::audit::words;

/// The picture with its legend.
pub(super) fn picture(audit: &Audit) -> Markup {
    let layout = Layout::new(audit);
    let rings = layout.depth.max(1);
    let width = ((RADIUS - CENTRE) / rings as f64).min(WIDEST);
    let outside = CENTRE + width * rings as f64 + 4.0;
    let size = tenth(outside * 2.0);
    let view_box = format!("{} {} {size} {size}", tenth(-outside), tenth(-outside));
    let title = format!("Every number that can be dialled on {}", audit.identity.vessel);
    html! {
        svg #picture viewBox=(view_box) role="img" aria-label=(title) {
            @for arc in &layout.arcs {
                @if let Some(node) = audit.space.nodes.get(arc.node) {
                    (drawn(audit, arc, node, width))
                }
            }
            circle #n0 .centre r=(tenth(CENTRE - 3.0)) {}
            text .label.hub y="4" { "dial" }
        }
    }
}

/// What the colours mean.
pub(super) fn legend(audit: &Audit) -> Markup {
    let leads = kinds(audit);
    html! {
        ul .legend {
            @for lead in leads {
                li { span class={ "swatch " (class_name(lead)) } {} span { (named(audit, lead)) } }
            }
            li { span .swatch.nowhere {} span { "left empty: no number begins so" } }
        }
    }
}

fn kinds(audit: &Audit) -> Vec<Leads> {
    let mut all: Vec<Leads> = audit
        .space
        .classes
        .iter()
        .map(|class| leads(audit, class))
        .collect();
    if audit.space.nodes.iter().any(|node| node.precedence.is_some()) {
        all.push(Leads::Anew);
    }
    all.retain(|lead| *lead != Leads::Nowhere);
    all.sort_unstable();
    all.dedup();
    all
}

fn named(audit: &Audit, lead: Leads) -> String {
    match lead {
        Leads::Emergency => "emergency".to_owned(),
        Leads::Station => "a station on board".to_owned(),
        Leads::Gateway(gateway) => {
            let name = audit
                .plan
                .gateways
                .get(gateway)
                .map(|gateway| gateway.name.as_str());
            format!("{} first", name.unwrap_or_default())
        }
        Leads::Denied => "denied or barred".to_owned(),
        Leads::Anew => "a precedence: the plan again, from the centre".to_owned(),
        Leads::Nowhere => "nowhere".to_owned(),
    }
}

pub(super) fn class_name(lead: Leads) -> String {
    match lead {
        Leads::Emergency => "emergency".to_owned(),
        Leads::Station => "station".to_owned(),
        Leads::Gateway(gateway) => format!("g{}", gateway % PALETTE),
        Leads::Denied => "denied".to_owned(),
        Leads::Anew => "anew".to_owned(),
        Leads::Nowhere => "nowhere".to_owned(),
    }
}

fn drawn(audit: &Audit, arc: &Arc, node: &Node, width: f64) -> Markup {
    let inner = CENTRE + width * (node.depth - 1) as f64;
    let colour = match arc.leads {
        Leads::Nowhere => "stem".to_owned(),
        leads => class_name(leads),
    };
    let symbols = runs(&node.symbols, "–", " ");
    let middle = point(inner + width / 2.0, (arc.from + arc.to) / 2.0);
    let room = ((arc.to - arc.from) * std::f64::consts::TAU * (inner + width / 2.0)).min(width * 1.6);
    let fits = room >= 7.0 * symbols.chars().count() as f64 + 3.0;
    html! {
        path id={ "n" (arc.node) } class={ "arc " (colour) } d=(PreEscaped(outline(inner, inner + width - 1.0, arc.from, arc.to))) {
            title { (tip(audit, arc.node)) }
        }
        @if fits {
            text class={ "label " (colour) } x=(middle.0) y=(tenth(middle.1 + 4.0)) { (symbols) }
        }
    }
}

/// The symbols that lead to a node, and what becomes of its numbers.
fn tip(audit: &Audit, node: usize) -> String {
    let mut path = Vec::new();
    let mut at = node;
    while let Some(found) = audit.space.nodes.get(at).filter(|_| at != 0) {
        path.push(runs(&found.symbols, "–", ""));
        at = found.parent;
    }
    path.reverse();
    let mut text = path.join(" ");
    let found = audit.space.nodes.get(node);
    if let Some(level) = found.and_then(|node| node.precedence.as_ref()) {
        text.push_str(&format!(": {level}, then the plan again"));
    }
    let cells = found.map(|node| node.cells.as_slice()).unwrap_or_default();
    let classes = cells
        .iter()
        .filter_map(|cell| audit.space.classes.get(cell.class));
    for class in classes.filter(|class| leads(audit, class) != Leads::Nowhere) {
        for verdict in &class.verdicts {
            text.push_str(&format!(
                "\n{}: {}",
                verdict.callers,
                words::does(&verdict.decision)
            ));
        }
    }
    text
}

/// A part of a ring.
fn outline(inner: f64, outer: f64, from: f64, to: f64) -> String {
    if to - from > 0.999 {
        let half = (from + to) / 2.0;
        return format!(
            "{}{}",
            outline(inner, outer, from, half),
            outline(inner, outer, half, to)
        );
    }
    let [a, b, c, d] = [
        point(outer, from),
        point(outer, to),
        point(inner, to),
        point(inner, from),
    ];
    let large = u8::from(to - from > 0.5);
    let (inner, outer) = (tenth(inner), tenth(outer));
    format!(
        "M{} {}A{outer} {outer} 0 {large} 1 {} {}L{} {}A{inner} {inner} 0 {large} 0 {} {}Z",
        a.0, a.1, b.0, b.1, c.0, c.1, d.0, d.1
    )
}

/// Radius of the picture and of its centre; the widest ring.
const RADIUS: f64 = 330.0;
const CENTRE: f64 = 34.0;
const WIDEST: f64 = 48.0;
/// Colours of gateways before they repeat.
const PALETTE: usize = 8;
