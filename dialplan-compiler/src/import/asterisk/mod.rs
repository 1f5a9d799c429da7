//! Asterisk's extensions.conf: patterns that are prefixes, whose priorities dial trunks or phones.

mod contexts;
mod dial;
mod lines;
mod pattern;

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use super::draft::{Draft, Rule, Station, Step};
use contexts::{Action, Contexts, Extension};
use dial::Destination;
use pattern::Pattern;

/// Reads the context in which the crew dials, and those that it includes.
pub(super) fn read(
    files: &[File],
    context: Option<&str>,
    most_prefixes: usize,
    draft: &mut Draft,
) -> Result<(), String> {
    let all = contexts::read(files, draft);
    let start = start(&all, context)?;
    let order = reached(&all, &start, draft);
    let unreached: Vec<&str> = all
        .contexts
        .keys()
        .map(String::as_str)
        .filter(|name| !order.iter().any(|reached| reached == name))
        .collect();
    if !unreached.is_empty() {
        draft.remarks.insert(format!(
            "contexts that `{start}` does not include were not read: {}",
            unreached.join(", ")
        ));
    }
    // A context is searched before those that it includes, and the most specific extension wins within one.
    for name in &order {
        let Some(context) = all.contexts.get(name) else {
            continue;
        };
        for (place, text) in &context.others {
            draft.leave_out(
                place,
                format!("`{text}` of `{name}`"),
                "only `exten`, `same` and `include` without times are carried over",
                "look up what it does",
            );
        }
        let mut patterns = Vec::new();
        for extension in &context.extensions {
            match Pattern::read(&extension.name) {
                Ok(pattern) => patterns.push((pattern, extension)),
                Err((reason, remedy)) => {
                    draft.leave_out(
                        &extension.place,
                        format!("`{}` of `{name}`", extension.name),
                        reason,
                        remedy,
                    );
                }
            }
        }
        patterns.sort_by_key(|(pattern, _)| pattern.rank());
        for (pattern, extension) in patterns {
            carry(name, &pattern, extension, &all.globals, most_prefixes, draft);
        }
    }
    Ok(())
}

/// The context that is asked for, or the only one that no other includes and that dials something.
fn start(all: &Contexts, context: Option<&str>) -> Result<String, String> {
    let known = || all.contexts.keys().cloned().collect::<Vec<_>>().join(", ");
    if let Some(name) = context {
        return match all.contexts.contains_key(name) {
            true => Ok(name.to_owned()),
            false => Err(format!("there is no context `{name}`; contexts: {}", known())),
        };
    }
    let included: BTreeSet<&String> = all
        .contexts
        .values()
        .flat_map(|context| context.includes.iter().map(|(_, name)| name))
        .collect();
    let mut roots = all.contexts.keys().filter(|name| !included.contains(name));
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root.clone()),
        _ => Err(format!(
            "name the context in which the crew dials with --context; contexts: {}",
            known()
        )),
    }
}

/// The contexts in the order in which they are searched, each once.
fn reached(all: &Contexts, start: &str, draft: &mut Draft) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let mut open = vec![start.to_owned()];
    while let Some(name) = open.pop() {
        if order.contains(&name) {
            continue;
        }
        let Some(context) = all.contexts.get(&name) else {
            continue;
        };
        for (place, include) in context.includes.iter().rev() {
            if all.contexts.contains_key(include) {
                open.push(include.clone());
            } else {
                draft.leave_out(
                    place,
                    format!("`include => {include}` of `{name}`"),
                    "no file has this context",
                    "name the file that has it on the command line as well",
                );
            }
        }
        order.push(name);
    }
    order
}

/// Carries one extension over: a station, or a rule for each of its prefixes. Numbers of an extension that is
/// left out are not left to a less specific one.
fn carry(
    context: &str,
    pattern: &Pattern,
    extension: &Extension,
    globals: &BTreeMap<String, String>,
    most_prefixes: usize,
    draft: &mut Draft,
) {
    let what = format!("`{}` of `{context}`", extension.name);
    if !extension.begins() {
        let reason = "it has no priority 1: no call begins there";
        return draft.leave_out(&extension.place, what, reason, "nothing, if no phone dials it");
    }
    let prefixes = match pattern.prefixes(most_prefixes) {
        Ok(prefixes) => prefixes,
        Err((reason, remedy)) => return draft.leave_out(&extension.place, what, reason, remedy),
    };
    let number = pattern.number();
    let mut faults = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    let mut phones = 0;
    for action in &extension.actions {
        match destination(action, globals, number.as_deref()) {
            Ok(None) => {}
            Ok(Some(Destination::Phone(name))) => {
                phones += 1;
                let number = number.clone().unwrap_or_default();
                let name = name.unwrap_or_else(|| number.clone());
                draft.stations.push(Station { number, name });
            }
            Ok(Some(Destination::Trunk {
                step,
                gateway,
                other_technology,
            })) => {
                if let Some(technology) =
                    other_technology.filter(|_| !draft.gateways.contains_key(&step.gateway))
                {
                    draft.leave_out(
                        &action.place,
                        format!("the trunk `{}`", step.gateway),
                        format!("it is {technology}; its routes are carried over to a SIP trunk of its name"),
                        "fill in a SIP trunk, or another gateway kind",
                    );
                }
                draft.gateways.entry(step.gateway.clone()).or_insert(gateway);
                if !steps.contains(&step) {
                    steps.push(step);
                }
            }
            Err(reason) => faults.push((action, reason)),
        }
    }
    let barred = faults.is_empty() && extension.actions.iter().any(Action::refuses);
    if phones == 0 && steps.is_empty() && !barred {
        dials_nothing(extension, &what, &faults, draft);
    } else {
        for (action, reason) in faults {
            let action_of = format!("{} of {what}", action.application);
            let remedy = "look up whether the route needs it";
            draft.leave_out(&action.place, action_of, reason, remedy);
        }
    }
    if phones > 0 && steps.is_empty() {
        return;
    }
    if pattern.loses_digits_only() && !steps.is_empty() {
        draft.remarks.insert(ANY_SYMBOL.to_owned());
    }
    draft.rules.extend(prefixes.into_iter().map(|prefix| Rule {
        place: extension.place.clone(),
        what: what.clone(),
        prefix,
        lengths: pattern.lengths(),
        classes: None,
        steps: steps.clone(),
    }));
}

fn dials_nothing(extension: &Extension, what: &str, faults: &[(&Action, String)], draft: &mut Draft) {
    let said: Vec<String> = faults
        .iter()
        .map(|(action, reason)| {
            if action.application.eq_ignore_ascii_case("Dial") {
                reason.clone()
            } else {
                action.application.clone()
            }
        })
        .collect();
    let reason = if said.is_empty() {
        "it dials no trunk".to_owned()
    } else {
        format!("it dials no trunk: {}", said.join(", "))
    };
    draft.leave_out(
        &extension.place,
        what,
        reason,
        "nothing, if it is no way out; its numbers are refused",
    );
}

/// Where an action sends the call; nothing for what changes nothing about that, and why it cannot be carried over.
fn destination(
    action: &Action,
    globals: &BTreeMap<String, String>,
    number: Option<&str>,
) -> Result<Option<Destination>, String> {
    let is = |name: &&str| action.application.eq_ignore_ascii_case(name);
    if action.priority == "hint" {
        return Err("phones are not watched".to_owned());
    }
    if is(&"Dial") {
        return dial::read(&action.arguments, globals, number).map(Some);
    }
    if HARMLESS.iter().any(is) {
        Ok(None)
    } else {
        Err("it is no Dial".to_owned())
    }
}

const ANY_SYMBOL: &str = "X at the end of a pattern is a digit; here it is any symbol, `*` and `#` too, and only their number counts";

/// What changes nothing about where a call goes: the exchange ends calls by itself.
const HARMLESS: [&str; 8] = [
    "NoOp",
    "Verbose",
    "Log",
    "Hangup",
    "Congestion",
    "Busy",
    "Progress",
    "Ringing",
];
