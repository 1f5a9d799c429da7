//! Gateways, classes and precedence levels that nothing uses.

use super::draft::{Draft, Trunk};
use super::prefixes::Owner;
use super::remaining::Remaining;
use super::shadows::Hidden;
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::plan::Target;
use crate::settings::Spanned;
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) fn look(
    draft: &Draft<'_>,
    remaining: &Remaining<'_>,
    hidden: &Hidden,
    found: &mut Vec<Diagnostic>,
) {
    gateways(draft, &reached(remaining, hidden), found);
    classes(draft, found);
    levels(draft, found);
}

/// The routes that decide some call.
fn reached(remaining: &Remaining<'_>, hidden: &Hidden) -> BTreeSet<usize> {
    let rows = remaining
        .iter()
        .flat_map(|(at, node)| node.rows.iter().map(move |row| (at, row.owner)));
    let decides = |(at, owner)| match owner {
        Owner::Route(index) if !hidden.contains(&(at, index)) => Some(index),
        _ => None,
    };
    rows.filter_map(decides).collect()
}

fn gateways(draft: &Draft<'_>, reached: &BTreeSet<usize>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let mut used: BTreeSet<usize> = reached
        .iter()
        .filter_map(|&index| plan.routes().get(index))
        .flat_map(|route| route.attempts())
        .copied()
        .collect();
    used.extend(
        plan.emergency()
            .iter()
            .flat_map(|entry| entry.targets())
            .filter_map(|target| match target {
                Target::Gateway(gateway, _) => Some(*gateway),
                Target::Station(_) => None,
            }),
    );
    used.extend(plan.inbound().iter().map(|inbound| inbound.gateway()));
    for (index, (gateway, trunk)) in plan.gateways().iter().zip(&draft.trunks).enumerate() {
        if !used.contains(&index) {
            found.push(
                Diagnostic::new(
                    &codes::GATEWAY_UNUSED,
                    place(trunk),
                    match plan
                        .routes()
                        .iter()
                        .any(|route| route.attempts().contains(&index))
                    {
                        true => format!(
                            "no prefix that decides a call names the gateway `{}`",
                            gateway.name()
                        ),
                        false => format!("nothing uses the gateway `{}`", gateway.name()),
                    },
                )
                .about(gateway.name())
                .remedy("name it in `attempts`, or remove it"),
            );
        }
    }
}

fn classes(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let Some(classes) = &draft.settings.classes else {
        return;
    };
    for (index, class) in plan.classes().iter().enumerate() {
        if plan.stations().iter().any(|station| station.class() == index) {
            continue;
        }
        let span = classes
            .value()
            .iter()
            .find(|written| written.text() == class)
            .map_or(classes.span(), |w| w.span());
        found.push(
            Diagnostic::new(
                &codes::CLASS_UNUSED,
                span,
                format!("no station is of the class `{class}`"),
            )
            .label("unused")
            .about(class)
            .remedy("give it to a station, or remove it"),
        );
    }
}

/// Levels above the highest of every class that a station has: only emergency calls could carry them.
fn levels(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &draft.plan;
    let (Some(precedence), Some(written)) = (plan.precedence(), &draft.settings.precedence) else {
        return;
    };
    // What is faulty has the lowest level in its place, which says nothing of the others.
    if found
        .iter()
        .any(|finding| FAULTS_OF_LEVELS.contains(&finding.code()))
    {
        return;
    }
    let classes = plan.stations().iter().map(|station| station.class());
    let Some(highest) = classes.map(|class| precedence.highest(class)).max() else {
        return;
    };
    let levels = written.value().levels.value().iter();
    for level in levels.skip(highest + 1) {
        let message = format!("no station may use the level `{}`", level.text());
        found.push(
            Diagnostic::new(&codes::LEVEL_UNUSED, level.span(), message)
                .label("unused")
                .about(level.text())
                .remedy(
                    "give it to a class in `precedence.classes`, or remove it with what is dialled for it",
                ),
        );
    }
}

/// The words that define a gateway.
fn place(trunk: &Trunk<'_>) -> Span {
    let route = trunk.route.value();
    route
        .name
        .as_ref()
        .or(route.plugin.as_ref())
        .map_or(trunk.route.span().opening(), Spanned::span)
}

/// Faults by which a station's highest level is not known.
const FAULTS_OF_LEVELS: [&Code; 4] = [
    &codes::UNKNOWN_CLASS,
    &codes::UNKNOWN_LEVEL,
    &codes::LEVEL_ORDER,
    &codes::CLASS_WITHOUT_LEVEL,
];
