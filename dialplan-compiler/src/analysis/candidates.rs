//! Every entry of the settings that matches a number, the winner and the losers in their order.

use routing_table::Number;

use crate::plan::{DialPlan, Numbering};
use crate::source::Span;

/// An entry of the settings that matches a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What the entry is.
    pub entry: Entry,
    /// The number or prefix as written.
    pub written: String,
    /// Where that is written.
    pub span: Span,
    /// Where the entry that it belongs to is written.
    pub entry_span: Span,
    /// How many dialled symbols it matches; all of them when it is exact.
    pub matched: usize,
}

/// What kind of entry, with its name. The order is the order of precedence at equal length.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// An emergency number: exact.
    Emergency,
    /// A station's number: exact.
    Station(String),
    /// A denied prefix.
    Deny(String),
    /// A prefix of a route: its rank and name, and the class names that it is kept for.
    Route {
        /// The rank among routes that share a prefix.
        order: Option<u32>,
        /// The name.
        name: String,
        /// The classes of service; `None`: every class.
        classes: Option<Vec<String>>,
    },
}

impl Entry {
    /// Whether callers of a class of service may use it; an unknown class is not held against anybody.
    pub fn permits(&self, class: Option<&str>) -> bool {
        match (self, class) {
            (
                Entry::Route {
                    classes: Some(classes),
                    ..
                },
                Some(class),
            ) => classes.iter().any(|name| name == class),
            _ => true,
        }
    }

    /// Whether only the whole number matches.
    pub fn is_exact(&self) -> bool {
        matches!(self, Entry::Emergency | Entry::Station(_))
    }
}

/// The entries that match `number` from the crew side: exact ones first, then the longest prefix first.
pub fn candidates(plan: &DialPlan, number: &Number) -> Vec<Candidate> {
    let mut found = exact(plan, number.as_str());
    found.extend(prefixes(plan, number.as_str()));
    found.sort_by(|one, other| {
        let exact = other.entry.is_exact().cmp(&one.entry.is_exact());
        exact
            .then(other.matched.cmp(&one.matched))
            .then_with(|| (&one.entry, one.span).cmp(&(&other.entry, other.span)))
    });
    found
}

fn exact(plan: &DialPlan, dialled: &str) -> Vec<Candidate> {
    let stations = plan.stations().iter().map(|station| {
        (
            Entry::Station(station.name().to_owned()),
            station.number(),
            station.span(),
        )
    });
    let emergency = plan
        .emergency()
        .iter()
        .map(|entry| (Entry::Emergency, entry.number(), entry.span()));
    stations
        .chain(emergency)
        .filter(|(_, number, _)| *number == dialled)
        .map(|(entry, number, span)| Candidate {
            entry,
            written: number.to_owned(),
            span,
            entry_span: span,
            matched: dialled.len(),
        })
        .collect()
}

fn prefixes(plan: &DialPlan, dialled: &str) -> Vec<Candidate> {
    let denies = plan.denies().iter().flat_map(|deny| {
        deny.prefixes()
            .iter()
            .map(move |(prefix, span)| (Entry::Deny(deny.reason().to_owned()), prefix, *span, deny.span()))
    });
    let routes = plan.routes().iter().flat_map(|route| {
        let class_name = |class: &usize| plan.classes().get(*class).cloned();
        let entry = Entry::Route {
            order: route.order(),
            name: route.name().to_owned(),
            classes: route
                .classes()
                .map(|classes| classes.iter().filter_map(class_name).collect()),
        };
        route
            .prefixes()
            .iter()
            .map(move |(prefix, span)| (entry.clone(), prefix, *span, route.span()))
    });
    denies
        .chain(routes)
        .filter_map(|(entry, prefix, span, entry_span)| {
            let matched = matched(plan.numbering(), prefix, dialled)?;
            Some(Candidate {
                entry,
                written: prefix.clone(),
                span,
                entry_span,
                matched,
            })
        })
        .collect()
}

/// How many symbols of `dialled` the prefix covers, in whichever spelling it is written.
fn matched(numbering: &Numbering, prefix: &str, dialled: &str) -> Option<usize> {
    match (numbering.international(prefix), numbering.international(dialled)) {
        (Some(prefix), Some(number)) => {
            let rest = number.strip_prefix(prefix.as_str())?;
            dialled.len().checked_sub(rest.len())
        }
        _ => dialled.starts_with(prefix).then_some(prefix.len()),
    }
}
