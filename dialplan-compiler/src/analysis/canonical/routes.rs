//! Routes and denied prefixes from the rows of the automaton, each prefix once and in the spelling that all
//! others are read as.

use std::collections::{BTreeMap, BTreeSet};

use routing_table::automaton::Reach;
use routing_table::{Choice, DecisionNumber, Described, Row};

use super::{Plan, some, text, texts};
use crate::automaton::Spellings;
use crate::settings::{Deny, Route, Spanned};

/// What the automaton decides, as settings.
pub(super) struct Routes {
    pub(super) routes: Vec<Spanned<Route>>,
    pub(super) deny: Vec<Spanned<Deny>>,
    /// Whether a route must be kept open although no shorter prefix is denied.
    pub(super) overrides: Overrides,
}

/// Whether some route overrides a denial that its prefixes do not lie under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overrides {
    /// None does.
    Denied,
    /// Some does: by what it sends.
    Sent,
}

pub(super) fn read(plan: &Plan<'_>) -> Routes {
    let rows = prefixes_by_row(plan);
    let describe = |row: u32| plan.table.describe(DecisionNumber::from(Row::new(row)));
    let denied: BTreeSet<String> = rows
        .iter()
        .filter(|(row, _)| matches!(describe(**row), Described::Denied))
        .flat_map(|(_, prefixes)| prefixes.iter().cloned())
        .collect();
    let taken = plan.gateway_names();
    let mut overrides = Overrides::Denied;
    let mut routes = Vec::new();
    for (row, prefixes) in &rows {
        let Described::Route(route) = describe(*row) else {
            continue;
        };
        let choices: Vec<Choice<'_>> = route.choices().collect();
        for (position, choice) in (1..).zip(&choices) {
            for (part, prefixes) in (1..).zip(parts(choice, prefixes)) {
                let rank = (choices.len() > 1).then_some(position);
                let lies_under = prefixes.iter().any(|prefix| covered(&denied, prefix));
                let rewrites = choice.strip() > 0 || !choice.prepend().is_empty();
                let open = lies_under || rewrites && !denied.is_empty();
                if open && !lies_under {
                    overrides = Overrides::Sent;
                }
                let name = name(&taken, *row, rank, part);
                routes.push(Spanned::unwritten(
                    plan.route(name, rank, choice, &prefixes, open),
                ));
            }
        }
    }
    let deny = (!denied.is_empty()).then(|| Deny {
        prefixes: texts(denied.iter().map(String::as_str)),
        reason: text(DENIED),
    });
    Routes {
        routes,
        deny: deny.into_iter().map(Spanned::unwritten).collect(),
        overrides,
    }
}

impl Plan<'_> {
    fn route(
        &self,
        name: String,
        rank: Option<u32>,
        choice: &Choice<'_>,
        prefixes: &[&str],
        open: bool,
    ) -> Route {
        let attempts: Vec<String> = choice
            .attempts()
            .map(|gateway| self.gateway_name(gateway))
            .collect();
        let permitted = self.names.classes().filter(|(class, _)| choice.permits(*class));
        let number = |number: u8| (number > 0).then(|| Spanned::unwritten(u32::from(number)));
        Route {
            name: some(name),
            prefixes: some(texts(prefixes.iter().copied())),
            attempts: some(texts(attempts.iter().map(String::as_str))),
            order: rank.map(Spanned::unwritten),
            strip: number(choice.strip()),
            prepend: Some(choice.prepend())
                .filter(|symbols| !symbols.is_empty())
                .map(text),
            min_digits: number(choice.min_digits()),
            max_digits: choice.max_digits().map(|most| Spanned::unwritten(most.into())),
            classes: (!choice.permits_all())
                .then(|| Spanned::unwritten(texts(permitted.map(|(_, name)| name)))),
            overrides_deny: open.then(|| text(OPEN)),
            ..Route::default()
        }
    }

    fn gateway_names(&self) -> BTreeSet<String> {
        self.table
            .gateways()
            .map(|(gateway, _)| self.gateway_name(gateway))
            .collect()
    }
}

/// The prefixes that lead to each row. A prefix in another spelling than the one that all are read as, and
/// an exact number, follow from the rest of the settings.
fn prefixes_by_row(plan: &Plan<'_>) -> BTreeMap<u32, Vec<String>> {
    let numbering = plan.table.numbering();
    let spellings = Spellings::new(
        numbering.international_prefix(),
        numbering.national_prefix(),
        numbering.country_code(),
    );
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for entry in plan.table.automaton().entries() {
        let symbols = entry.symbols.as_str();
        let canonical = spellings.key(symbols) == symbols.as_bytes();
        if entry.reach == Reach::Prefix && entry.row != Row::NONE && canonical {
            rows.entry(entry.row.number())
                .or_default()
                .push(symbols.to_owned());
        }
    }
    rows
}

/// One route cannot strip prefixes of different lengths.
fn parts<'p>(choice: &Choice<'_>, prefixes: &'p [String]) -> Vec<Vec<&'p str>> {
    let mut parts: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for prefix in prefixes {
        let length = if choice.strip() > 0 { prefix.len() } else { 0 };
        parts.entry(length).or_default().push(prefix);
    }
    parts.into_values().collect()
}

fn covered(denied: &BTreeSet<String>, prefix: &str) -> bool {
    (1..=prefix.len())
        .filter_map(|length| prefix.get(..length))
        .any(|start| denied.contains(start))
}

/// The decision number that logs show, with what tells routes of one row apart.
fn name(taken: &BTreeSet<String>, row: u32, rank: Option<u32>, part: u32) -> String {
    let mut name = format!("d{row}");
    if let Some(rank) = rank {
        name.push_str(&format!(".{rank}"));
    }
    if part > 1 {
        name.push_str(&format!("-{part}"));
    }
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

const DENIED: &str = "denied in the binary";
const OPEN: &str = "open in the binary: every number that is denied stands in deny";
