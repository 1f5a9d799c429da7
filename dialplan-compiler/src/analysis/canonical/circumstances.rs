//! Precedence levels and emission profiles.

use routing_table::{Level, Profile};

use super::{Plan, text, texts};
use crate::settings::{EmissionProfile, Precedence, Spanned, WordMap};

impl Plan<'_> {
    pub(super) fn has_profiles(&self) -> bool {
        self.table.profiles().next().is_some()
    }

    pub(super) fn emission_profiles(&self) -> Vec<Spanned<EmissionProfile>> {
        let profiles = self
            .table
            .profiles()
            .map(|(_, profile)| self.emission_profile(&profile));
        profiles.map(Spanned::unwritten).collect()
    }

    fn emission_profile(&self, profile: &Profile<'_>) -> EmissionProfile {
        let radiating = self.table.gateways().filter(|(_, gateway)| gateway.radiates());
        let radiate: Vec<String> = radiating
            .filter(|(index, _)| profile.permits(*index))
            .map(|(index, _)| self.gateway_name(index))
            .collect();
        let emergency = if profile.emergency_radiates() {
            "radiate"
        } else {
            "silent"
        };
        EmissionProfile {
            name: text(profile.name()),
            radiate: Spanned::unwritten(texts(radiate.iter().map(String::as_str))),
            emergency: text(emergency),
        }
    }

    /// The levels by the words of their namespace, which they all share; `None` in a plan without levels.
    pub(super) fn precedence(&self) -> Option<Spanned<Precedence>> {
        let (_, lowest) = self.table.levels().next()?;
        let (namespace, lowest) = lowest.split_once('.')?;
        let words = self
            .table
            .levels()
            .filter_map(|(_, value)| Some(value.split_once('.')?.1));
        let word = |level: Level| {
            let value = self.table.level(level).and_then(|value| value.split_once('.'));
            text(value.map_or(lowest, |(_, word)| word))
        };
        let dialled: WordMap = self
            .table
            .precedence_prefixes()
            .map(|(prefix, level)| (text(prefix), word(level)))
            .collect();
        let of_classes = self.names.classes().zip(self.table.class_levels());
        let mut classes: WordMap = of_classes
            .map(|((_, class), level)| (text(class), word(level)))
            .collect();
        if classes.entries().is_empty() {
            classes = std::iter::once((text(ONLY_CLASS), text(lowest))).collect();
        }
        Some(Spanned::unwritten(Precedence {
            namespace: text(namespace),
            levels: Spanned::unwritten(texts(words)),
            dialled: (!dialled.entries().is_empty()).then(|| Spanned::unwritten(dialled)),
            classes: Spanned::unwritten(classes),
        }))
    }
}

/// The class of a plan that names none; a plan without stations has no other.
const ONLY_CLASS: &str = "crew";
