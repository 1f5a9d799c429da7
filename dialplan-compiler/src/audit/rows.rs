//! Every decision row with where it is written and which numbers it decides.

use std::collections::BTreeSet;

use super::form::{Place, Row, Space, Written};
use crate::Sections;
use crate::analysis::readback::{Decides, DecisionRow, Readback, RouteChoice};

/// The rows, by decision number.
pub(super) fn rows(plan: &Readback, sections: &Sections, space: &Space) -> Vec<Row> {
    let row = |row: &DecisionRow| Row {
        number: row.decision,
        what: what(&row.decides),
        written: Written {
            entry: row.row.clone(),
            places: places(sections, row.decision),
        },
        classes: classes(space, row.decision),
    };
    plan.decisions.iter().map(row).collect()
}

fn places(sections: &Sections, decision: u32) -> Vec<Place> {
    let found = sections.places.iter().find(|places| places.decision == decision);
    let places = found.map(|found| found.places.as_slice()).unwrap_or_default();
    places
        .iter()
        .map(|place| Place {
            line: place.line,
            column: place.column,
        })
        .collect()
}

fn classes(space: &Space, decision: u32) -> Vec<usize> {
    let decides = |class: &super::form::Class| {
        let mut rows = class.verdicts.iter().map(|verdict| verdict.decision.row);
        rows.any(|row| row == decision)
    };
    let found = space
        .classes
        .iter()
        .enumerate()
        .filter(|(_, class)| decides(class));
    let distinct: BTreeSet<usize> = found.map(|(position, _)| position).collect();
    distinct.into_iter().collect()
}

fn what(decides: &Decides) -> String {
    match decides {
        Decides::Nothing => "no entry matches".to_owned(),
        Decides::Denied => "denied".to_owned(),
        Decides::Emergency { number } => format!("emergency number {number}"),
        Decides::Station { number } => format!("station {number}"),
        Decides::Route { choices } => choices.iter().map(choice).collect::<Vec<_>>().join("; else "),
        Decides::Inbound {
            gateway,
            number,
            station,
        } => format!("from the trunk of {gateway}: {number} rings station {station}"),
        Decides::Refused { cause, status } => format!("refused {status} {cause}"),
    }
}

fn choice(choice: &RouteChoice) -> String {
    let mut text = choice.gateways.join(", then ");
    match (choice.min_digits, choice.max_digits) {
        (0, None) => {}
        (0, Some(most)) => text.push_str(&format!(", at most {most} digits")),
        (least, None) => text.push_str(&format!(", at least {least} digits")),
        (least, Some(most)) if least == most => text.push_str(&format!(", {least} digits")),
        (least, Some(most)) => text.push_str(&format!(", {least} to {most} digits")),
    }
    if choice.strip > 0 {
        text.push_str(&format!(", strip {}", choice.strip));
    }
    if !choice.prepend.is_empty() {
        text.push_str(&format!(", prepend {}", choice.prepend));
    }
    if let Some(classes) = &choice.classes {
        text.push_str(&format!(", for {}", classes.join(", ")));
    }
    text
}
