//! The emission profiles of a plan: which gateways may carry calls while one is in force.

use super::Table;
use crate::layout::PROFILE;
use crate::records::Record;
use crate::texts::Texts;
use crate::{GatewayIndex, ProfileIndex};

pub(super) const EMERGENCY_RADIATES: usize = 4;
pub(super) const GATEWAYS: usize = 8;

/// One emission profile.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    record: Record<'a, PROFILE>,
    texts: Texts<'a>,
}

impl<'a> Table<'a> {
    /// Every emission profile; the first is the most restrictive.
    pub fn profiles(&self) -> impl Iterator<Item = (ProfileIndex, Profile<'a>)> + use<'a> {
        let table = *self;
        (0..=u16::MAX)
            .map(ProfileIndex::new)
            .map_while(move |index| table.profile(index).map(|profile| (index, profile)))
    }

    /// The profile at a position.
    pub fn profile(&self, profile: ProfileIndex) -> Option<Profile<'a>> {
        Some(Profile {
            record: self.profiles.get(profile.index())?,
            texts: self.texts,
        })
    }

    /// The profile of a name.
    pub fn profile_named(&self, name: &str) -> Option<ProfileIndex> {
        let named = |record: Record<'_, PROFILE>| self.texts.get(record.u32(0)) == name;
        let position = self.profiles.iter().position(named)?;
        Some(ProfileIndex::from_field(u32::try_from(position).ok()?))
    }

    /// The profile in force: the most restrictive unless the plan has the one that is named; `None` in a plan
    /// without profiles.
    pub fn profile_in_force(&self, profile: Option<ProfileIndex>) -> Option<Profile<'a>> {
        profile
            .and_then(|profile| self.profile(profile))
            .or_else(|| self.profile(ProfileIndex::new(0)))
    }
}

impl<'a> Profile<'a> {
    /// Its name, by which the crew chooses it.
    pub fn name(&self) -> &'a str {
        self.texts.get(self.record.u32(0))
    }

    /// Whether emergency calls may radiate while it is in force.
    pub fn emergency_radiates(&self) -> bool {
        self.record.u32(EMERGENCY_RADIATES) == 1
    }

    /// Whether a gateway may carry calls; one that does not radiate always may.
    pub fn permits(&self, gateway: GatewayIndex) -> bool {
        let bits = self.mask().checked_shr(u32::from(gateway));
        bits.is_some_and(|bits| bits & 1 == 1)
    }

    /// Whether a gateway may carry emergency calls.
    pub fn permits_emergency(&self, gateway: GatewayIndex) -> bool {
        self.emergency_radiates() || self.permits(gateway)
    }

    pub(super) fn mask(&self) -> u64 {
        self.record.u64(GATEWAYS)
    }
}
