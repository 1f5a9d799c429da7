//! The number space as a picture: a ring for each symbol dialled, from the centre outwards; what is left empty leads nowhere.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::circle::{point, tenth};
use crate::audit::form::{Audit, Class, Does, Node, Space};
use crate::audit::numbers::runs;
use crate::audit::words;

/// What a part of the picture leads to; the order is that of preference where callers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Leads {
    Emergency,
    Station,
    Gateway(usize),
    Denied,
    /// Behind a dialled precedence everything is as from the centre.
    Anew,
    Nowhere,
}

/// One arc.
struct Arc {
    node: usize,
    from: f64,
    to: f64,
    leads: Leads,
}

struct Layout<'s> {
    space: &'s Space,
    further: Vec<Vec<usize>>,
    /// What the numbers that are decided at a node lead to, at best.
    own: Vec<Leads>,
    /// The same with everything behind the node.
    outlook: Vec<Leads>,
    /// The gateway that takes most of what leads anywhere behind the node.
    prevailing: Vec<Leads>,
    arcs: Vec<Arc>,
    /// Symbols that are drawn.
    deepest: usize,
    depth: usize,
}

/// The picture with its legend.
pub(super) fn picture(audit: &Audit) -> Markup {
    let mut layout = Layout::new(audit);
    layout.place(0, 0.0, 1.0);
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

/// What a class leads to, for the caller who gets furthest.
pub(super) fn leads(audit: &Audit, class: &Class) -> Leads {
    let of = |does: &Does| match does {
        Does::Emergency { .. } => Leads::Emergency,
        Does::Rings { .. } => Leads::Station,
        Does::Tries { attempts } => {
            let first = attempts.first().map(|attempt| &attempt.gateway);
            let mut gateways = audit.plan.gateways.iter();
            let position = gateways.position(|gateway| Some(&gateway.name) == first);
            position.map_or(Leads::Nowhere, Leads::Gateway)
        }
        Does::Refuses {
            cause: "barred" | "emission-control",
            ..
        } => Leads::Denied,
        Does::Refuses { .. } => Leads::Nowhere,
    };
    let all = class.verdicts.iter().map(|verdict| of(&verdict.decision.does));
    all.min().unwrap_or(Leads::Nowhere)
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

/// The nodes that follow each.
fn further(space: &Space) -> Vec<Vec<usize>> {
    let mut further = vec![Vec::new(); space.nodes.len()];
    for (position, node) in space.nodes.iter().enumerate().skip(1) {
        if let Some(list) = further.get_mut(node.parent) {
            list.push(position);
        }
    }
    further
}

impl<'s> Layout<'s> {
    fn new(audit: &'s Audit) -> Self {
        let space = &audit.space;
        let of_classes: Vec<Leads> = space.classes.iter().map(|class| leads(audit, class)).collect();
        let own = |node: &Node| {
            let classes = node
                .cells
                .iter()
                .filter_map(|cell| of_classes.get(cell.class).copied());
            classes.min().unwrap_or(Leads::Nowhere)
        };
        let own: Vec<Leads> = space.nodes.iter().map(own).collect();
        let mut layout = Layout {
            space,
            further: further(space),
            outlook: outlook(space, &own),
            prevailing: prevailing(space, &own),
            own,
            arcs: Vec::new(),
            deepest: 0,
            depth: 0,
        };
        layout.deepest = layout.deepest();
        layout
    }

    /// How many symbols can be drawn without too many arcs.
    fn deepest(&self) -> usize {
        let drawn = |depth: usize| {
            let nodes = self.space.nodes.iter().zip(&self.outlook);
            nodes
                .filter(|(node, leads)| node.depth <= depth && **leads != Leads::Nowhere)
                .count()
        };
        (1..=DEEPEST)
            .take_while(|depth| *depth == 1 || drawn(*depth) <= MOST_ARCS)
            .last()
            .unwrap_or(1)
    }

    /// Where an arc leads unless one further outwards says otherwise.
    fn colour(&self, node: usize, found: &Node) -> Leads {
        let leaf = self.further.get(node).is_none_or(Vec::is_empty);
        if leaf || found.precedence.is_some() || found.depth >= self.deepest {
            return self.leads(node);
        }
        match self.own.get(node) {
            Some(own @ (Leads::Emergency | Leads::Station | Leads::Gateway(_))) => *own,
            _ => self.prevailing.get(node).copied().unwrap_or(Leads::Nowhere),
        }
    }

    fn leads(&self, node: usize) -> Leads {
        self.outlook.get(node).copied().unwrap_or(Leads::Nowhere)
    }

    /// Gives a node its part of the circle, and what follows theirs.
    fn place(&mut self, node: usize, from: f64, to: f64) {
        let Some(found) = self.space.nodes.get(node) else {
            return;
        };
        if node > 0 {
            self.arcs.push(Arc {
                node,
                from,
                to,
                leads: self.colour(node, found),
            });
            self.depth = self.depth.max(found.depth);
        }
        if found.precedence.is_some() || found.depth >= self.deepest {
            return;
        }
        let following: Vec<(usize, f64)> = self
            .further
            .get(node)
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .map(|node| (node, self.weight(node)))
            .collect();
        let whole: f64 = following.iter().map(|(_, weight)| weight).sum();
        let mut at = from;
        for (node, weight) in following {
            let end = at + (to - from) * weight / whole;
            if self.leads(node) != Leads::Nowhere {
                self.place(node, at, end);
            }
            at = end;
        }
    }

    /// How much room a node needs: that of what follows, at least one; a little where nothing does.
    fn weight(&self, node: usize) -> f64 {
        let Some(found) = self.space.nodes.get(node) else {
            return 0.0;
        };
        if self.leads(node) == Leads::Nowhere {
            return EMPTY;
        }
        if found.precedence.is_some() || found.depth >= self.deepest {
            return 1.0;
        }
        let following = self.further.get(node).into_iter().flatten();
        let sum: f64 = following.map(|node| self.weight(*node)).sum();
        sum.max(1.0)
    }
}

/// What each node and everything behind it lead to, at best; nodes come after those that lead to them.
fn outlook(space: &Space, own: &[Leads]) -> Vec<Leads> {
    let mut outlook = own.to_vec();
    for (position, node) in space.nodes.iter().enumerate().rev() {
        let leads = match node.precedence {
            Some(_) => Leads::Anew,
            None => outlook.get(position).copied().unwrap_or(Leads::Nowhere),
        };
        for place in [position, node.parent] {
            if let Some(known) = outlook.get_mut(place) {
                *known = if place == position {
                    leads
                } else {
                    (*known).min(leads)
                };
            }
        }
    }
    outlook
}

/// The gateway that takes more than half of the numbers behind each node that lead anywhere; the room of a symbol is the same
/// for all symbols of a place.
fn prevailing(space: &Space, own: &[Leads]) -> Vec<Leads> {
    let mut room: Vec<BTreeMap<Leads, f64>> = vec![BTreeMap::new(); space.nodes.len()];
    let mut prevailing = vec![Leads::Nowhere; space.nodes.len()];
    let leaf: Vec<bool> = further(space).iter().map(Vec::is_empty).collect();
    for (position, node) in space.nodes.iter().enumerate().rev() {
        let found = match (leaf.get(position), own.get(position)) {
            _ if node.precedence.is_some() => BTreeMap::from([(Leads::Anew, 1.0)]),
            (Some(true), Some(own)) => BTreeMap::from([(*own, 1.0)]),
            _ => room.get(position).cloned().unwrap_or_default(),
        };
        let leading = || found.iter().filter(|(leads, _)| **leads != Leads::Nowhere);
        let whole: f64 = leading().map(|(_, share)| share).sum();
        let most =
            leading().find(|(leads, share)| matches!(leads, Leads::Gateway(_)) && **share * 2.0 > whole);
        if let (Some(place), Some((leads, _))) = (prevailing.get_mut(position), most) {
            *place = *leads;
        }
        let part = node.symbols.len() as f64 / 16.0;
        if let Some(before) = room.get_mut(node.parent).filter(|_| position > 0) {
            for (leads, share) in found {
                *before.entry(leads).or_default() += share * part;
            }
        }
    }
    prevailing
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
/// Room of symbols that lead nowhere, beside one that leads somewhere.
const EMPTY: f64 = 0.35;
/// Symbols and arcs that are drawn at most; the search goes on.
const DEEPEST: usize = 10;
const MOST_ARCS: usize = 3000;
/// Colours of gateways before they repeat.
const PALETTE: usize = 8;
