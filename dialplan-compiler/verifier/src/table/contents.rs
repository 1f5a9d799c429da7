//! Everything of a table that is not the automaton, in the words in which the settings are read.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::network::{Family, Range};
use crate::numbering::{NumberFormat, Numbering};
use crate::settings::gateways::Gateway;
use crate::settings::server::Server;
use crate::table::{Record, Table};

/// A station: number, class by position, credential.
pub(crate) type StationRecord = (String, u32, String);

/// An access range: list (0 crew, 1 signalling, 2 media), gateway, addresses.
pub(crate) type AccessRecord = (u32, u32, Range);

/// An emission profile: name, emergency flag, gateways by position.
pub(crate) type ProfileRecord = (String, u32, u64);

/// What a table holds; each part as far as it could be read.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) server: Result<Server, String>,
    pub(crate) numbering: Result<Numbering, String>,
    pub(crate) gateways: Result<Vec<Gateway>, String>,
    pub(crate) stations: Result<Vec<StationRecord>, String>,
    pub(crate) inbound: Result<Vec<(u32, String, u32)>, String>,
    pub(crate) access: Result<Vec<AccessRecord>, String>,
    pub(crate) levels: Result<Vec<String>, String>,
    pub(crate) dialled_levels: Result<Vec<(String, u32)>, String>,
    pub(crate) class_levels: Vec<u32>,
    pub(crate) profiles: Result<Vec<ProfileRecord>, String>,
}

impl Contents {
    pub(crate) fn of(table: &Table<'_>) -> Contents {
        let texts = &table.blocks;
        let access = access(table);
        let stations = table.records("stations").into_iter().map(|record| {
            Ok((
                texts.required_text(record.word(0))?,
                record.word(4),
                texts.required_text(record.word(8))?,
            ))
        });
        let inbound = table.records("inbound").into_iter().map(|record| {
            Ok((
                record.word(0),
                texts.required_text(record.word(4))?,
                record.word(8),
            ))
        });
        let dialled = table.records("preced").into_iter();
        let profiles = table.records("profiles").into_iter();
        Contents {
            server: server(table),
            numbering: numbering(table),
            gateways: gateways(table, access.as_deref().unwrap_or_default()),
            stations: stations.collect(),
            inbound: inbound.collect(),
            access,
            levels: table
                .records("levels")
                .into_iter()
                .map(|record| texts.required_text(record.word(0)))
                .collect(),
            dialled_levels: dialled
                .map(|record| Ok((texts.required_text(record.word(0))?, record.word(4))))
                .collect(),
            class_levels: table
                .records("classes")
                .into_iter()
                .map(|record| record.word(0))
                .collect(),
            profiles: profiles
                .map(|record| {
                    Ok((
                        texts.required_text(record.word(0))?,
                        record.word(4),
                        record.double(8),
                    ))
                })
                .collect(),
        }
    }
}

fn server(table: &Table<'_>) -> Result<Server, String> {
    let records = table.records("server");
    let [record] = records.as_slice() else {
        return Err(format!("{} records", records.len()));
    };
    Ok(Server {
        sip_port: record.half(0),
        trunk_port: record.half(2),
        media_ports: (record.half(4), record.half(6)),
        md5: match record.byte(8) {
            1 => true,
            2 => false,
            other => return Err(format!("digest algorithm {other}")),
        },
        unauthenticated_emergency: flag(u32::from(record.byte(9)))?,
        realm: table.blocks.required_text(record.word(12))?,
        calls: record.word(16),
        calls_per_second: record.word(20),
        codecs: codecs(record.bytes(24..40))?,
        listen: address(Record(record.bytes(40..60)))?,
        trunk_listen: address(Record(record.bytes(60..80)))?,
        advertise: address(Record(record.bytes(80..100)))?,
    })
}

/// Sixteen codecs, ended by zeros.
fn codecs(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let used: Vec<u8> = bytes.iter().copied().take_while(|codec| *codec != 0).collect();
    let rest = bytes.get(used.len()..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) || used.iter().any(|codec| *codec > 10) {
        return Err("a list of codecs does not end or names unknown ones".to_owned());
    }
    Ok(used)
}

fn address(record: Record<'_>) -> Result<Option<IpAddr>, String> {
    let bytes = record.bytes(4..20);
    let (used, address) = match record.byte(0) {
        0 => (0, None),
        4 => (
            4,
            bytes
                .first_chunk::<4>()
                .map(|four| IpAddr::V4(Ipv4Addr::from(*four))),
        ),
        6 => (
            16,
            bytes
                .first_chunk::<16>()
                .map(|sixteen| IpAddr::V6(Ipv6Addr::from(*sixteen))),
        ),
        family => return Err(format!("an address of family {family}")),
    };
    let zeros = record
        .bytes(1..4)
        .iter()
        .chain(bytes.get(used..).unwrap_or_default());
    if zeros.into_iter().any(|byte| *byte != 0) {
        Err("an address has bytes beyond its own".to_owned())
    } else {
        Ok(address)
    }
}

pub(crate) fn numbering(table: &Table<'_>) -> Result<Numbering, String> {
    let records = table.records("numbers");
    let [record] = records.as_slice() else {
        return Err(format!("{} records", records.len()));
    };
    Ok(Numbering {
        country: table.blocks.text(record.word(0))?.unwrap_or_default(),
        international: table.blocks.required_text(record.word(4))?,
        national: table.blocks.text(record.word(8))?.unwrap_or_default(),
    })
}

fn gateways(table: &Table<'_>, access: &[AccessRecord]) -> Result<Vec<Gateway>, String> {
    (0..)
        .zip(table.records("gateways"))
        .map(|(position, record)| gateway(table, position, record, access))
        .collect()
}

fn gateway(
    table: &Table<'_>,
    position: u32,
    record: Record<'_>,
    access: &[AccessRecord],
) -> Result<Gateway, String> {
    let texts = &table.blocks;
    let list = |number: u32| {
        access
            .iter()
            .filter(move |(list, owner, _)| *list == number && *owner == position)
    };
    let settings = (record.word(40)..record.word(40).saturating_add(record.word(44).min(1024))).map(|at| {
        let pair = texts
            .record(table.bytes, "settings", at)
            .ok_or("a setting does not exist")?;
        Ok::<_, String>((
            texts.required_text(pair.word(0))?,
            texts.required_text(pair.word(4))?,
        ))
    });
    Ok(Gateway {
        name: String::new(),
        kind: texts.required_text(record.word(0))?,
        profile: texts.required_text(record.word(4))?,
        format: format(record.byte(8)).ok_or_else(|| format!("number format {}", record.byte(8)))?,
        radiates: flag(u32::from(record.byte(9)))?,
        calls: record.word(12),
        calls_per_second: record.word(16),
        reserved: record.word(20),
        codecs: codecs(record.bytes(24..40))?,
        settings: settings.collect::<Result<BTreeMap<_, _>, _>>()?,
        signalling: list(1).map(|(_, _, range)| *range).collect(),
        media: list(2).map(|(_, _, range)| *range).collect(),
    })
}

fn format(byte: u8) -> Option<NumberFormat> {
    NumberFormat::numbered(byte)
}

fn access(table: &Table<'_>) -> Result<Vec<AccessRecord>, String> {
    let four = table.records("access4").into_iter().map(|record| {
        let value = |at: usize| {
            record
                .bytes(at..at + 4)
                .iter()
                .fold(0u128, |sum, byte| sum << 8 | u128::from(*byte))
        };
        (record, Family::Four, value(8), value(12))
    });
    let six = table.records("access6").into_iter().map(|record| {
        let value = |at: usize| {
            record
                .bytes(at..at + 16)
                .iter()
                .fold(0u128, |sum, byte| sum << 8 | u128::from(*byte))
        };
        (record, Family::Six, value(8), value(24))
    });
    let ranges = four.chain(six).map(|(record, family, first, last)| {
        let (list, gateway) = (record.word(0), record.word(4));
        if list > 2 || first > last {
            return Err(format!("a range of list {list} that begins behind its end"));
        }
        Ok((list, gateway, Range { family, first, last }))
    });
    ranges.collect()
}

fn flag(value: u32) -> Result<bool, String> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(format!("{other} where 0 or 1 is wanted")),
    }
}
