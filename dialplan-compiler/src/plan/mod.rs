//! The dial plan: settings that passed every check, with names resolved to indices and text to values.
//!
//! Fields are private and only [`check`] builds these values, so whoever holds a [`DialPlan`] holds one that
//! can be compiled. Everything keeps the order in which it was written; canonical order is made when emitting.

mod access;
mod allow;
mod check;
mod emergency;
mod emergency_seconds;
mod fallback;
mod gateway;
mod numbering;
mod precedence;
mod profile;
mod route;
mod server;
mod station;

pub use access::AccessList;
pub use allow::Allow;
pub use check::check;
pub use emergency::{Emergency, Target};
pub(crate) use emergency_seconds::{Timed, longest};
pub use gateway::{Gateway, Limits, NumberFormat};
pub use numbering::Numbering;
pub use precedence::Precedence;
pub use profile::{EmergencyEmission, EmissionProfile};
pub use route::{Deny, Inbound, Route};
pub use server::{Codec, DigestAlgorithm, Server, Vessel};
pub use station::Station;

/// One vessel's checked dial plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialPlan {
    vessel: Vessel,
    server: Server,
    numbering: Numbering,
    classes: Vec<String>,
    stations: Vec<Station>,
    gateways: Vec<Gateway>,
    routes: Vec<Route>,
    denies: Vec<Deny>,
    emergency: Vec<Emergency>,
    inbound: Vec<Inbound>,
    precedence: Option<Precedence>,
    profiles: Vec<EmissionProfile>,
    allowances: Vec<Allow>,
    dropped_secrets: Vec<String>,
    plugin_dir: Option<String>,
}

impl DialPlan {
    /// Name and part number of the vessel.
    pub fn vessel(&self) -> &Vessel {
        &self.vessel
    }

    /// Ports, listen addresses, crew networks, digest algorithm, codecs and limits of the exchange.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Country code and the prefixes by which numbers are spelled.
    pub fn numbering(&self) -> &Numbering {
        &self.numbering
    }

    /// Names of the classes of service; other parts refer to them by index.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The crew stations; other parts refer to them by index.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// The gateways; other parts refer to them by index.
    pub fn gateways(&self) -> &[Gateway] {
        &self.gateways
    }

    /// The routes.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The denied prefixes.
    pub fn denies(&self) -> &[Deny] {
        &self.denies
    }

    /// The emergency numbers with their targets.
    pub fn emergency(&self) -> &[Emergency] {
        &self.emergency
    }

    /// Which station takes an inbound call, by gateway and number.
    pub fn inbound(&self) -> &[Inbound] {
        &self.inbound
    }

    /// The precedence levels; `None`: every call is alike.
    pub fn precedence(&self) -> Option<&Precedence> {
        self.precedence.as_ref()
    }

    /// The emission profiles as written; none: every gateway may always radiate.
    pub fn profiles(&self) -> &[EmissionProfile] {
        &self.profiles
    }

    /// The findings that the settings allow, each with its reason.
    pub fn allowances(&self) -> &[Allow] {
        &self.allowances
    }

    /// Names of the gateways whose inline password was left out of the plan; never the password.
    pub fn dropped_secrets(&self) -> &[String] {
        &self.dropped_secrets
    }

    /// `gateways.pluginDir` as written; recorded, never read.
    pub fn plugin_dir(&self) -> Option<&str> {
        self.plugin_dir.as_deref()
    }
}
