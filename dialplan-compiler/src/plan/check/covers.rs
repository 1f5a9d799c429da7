//! What hides a prefix from every call: denials, earlier routes of the same prefix, longer prefixes and numbers that together leave
//! nothing to it, none of which can be left out.

use super::draft::Draft;
use super::meaning::{Calls, Meaning, each, lengths, permitted, sent};
use super::prefixes::{Owner, Prefixes, Row, canonical};
use super::remaining::{Node, Remaining, Taker, bit};
use crate::plan::Route;
use crate::source::Span;

/// Why a prefix decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// A denial closes it.
    Denied,
    /// Earlier routes of the same prefix try all that it could.
    Earlier,
    /// Longer entries, perhaps with earlier routes, decide what it would have decided.
    Alike,
    /// Longer entries leave it nothing, and at least one of them decides otherwise.
    Otherwise,
}

/// What hides a prefix: its place, and its symbols where they tell more than the place.
pub(super) type By = (Span, String);

/// The place of the denial that holds for a prefix.
pub(super) fn denial(remaining: &Remaining<'_>, at: usize) -> Option<Span> {
    let rows = remaining.upwards(at).flat_map(|node| node.rows);
    let mut denials = rows.filter(|row| matches!(row.owner, Owner::Deny(_)));
    denials.next().map(|row| row.span)
}

/// Looks for what hides a prefix.
pub(super) struct Covers<'l, 'p> {
    pub(super) draft: &'l Draft<'l>,
    pub(super) prefixes: &'l Prefixes<'p>,
    pub(super) remaining: &'l Remaining<'p>,
    /// Those that some station has.
    pub(super) classes: u128,
}

impl Covers<'_, '_> {
    /// Why a row of a route never decides a call, and the entries that are the reason; `None` when it does.
    pub(super) fn hidden(
        &self,
        at: usize,
        row: &Row<'_>,
        route: &Route,
        denied: Option<Span>,
    ) -> Option<(Why, Vec<By>)> {
        let node = self.remaining.node(at)?;
        let denied = denied.or_else(|| self.denied_as_sent(node, route));
        if let Some(by) = denied.filter(|_| !route.overrides_deny()) {
            return Some((Why::Denied, vec![(by, String::new())]));
        }
        let classes = permitted(route, self.classes);
        let (share, counts) = (node.share(), lengths(route));
        let calls = |counts| Calls {
            begin: node.canonical,
            counts,
            classes,
        };
        let earlier = self.earlier(node, route, denied);
        let later = Meaning::of(self.draft, [row], false, self.classes);
        let every = calls(counts & (node.digits.all | node.mixed.all));
        if let Some(cover) = self.hiding(&earlier, &later, every) {
            return Some((Why::Earlier, named(&cover, node)));
        }
        let all = counts & share.all;
        let cover = match counts & share.left {
            0 => Vec::new(),
            left => self.hiding(&earlier, &later, calls(left))?,
        };
        let before = Meaning::of(self.draft, cover.iter().copied(), false, self.classes);
        let taken = each(all).filter(|&count| !before.adds_nothing(&later, calls(bit(count))));
        let takers = self
            .remaining
            .takers(at, taken.fold(0, |set, count| set | bit(count)));
        let alike = |taker: &Taker<'_>| self.alike(*taker, &later, every);
        let why = if takers.iter().all(alike) {
            Why::Alike
        } else {
            Why::Otherwise
        };
        let mut by = named(&cover, node);
        by.extend(takers.into_iter().filter_map(|taker| self.taker(taker)));
        (!by.is_empty()).then_some((why, by))
    }

    /// The denial of what a route makes of every number of a prefix.
    fn denied_as_sent(&self, node: &Node<'_>, route: &Route) -> Option<Span> {
        let rewrites = route.strip() > 0 || !route.prepend().is_empty();
        let denies = self.draft.plan.denies();
        if !rewrites || denies.is_empty() {
            return None;
        }
        let sent = sent(route, node.canonical);
        let sent = canonical(self.draft.plan.numbering(), &sent);
        let mut rows = self.prefixes.covering(&sent).flat_map(|(_, rows)| rows);
        rows.find(|row| matches!(row.owner, Owner::Deny(_)))
            .map(|row| row.span)
    }

    /// The routes of the same prefix that are tried before.
    fn earlier<'n>(&self, node: &'n Node<'_>, route: &Route, denied: Option<Span>) -> Vec<&'n Row<'n>> {
        let before = |row: &&Row<'_>| match row.owner {
            Owner::Route(index) => self.draft.plan.routes().get(index).is_some_and(|other| {
                other.order() < route.order() && (denied.is_none() || other.overrides_deny())
            }),
            Owner::Deny(_) => false,
        };
        node.rows.iter().filter(before).collect()
    }

    /// Earlier rows that together try all that the later one could: one alone where that is enough, else none that can be left out.
    fn hiding<'n>(
        &self,
        earlier: &[&'n Row<'n>],
        later: &Meaning<'_>,
        calls: Calls<'_>,
    ) -> Option<Vec<&'n Row<'n>>> {
        let hides = |rows: &[&'n Row<'n>]| {
            Meaning::of(self.draft, rows.iter().copied(), false, self.classes).adds_nothing(later, calls)
        };
        if earlier.is_empty() || later.bars_everything() || !hides(earlier) {
            return None;
        }
        if let Some(row) = earlier.iter().find(|row| hides(&[**row])) {
            return Some(vec![*row]);
        }
        let mut needed = earlier.to_vec();
        for row in earlier.iter().rev() {
            let fewer: Vec<_> = needed
                .iter()
                .copied()
                .filter(|other| other.owner != row.owner)
                .collect();
            if hides(&fewer) {
                needed = fewer;
            }
        }
        Some(needed)
    }

    /// Whether an entry decides as the hidden row would have decided.
    fn alike(&self, taker: Taker<'_>, hidden: &Meaning<'_>, calls: Calls<'_>) -> bool {
        let Taker::Prefix(at) = taker else { return false };
        self.remaining.node(at).is_some_and(|node| {
            let denied = denial(self.remaining, at).is_some();
            let decides = Meaning::of(self.draft, node.rows, denied, self.classes);
            let calls = Calls {
                begin: node.canonical,
                counts: calls.counts & node.share().all,
                ..calls
            };
            decides.same(hidden, calls, decides.rewrites())
        })
    }

    fn taker(&self, taker: Taker<'_>) -> Option<By> {
        match taker {
            Taker::Prefix(at) => {
                let node = self.remaining.node(at)?;
                Some((node.rows.first()?.span, node.canonical.to_owned()))
            }
            Taker::Number(number, span) => Some((span, number.to_owned())),
        }
    }
}

fn named(rows: &[&Row<'_>], node: &Node<'_>) -> Vec<By> {
    rows.iter()
        .map(|row| (row.span, node.canonical.to_owned()))
        .collect()
}
