//! The plan that a binary holds, from its sections alone: no settings are read.

mod circumstances;
mod reader;

use std::collections::BTreeMap;

use serde::Serialize;

use super::explanation::Attempt;
use crate::emit::evidence::{Evidence, LineColumn};

pub use circumstances::{PrecedencePlan, ProfilePlan};
pub use reader::{readback, whole};

/// Everything that a binary says about its plan, with every number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Whole {
    /// Everything but the dialled numbers.
    #[serde(flatten)]
    pub plan: Readback,
    /// The reduced plan: which dialled symbols lead to which decision.
    pub entries: Vec<DialledEntry>,
    /// What the binary was made from; `None` when that section was removed.
    pub evidence: Option<Evidence>,
}

/// What a binary says about its plan beside the dialled numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readback {
    /// The vessel's name.
    pub vessel: String,
    /// The part number, empty when there is none.
    pub part_number: String,
    /// The plan identity.
    pub identity: String,
    /// How large the table and its automaton are.
    pub size: Size,
    /// What the exchange itself does.
    pub server: Server,
    /// The gateways.
    pub gateways: Vec<GatewayPlan>,
    /// The stations.
    pub stations: Vec<StationPlan>,
    /// The emergency numbers.
    pub emergency: Vec<EmergencyPlan>,
    /// The precedence levels; `None` when every call is alike.
    pub precedence: Option<PrecedencePlan>,
    /// The emission profiles, the most restrictive first.
    pub profiles: Vec<ProfilePlan>,
    /// The decisions by number.
    pub decisions: Vec<DecisionRow>,
}

/// How large the table and its automaton are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// Bytes of the table that are used.
    pub used_bytes: usize,
    /// Bytes of the section.
    pub section_bytes: usize,
    /// States of the automaton.
    pub states: usize,
    /// Columns of a state.
    pub columns: usize,
    /// The most steps of any lookup.
    pub steps: usize,
}

/// What the exchange itself does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// Address and port of the crew side.
    pub crew: String,
    /// Address and port of the trunk side.
    pub trunks: String,
    /// The address that trunks are shown, when it is another.
    pub advertise: Option<String>,
    /// The networks from which stations may speak.
    pub crew_networks: Vec<String>,
    /// The digest realm.
    pub realm: String,
    /// The digest algorithm.
    pub digest: &'static str,
    /// Whether unauthenticated emergency calls are taken on the crew side.
    pub unauthenticated_emergency: bool,
    /// First and last port of the media relay.
    pub media_ports: (u16, u16),
    /// The codecs of the crew side.
    pub codecs: Vec<&'static str>,
    /// Most calls at once.
    pub calls: Option<u32>,
    /// Most new calls in one second.
    pub calls_per_second: Option<u32>,
    /// Country code, international prefix, national prefix.
    pub numbering: [Option<String>; 3],
}

/// One gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayPlan {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// Its profile.
    pub profile: String,
    /// How it wants numbers.
    pub number_format: &'static str,
    /// Whether an emission profile may silence it.
    pub radiates: bool,
    /// Its codecs.
    pub codecs: Vec<&'static str>,
    /// Most calls at once.
    pub calls: Option<u32>,
    /// Most new calls in one second.
    pub calls_per_second: Option<u32>,
    /// How many calls only emergency calls may take.
    pub reserved_for_emergency: u32,
    /// The settings that its kind reads.
    pub settings: BTreeMap<String, String>,
    /// Who may send signalling.
    pub signalling: Vec<String>,
    /// Who may send media.
    pub media: Vec<String>,
}

/// One station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StationPlan {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its class of service.
    pub class: String,
    /// The name of its credential.
    pub credential: String,
}

/// One emergency number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyPlan {
    /// The number.
    pub number: String,
    /// Its targets in order.
    pub targets: Vec<Attempt>,
    /// The calling number that trunks are shown.
    pub calling_number: Option<String>,
    /// Where the vessel is.
    pub location: Option<String>,
    /// The number on which the vessel is called back.
    pub callback: Option<String>,
}

/// What a decision number stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRow {
    /// The number.
    pub decision: u32,
    /// What it decides.
    pub decides: Decides,
    /// Which settings made it, in words.
    pub row: Option<String>,
    /// Where they are written.
    pub places: Vec<LineColumn>,
}

/// What a decision decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Decides {
    /// Nothing matched.
    Nothing,
    /// A denied prefix.
    Denied,
    /// An emergency number.
    Emergency {
        /// The number.
        number: String,
    },
    /// A station.
    Station {
        /// Its number.
        number: String,
    },
    /// A route.
    Route {
        /// Its choices in order.
        choices: Vec<RouteChoice>,
    },
    /// An inbound number.
    Inbound {
        /// The gateway.
        gateway: String,
        /// The number.
        number: String,
        /// The station that rings.
        station: String,
    },
    /// A refusal that no row makes.
    Refused {
        /// Why.
        cause: &'static str,
        /// The SIP status.
        status: u16,
    },
}

/// One way to route a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteChoice {
    /// The classes of service that may use it; `None`: every class.
    pub classes: Option<Vec<String>>,
    /// Least number of digits.
    pub min_digits: u8,
    /// Greatest number of digits.
    pub max_digits: Option<u8>,
    /// How many dialled symbols are removed.
    pub strip: u8,
    /// What is put in front after that.
    pub prepend: String,
    /// The gateways in order.
    pub gateways: Vec<String>,
}

/// One entry of the reduced plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DialledEntry {
    /// The dialled symbols.
    pub symbols: String,
    /// Whether only exactly these symbols match.
    pub exact: bool,
    /// The decision; 0 for a hole in a shorter prefix.
    pub decision: u32,
}
