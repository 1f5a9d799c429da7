//! Everything but gateways and routes: the exchange, numbering, stations, emergency numbers, the inbound map.

use routing_table::{StationIndex, Target};

use super::{Plan, some, text, texts};
use crate::analysis::networks::networks;
use crate::settings::Target as WrittenTarget;
use crate::settings::{
    CredentialReference, Emergency, Inbound, MediaPorts, Numbering, Server, ServerLimits, Spanned, Station,
    Vessel,
};

impl Plan<'_> {
    pub(super) fn vessel(&self) -> Vessel {
        let part_number = Some(self.names.part_number()).filter(|number| !number.is_empty());
        Vessel {
            name: text(self.names.vessel()),
            part_number: part_number.map(text),
        }
    }

    pub(super) fn server(&self) -> Server {
        let server = self.table.server();
        let (first, last) = server.media_ports();
        let limits = ServerLimits {
            calls: server.calls_limit().map(Spanned::unwritten),
            calls_per_second: server.calls_per_second().map(Spanned::unwritten),
        };
        let unlimited = limits.calls.is_none() && limits.calls_per_second.is_none();
        let crew_networks = networks(self.table.crew_ranges());
        Server {
            sip_port: some(server.sip_port().into()),
            trunk_port: some(server.trunk_port().into()),
            listen: some(server.listen().to_string()),
            trunk_listen: some(server.trunk_listen().to_string()),
            advertise: server
                .advertise()
                .map(|address| Spanned::unwritten(address.to_string())),
            crew_networks: texts(crew_networks.iter().map(String::as_str)),
            realm: some(server.realm().to_owned()),
            digest: some(server.digest().name().to_owned()),
            unauthenticated_emergency: some(server.unauthenticated_emergency()),
            media_ports: some(MediaPorts {
                first: Spanned::unwritten(first.into()),
                last: Spanned::unwritten(last.into()),
            }),
            codecs: some(texts(server.codecs().map(routing_table::Codec::name))),
            limits: (!unlimited).then(|| Spanned::unwritten(limits)),
        }
    }

    pub(super) fn numbering(&self) -> Numbering {
        let numbering = self.table.numbering();
        Numbering {
            country_code: numbering.country_code().map(text),
            international_prefix: numbering.international_prefix().map(text),
            national_prefix: numbering.national_prefix().map(text),
        }
    }

    /// The classes of service; a plan without stations has none.
    pub(super) fn classes(&self) -> Option<Spanned<Vec<Spanned<String>>>> {
        let classes = texts(self.names.classes().map(|(_, name)| name));
        (!classes.is_empty()).then(|| Spanned::unwritten(classes))
    }

    pub(super) fn stations(&self) -> Vec<Spanned<Station>> {
        let station = |(index, station): (StationIndex, routing_table::Station<'_>)| Station {
            number: text(station.number()),
            name: self.names.station(index).map(text),
            class: self.names.class(station.class()).map(text),
            credential: some(CredentialReference {
                credential: text(station.credential()),
            }),
        };
        self.table
            .stations()
            .map(|entry| Spanned::unwritten(station(entry)))
            .collect()
    }

    pub(super) fn emergency(&self) -> Vec<Spanned<Emergency>> {
        let targets = |entry: &routing_table::Emergency<'_>| {
            let targets = entry.targets();
            targets
                .map(|target| Spanned::unwritten(self.target(&target)))
                .collect()
        };
        let entries = self.table.emergencies().map(|(_, entry)| Emergency {
            number: text(entry.number()),
            targets: Spanned::unwritten(targets(&entry)),
            calling_number: entry.calling_number().map(text),
            location: entry.location().map(text),
            callback: entry.callback().map(text),
        });
        entries.map(Spanned::unwritten).collect()
    }

    fn target(&self, target: &Target) -> WrittenTarget {
        match target {
            Target::Station(station) => WrittenTarget {
                station: Some(text(self.station_number(*station))),
                gateway: None,
                number: None,
            },
            Target::Gateway(attempt) => WrittenTarget {
                station: None,
                gateway: some(self.gateway_name(attempt.gateway)),
                number: Some(text(attempt.number.as_str())),
            },
        }
    }

    pub(super) fn inbound(&self) -> Vec<Spanned<Inbound>> {
        let entries = self.table.inbound().map(|entry| Inbound {
            gateway: Spanned::unwritten(self.gateway_name(entry.gateway)),
            number: text(entry.number),
            station: text(self.station_number(entry.station)),
        });
        entries.map(Spanned::unwritten).collect()
    }

    fn station_number(&self, station: StationIndex) -> &str {
        self.table
            .station(station)
            .map(|station| station.number())
            .unwrap_or_default()
    }
}
