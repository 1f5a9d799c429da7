//! The records of every block but texts and automaton, in the order and with the fields that
//! `routing_table::layout` fixes.

use std::net::IpAddr;

use routing_table::layout::{CODECS, NONE, access_list, row_kind, target_kind};

use super::blocks::{Field, Fields};
use super::order::{Order, ordered, position};
use super::ranges::Ranges;
use super::rows::{Choice, Content, Prepend};
use crate::plan::{Codec, DialPlan, Emergency, Gateway, NumberFormat, Server, Target};

use Field::{Byte, Bytes, NoText, Short, Text, Word};

/// The fields of the first thirteen blocks.
pub(super) fn blocks(plan: &DialPlan, order: &Order, rows: &[Content]) -> Vec<Fields> {
    let gateways: Vec<&Gateway> = ordered(plan.gateways(), &order.gateways).collect();
    let emergencies: Vec<&Emergency> = ordered(plan.emergency(), &order.emergencies).collect();
    let choices: Vec<&Choice> = rows.iter().flat_map(choices).collect();
    vec![
        server(plan.server()),
        numbering(plan),
        runs(&gateways, |gateway| gateway.settings().len(), gateway),
        gateways
            .iter()
            .flat_map(|gateway| gateway.settings())
            .flat_map(setting)
            .collect(),
        ordered(plan.stations(), &order.stations)
            .flat_map(|station| {
                let class = position(&order.classes, station.class());
                [
                    Text(station.number().to_owned()),
                    Word(class),
                    Text(station.credential().to_owned()),
                ]
            })
            .collect(),
        runs(&emergencies, |entry| entry.targets().len(), emergency),
        emergencies
            .iter()
            .flat_map(|entry| entry.targets())
            .flat_map(|to| target(order, to))
            .collect(),
        runs(rows, |row| choices_of(row).len(), row),
        runs(
            &choices,
            |choice| choice.attempts.len(),
            |choice, first| self::choice(choice, first),
        ),
        choices
            .iter()
            .flat_map(|choice| choice.attempts.iter().map(|&gateway| Word(gateway)))
            .collect(),
        ordered(plan.inbound(), &order.inbound)
            .flat_map(|entry| {
                let gateway = position(&order.gateways, entry.gateway());
                let station = position(&order.stations, entry.station());
                [Word(gateway), Text(entry.number().to_owned()), Word(station)]
            })
            .collect(),
        access(plan, &gateways, |ranges| {
            ranges
                .v4
                .iter()
                .map(|(first, last)| ends(first.octets(), last.octets()))
                .collect()
        }),
        access(plan, &gateways, |ranges| {
            ranges
                .v6
                .iter()
                .map(|(first, last)| ends(first.octets(), last.octets()))
                .collect()
        }),
    ]
}

/// Records that each own a run of another block: `fields` gets the item and where its run starts.
fn runs<T>(items: &[T], length: impl Fn(&T) -> usize, fields: impl Fn(&T, u32) -> Fields) -> Fields {
    let mut next = 0;
    let mut all = Fields::new();
    for item in items {
        all.extend(fields(item, next));
        next += length(item) as u32;
    }
    all
}

fn server(server: &Server) -> Fields {
    let (first, last) = server.media_ports();
    let digest = routing_table::DigestAlgorithm::from_name(server.digest().name());
    vec![
        Short(server.sip_port()),
        Short(server.trunk_port()),
        Short(first),
        Short(last),
        Byte(digest.map_or(0, |digest| digest.number())),
        Byte(u8::from(server.unauthenticated_emergency())),
        Short(0),
        Text(server.realm().to_owned()),
        Word(server.calls().unwrap_or(NONE)),
        Word(server.calls_per_second().unwrap_or(NONE)),
        codecs(server.codecs()),
        address(Some(server.listen())),
        address(Some(server.trunk_listen())),
        address(server.advertise()),
    ]
}

/// A national prefix without a country code means nothing and is left out.
fn numbering(plan: &DialPlan) -> Fields {
    let numbering = plan.numbering();
    let declared = |text: Option<&str>| Field::optional(text.filter(|text| !text.is_empty()));
    let national = numbering
        .national_prefix()
        .filter(|_| numbering.country_code().is_some());
    vec![
        declared(numbering.country_code()),
        declared(numbering.international_prefix()),
        declared(national),
    ]
}

fn gateway(gateway: &&Gateway, first_setting: u32) -> Fields {
    let limits = gateway.limits();
    vec![
        Text(gateway.kind().to_owned()),
        Text(gateway.profile().to_owned()),
        Byte(number_format(gateway.number_format())),
        Byte(u8::from(gateway.radiates())),
        Short(0),
        Word(limits.calls().unwrap_or(NONE)),
        Word(limits.calls_per_second().unwrap_or(NONE)),
        Word(limits.reserved_for_emergency()),
        codecs(gateway.codecs()),
        Word(first_setting),
        Word(gateway.settings().len() as u32),
    ]
}

fn setting((key, value): (&String, &String)) -> [Field; 2] {
    [Text(key.clone()), Text(value.clone())]
}

fn emergency(entry: &&Emergency, first_target: u32) -> Fields {
    vec![
        Text(entry.number().to_owned()),
        Field::optional(entry.calling_number()),
        Field::optional(entry.location()),
        Field::optional(entry.callback()),
        Word(first_target),
        Word(entry.targets().len() as u32),
    ]
}

fn target(order: &Order, target: &Target) -> [Field; 3] {
    match target {
        Target::Station(index) => [
            Word(target_kind::STATION),
            Word(position(&order.stations, *index)),
            NoText,
        ],
        Target::Gateway(index, number) => [
            Word(target_kind::GATEWAY),
            Word(position(&order.gateways, *index)),
            Text(number.clone()),
        ],
    }
}

fn row(row: &Content, first_choice: u32) -> Fields {
    let (kind, first) = match row {
        Content::Denied => (row_kind::DENY, 0),
        Content::Emergency(index) => (row_kind::EMERGENCY, *index),
        Content::Station(index) => (row_kind::STATION, *index),
        Content::Route(_) => (row_kind::ROUTE, first_choice),
    };
    vec![Word(kind), Word(first), Word(choices_of(row).len() as u32)]
}

fn choices_of(row: &Content) -> &[Choice] {
    match row {
        Content::Route(choices) => choices,
        _ => &[],
    }
}

fn choices(row: &Content) -> impl Iterator<Item = &Choice> {
    choices_of(row).iter()
}

fn choice(choice: &Choice, first_attempt: u32) -> Fields {
    let prepend = match &choice.prepend {
        Prepend::Symbols(symbols) => Text(symbols.clone()),
        Prepend::Nothing => NoText,
    };
    vec![
        Word(choice.classes),
        Byte(choice.min_digits),
        Byte(choice.max_digits),
        Byte(choice.strip),
        Byte(0),
        prepend,
        Word(first_attempt),
        Word(choice.attempts.len() as u32),
    ]
}

/// The access lists of one family: crew, then signalling by address, then media by gateway and address.
fn access(plan: &DialPlan, gateways: &[&Gateway], family: impl Fn(&Ranges) -> Vec<Vec<u8>>) -> Fields {
    let record = |list: u32, gateway: u32, ends: Vec<u8>| [Word(list), Word(gateway), Bytes(ends)];
    let crew = family(&Ranges::of(plan.server().crew_networks()));
    let mut fields: Fields = crew
        .into_iter()
        .flat_map(|ends| record(access_list::CREW, 0, ends))
        .collect();
    let mut signalling = Vec::new();
    for (gateway, index) in gateways.iter().zip(0u32..) {
        let ranges = family(&Ranges::of(gateway.signalling().networks()));
        signalling.extend(ranges.into_iter().map(|ends| (ends, index)));
    }
    signalling.sort();
    fields.extend(
        signalling
            .into_iter()
            .flat_map(|(ends, gateway)| record(access_list::SIGNALLING, gateway, ends)),
    );
    for (gateway, index) in gateways.iter().zip(0u32..) {
        let ranges = family(&Ranges::of(gateway.media().networks()));
        fields.extend(
            ranges
                .into_iter()
                .flat_map(|ends| record(access_list::MEDIA, index, ends)),
        );
    }
    fields
}

fn ends<const N: usize>(first: [u8; N], last: [u8; N]) -> Vec<u8> {
    first.into_iter().chain(last).collect()
}

fn address(address: Option<IpAddr>) -> Field {
    let (family, octets) = match address {
        None => (0, Vec::new()),
        Some(IpAddr::V4(address)) => (4, address.octets().to_vec()),
        Some(IpAddr::V6(address)) => (6, address.octets().to_vec()),
    };
    let mut bytes = vec![family, 0, 0, 0];
    bytes.extend(octets);
    bytes.resize(routing_table::layout::ADDRESS, 0);
    Bytes(bytes)
}

fn codecs(codecs: &[Codec]) -> Field {
    let number =
        |codec: &Codec| routing_table::Codec::from_name(codec.name()).map_or(0, |codec| codec.number());
    let mut bytes: Vec<u8> = codecs.iter().map(number).collect();
    bytes.resize(CODECS, 0);
    Bytes(bytes)
}

fn number_format(format: NumberFormat) -> u8 {
    routing_table::NumberFormat::from_name(format.name()).map_or(0, |format| format.number())
}
