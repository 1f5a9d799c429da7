//! Writes a session description from nothing but the relay's address and the parts that may pass.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sdp_types::{Attribute, Bandwidth, Connection, Media, Origin, Session, Time};

use crate::codec::PayloadTypes;
use crate::description::{Audio, Format, MediaLine};
use crate::negotiation::RelayAddress;

/// What one party is told.
pub(crate) struct Told<'a> {
    pub(crate) relay: &'a RelayAddress,
    pub(crate) lines: Vec<MediaLine>,
    pub(crate) audio: Option<&'a Audio>,
    /// The audio's formats that may pass, in order.
    pub(crate) formats: &'a [Format],
}

/// The description as bytes, with this version in its origin line.
pub(crate) fn compose(told: &Told<'_>, version: u64) -> Vec<u8> {
    let address = told.relay.address;
    let held = told.audio.is_some_and(|audio| audio.remote.is_none());
    let session = Session {
        origin: Origin::with_ip_addr(told.relay.session, version, address),
        session_name: "-".to_owned(),
        session_description: None,
        uri: None,
        emails: Vec::new(),
        phones: Vec::new(),
        connection: Some(Connection::from_ip_addr(if held {
            unspecified(address)
        } else {
            address
        })),
        bandwidths: Vec::new(),
        times: vec![Time::new(0, 0)],
        time_zones: Vec::new(),
        key: None,
        attributes: Vec::new(),
        medias: told
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| media(told, at, line))
            .collect(),
    };
    let mut bytes = Vec::with_capacity(TYPICAL_BYTES);
    // Writing to memory cannot fail.
    let _ = session.write(&mut bytes);
    bytes
}

fn media(told: &Told<'_>, at: usize, line: &MediaLine) -> Media {
    match told.audio {
        Some(audio) if audio.line == at => active(told, audio),
        _ => bare(&line.media, 0, &line.protocol, line.formats.clone()),
    }
}

fn active(told: &Told<'_>, audio: &Audio) -> Media {
    let numbers: Vec<String> = told
        .formats
        .iter()
        .map(|format| format.payload_type.to_string())
        .collect();
    let mut media = bare("audio", told.relay.port, "RTP/AVP", numbers.join(" "));
    let bandwidth = |&(kind, amount): &(&str, u64)| Bandwidth {
        bwtype: kind.to_owned(),
        bandwidth: amount,
    };
    media.bandwidths = audio.bandwidths.iter().map(bandwidth).collect();
    for format in told.formats {
        media
            .attributes
            .push(Attribute::with_value("rtpmap", rtpmap(format)));
        if let Some(parameters) = &format.parameters {
            let text = format!("{} {parameters}", format.payload_type);
            media.attributes.push(Attribute::with_value("fmtp", text));
        }
    }
    for (name, milliseconds) in [("ptime", audio.ptime), ("maxptime", audio.maxptime)] {
        media
            .attributes
            .extend(milliseconds.map(|number| Attribute::with_value(name, number)));
    }
    media.attributes.push(Attribute::new(audio.direction.as_str()));
    media
}

fn bare(media: &str, port: u16, protocol: &str, formats: String) -> Media {
    Media {
        media: media.to_owned(),
        port,
        num_ports: None,
        proto: protocol.to_owned(),
        fmt: formats,
        media_title: None,
        connections: Vec::new(),
        bandwidths: Vec::new(),
        key: None,
        attributes: Vec::new(),
    }
}

fn rtpmap(format: &Format) -> String {
    let Format {
        payload_type,
        name,
        clock,
        channels,
        ..
    } = format;
    match channels {
        1 => format!("{payload_type} {name}/{clock}"),
        _ => format!("{payload_type} {name}/{clock}/{channels}"),
    }
}

fn unspecified(like: IpAddr) -> IpAddr {
    match like {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    }
}

/// A media line that offers nothing, in words that the offerer did not choose.
pub(crate) fn refused(line: &MediaLine) -> MediaLine {
    let known = |text: &str, list: &[&'static str], otherwise| {
        list.iter()
            .copied()
            .find(|one| one.eq_ignore_ascii_case(text))
            .unwrap_or(otherwise)
    };
    MediaLine {
        media: known(&line.media, &MEDIA, "application").to_owned(),
        protocol: known(&line.protocol, &PROTOCOLS, "udp").to_owned(),
        formats: "0".to_owned(),
    }
}

/// The payload types of formats.
pub(crate) fn payload_types(formats: &[Format]) -> PayloadTypes {
    formats.iter().map(|format| format.payload_type).collect()
}

const TYPICAL_BYTES: usize = 320;
const MEDIA: [&str; 6] = ["audio", "video", "text", "application", "message", "image"];
const PROTOCOLS: [&str; 12] = [
    "RTP/AVP",
    "RTP/SAVP",
    "RTP/AVPF",
    "RTP/SAVPF",
    "UDP/TLS/RTP/SAVP",
    "UDP/TLS/RTP/SAVPF",
    "udptl",
    "TCP",
    "TCP/MSRP",
    "TCP/TLS/MSRP",
    "UDP/BFCP",
    "UDP/DTLS/SCTP",
];
