//! What a party's session description (RFC 8866) says about the one audio stream that is relayed.
//!
//! Everything else in it is forgotten here, so that nothing of it can reach the other party.

use core::net::{IpAddr, SocketAddr};

use sdp_types::{Attribute, Connection, Media, NetType, Session};

use crate::MediaRemote;
use crate::codec::static_audio;
use crate::refusal::Refusal;

/// A description reduced to what is relayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description {
    /// Every media line in order: an answer must have as many as its offer (RFC 3264 §6).
    pub(crate) lines: Vec<MediaLine>,
    /// The audio stream; `None` when the party has turned it off (port 0).
    pub(crate) audio: Option<Audio>,
}

/// A media line as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaLine {
    pub(crate) media: String,
    pub(crate) protocol: String,
    pub(crate) formats: String,
}

/// An active audio stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Audio {
    /// Its place among the media lines.
    pub(crate) line: usize,
    /// Where the party receives; `None` for the old form of hold, `c=IN IP4 0.0.0.0` (RFC 3264 §8.4).
    pub(crate) remote: Option<MediaRemote>,
    pub(crate) formats: Vec<Format>,
    pub(crate) direction: Direction,
    /// Packet time and its maximum in milliseconds.
    pub(crate) ptime: Option<u16>,
    pub(crate) maxptime: Option<u16>,
    /// Bandwidths of the types that mean something to a phone.
    pub(crate) bandwidths: Vec<(&'static str, u64)>,
}

/// A payload type and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) payload_type: u8,
    pub(crate) name: String,
    /// In Hz.
    pub(crate) clock: u32,
    pub(crate) channels: u32,
    /// Parameters; only characters that no address can be written with.
    pub(crate) parameters: Option<String>,
}

/// The direction of a stream, seen by the party that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Direction::SendRecv => "sendrecv",
            Direction::SendOnly => "sendonly",
            Direction::RecvOnly => "recvonly",
            Direction::Inactive => "inactive",
        }
    }

    fn of(attributes: &[Attribute]) -> Option<Self> {
        let all = [
            Direction::SendRecv,
            Direction::SendOnly,
            Direction::RecvOnly,
            Direction::Inactive,
        ];
        let named = |attribute: &Attribute| all.into_iter().find(|one| one.as_str() == attribute.attribute);
        attributes.iter().find_map(named)
    }
}

/// Which media line carries the relayed audio.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AudioLine {
    /// The first that can be relayed (in an offer).
    First,
    /// The one that the offer used (in an answer).
    At(usize),
    /// None: the offer had none (in an answer).
    Off,
}

/// Reads a description. `relay` is an address of the side on which the party is: the party's own must be of the same family.
pub(crate) fn read(body: &[u8], which: AudioLine, relay: IpAddr) -> Result<Description, Refusal> {
    if body.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    let session = Session::parse(body).map_err(|_| Refusal::Malformed)?;
    if session.medias.len() > MAX_LINES {
        return Err(Refusal::TooLarge);
    }
    let line = match which {
        AudioLine::First => first_audio(&session.medias)?,
        AudioLine::At(line) => answered_audio(&session.medias, line)?,
        AudioLine::Off => None,
    };
    let audio = line
        .map(|(line, media)| audio(&session, line, media, relay))
        .transpose()?;
    let written = |media: &Media| MediaLine {
        media: media.media.clone(),
        protocol: media.proto.clone(),
        formats: media.fmt.clone(),
    };
    Ok(Description {
        lines: session.medias.iter().map(written).collect(),
        audio,
    })
}

fn first_audio(medias: &[Media]) -> Result<Option<(usize, &Media)>, Refusal> {
    let audio = || medias.iter().enumerate().filter(|(_, media)| is_audio(media));
    if let Some(found) = audio().find(|(_, media)| media.port != 0 && media.proto == "RTP/AVP") {
        return Ok(Some(found));
    }
    if audio().any(|(_, media)| media.port != 0) {
        return Err(Refusal::Transport);
    }
    if audio().next().is_none() {
        Err(Refusal::NoAudio)
    } else {
        Ok(None)
    }
}

fn answered_audio(medias: &[Media], line: usize) -> Result<Option<(usize, &Media)>, Refusal> {
    match medias.get(line) {
        None => Ok(None),
        Some(media) if media.port == 0 => Ok(None),
        Some(media) if !is_audio(media) => Err(Refusal::NoAudio),
        Some(media) if media.proto != "RTP/AVP" => Err(Refusal::Transport),
        Some(media) => Ok(Some((line, media))),
    }
}

fn is_audio(media: &Media) -> bool {
    media.media == "audio"
}

fn audio(session: &Session, line: usize, media: &Media, relay: IpAddr) -> Result<Audio, Refusal> {
    let connection = media
        .connections
        .first()
        .or(session.connection.as_ref())
        .ok_or(Refusal::Malformed)?;
    let address = unicast(connection, relay)?;
    let remote = if address.is_unspecified() {
        None
    } else {
        Some(remote(media, address, relay)?)
    };
    let direction = Direction::of(&media.attributes).or_else(|| Direction::of(&session.attributes));
    let known = |bandwidth: &sdp_types::Bandwidth| {
        let kind = BANDWIDTHS.into_iter().find(|kind| *kind == bandwidth.bwtype)?;
        Some((kind, bandwidth.bandwidth))
    };
    Ok(Audio {
        line,
        remote,
        formats: formats(media),
        direction: direction.unwrap_or(Direction::SendRecv),
        ptime: value(&media.attributes, "ptime").and_then(|text| text.trim().parse().ok()),
        maxptime: value(&media.attributes, "maxptime").and_then(|text| text.trim().parse().ok()),
        bandwidths: media
            .bandwidths
            .iter()
            .filter_map(known)
            .take(BANDWIDTHS.len())
            .collect(),
    })
}

/// The address of a connection line, which may be unspecified (hold).
fn unicast(connection: &Connection, relay: IpAddr) -> Result<IpAddr, Refusal> {
    if connection.nettype != NetType::In {
        return Err(Refusal::AddressFormat);
    }
    usable(&connection.connection_address, relay)
}

fn usable(text: &str, relay: IpAddr) -> Result<IpAddr, Refusal> {
    let literal = text.split('/').next().unwrap_or_default();
    let address = literal
        .parse::<IpAddr>()
        .map_err(|_| Refusal::AddressFormat)?
        .to_canonical();
    if address.is_multicast() {
        return Err(Refusal::Multicast);
    }
    if address.is_ipv4() != relay.to_canonical().is_ipv4() {
        return Err(Refusal::AddressFormat);
    }
    if address == IpAddr::V4(core::net::Ipv4Addr::BROADCAST) {
        Err(Refusal::Malformed)
    } else {
        Ok(address)
    }
}

fn remote(media: &Media, address: IpAddr, relay: IpAddr) -> Result<MediaRemote, Refusal> {
    let rtp = SocketAddr::new(address, media.port);
    let rtcp = match value(&media.attributes, "rtcp") {
        Some(text) => separate_rtcp(text, address, relay)?,
        None => SocketAddr::new(address, media.port.checked_add(1).ok_or(Refusal::Malformed)?),
    };
    Ok(MediaRemote { rtp, rtcp })
}

/// `a=rtcp:port [IN IP4 address]` (RFC 3605 §2.1).
fn separate_rtcp(text: &str, address: IpAddr, relay: IpAddr) -> Result<SocketAddr, Refusal> {
    let mut words = text.split_ascii_whitespace();
    let port: u16 = words
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or(Refusal::Malformed)?;
    let address = match words.nth(2) {
        Some(word) => usable(word, relay)?,
        None => address,
    };
    if port == 0 || address.is_unspecified() {
        return Err(Refusal::Malformed);
    }
    Ok(SocketAddr::new(address, port))
}

/// The formats of a media line whose meaning is known, each payload type once.
fn formats(media: &Media) -> Vec<Format> {
    let mut formats: Vec<Format> = Vec::new();
    for word in media.fmt.split_ascii_whitespace() {
        let Some(payload_type) = word.parse::<u8>().ok().filter(|number| *number < 128) else {
            continue;
        };
        if formats.iter().any(|known| known.payload_type == payload_type) {
            continue;
        }
        formats.extend(format(media, payload_type));
    }
    formats
}

fn format(media: &Media, payload_type: u8) -> Option<Format> {
    let (name, clock, channels) = match static_audio(payload_type) {
        // A static number means what RFC 3551 says, whatever `rtpmap` claims.
        Some((name, clock, channels)) => (name.to_owned(), clock, channels),
        None => rtpmap(of_payload_type(media, "rtpmap", payload_type)?)?,
    };
    let parameters = of_payload_type(media, "fmtp", payload_type)
        .filter(|text| text.bytes().all(is_parameter_byte))
        .map(str::to_owned);
    Some(Format {
        payload_type,
        name,
        clock,
        channels,
        parameters,
    })
}

/// `name/clock[/channels]` (RFC 8866 §6.6).
fn rtpmap(text: &str) -> Option<(String, u32, u32)> {
    let mut parts = text.trim().split('/');
    let name = parts.next()?;
    let clock = parts.next()?.parse().ok()?;
    let channels = match parts.next() {
        Some(channels) => channels.parse().ok()?,
        None => 1,
    };
    Some((name.to_owned(), clock, channels))
}

fn value<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|attribute| attribute.attribute == name)?
        .value
        .as_deref()
}

/// The rest of `a=<name>:<payload type> <rest>`.
fn of_payload_type<'a>(media: &'a Media, name: &str, payload_type: u8) -> Option<&'a str> {
    let named = media
        .attributes
        .iter()
        .filter(|attribute| attribute.attribute == name);
    named
        .filter_map(|attribute| attribute.value.as_deref())
        .find_map(|text| {
            let (number, rest) = text.trim_start().split_once(' ')?;
            (number.parse() == Ok(payload_type)).then_some(rest)
        })
}

/// INVARIANT: neither `.` nor `:`, so that no address passes through format parameters.
fn is_parameter_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"=;,-_+/ ".contains(&byte)
}

/// Larger than any description of a phone, smaller than a datagram.
pub(crate) const MAX_BYTES: usize = 16 * 1024;
const MAX_LINES: usize = 16;
const BANDWIDTHS: [&str; 5] = ["CT", "AS", "TIAS", "RS", "RR"];
