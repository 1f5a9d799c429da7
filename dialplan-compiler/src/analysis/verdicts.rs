//! Why each entry that matches a number decides it, loses, or is passed over.

use routing_table::{Admits, ClassIndex, Number, Profile};
use serde::Serialize;

use super::candidates::{Candidate, Entry, candidates};
use super::explanation::Subject;
use crate::emit::evidence::LineColumn;
use crate::plan::{DialPlan, Route};

/// An entry that matches, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Weighed {
    /// What it is.
    pub entry: String,
    /// The number or prefix as written.
    pub written: String,
    /// Where it is written.
    pub place: LineColumn,
    /// Why it decides, or why not.
    pub verdict: String,
}

/// A call of the crew side that the table decided.
pub(super) struct Decided<'d> {
    /// The number.
    pub(super) number: Number,
    /// The caller's class of service.
    pub(super) class: ClassIndex,
    /// The emission profile in force.
    pub(super) profile: Option<Profile<'d>>,
    /// What each gateway admits.
    pub(super) admits: &'d [Admits],
    /// Where what made the decision is written.
    pub(super) places: &'d [LineColumn],
}

/// Every entry of the settings that matches, best first; none when the settings are not at hand.
pub(super) fn weigh(subject: &Subject<'_>, call: &Decided<'_>) -> Vec<Weighed> {
    let Some((plan, source)) = subject.written else {
        return Vec::new();
    };
    let all = candidates(plan, &call.number);
    let in_row = |candidate: &Candidate| call.places.contains(&source.place(candidate.entry_span).into());
    let winner = all.iter().find(|candidate| in_row(candidate));
    let weighed = |candidate: &Candidate| Weighed {
        entry: shown_entry(plan, candidate.entry),
        written: candidate.written.clone(),
        place: source.place(candidate.span).into(),
        verdict: match winner {
            Some(winner) if in_row(candidate) && winner.matched == candidate.matched => {
                verdict_in_row(subject, plan, call, candidate.entry)
            }
            Some(winner) if winner.entry.is_exact() => "loses: an exact number wins".to_owned(),
            Some(winner) if winner.matched > candidate.matched => "loses: a longer prefix wins".to_owned(),
            Some(_) => "loses: a shorter prefix is denied".to_owned(),
            None => "loses: the number that it would send is denied".to_owned(),
        },
    };
    all.iter().map(weighed).collect()
}

/// Entries of the deciding row decide; of its routes only those that the call can use.
fn verdict_in_row(subject: &Subject<'_>, plan: &DialPlan, call: &Decided<'_>, entry: Entry) -> String {
    let route = match entry {
        Entry::Route { position, .. } => plan.routes().get(position),
        Entry::Emergency | Entry::Station(_) | Entry::Deny(_) => None,
    };
    let obstacle = route.and_then(|route| obstacle(subject, plan, call, route));
    obstacle.map_or_else(
        || "decides".to_owned(),
        |obstacle| format!("passed over: {obstacle}"),
    )
}

/// What keeps the call from a route, in the order in which a decision asks: class, digits, number format,
/// emission profile, admission.
fn obstacle(subject: &Subject<'_>, plan: &DialPlan, call: &Decided<'_>, route: &Route) -> Option<String> {
    let class = subject.names.class(call.class);
    let named = |class: &usize| plan.classes().get(*class).map(String::as_str);
    let permits = |classes: &[usize]| {
        class.is_none_or(|class| classes.iter().filter_map(named).any(|name| name == class))
    };
    if let Some(classes) = route.classes().filter(|classes| !permits(classes)) {
        return Some(format!(
            "only for class {}",
            listed(classes.iter().filter_map(named))
        ));
    }
    let digits = subject.table.numbering().count_digits(&call.number);
    if !route.admits_length(digits) {
        return Some(format!("{digits} digits, it takes {}", lengths(route)));
    }
    let sent: Vec<Sent> = route
        .attempts()
        .iter()
        .filter_map(|&gateway| sent(subject, plan, call, route, gateway))
        .collect();
    if sent.is_empty() {
        return Some("none of its gateways can be sent the number in its number format".to_owned());
    }
    let (may, silenced): (Vec<Sent>, Vec<Sent>) = sent.into_iter().partition(|sent| sent.permitted);
    if may.is_empty() {
        let profile = call.profile.map_or("", |profile| profile.name());
        let gateways = silenced.iter().map(|sent| sent.gateway);
        return Some(format!("`{profile}` silences {}", listed(gateways)));
    }
    let admitted = may.iter().any(|sent| sent.admits == Admits::All);
    (!admitted).then(|| {
        let gateways = may.iter().map(|sent| sent.gateway);
        format!("no call is admitted by {}", listed(gateways))
    })
}

/// A gateway that can be sent the number.
struct Sent<'p> {
    gateway: &'p str,
    permitted: bool,
    admits: Admits,
}

fn sent<'p>(
    subject: &Subject<'_>,
    plan: &'p DialPlan,
    call: &Decided<'_>,
    route: &Route,
    gateway: usize,
) -> Option<Sent<'p>> {
    let name = plan.gateways().get(gateway)?.name();
    let (index, gateway) = subject
        .table
        .gateways()
        .find(|(index, _)| subject.names.gateway(*index) == Some(name))?;
    let rest = call.number.as_bytes().get(usize::from(route.strip())..)?;
    let rewritten = Number::from_symbols(&[route.prepend().as_bytes(), rest].concat()).ok()?;
    let number = subject
        .table
        .numbering()
        .write(&rewritten, gateway.number_format())?;
    let mut emergencies = subject.table.emergencies();
    let emergency = emergencies.any(|(_, emergency)| emergency.number() == number.as_str());
    (!emergency).then(|| Sent {
        gateway: name,
        permitted: call.profile.is_none_or(|profile| profile.permits(index)),
        admits: call.admits.get(index.index()).copied().unwrap_or(Admits::Nothing),
    })
}

fn lengths(route: &Route) -> String {
    match (route.min_digits(), route.max_digits()) {
        (Some(least), Some(most)) if least == most => least.to_string(),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any number".to_owned(),
    }
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn shown_entry(plan: &DialPlan, entry: Entry) -> String {
    match entry {
        Entry::Emergency => "emergency".to_owned(),
        Entry::Station(position) => {
            let name = plan.stations().get(position).map(|station| station.name());
            format!("station `{}`", name.unwrap_or_default())
        }
        Entry::Deny(position) => {
            let reason = plan.denies().get(position).map(|deny| deny.reason());
            format!("deny ({})", reason.unwrap_or_default())
        }
        Entry::Route { position, .. } => {
            let name = plan.routes().get(position).map(|route| route.name());
            format!("route `{}`", name.unwrap_or_default())
        }
    }
}
