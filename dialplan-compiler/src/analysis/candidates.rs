//! Every entry of the settings that matches a number, the winner and the losers in their order.

use routing_table::Number;

use crate::automaton::Spellings;
use crate::plan::DialPlan;
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
    /// How many symbols of the number it matches, both in the one form that all spellings share.
    pub matched: usize,
}

/// What kind of entry, with its position in the plan's list. The order is the order of precedence at equal
/// length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// An emergency number: exact.
    Emergency,
    /// A station's number: exact.
    Station(usize),
    /// A denied prefix.
    Deny(usize),
    /// A prefix of a route, with the rank among routes that share a prefix.
    Route {
        /// The rank.
        order: Option<u32>,
        /// The position.
        position: usize,
    },
}

impl Entry {
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
    let stations = plan
        .stations()
        .iter()
        .enumerate()
        .map(|(position, station)| (Entry::Station(position), station.number(), station.span()));
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
    let denies = plan.denies().iter().enumerate().flat_map(|(position, deny)| {
        let entry = Entry::Deny(position);
        deny.prefixes()
            .iter()
            .map(move |(prefix, span)| (entry, prefix, *span, deny.span()))
    });
    let routes = plan.routes().iter().enumerate().flat_map(|(position, route)| {
        let entry = Entry::Route {
            order: route.order(),
            position,
        };
        route
            .prefixes()
            .iter()
            .map(move |(prefix, span)| (entry, prefix, *span, route.span()))
    });
    let spellings = Spellings::of(plan.numbering());
    let number = spellings.key(dialled);
    denies
        .chain(routes)
        .filter_map(|(entry, prefix, span, entry_span)| {
            let key = spellings.key(prefix);
            number.starts_with(&key).then(|| Candidate {
                entry,
                written: prefix.clone(),
                span,
                entry_span,
                matched: key.len(),
            })
        })
        .collect()
}
