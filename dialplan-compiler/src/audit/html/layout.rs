//! Which part of the circle belongs to which symbols, and what each leads to; the drawing is `picture.rs`'s.

use std::collections::BTreeMap;

use crate::audit::form::{Audit, Class, Does, Node, Space};

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

/// One arc; the circle is 1 round.
pub(super) struct Arc {
    pub(super) node: usize,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) leads: Leads,
}

/// The arcs of a picture, and how they were found.
pub(super) struct Layout<'s> {
    space: &'s Space,
    further: Vec<Vec<usize>>,
    /// What the numbers that are decided at a node lead to, at best.
    own: Vec<Leads>,
    /// The same with everything behind the node.
    outlook: Vec<Leads>,
    /// The gateway that takes most of what leads anywhere behind the node.
    prevailing: Vec<Leads>,
    pub(super) arcs: Vec<Arc>,
    /// Symbols that are drawn.
    deepest: usize,
    /// Symbols of the longest arc's way from the centre.
    pub(super) depth: usize,
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
    /// The arcs of every node that leads anywhere, as deep as they can be told apart.
    pub(super) fn new(audit: &'s Audit) -> Self {
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
        layout.place(0, 0.0, 1.0);
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

/// Room of symbols that lead nowhere, beside one that leads somewhere.
const EMPTY: f64 = 0.35;
/// Symbols and arcs that are drawn at most; the search goes on.
const DEEPEST: usize = 10;
const MOST_ARCS: usize = 3000;
