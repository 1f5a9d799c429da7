//! Every prefix of routes and denials in one canonical spelling; finds prefixes that stand twice.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Numbering;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rows by canonical prefix: the international form where there is one, else as written.
pub(super) struct Prefixes {
    rows: BTreeMap<String, Vec<Row>>,
}

/// One prefix of one route or denial.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) owner: Owner,
    pub(super) span: Span,
}

/// What a prefix belongs to, by index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Route(usize),
    Deny(usize),
}

/// The canonical spelling of a prefix or of dialled symbols: what follows `+` may hold any symbol here.
pub(super) fn canonical(numbering: &Numbering, symbols: &str) -> String {
    let after = |prefix: Option<&str>| symbols.strip_prefix(prefix?);
    if let Some(rest) = after(numbering.international_prefix()) {
        return format!("+{rest}");
    }
    match (numbering.country_code(), after(numbering.national_prefix())) {
        (Some(country), Some(rest)) => format!("+{country}{rest}"),
        _ => symbols.to_owned(),
    }
}

impl Prefixes {
    /// Collects the prefixes and reports those that stand twice.
    pub(super) fn of(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) -> Prefixes {
        let plan = &draft.plan;
        let routes = plan
            .routes()
            .iter()
            .enumerate()
            .map(|(index, route)| (Owner::Route(index), route.prefixes()));
        let denies = plan
            .denies()
            .iter()
            .enumerate()
            .map(|(index, deny)| (Owner::Deny(index), deny.prefixes()));
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for (owner, prefixes) in routes.chain(denies) {
            for (prefix, span) in prefixes {
                let same = rows.entry(canonical(plan.numbering(), prefix)).or_default();
                found.extend(clash(draft, prefix, owner, *span, same));
                same.push(Row { owner, span: *span });
                found.extend(too_many_attempts(draft, prefix, same));
            }
        }
        Prefixes { rows }
    }

    /// The rows of exactly this canonical prefix.
    pub(super) fn at(&self, canonical: &str) -> &[Row] {
        self.rows.get(canonical).map_or(&[], Vec::as_slice)
    }

    /// The longest canonical prefix of `canonical` that has rows, with its rows.
    pub(super) fn longest<'c>(&self, canonical: &'c str) -> Option<(&'c str, &[Row])> {
        self.covering(canonical).next()
    }

    /// Every canonical prefix of `canonical` that has rows, the longest first; itself included.
    pub(super) fn covering<'c>(&self, canonical: &'c str) -> impl Iterator<Item = (&'c str, &[Row])> {
        (1..=canonical.len()).rev().filter_map(move |length| {
            let prefix = canonical.get(..length)?;
            let rows = self.at(prefix);
            (!rows.is_empty()).then_some((prefix, rows))
        })
    }

    /// All rows, sorted by canonical prefix.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[Row])> {
        self.rows
            .iter()
            .map(|(prefix, rows)| (prefix.as_str(), rows.as_slice()))
    }
}

/// What is wrong with `prefix` when the rows `same` of its canonical spelling came before.
fn clash(draft: &Draft<'_>, prefix: &str, owner: Owner, span: Span, same: &[Row]) -> Option<Diagnostic> {
    let Owner::Route(route) = owner else { return None };
    let written = draft.plan.routes().get(route)?;
    if let Some(before) = same.iter().find(|row| row.owner == owner) {
        let twice = written.prefixes().iter().find(|(_, at)| *at == before.span)?;
        return (twice.0 == prefix).then(|| repeated(prefix, span, before.span, written.name()));
    }
    let rival = same.iter().find_map(|row| match row.owner {
        Owner::Route(other) => draft.plan.routes().get(other).map(|other| (other, row.span)),
        Owner::Deny(_) => None,
    });
    let (other, at) = rival?;
    let ordered = matches!((written.order(), other.order()), (Some(one), Some(two)) if one != two);
    (!ordered).then(|| {
        let message = format!(
            "the prefix `{prefix}` stands in `{}` and in `{}`",
            other.name(),
            written.name()
        );
        Diagnostic::new(&codes::DUPLICATE_PREFIX, span, message)
            .label("again here")
            .also(at, "first here")
            .remedy("keep one of them, or give both routes a different `order`: the lowest is tried first")
    })
}

/// Routes that share a prefix are one list of attempts, which has a fixed capacity.
fn too_many_attempts(draft: &Draft<'_>, prefix: &str, same: &[Row]) -> Option<Diagnostic> {
    let (last, _) = same.split_last().filter(|(_, before)| !before.is_empty())?;
    let attempts = |row: &Row| match row.owner {
        Owner::Route(index) => draft
            .plan
            .routes()
            .get(index)
            .map_or(0, |route| route.attempts().len()),
        Owner::Deny(_) => 0,
    };
    let count: usize = same.iter().map(attempts).sum();
    (count > MOST_ATTEMPTS && count - attempts(last) <= MOST_ATTEMPTS).then(|| {
        let message = format!("the routes of the prefix `{prefix}` have {count} attempts together");
        Diagnostic::new(&codes::OUT_OF_RANGE, last.span, message)
            .label("counted with the routes before")
            .remedy(format!("name at most {MOST_ATTEMPTS} gateways for one prefix"))
    })
}

fn repeated(prefix: &str, span: Span, first: Span, route: &str) -> Diagnostic {
    Diagnostic::new(
        &codes::PREFIX_REPEATED,
        span,
        format!("the prefix `{prefix}` stands twice in `{route}`"),
    )
    .label("again here")
    .also(first, "first here")
    .about(route)
    .remedy("keep one of them")
}

/// How many attempts one call can have.
pub(super) const MOST_ATTEMPTS: usize = 16;
