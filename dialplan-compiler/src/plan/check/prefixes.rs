//! Every prefix of routes and denials in one canonical spelling; finds prefixes that stand twice.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Numbering;
use crate::source::Span;
use std::borrow::Cow;

/// The rows, sorted by canonical prefix; rows of one prefix in the order in which they are written.
pub(super) struct Prefixes<'d> {
    rows: Vec<Row<'d>>,
}

/// One prefix of one route or denial.
#[derive(Debug, Clone)]
pub(super) struct Row<'d> {
    /// The international form where there is one, else as written.
    canonical: Cow<'d, str>,
    pub(super) owner: Owner,
    pub(super) span: Span,
}

/// What a prefix belongs to, by index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Route(usize),
    Deny(usize),
}

/// The canonical spelling of a prefix or of dialled symbols: what follows `+` may hold any symbol here.
pub(super) fn canonical<'s>(numbering: &Numbering, symbols: &'s str) -> Cow<'s, str> {
    let after = |prefix: Option<&str>| symbols.strip_prefix(prefix?);
    if let Some(rest) = after(numbering.international_prefix()) {
        return format!("+{rest}").into();
    }
    match (numbering.country_code(), after(numbering.national_prefix())) {
        (Some(country), Some(rest)) => format!("+{country}{rest}").into(),
        _ => symbols.into(),
    }
}

impl<'d> Prefixes<'d> {
    /// Collects the prefixes and reports those that stand twice.
    pub(super) fn of(draft: &'d Draft<'_>, found: &mut Vec<Diagnostic>) -> Prefixes<'d> {
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
        let mut rows: Vec<Row<'d>> = Vec::new();
        for (owner, prefixes) in routes.chain(denies) {
            rows.extend(prefixes.iter().map(|(prefix, span)| Row {
                canonical: canonical(plan.numbering(), prefix),
                owner,
                span: *span,
            }));
        }
        // Nearly every settings file is sorted within its routes, which this sort makes use of.
        rows.sort_by(|one, other| one.canonical.cmp(&other.canonical));
        for same in rows.chunk_by(|one, other| one.canonical == other.canonical) {
            for (index, row) in same.iter().enumerate().skip(1) {
                found.extend(clash(draft, row, same.get(..index).unwrap_or_default()));
                found.extend(too_many_attempts(draft, same.get(..=index).unwrap_or_default()));
            }
        }
        Prefixes { rows }
    }

    /// The rows of exactly this canonical prefix.
    pub(super) fn at(&self, canonical: &str) -> &[Row<'d>] {
        let first = self.rows.partition_point(|row| *row.canonical < *canonical);
        let rest = self.rows.get(first..).unwrap_or_default();
        let count = rest.iter().take_while(|row| row.canonical == canonical).count();
        rest.get(..count).unwrap_or_default()
    }

    /// The longest canonical prefix of `canonical` that has rows, with its rows.
    pub(super) fn longest<'c>(&self, canonical: &'c str) -> Option<(&'c str, &[Row<'d>])> {
        self.covering(canonical).next()
    }

    /// Every canonical prefix of `canonical` that has rows, the longest first; itself included.
    pub(super) fn covering<'c>(&self, canonical: &'c str) -> impl Iterator<Item = (&'c str, &[Row<'d>])> {
        (1..=canonical.len()).rev().filter_map(move |length| {
            let prefix = canonical.get(..length)?;
            let rows = self.at(prefix);
            (!rows.is_empty()).then_some((prefix, rows))
        })
    }

    /// All rows, sorted by canonical prefix.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[Row<'d>])> {
        let prefixes = self.rows.chunk_by(|one, other| one.canonical == other.canonical);
        prefixes.filter_map(|rows| Some((&*rows.first()?.canonical, rows)))
    }
}

/// What is wrong with a row when the rows `same` of its canonical prefix came before.
fn clash(draft: &Draft<'_>, row: &Row<'_>, same: &[Row<'_>]) -> Option<Diagnostic> {
    let Owner::Route(route) = row.owner else {
        return None;
    };
    let written = draft.plan.routes().get(route)?;
    let symbols = |place: Span| written.prefixes().iter().find(|(_, at)| *at == place);
    let prefix = || symbols(row.span).map_or(&*row.canonical, |(prefix, _)| prefix.as_str());
    if let Some(before) = same.iter().find(|other| other.owner == row.owner) {
        let twice = symbols(before.span)?;
        return (twice.0 == prefix()).then(|| repeated(prefix(), row.span, before.span, written.name()));
    }
    let rival = same.iter().find_map(|other| match other.owner {
        Owner::Route(index) => draft.plan.routes().get(index).map(|route| (route, other.span)),
        Owner::Deny(_) => None,
    });
    let (other, at) = rival?;
    let ordered = matches!((written.order(), other.order()), (Some(one), Some(two)) if one != two);
    (!ordered).then(|| {
        let message = format!(
            "the prefix `{}` stands in `{}` and in `{}`",
            prefix(),
            other.name(),
            written.name()
        );
        Diagnostic::new(&codes::DUPLICATE_PREFIX, row.span, message)
            .label("again here")
            .also(at, "first here")
            .remedy("keep one of them, or give both routes a different `order`: the lowest is tried first")
    })
}

/// Routes that share a prefix are one list of attempts, which has a fixed capacity.
fn too_many_attempts(draft: &Draft<'_>, same: &[Row<'_>]) -> Option<Diagnostic> {
    let last = same.last()?;
    let attempts = |row: &Row<'_>| match row.owner {
        Owner::Route(index) => draft
            .plan
            .routes()
            .get(index)
            .map_or(0, |route| route.attempts().len()),
        Owner::Deny(_) => 0,
    };
    let count: usize = same.iter().map(attempts).sum();
    (count > MOST_ATTEMPTS && count - attempts(last) <= MOST_ATTEMPTS).then(|| {
        let message = format!(
            "the routes of the prefix `{}` have {count} attempts together",
            last.canonical
        );
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
