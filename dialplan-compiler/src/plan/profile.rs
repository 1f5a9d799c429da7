//! Emission profiles: which gateways may radiate in which state of the vessel.

use crate::source::Span;

/// One emission profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmissionProfile {
    pub(super) name: String,
    pub(super) radiate: Vec<usize>,
    pub(super) emergency: EmergencyEmission,
    pub(super) span: Span,
}

/// Whether emergency calls are bound by an emission profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EmergencyEmission {
    /// They take only gateways that other calls may take.
    Silent,
    /// They take every gateway.
    Radiate,
}

impl EmergencyEmission {
    /// Both, in the order of the table.
    pub const ALL: [EmergencyEmission; 2] = [EmergencyEmission::Silent, EmergencyEmission::Radiate];

    /// The word in settings.
    pub fn name(self) -> &'static str {
        match self {
            EmergencyEmission::Silent => "silent",
            EmergencyEmission::Radiate => "radiate",
        }
    }
}

impl EmissionProfile {
    /// The name by which the crew chooses it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The gateways that radiate and may, as indices; gateways that do not radiate are never listed.
    pub fn radiate(&self) -> &[usize] {
        &self.radiate
    }

    /// Whether emergency calls are bound by it.
    pub fn emergency(&self) -> EmergencyEmission {
        self.emergency
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        self.span
    }
}
