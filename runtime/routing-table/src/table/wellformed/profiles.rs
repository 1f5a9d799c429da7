//! Emission profiles: sorted, the first the most restrictive, and none that silences what does not radiate or
//! leaves an emergency number without a target.

use super::{Checked, here};
use crate::Target;
use crate::layout::MAX_PROFILED_GATEWAYS;
use crate::malformed::require;
use crate::table::Table;
use crate::table::profile::{EMERGENCY_RADIATES, Profile};

/// Most profiles.
const MAX_PROFILES: usize = 64;

impl Table<'_> {
    pub(super) fn check_profiles(&self) -> Checked {
        let at = self.profiles.at(0, 0);
        if self.profiles.len() == 0 {
            let silent = self.gateways().all(|(_, gateway)| !gateway.radiates());
            return require(silent, "gateway that radiates without profiles", at);
        }
        require(self.profiles.len() <= MAX_PROFILES, "count of profiles", at)?;
        require(
            self.gateways.len() <= MAX_PROFILED_GATEWAYS,
            "count of gateways with profiles",
            at,
        )?;
        let never = self.gateways().filter(|(_, gateway)| !gateway.radiates());
        let least = never.fold(0, |mask, (index, _)| mask | bit(index.into()));
        let all = (0..self.gateways.len()).fold(0, |mask, index| mask | bit(index));
        let mut previous = None;
        for (index, profile) in self.profiles() {
            let index = usize::from(index);
            let at = here(&self.profiles, index);
            let position = self.profiles.get(index).map_or(0, |record| record.u32(0));
            let flag = self
                .profiles
                .get(index)
                .map_or(0, |record| record.u32(EMERGENCY_RADIATES));
            require(!self.texts.get(position).is_empty(), "name of a profile", at)?;
            require(flag <= 1, "emergency of a profile", at)?;
            let mask = profile.mask();
            require(
                mask & least == least && mask & !all == 0,
                "gateways of a profile",
                at,
            )?;
            let key = (mask.count_ones(), mask, flag, position);
            require(previous < Some(key), "order of profiles", at)?;
            let unknown = self
                .profiles()
                .take(index)
                .all(|(_, before)| before.name() != profile.name());
            require(unknown, "profile that is there twice", at)?;
            require(self.first_is_within(&profile), "most restrictive profile", at)?;
            previous = Some(key);
        }
        self.check_silent_targets()
    }

    fn first_is_within(&self, profile: &Profile<'_>) -> bool {
        self.profile_in_force(None).is_some_and(|first| {
            first.mask() & !profile.mask() == 0 && first.emergency_radiates() <= profile.emergency_radiates()
        })
    }

    /// Every emergency number has a target that does not radiate.
    fn check_silent_targets(&self) -> Checked {
        let silent = |target: Target| match target {
            Target::Station(_) => true,
            Target::Gateway(attempt) => self
                .gateway(attempt.gateway)
                .is_some_and(|gateway| !gateway.radiates()),
        };
        for (index, emergency) in self.emergencies() {
            require(
                emergency.targets().any(silent),
                "emergency number whose targets all radiate",
                here(&self.emergencies, index.into()),
            )?;
        }
        Ok(())
    }
}

fn bit(index: usize) -> u64 {
    u32::try_from(index)
        .ok()
        .and_then(|index| 1u64.checked_shl(index))
        .unwrap_or(0)
}
