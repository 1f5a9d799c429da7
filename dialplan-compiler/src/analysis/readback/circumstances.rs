//! Precedence levels and emission profiles of a binary.

use routing_table::names::Names;
use routing_table::{Profile, Table};
use serde::Serialize;

/// The precedence levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrecedencePlan {
    /// The values of `Resource-Priority`, lowest first.
    pub levels: Vec<String>,
    /// What is dialled in front of a number, with the level that it means.
    pub dialled: Vec<(String, String)>,
    /// Each class of service with its highest level.
    pub classes: Vec<(String, String)>,
}

/// One emission profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfilePlan {
    /// Its name.
    pub name: String,
    /// The gateways that radiate and may.
    pub radiate: Vec<String>,
    /// Whether emergency calls may take every gateway.
    pub emergency_radiates: bool,
}

/// The levels of a table; `None` when it has none.
pub(super) fn precedence(table: &Table<'_>, names: &Names<'_>) -> Option<PrecedencePlan> {
    let value = |level| table.level(level).unwrap_or_default().to_owned();
    let levels: Vec<String> = table.levels().map(|(_, value)| value.to_owned()).collect();
    let dialled = table.precedence_prefixes();
    let classes = names.classes().zip(table.class_levels());
    (!levels.is_empty()).then(|| PrecedencePlan {
        levels,
        dialled: dialled
            .map(|(prefix, level)| (prefix.to_owned(), value(level)))
            .collect(),
        classes: classes
            .map(|((_, class), level)| (class.to_owned(), value(level)))
            .collect(),
    })
}

/// The profiles of a table, the most restrictive first.
pub(super) fn profiles(table: &Table<'_>, names: &Names<'_>) -> Vec<ProfilePlan> {
    let radiate = |profile: &Profile<'_>| {
        let radiating = table.gateways().filter(|(_, gateway)| gateway.radiates());
        let permitted = radiating.filter(|(index, _)| profile.permits(*index));
        permitted
            .map(|(index, _)| names.gateway(index).unwrap_or_default().to_owned())
            .collect()
    };
    table
        .profiles()
        .map(|(_, profile)| ProfilePlan {
            name: profile.name().to_owned(),
            radiate: radiate(&profile),
            emergency_radiates: profile.emergency_radiates(),
        })
        .collect()
}
