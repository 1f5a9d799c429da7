//! Reads the answer out of the sections.

use routing_table::automaton::Reach;
use routing_table::names::Names;
use routing_table::{
    Access, Choice, Described, Emergency, EmergencyIndex, Gateway, GatewayIndex, Limits, Row, StationIndex,
    Table, Target,
};

use super::circumstances::{precedence, profiles};
use super::{
    Attempt, Decides, DecisionRow, DialledEntry, EmergencyPlan, GatewayPlan, Readback, RouteChoice, Server,
    Size, StationPlan, Whole,
};
use crate::analysis::networks::networks;
use crate::emit::evidence::Evidence;
use crate::emit::hexadecimal;

/// Reads everything out of the sections.
pub fn whole(
    table: &Table<'_>,
    names: &Names<'_>,
    section_bytes: usize,
    evidence: Option<Evidence>,
) -> Whole {
    let entries = table.automaton().entries().map(|entry| DialledEntry {
        symbols: entry.symbols.as_str().to_owned(),
        exact: entry.reach == Reach::Exact,
        decision: Row::number(entry.row),
    });
    Whole {
        plan: readback(table, names, section_bytes, evidence.as_ref()),
        entries: entries.collect(),
        evidence,
    }
}

/// Reads everything but the dialled numbers, of which there may be a million.
pub fn readback(
    table: &Table<'_>,
    names: &Names<'_>,
    section_bytes: usize,
    evidence: Option<&Evidence>,
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
        precedence: precedence(table, names),
        profiles: profiles(table, names),
        decisions: reader.decisions(evidence),
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
            radiates: gateway.radiates(),
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
