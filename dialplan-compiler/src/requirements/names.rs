//! The names that requirements may use: those of the plan, and the sets of numbers that they define.

use std::collections::BTreeMap;

use super::table::Table;
use crate::analysis::prove::{Choice, SetOfNumbers};
use crate::analysis::subject::{Caller, View};
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::settings::{Spanned, nearest};
use routing_table::{Cause, ClassIndex, ProfileIndex};

/// What a requirement may refer to.
pub(super) struct Known<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) sets: BTreeMap<String, SetOfNumbers>,
}

impl<'a> Known<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Self {
        Known {
            view,
            sets: BTreeMap::new(),
        }
    }

    /// The callers that `classes` and `profiles` name; left out, each means all of them.
    pub(super) fn callers(&self, table: &mut Table<'_, '_>) -> Option<Vec<Caller>> {
        let classes = table.some_texts("classes");
        let profiles = table.some_texts("profiles");
        if (classes.is_none() && table.has("classes")) || (profiles.is_none() && table.has("profiles")) {
            return None;
        }
        let known: Vec<(&str, ClassIndex)> = self
            .view
            .names
            .classes()
            .map(|(class, name)| (name, class))
            .collect();
        let classes = named(classes, &known, &CLASS, table.found)?;
        let known: Vec<(&str, ProfileIndex)> = self
            .view
            .table
            .profiles()
            .map(|(profile, entry)| (entry.name(), profile))
            .collect();
        let profiles = named(profiles, &known, &PROFILE, table.found)?;
        let wanted = |caller: &Caller| {
            let class = classes
                .as_ref()
                .is_none_or(|classes| caller.class.is_some_and(|class| classes.contains(&class)));
            let profile = profiles
                .as_ref()
                .is_none_or(|profiles| caller.profile.is_some_and(|profile| profiles.contains(&profile)));
            class && profile
        };
        Some(self.view.callers().into_iter().filter(wanted).collect())
    }

    /// The gateways that a key names, or `"any"`; `None` when one is not known.
    pub(super) fn gateways(&self, table: &mut Table<'_, '_>, key: &'static str) -> Option<Choice> {
        let gateways = self.view.table.gateways();
        let known: Vec<&str> = gateways
            .filter_map(|(gateway, _)| self.view.names.gateway(gateway))
            .collect();
        choice(table, key, &known, &GATEWAY)
    }

    /// The stations that a key names, or `"any"`; `None` when one is not known.
    pub(super) fn stations(&self, table: &mut Table<'_, '_>, key: &'static str) -> Option<Choice> {
        let stations = self.view.table.stations();
        let known: Vec<&str> = stations.map(|(_, station)| station.number()).collect();
        choice(table, key, &known, &STATION)
    }

    /// The emergency numbers that a key names, all of them when it is left out; `None` when one is not known.
    pub(super) fn emergencies(&self, table: &mut Table<'_, '_>, key: &'static str) -> Option<Vec<String>> {
        let emergencies = self.view.table.emergencies();
        let known: Vec<(&str, &str)> = emergencies
            .map(|(_, entry)| (entry.number(), entry.number()))
            .collect();
        let texts = table.some_texts(key);
        if texts.is_none() && table.has(key) {
            return None;
        }
        let numbers = named(texts, &known, &EMERGENCY, table.found)?;
        let numbers = numbers.unwrap_or_else(|| known.iter().map(|(number, _)| *number).collect());
        Some(numbers.into_iter().map(str::to_owned).collect())
    }
}

/// The causes of refusals that a key names, or `"any"`; `None` when one is not known.
pub(super) fn refusals(table: &mut Table<'_, '_>, key: &'static str) -> Option<Choice> {
    let known: Vec<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
    choice(table, key, &known, &REFUSAL)
}

fn choice(table: &mut Table<'_, '_>, key: &'static str, known: &[&str], kind: &Kind) -> Option<Choice> {
    if let Some("any") = table.value(key).and_then(|value| value.get_ref().as_str()) {
        return Some(Choice::Any);
    }
    if !table.has(key) {
        return Some(Choice::None);
    }
    let texts = table.some_texts(key)?;
    let known: Vec<(&str, &str)> = known.iter().map(|name| (*name, *name)).collect();
    let names = named(Some(texts), &known, kind, table.found)?.unwrap_or_default();
    Some(Choice::These(names.into_iter().map(str::to_owned).collect()))
}

/// Looks names up; `None` when one is not known, `Some(None)` when none are written.
fn named<T: Copy>(
    written: Option<Vec<Spanned<String>>>,
    known: &[(&str, T)],
    kind: &Kind,
    found: &mut Vec<Diagnostic>,
) -> Option<Option<Vec<T>>> {
    let Some(written) = written else {
        return Some(None);
    };
    let resolved: Vec<Option<T>> = written
        .iter()
        .map(|name| {
            let hit = known.iter().find(|(known, _)| *known == name.text());
            if hit.is_none() {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                found.push(unknown(name, &names, kind));
            }
            hit.map(|(_, value)| *value)
        })
        .collect();
    resolved.into_iter().collect::<Option<Vec<T>>>().map(Some)
}

/// A finding that a name is none of those that are known.
pub(super) fn unknown(name: &Spanned<String>, known: &[&str], kind: &Kind) -> Diagnostic {
    let list: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let list = match list.as_slice() {
        [] => format!("the plan has no {}", kind.what),
        list => format!("known: {}", list.join(", ")),
    };
    let remedy = match nearest(name.text(), known) {
        Some(near) => format!("did you mean `{near}`? {list}"),
        None => list,
    };
    Diagnostic::new(
        kind.code,
        name.span(),
        format!("there is no {} `{}`", kind.what, name.text()),
    )
    .label("unknown")
    .remedy(remedy)
}

/// A kind of name.
pub(super) struct Kind {
    pub(super) what: &'static str,
    pub(super) code: &'static Code,
}

static CLASS: Kind = Kind {
    what: "class of service that a station has",
    code: &codes::UNKNOWN_CLASS,
};
static PROFILE: Kind = Kind {
    what: "emission profile",
    code: &codes::UNKNOWN_PROFILE,
};
static GATEWAY: Kind = Kind {
    what: "gateway",
    code: &codes::UNKNOWN_GATEWAY,
};
static STATION: Kind = Kind {
    what: "station",
    code: &codes::UNKNOWN_STATION,
};
static EMERGENCY: Kind = Kind {
    what: "emergency number",
    code: &codes::UNKNOWN_EMERGENCY,
};
static REFUSAL: Kind = Kind {
    what: "cause of refusals",
    code: &codes::UNKNOWN_WORD,
};
/// A set of numbers that requirements define.
pub(super) static SET: Kind = Kind {
    what: "set of numbers",
    code: &codes::UNKNOWN_SET,
};
