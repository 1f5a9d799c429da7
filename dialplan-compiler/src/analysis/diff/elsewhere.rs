//! Whether a gateway leads elsewhere than before: then the numbers that it is sent do not compare.

use std::collections::BTreeMap;

use crate::analysis::subject::View;

/// What makes a gateway of both plans lead elsewhere: another kind, another host or port, or an address that it did not have.
pub(super) fn elsewhere(old: &View<'_>, new: &View<'_>, name: &str) -> Option<String> {
    let (before, after) = (leads(old, name)?, leads(new, name)?);
    let differs = |key: &&&str| {
        let (before, after) = (before.get(**key), after.get(**key));
        match **key {
            "addresses" => {
                let known: Vec<&str> = before.into_iter().flat_map(|list| list.split(',')).collect();
                let mut listed = after.into_iter().flat_map(|list| list.split(','));
                listed.any(|address| !known.contains(&address))
            }
            _ => before != after,
        }
    };
    let key = LEADING.iter().find(differs)?;
    let shown =
        |values: &BTreeMap<&str, String>| values.get(key).cloned().unwrap_or_else(|| "nothing".to_owned());
    Some(format!("{key} {} → {}", shown(&before), shown(&after)))
}

/// What says where a gateway leads; `None` when the plan has no such gateway.
fn leads<'a>(view: &View<'a>, name: &str) -> Option<BTreeMap<&'a str, String>> {
    let mut gateways = view.table.gateways();
    let (_, gateway) = gateways.find(|(index, _)| view.names.gateway(*index) == Some(name))?;
    let settings = gateway.settings().map(|(key, value)| (key, value.to_owned()));
    Some(settings.chain([("kind", gateway.kind().to_owned())]).collect())
}

/// The settings of a gateway that say where it leads; where its name resolves to is bound by `resolvesWithin`.
const LEADING: [&str; 5] = ["kind", "trunkHost", "trunkPort", "addresses", "resolvesWithin"];
