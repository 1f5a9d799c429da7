//! Prefixes whose removal changes nothing: what would decide in their place decides every call alike.

use super::covers::denial;
use super::draft::Draft;
use super::meaning::{Calls, Meaning, classes_of_stations};
use super::prefixes::{Owner, Row};
use super::remaining::{Node, Remaining};
use super::satellite;
use super::shadows::Hidden;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn look(
    draft: &Draft<'_>,
    remaining: &Remaining<'_>,
    hidden: &Hidden,
    found: &mut Vec<Diagnostic>,
) {
    let looker = Looker {
        draft,
        remaining,
        hidden,
        classes: classes_of_stations(draft),
    };
    let mut redundant: BTreeMap<Owner, Vec<Redundant>> = BTreeMap::new();
    for (at, node) in remaining.iter() {
        for row in node.rows {
            let partner = match row.owner {
                Owner::Route(index) => looker.beside_route(at, node, index),
                Owner::Deny(_) => looker.beside_denial(at, node, row),
            };
            if let Some(partner) = partner {
                redundant.entry(row.owner).or_default().push(Redundant {
                    span: row.span,
                    canonical: node.canonical.to_owned(),
                    partner,
                });
            }
        }
    }
    found.extend(
        redundant
            .iter()
            .filter_map(|(owner, rows)| finding(draft, *owner, rows)),
    );
}

/// A prefix, and what decides alike without it.
struct Redundant {
    span: Span,
    canonical: String,
    partner: Partner,
}

struct Partner {
    span: Span,
    canonical: String,
    owner: Owner,
}

impl Partner {
    fn new(row: &Row<'_>, canonical: &str) -> Self {
        Partner {
            span: row.span,
            canonical: canonical.to_owned(),
            owner: row.owner,
        }
    }
}

struct Looker<'l> {
    draft: &'l Draft<'l>,
    remaining: &'l Remaining<'l>,
    hidden: &'l Hidden,
    classes: u128,
}

impl Looker<'_> {
    /// What decides alike without a route's prefix: another route of it, or those of the next shorter one. It does so whether or not
    /// the prefixes that never decide are removed as well, which is another finding.
    fn beside_route(&self, at: usize, node: &Node<'_>, index: usize) -> Option<Partner> {
        if self.is_hidden(at, Owner::Route(index)) {
            return None;
        }
        let others = node.rows.iter().filter(|row| row.owner != Owner::Route(index));
        let others: Vec<&Row<'_>> = others.collect();
        let decides = |row: &&&Row<'_>| !self.is_hidden(at, row.owner);
        let rest: Vec<&Row<'_>> = others.iter().filter(decides).copied().collect();
        let (beside, rest) = match node.parent {
            Some(parent) if rest.is_empty() => (parent, self.remaining.node(parent)?.rows.iter().collect()),
            _ => (at, rest),
        };
        let partner = self.remaining.node(beside)?;
        let first = rest.iter().find(|row| matches!(row.owner, Owner::Route(_)))?;
        if satellite::asked_for(node.canonical, partner.canonical) {
            return None;
        }
        let own = self.meaning(at, node.rows);
        let calls = Calls {
            begin: node.canonical,
            counts: node.digits.left | node.mixed.left,
            classes: self.classes,
        };
        let alike = |beside: usize, rows: &[&Row<'_>]| {
            let instead = self.meaning(beside, rows.iter().copied());
            let rewriting = !self.draft.plan.denies().is_empty() && (own.rewrites() || instead.rewrites());
            own.same(&instead, calls, rewriting)
        };
        (alike(beside, &rest) && (others.is_empty() || alike(at, &others)))
            .then(|| Partner::new(first, partner.canonical))
    }

    /// What denies the same numbers without a denial: the same prefix before, or a shorter one under which nothing is open.
    ///
    /// A route that decides in spite of the denial keeps the shorter prefix out; one that never decides may be removed as well.
    fn beside_denial(&self, at: usize, node: &Node<'_>, row: &Row<'_>) -> Option<Partner> {
        let before = |other: &&Row<'_>| matches!(other.owner, Owner::Deny(_)) && other.owner < row.owner;
        if let Some(other) = node.rows.iter().find(before) {
            return Some(Partner::new(other, node.canonical));
        }
        let parent = node.parent?;
        let rows = self
            .remaining
            .upwards(parent)
            .flat_map(|node| node.rows.iter().map(move |row| (node, row)));
        let mut denials = rows.filter(|(_, row)| matches!(row.owner, Owner::Deny(_)));
        let (shorter, denial) = denials.next()?;
        let decides = |row: &Row<'_>| matches!(row.owner, Owner::Route(_)) && !self.is_hidden(at, row.owner);
        let routed = node.rows.iter().any(decides);
        let shut = || {
            let rows = self.remaining.node(parent).map_or(&[][..], |node| node.rows);
            self.meaning(parent, rows).bars_everything()
        };
        (routed || shut()).then(|| Partner::new(denial, shorter.canonical))
    }

    fn is_hidden(&self, at: usize, owner: Owner) -> bool {
        matches!(owner, Owner::Route(index) if self.hidden.contains(&(at, index)))
    }

    fn meaning<'r>(&self, at: usize, rows: impl IntoIterator<Item = &'r Row<'r>>) -> Meaning<'_> {
        Meaning::of(
            self.draft,
            rows,
            denial(self.remaining, at).is_some(),
            self.classes,
        )
    }
}

fn finding(draft: &Draft<'_>, owner: Owner, rows: &[Redundant]) -> Option<Diagnostic> {
    let first = rows.first()?;
    let (more, changes) = match rows.len() {
        1 => (String::new(), "changes"),
        count => (format!(" and {} more", count - 1), "change"),
    };
    let written = match owner {
        Owner::Route(index) => draft.plan.routes().get(index)?.prefixes(),
        Owner::Deny(index) => draft.plan.denies().get(index)?.prefixes(),
    };
    let written = written.iter().find(|(_, span)| *span == first.span);
    let prefix = written.map_or(first.canonical.as_str(), |(prefix, _)| prefix);
    let about = match owner {
        Owner::Route(index) => draft.plan.routes().get(index)?.name(),
        Owner::Deny(_) => prefix,
    };
    let Partner {
        span,
        canonical,
        owner: partner,
    } = &first.partner;
    let message = format!(
        "the prefix `{prefix}`{more} of `{}` {changes} nothing: `{canonical}` of `{}` decides alike",
        name(draft, owner)?,
        name(draft, *partner)?
    );
    Some(
        Diagnostic::new(&codes::REDUNDANT_PREFIX, first.span, message)
            .label("not needed")
            .also(*span, "decides alike")
            .about(about)
            .remedy("remove it, or allow it with the reason for which it stays"),
    )
}

fn name<'d>(draft: &'d Draft<'_>, owner: Owner) -> Option<&'d str> {
    match owner {
        Owner::Route(index) => draft.plan.routes().get(index).map(|route| route.name()),
        Owner::Deny(_) => Some("deny"),
    }
}
