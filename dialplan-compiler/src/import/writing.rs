//! Settings of a draft: its gateways, and one route for all prefixes that are sent alike.

use std::collections::{BTreeMap, BTreeSet};

use super::covering::{Share, cover};
use super::draft::{Draft, LONGEST, Rule, Step};
use super::number_form::Formats;
use super::trunks::{Trunks, trunks};
use super::{Imported, Report};
use crate::settings::{Deny, Gateways, Numbering, Route, Settings, Spanned, Station};
use crate::source::Span;

/// Writes settings and report.
pub(super) fn imported(mut draft: Draft, formats: &Formats) -> Imported {
    let Trunks {
        names,
        mut routes,
        examples,
    } = trunks(&mut draft, formats);
    let covering = cover(&draft.rules);
    leave_out_hidden(&mut draft, &covering.hidden);
    let denied = denied(&draft, &covering.prefixes);
    let mut groups: BTreeMap<Sent, Vec<String>> = BTreeMap::new();
    for (prefix, shares) in &covering.prefixes {
        let open = starts(prefix).any(|start| denied.contains(start));
        for mut sent in sent(&mut draft, prefix, shares, &names) {
            sent.overrides_deny = open;
            groups.entry(sent).or_default().push(prefix.clone());
        }
    }
    let prefixes: BTreeSet<&String> = groups.values().flatten().collect();
    let prefixes = prefixes.len();
    let taken: BTreeSet<&String> = names.values().collect();
    let mut number = 0;
    for (sent, prefixes) in groups {
        number += 1;
        let mut name = format!("route-{number}");
        while taken.contains(&name) {
            name.push('_');
        }
        routes.push(Spanned::unwritten(sent.route(name, &prefixes)));
    }
    let stations = stations(&draft);
    draft.left_out.sort();
    draft.left_out.dedup();
    let classes: BTreeSet<&String> = draft
        .rules
        .iter()
        .flat_map(|rule| rule.classes.iter().flatten())
        .collect();
    let classes = texts(classes.into_iter().map(String::as_str));
    let deny = (!denied.is_empty()).then(|| Deny {
        prefixes: texts(denied.iter().map(String::as_str)),
        reason: Spanned::unwritten(DENIED.to_owned()),
    });
    Imported {
        report: Report {
            prefixes,
            stations: stations.len(),
            gateways: examples,
            remarks: draft.remarks.iter().cloned().collect(),
            left_out: draft.left_out,
        },
        settings: Settings {
            vessel: None,
            server: None,
            numbering: some(Numbering {
                international_prefix: some("00".to_owned()),
                ..Numbering::default()
            }),
            classes: (!classes.is_empty()).then(|| Spanned::unwritten(classes)),
            stations,
            emergency: Vec::new(),
            deny: deny.into_iter().map(Spanned::unwritten).collect(),
            gateways: some(Gateways {
                plugin_dir: None,
                routes,
            }),
            inbound: Vec::new(),
            emission_profiles: Vec::new(),
            precedence: None,
            allow: Vec::new(),
            span: Span::default(),
        },
    }
}

/// What a route says beside its prefixes; routes of one meaning are one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    gateways: Vec<String>,
    order: Option<u32>,
    digits: (Option<usize>, Option<usize>),
    strip: usize,
    /// Prefixes of other lengths lose other symbols.
    length: usize,
    prepend: String,
    classes: Option<BTreeSet<String>>,
    overrides_deny: bool,
}

impl Sent {
    fn route(self, name: String, prefixes: &[String]) -> Route {
        let number = |number: usize| u32::try_from(number).ok().map(Spanned::unwritten);
        Route {
            name: some(name),
            prefixes: some(texts(prefixes.iter().map(String::as_str))),
            attempts: some(texts(self.gateways.iter().map(String::as_str))),
            order: self.order.map(Spanned::unwritten),
            strip: number(self.strip).filter(|_| self.strip > 0),
            prepend: Some(self.prepend)
                .filter(|symbols| !symbols.is_empty())
                .map(Spanned::unwritten),
            min_digits: self.digits.0.and_then(number),
            max_digits: self.digits.1.and_then(number),
            classes: self
                .classes
                .map(|classes| Spanned::unwritten(texts(classes.iter().map(String::as_str)))),
            overrides_deny: self.overrides_deny.then(|| Spanned::unwritten(OPEN.to_owned())),
            ..Route::default()
        }
    }
}

/// What is sent for the shares of a prefix: one entry for each run of gateways that are sent the same.
fn sent(draft: &mut Draft, prefix: &str, shares: &[Share], names: &BTreeMap<String, String>) -> Vec<Sent> {
    let mut all = Vec::new();
    let mut attempts = 0;
    for share in shares {
        let Some(rule) = draft.rules.get(share.rule).cloned() else {
            continue;
        };
        let mut runs: Vec<(&Step, Vec<String>)> = Vec::new();
        for step in &rule.steps {
            let Some(name) = names.get(&step.gateway) else {
                continue;
            };
            attempts += 1;
            if attempts > MOST_ATTEMPTS {
                draft.leave_out(
                    &rule.place,
                    format!("{} over `{}`", rule.what, step.gateway),
                    "one prefix has at most 16 attempts",
                    "keep those that matter most",
                );
                continue;
            }
            match runs.last_mut() {
                Some((last, gateways)) if (last.strip, &last.prepend) == (step.strip, &step.prepend) => {
                    if !gateways.contains(name) {
                        gateways.push(name.clone());
                    }
                }
                _ => runs.push((step, vec![name.clone()])),
            }
        }
        all.extend(runs.into_iter().map(|(step, gateways)| Sent {
            gateways,
            order: None,
            digits: digits(prefix, share.lengths),
            strip: step.strip,
            length: if step.strip > 0 { prefix.len() } else { 0 },
            prepend: step.prepend.clone(),
            classes: share.classes.clone(),
            overrides_deny: false,
        }));
    }
    if all.len() > 1 {
        for (rank, sent) in (1..).zip(&mut all) {
            sent.order = Some(rank);
        }
    }
    all
}

/// Prefixes of which nothing is carried over, below others of which something is: without a denial those would take
/// their numbers.
fn denied(draft: &Draft, prefixes: &BTreeMap<String, Vec<Share>>) -> BTreeSet<String> {
    let sends = |shares: &Vec<Share>| {
        let rules = shares.iter().filter_map(|share| draft.rules.get(share.rule));
        rules.into_iter().any(|rule| !rule.steps.is_empty())
    };
    let below_another =
        |prefix: &str| starts(prefix).any(|start| start != prefix && prefixes.get(start).is_some_and(sends));
    prefixes
        .iter()
        .filter(|(prefix, shares)| !sends(shares) && below_another(prefix))
        .map(|(prefix, _)| prefix.clone())
        .collect()
}

/// Every start of a prefix, itself included.
fn starts(prefix: &str) -> impl Iterator<Item = &str> {
    (1..=prefix.len()).filter_map(|length| prefix.get(..length))
}

/// Digits are counted without `+`; what every number of the prefix has is not written.
fn digits(prefix: &str, (least, most): (usize, usize)) -> (Option<usize>, Option<usize>) {
    let plus = usize::from(prefix.starts_with('+'));
    let least = (least > prefix.len()).then(|| least - plus);
    let most = (most < LONGEST).then(|| most - plus);
    (least, most.filter(|most| *most > 0))
}

/// Rules of which no number is left, unless another spelling of the same rule has some.
fn leave_out_hidden(draft: &mut Draft, hidden: &BTreeSet<usize>) {
    let shown = |rule: &Rule| (rule.place.clone(), rule.what.clone());
    let alive: BTreeSet<_> = draft
        .rules
        .iter()
        .enumerate()
        .filter(|(position, _)| !hidden.contains(position))
        .map(|(_, rule)| shown(rule))
        .collect();
    let dead: BTreeSet<_> = hidden
        .iter()
        .filter_map(|position| draft.rules.get(*position))
        .filter(|rule| !rule.steps.is_empty())
        .map(shown)
        .filter(|rule| !alive.contains(rule))
        .collect();
    for (place, what) in dead {
        draft.leave_out(
            &place,
            what,
            "another rule takes each of its numbers",
            "remove it, or give it an order in the settings",
        );
    }
}

fn stations(draft: &Draft) -> Vec<Spanned<Station>> {
    let mut stations: BTreeMap<&str, &str> = BTreeMap::new();
    for station in &draft.stations {
        stations.entry(&station.number).or_insert(&station.name);
    }
    let station = |(number, name): (&str, &str)| Station {
        number: Spanned::unwritten(number.to_owned()),
        name: (name != number).then(|| Spanned::unwritten(name.to_owned())),
        class: None,
        credential: None,
    };
    stations
        .into_iter()
        .map(|entry| Spanned::unwritten(station(entry)))
        .collect()
}

pub(super) fn some<T>(value: T) -> Option<Spanned<T>> {
    Some(Spanned::unwritten(value))
}

pub(super) fn texts<'t>(list: impl IntoIterator<Item = &'t str>) -> Vec<Spanned<String>> {
    list.into_iter()
        .map(|text| Spanned::unwritten(text.to_owned()))
        .collect()
}

const MOST_ATTEMPTS: usize = 16;
const DENIED: &str = "barred or left out in the plan that was imported, where a shorter prefix would take it";
const OPEN: &str = "open in the plan that was imported";
