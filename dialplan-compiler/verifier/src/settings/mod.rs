//! The settings as this verifier reads them, from text to what a binary must hold. It does not report findings as the
//! compiler does: it needs the one meaning that settings have, and refuses those that have none.

pub(crate) mod codecs;
pub(crate) mod gateways;
pub(crate) mod manifest;
pub(crate) mod object;
pub(crate) mod precedence;
pub(crate) mod routes;
pub(crate) mod server;

use crate::json::{self, Fault, Node};
use crate::meaning::Rewriting;
use crate::network::Range;
use crate::numbering::Numbering;
use crate::settings::gateways::Gateway;
use crate::settings::manifest::Kind;
use crate::settings::object::{Object, each, owned, text};
use crate::settings::precedence::{Precedence, Profile};
use crate::settings::routes::{Emergency, Inbound, Route, Target};
use crate::settings::server::{Server, Station};

/// One plan as its settings say it.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) vessel: String,
    pub(crate) part_number: Option<String>,
    pub(crate) server: Server,
    pub(crate) crew: Vec<Range>,
    pub(crate) numbering: Numbering,
    /// Sorted by number.
    pub(crate) stations: Vec<Station>,
    /// The classes that stations have, by their smallest station number.
    pub(crate) classes: Vec<String>,
    /// In the order of the settings.
    pub(crate) emergency: Vec<Emergency>,
    pub(crate) denied: Vec<String>,
    pub(crate) gateways: Vec<Gateway>,
    pub(crate) routes: Vec<Route>,
    pub(crate) inbound: Vec<Inbound>,
    pub(crate) precedence: Precedence,
    pub(crate) profiles: Vec<Profile>,
    /// Passwords that stand in the settings.
    pub(crate) secrets: Vec<String>,
    /// Whether stations can be dialled.
    pub(crate) stations_ring: bool,
}

impl Plan {
    /// Reads settings; `kinds` are the gateway kinds that they may name.
    pub(crate) fn read(source: &str, kinds: &[Kind]) -> Result<Plan, Fault> {
        let document = json::read(source)?;
        let mut object = Object::of(&document)?;
        let (vessel, part_number) = vessel(object.optional("vessel"))?;
        let (server, crew) = server::server(object.optional("server"), &vessel)?;
        let classes = object.read("classes", |node| each(node, owned))?;
        let stations = server::stations(object.optional("stations"), classes.as_deref())?;
        let denied = routes::denied(object.optional("deny"))?;
        let mut routes = routes::routes(object.optional("gateways"), kinds)?;
        let profiles = precedence::profiles(object.optional("emissionProfiles"), &routes.gateways)?;
        if profiles.is_empty() {
            routes
                .gateways
                .iter_mut()
                .for_each(|gateway| gateway.radiates = false);
        }
        let plan = Plan {
            vessel,
            part_number,
            server,
            crew,
            numbering: server::numbering(object.optional("numbering"))?,
            classes: used_classes(&stations),
            stations,
            emergency: routes::emergency(object.optional("emergency"), &routes.gateways)?,
            denied,
            inbound: routes::inbound(object.optional("inbound"), &routes.gateways)?,
            precedence: precedence::precedence(object.optional("precedence"))?,
            profiles,
            gateways: routes.gateways,
            routes: routes.routes,
            secrets: routes.secrets,
            stations_ring: true,
        };
        object.pass_over("allow");
        object.finish()?;
        Ok(plan)
    }

    /// What is left when the table is damaged: emergency numbers that ring stations, and nothing else. None if there is no
    /// such number.
    pub(crate) fn fallback(&self) -> Option<Plan> {
        let emergency = self.emergency.iter().map(|entry| {
            let stations = entry
                .targets
                .iter()
                .filter(|target| matches!(target, Target::Station(_)));
            Emergency {
                targets: stations.cloned().collect(),
                ..entry.clone()
            }
        });
        let emergency: Vec<_> = emergency.filter(|entry| !entry.targets.is_empty()).collect();
        if emergency.is_empty() {
            return None;
        }
        Some(Plan {
            emergency,
            denied: Vec::new(),
            gateways: Vec::new(),
            routes: Vec::new(),
            inbound: Vec::new(),
            profiles: Vec::new(),
            stations_ring: false,
            ..self.clone()
        })
    }

    /// What numbers are rewritten by, and the names that reports show.
    pub(crate) fn rewriting(&self) -> Rewriting {
        Rewriting {
            numbering: self.numbering.clone(),
            formats: self.gateways.iter().map(|gateway| Some(gateway.format)).collect(),
            emergency: self.emergency.iter().map(|entry| entry.number.clone()).collect(),
            classes: self.classes.clone(),
            gateways: self.gateways.iter().map(|gateway| gateway.name.clone()).collect(),
        }
    }

    /// One bit for each class that a caller may have; a plan without stations counts as having one.
    pub(crate) fn class_mask(&self) -> u32 {
        let classes = self.classes.len().clamp(1, 32);
        u32::MAX >> (32 - classes)
    }
}

fn vessel(node: Option<&Node<'_>>) -> Result<(String, Option<String>), Fault> {
    let Some(node) = node else {
        return Ok(("unnamed".to_owned(), None));
    };
    let mut object = Object::of(node)?;
    let name = text(object.required("name")?)?.to_owned();
    let part_number = object.read("partNumber", owned)?;
    object.finish()?;
    Ok((name, part_number))
}

fn used_classes(stations: &[Station]) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for station in stations {
        if !classes.contains(&station.class) {
            classes.push(station.class.clone());
        }
    }
    classes
}
