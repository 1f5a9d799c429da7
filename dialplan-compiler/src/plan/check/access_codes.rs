//! Emergency numbers behind an access code: what people dial when every outside call begins with `9`.

use super::draft::Draft;
use crate::diagnostics::{Diagnostic, codes};
use crate::plan::Route;
use std::collections::BTreeSet;

pub(super) fn look(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let numbers: BTreeSet<&str> = draft
        .plan
        .emergency()
        .iter()
        .map(|entry| entry.number())
        .collect();
    for route in draft.plan.routes().iter().filter(|route| route.strip() > 0) {
        for (prefix, span) in route.prefixes() {
            let missing: Vec<String> = behind(route, prefix, &numbers)
                .map(|number| format!("`{number}`"))
                .collect();
            let Some(first) = missing.first() else { continue };
            let message = format!("an emergency call that is dialled as {first} is not recognised");
            found.push(
                Diagnostic::new(&codes::EMERGENCY_BEHIND_ACCESS_CODE, *span, message)
                    .label(format!("`{}` strips this code", route.name()))
                    .about(route.name())
                    .remedy(format!("declare {} in `emergency` as well", missing.join(", "))),
            );
        }
    }
}

/// The emergency numbers with the stripped symbols in front, where nothing declares them.
fn behind<'n>(
    route: &Route,
    prefix: &'n str,
    numbers: &'n BTreeSet<&'n str>,
) -> impl Iterator<Item = String> + use<'n> {
    let code = prefix.get(..usize::from(route.strip()));
    let behind_already = move |number: &str| number.strip_prefix(code?).map(|rest| numbers.contains(rest));
    let plain = numbers
        .iter()
        .filter(move |number| behind_already(number) != Some(true));
    plain.filter_map(move |number| {
        let dialled = format!("{}{number}", code?);
        (dialled.starts_with(prefix) && !numbers.contains(dialled.as_str())).then_some(dialled)
    })
}
