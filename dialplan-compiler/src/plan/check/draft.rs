//! The plan while it is being checked, beside the settings that it was read from.

use super::emergency_targets;
use super::names::Names;
use super::network::Written;
use super::{
    read_emergency, read_gateways, read_inbound, read_precedence, read_profiles, read_routes, read_server,
    read_stations,
};
use crate::catalogue::{Catalogue, Profile};
use crate::diagnostics::Diagnostic;
use crate::plan::DialPlan;
use crate::settings::{Route, Settings, Spanned, TrunkConfig};

/// Everything that a check may look at.
pub(super) struct Draft<'a> {
    pub(super) settings: &'a Settings,
    pub(super) plan: DialPlan,
    pub(super) crew: Written,
    /// Beside `plan.gateways`, entry by entry.
    pub(super) trunks: Vec<Trunk<'a>>,
    /// Beside `plan.routes`, entry by entry.
    pub(super) routes: Vec<&'a Spanned<Route>>,
}

/// What the settings and the catalogue say about one gateway.
pub(super) struct Trunk<'a> {
    pub(super) route: &'a Spanned<Route>,
    pub(super) config: &'a TrunkConfig,
    pub(super) profile: &'a Profile,
    pub(super) signalling: Written,
    pub(super) media: Written,
}

impl<'a> Draft<'a> {
    pub(super) fn read(
        settings: &'a Settings,
        catalogue: &'a Catalogue,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let (vessel, server, crew) = read_server::read(settings, found);
        let numbering = read_stations::numbering(settings, found);
        let classes = read_stations::classes(settings, found);
        let mut names = Names::new(&classes);
        let stations = read_stations::read(settings, &mut names, found);
        let read_gateways::Gateways {
            gateways,
            trunks,
            dropped_secrets,
        } = read_gateways::read(settings, catalogue, &mut names, found);
        let (routes, written) = read_routes::read(settings, catalogue, &names, found);
        let mut emergency = read_emergency::read(settings, &mut names, found);
        let inbound = read_inbound::read(settings, &names, found);
        let precedence = read_precedence::read(settings, &names, found);
        let profiles = read_profiles::read(settings, &names, &gateways, found);
        for entry in &mut emergency {
            entry.worst_case_seconds =
                emergency_targets::worst_case_seconds(&entry.targets, &gateways, &profiles);
        }
        let plugin_dir = settings
            .gateways
            .as_ref()
            .and_then(|gateways| gateways.value().plugin_dir.as_ref());
        let plan = DialPlan {
            vessel,
            server,
            numbering,
            classes: names.into_classes(),
            stations,
            gateways,
            routes,
            denies: read_routes::denies(settings, found),
            emergency,
            inbound,
            precedence,
            profiles,
            allowances: Vec::new(),
            dropped_secrets,
            plugin_dir: plugin_dir.map(|dir| dir.value().clone()),
        };
        Draft {
            settings,
            plan,
            crew,
            trunks,
            routes: written,
        }
    }

    pub(super) fn into_plan(self) -> DialPlan {
        self.plan
    }
}
