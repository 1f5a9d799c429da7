//! The plan that a binary holds, from its sections alone: no settings are read.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::{IpNet, IpSubnets, Ipv4Subnets, Ipv6Subnets};
use routing_table::automaton::Reach;
use routing_table::names::Names;
use routing_table::{
    Access, Choice, Described, Emergency, EmergencyIndex, Gateway, GatewayIndex, Limits, Row, StationIndex,
    Table, Target,
};
use serde::Serialize;

use super::explanation::Attempt;
use crate::emit::evidence::{Evidence, LineColumn};
use crate::emit::hexadecimal;

/// Everything that a binary says about its plan.
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
    /// The decisions by number.
    pub decisions: Vec<DecisionRow>,
    /// The reduced plan: which dialled symbols lead to which decision.
    pub entries: Vec<DialledEntry>,
    /// What the binary was made from; `None` when that section was removed.
    pub evidence: Option<Evidence>,
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

/// Reads everything out of the sections.
pub fn readback(
    table: &Table<'_>,
    names: &Names<'_>,
    section_bytes: usize,
    evidence: Option<Evidence>,
) -> Readback {
    let reader = Reader { table, names };
    let automaton = table.automaton();
    Readback {
        vessel: names.vessel().to_owned(),
        part_number: names.part_number().to_owned(),
        identity: hexadecimal(table.identity()),
        size: Size {
            used_bytes: table.used_bytes().len(),
            section_bytes,
            states: automaton.states(),
            columns: automaton.width(),
            steps: automaton.steps(),
        },
        server: reader.server(),
        gateways: table
            .gateways()
            .map(|(index, gateway)| reader.gateway(index, &gateway))
            .collect(),
        stations: table.stations().map(|(index, _)| reader.station(index)).collect(),
        emergency: table
            .emergencies()
            .map(|(_, entry)| reader.emergency(&entry))
            .collect(),
        decisions: reader.decisions(evidence.as_ref()),
        entries: automaton
            .entries()
            .map(|entry| DialledEntry {
                symbols: entry.symbols.as_str().to_owned(),
                exact: entry.reach == Reach::Exact,
                decision: Row::number(entry.row),
            })
            .collect(),
        evidence,
    }
}

struct Reader<'r> {
    table: &'r Table<'r>,
    names: &'r Names<'r>,
}

impl Reader<'_> {
    fn server(&self) -> Server {
        let (server, numbering) = (self.table.server(), self.table.numbering());
        let text = |part: Option<&str>| part.map(str::to_owned);
        Server {
            crew: std::net::SocketAddr::new(server.listen(), server.sip_port()).to_string(),
            trunks: std::net::SocketAddr::new(server.trunk_listen(), server.trunk_port()).to_string(),
            advertise: server.advertise().map(|address| address.to_string()),
            crew_networks: networks(self.table.crew_ranges()),
            realm: server.realm().to_owned(),
            digest: server.digest().name(),
            unauthenticated_emergency: server.unauthenticated_emergency(),
            media_ports: server.media_ports(),
            codecs: server.codecs().map(routing_table::Codec::name).collect(),
            calls: server.calls_limit(),
            calls_per_second: server.calls_per_second(),
            numbering: [
                numbering.country_code(),
                numbering.international_prefix(),
                numbering.national_prefix(),
            ]
            .map(text),
        }
    }

    fn gateway(&self, index: GatewayIndex, gateway: &Gateway<'_>) -> GatewayPlan {
        let Limits {
            calls,
            calls_per_second,
            reserved_for_emergency,
        } = gateway.limits();
        let permitted = |what| networks(self.table.gateway_ranges(index, what));
        GatewayPlan {
            name: self.gateway_name(index),
            kind: gateway.kind().to_owned(),
            profile: gateway.profile().to_owned(),
            number_format: gateway.number_format().name(),
            codecs: gateway.codecs().map(routing_table::Codec::name).collect(),
            calls,
            calls_per_second,
            reserved_for_emergency,
            settings: gateway
                .settings()
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            signalling: permitted(Access::Signalling),
            media: permitted(Access::Media),
        }
    }

    fn station(&self, index: StationIndex) -> StationPlan {
        let station = self.table.station(index);
        let number = station.map(|station| station.number()).unwrap_or_default();
        let class = station
            .and_then(|station| self.names.class(station.class()))
            .unwrap_or_default();
        StationPlan {
            number: number.to_owned(),
            name: self.names.station(index).unwrap_or(number).to_owned(),
            class: class.to_owned(),
            credential: station
                .map(|station| station.credential())
                .unwrap_or_default()
                .to_owned(),
        }
    }

    fn emergency(&self, entry: &Emergency<'_>) -> EmergencyPlan {
        let text = |part: Option<&str>| part.map(str::to_owned);
        EmergencyPlan {
            number: entry.number().to_owned(),
            targets: entry.targets().map(|target| self.target(&target)).collect(),
            calling_number: text(entry.calling_number()),
            location: text(entry.location()),
            callback: text(entry.callback()),
        }
    }

    fn target(&self, target: &Target) -> Attempt {
        match target {
            Target::Station(station) => {
                let station = self.station(*station);
                Attempt {
                    to: "station",
                    name: station.name,
                    number: station.number,
                }
            }
            Target::Gateway(attempt) => {
                let name = self.gateway_name(attempt.gateway);
                Attempt {
                    to: "gateway",
                    name,
                    number: attempt.number.as_str().to_owned(),
                }
            }
        }
    }

    fn decisions(&self, evidence: Option<&Evidence>) -> Vec<DecisionRow> {
        let row = |number: routing_table::DecisionNumber| DecisionRow {
            decision: number.number(),
            decides: self.decides(self.table.describe(number)),
            row: self.names.row(number).map(str::to_owned),
            places: evidence
                .map(|evidence| evidence.places(number.number()).to_vec())
                .unwrap_or_default(),
        };
        self.table.decisions().map(row).collect()
    }

    fn decides(&self, described: Described<'_>) -> Decides {
        match described {
            Described::Nothing | Described::Unknown => Decides::Nothing,
            Described::Denied => Decides::Denied,
            Described::Emergency(index) => Decides::Emergency {
                number: self.emergency_number(index),
            },
            Described::Station(index) => Decides::Station {
                number: self.station(index).number,
            },
            Described::Route(route) => Decides::Route {
                choices: route.choices().map(|choice| self.choice(&choice)).collect(),
            },
            Described::Inbound(inbound) => Decides::Inbound {
                gateway: self.gateway_name(inbound.gateway),
                number: inbound.number.to_owned(),
                station: self.station(inbound.station).number,
            },
            Described::Fixed(cause) => Decides::Refused {
                cause: cause.name(),
                status: cause.status(),
            },
        }
    }

    fn choice(&self, choice: &Choice<'_>) -> RouteChoice {
        let permitted = self.names.classes().filter(|(class, _)| choice.permits(*class));
        let classes = (!choice.permits_all()).then(|| permitted.map(|(_, name)| name.to_owned()).collect());
        RouteChoice {
            classes,
            min_digits: choice.min_digits(),
            max_digits: choice.max_digits(),
            strip: choice.strip(),
            prepend: choice.prepend().to_owned(),
            gateways: choice
                .attempts()
                .map(|gateway| self.gateway_name(gateway))
                .collect(),
        }
    }

    fn emergency_number(&self, index: EmergencyIndex) -> String {
        self.table
            .emergency(index)
            .map(|entry| entry.number().to_owned())
            .unwrap_or_default()
    }

    fn gateway_name(&self, index: GatewayIndex) -> String {
        self.names
            .gateway(index)
            .map_or_else(|| format!("#{}", index.index()), str::to_owned)
    }
}

/// The fewest networks that hold exactly these ranges.
fn networks(ranges: impl Iterator<Item = (IpAddr, IpAddr)>) -> Vec<String> {
    let subnets = |range: (IpAddr, IpAddr)| match range {
        (IpAddr::V4(first), IpAddr::V4(last)) => IpSubnets::from(Ipv4Subnets::new(first, last, 0)).collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => IpSubnets::from(Ipv6Subnets::new(first, last, 0)).collect(),
        _ => Vec::new(),
    };
    ranges
        .flat_map(subnets)
        .map(|network: IpNet| network.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_shown_as_the_fewest_networks() {
        let range = |first: &str, last: &str| {
            (
                first.parse().expect("an address"),
                last.parse().expect("an address"),
            )
        };
        let shown = networks([range("10.0.0.0", "10.0.0.255"), range("10.1.0.0", "10.1.0.2")].into_iter());
        assert_eq!(shown, ["10.0.0.0/24", "10.1.0.0/31", "10.1.0.2/32"]);
    }
}
