//! Every dialled number exactly once: the number space walked for all callers together, and cut into classes.

mod callers;
mod decision;
mod pattern;
mod walk;

use std::collections::BTreeMap;

use super::form::{Cell, Class, Decision, Does, Extent, Node, Numbers, Space as Form, Verdict};
use crate::analysis::space::Space;
use crate::analysis::subject::Caller;
use walk::Key;

pub(super) use callers::named as callers_named;
pub(super) use pattern::{runs, witness};
pub(super) use walk::{Tree, tree};

/// The number space of a plan; with more sets of numbers than `extent` permits, a summary.
pub(super) fn space(space: &Space<'_>, tree: &Tree, extent: super::Extent) -> Form {
    let callers = space.view().callers();
    let cells = tree.cells();
    let extent = match extent {
        super::Extent::AtMost(most) if cells > most => Extent::Summary,
        _ => Extent::Full,
    };
    let mut listed = Listed {
        extent,
        nodes: Vec::new(),
        numbers: BTreeMap::new(),
    };
    listed.visit(tree, tree.root, 0, &mut Vec::new());
    let classes = tree.classes.iter().enumerate().map(|(position, key)| {
        let found = listed.numbers.remove(&position).unwrap_or_default();
        class(space, &callers, key, found)
    });
    let classes = in_order(classes.collect(), &mut listed.nodes);
    Form {
        classes,
        cells,
        callers: callers
            .iter()
            .map(|caller| space.view().caller_name(*caller))
            .collect(),
        extent,
        nodes: listed.nodes,
    }
}

/// The tree as a list, which a summary leaves out, and the numbers of each class.
struct Listed {
    extent: Extent,
    nodes: Vec<Node>,
    numbers: BTreeMap<usize, Collected>,
}

/// The numbers of one class.
#[derive(Default)]
struct Collected {
    witness: String,
    groups: Vec<Numbers>,
    /// How many beginnings are not listed.
    more: usize,
}

impl Listed {
    fn visit<'t>(&mut self, tree: &'t Tree, shape: usize, parent: usize, path: &mut Vec<&'t str>) {
        let Some(found) = tree.shapes.get(shape) else {
            return;
        };
        let own = self.nodes.len();
        for cell in &found.cells {
            let numbers = self.numbers.entry(cell.class).or_default();
            numbers.add(path, cell, self.extent);
        }
        if self.extent == Extent::Full {
            self.nodes.push(Node {
                parent,
                symbols: path.last().copied().unwrap_or_default().to_owned(),
                depth: path.len(),
                precedence: found.precedence.clone(),
                cells: found.cells.clone(),
            });
        }
        for (symbols, further) in &found.further {
            path.push(symbols);
            self.visit(tree, *further, own, path);
            path.pop();
        }
    }
}

impl Collected {
    fn add(&mut self, path: &[&str], cell: &Cell, extent: Extent) {
        if self.witness.is_empty() || pattern::shortest(path, cell) <= self.witness.len() {
            let witness = pattern::witness(path, cell);
            let shorter = (witness.len(), &witness) < (self.witness.len(), &self.witness);
            if self.witness.is_empty() || shorter {
                self.witness = witness;
            }
        }
        let listed: usize = self.groups.iter().map(|group| group.begins.len()).sum();
        if extent == Extent::Summary && listed >= MOST_LISTED {
            self.more += 1;
            return;
        }
        let (begins, which) = pattern::shown(path, cell);
        let open = |begins: &str| begins.ends_with('…');
        let alike = |group: &&mut Numbers| {
            group.which == which
                && group
                    .begins
                    .first()
                    .is_some_and(|first| open(first) == open(&begins))
        };
        match self.groups.iter_mut().find(alike) {
            Some(group) => group.begins.push(begins),
            None => self.groups.push(Numbers {
                begins: vec![begins],
                which,
            }),
        }
    }
}

fn class(space: &Space<'_>, callers: &[Caller], key: &Key, found: Collected) -> Class {
    Class {
        behind: key.behind.clone(),
        verdicts: verdicts(space, callers, &key.decisions, &found.witness),
        witness: found.witness,
        more: found.more,
        numbers: found.groups,
    }
}

/// Classes as people look for them: by precedence, by what becomes of them, by row; cells follow.
fn in_order(classes: Vec<Class>, nodes: &mut [Node]) -> Vec<Class> {
    let rank = |class: &Class| {
        let best = class.verdicts.iter().map(|verdict| &verdict.decision);
        best.min().cloned()
    };
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by_cached_key(|position| {
        let class = classes.get(*position);
        class.map(|class| {
            (
                class.behind.clone(),
                rank(class),
                class.witness.len(),
                class.witness.clone(),
            )
        })
    });
    let mut places = vec![0; classes.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*old) {
            *place = new;
        }
    }
    for cell in nodes.iter_mut().flat_map(|node| &mut node.cells) {
        cell.class = places.get(cell.class).copied().unwrap_or_default();
    }
    order
        .iter()
        .filter_map(|old| classes.get(*old).cloned())
        .collect()
}

/// Callers with the same decision together, in the order of the first.
fn verdicts(space: &Space<'_>, callers: &[Caller], decisions: &[Decision], witness: &str) -> Vec<Verdict> {
    let mut groups: Vec<(&Decision, Vec<Caller>)> = Vec::new();
    for (caller, decision) in callers.iter().zip(decisions) {
        match groups.iter_mut().find(|(other, _)| *other == decision) {
            Some((_, group)) => group.push(*caller),
            None => groups.push((decision, vec![*caller])),
        }
    }
    let verdict = |(decision, group): (&Decision, Vec<Caller>)| Verdict {
        callers: callers::named(space.view(), &group),
        sent: sent(decision, witness),
        decision: decision.clone(),
    };
    groups.into_iter().map(verdict).collect()
}

/// What the attempts of a decision send for a number.
fn sent(decision: &Decision, number: &str) -> Vec<String> {
    let Does::Tries { attempts } = &decision.does else {
        return Vec::new();
    };
    let sent = attempts
        .iter()
        .map(|sent| format!("{}{}", sent.put, number.get(sent.strip..).unwrap_or_default()));
    sent.collect()
}

/// Beginnings that a summary lists of each class.
const MOST_LISTED: usize = 12;
