//! The plan before this one: what the change means for every dialled number, and what else differs.

use super::form::{Predecessor as Form, PredecessorChange};
use super::subject::Predecessor;
use crate::analysis::diff::{Beside, Change, Whose, diff};
use crate::analysis::subject::{Unreadable, View};
use crate::emit::hexadecimal;

/// Compares the predecessor with the audited plan.
pub(super) fn compare(old: &Predecessor<'_>, new: &View<'_>) -> Result<Form, Unreadable> {
    let view = old.sections.view()?;
    let found = diff(&view, new, Whose::Classes);
    let callers = [
        ("only in the old plan", &found.only_old),
        ("only in the new plan", &found.only_new),
    ];
    let callers = callers
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("callers {what}: {}", names.join(", ")));
    Ok(Form {
        name: old.name.to_owned(),
        identity: hexadecimal(view.table.identity()),
        changes: found.changes.iter().map(change).collect(),
        beside: callers.chain(found.beside.iter().map(beside)).collect(),
    })
}

fn change(change: &Change<'_>) -> PredecessorChange {
    PredecessorChange {
        numbers: change.region.to_string(),
        witness: change.region.witness(),
        callers: change.callers.clone(),
        old: change.old.to_string(),
        new: change.new.to_string(),
    }
}

fn beside(found: &Beside) -> String {
    match found {
        Beside::Value { path, old, new } => {
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            format!("{path}: {} → {}", shown(old), shown(new))
        }
        Beside::Addresses {
            path,
            removed,
            removed_count,
            added,
            added_count,
        } => {
            let part = |what, count: &u128, networks: &[String]| match networks {
                [] => String::new(),
                networks => format!(" {what} {count} addresses ({})", networks.join(", ")),
            };
            let removed = part("loses", removed_count, removed);
            let added = part("gains", added_count, added);
            format!("{path}:{removed}{added}")
        }
    }
}
