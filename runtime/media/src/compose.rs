//! Writes a session description (RFC 8866) from nothing but the relay's address and the parts that may pass.

use core::fmt::{self, Write};
use core::net::IpAddr;

use crate::codec::PayloadTypes;
use crate::description::{Audio, Format, MediaLine};
use crate::negotiation::RelayAddress;

/// What one party is told.
pub(crate) struct Told<'a> {
    pub(crate) relay: &'a RelayAddress,
    pub(crate) lines: &'a [MediaLine],
    pub(crate) shown: Shown,
    pub(crate) audio: Option<&'a Audio>,
    /// The audio's formats that may pass, in order.
    pub(crate) formats: &'a [Format],
}

/// How media lines that are not relayed are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// In words of ours, to the party that did not write them.
    Foreign,
    /// As written, to the party that wrote them.
    Own,
}

/// A description without the version of its origin line, so that two can be compared.
pub(crate) struct Composed {
    session: u64,
    after_version: String,
}

impl Composed {
    /// Everything but the version.
    pub(crate) fn of(told: &Told<'_>) -> Self {
        let mut after_version = String::with_capacity(TYPICAL_BYTES);
        // Writing to a String cannot fail.
        let _ = write_after_version(&mut after_version, told);
        Self {
            session: told.relay.session,
            after_version,
        }
    }

    /// What tells two descriptions to one party apart.
    pub(crate) fn comparable(&self) -> &[u8] {
        self.after_version.as_bytes()
    }

    /// The whole description.
    pub(crate) fn with_version(&self, version: u64) -> Vec<u8> {
        let mut text = String::with_capacity(self.after_version.len() + LONGEST_START);
        let _ = write!(text, "v=0\r\no=- {} {version}", self.session);
        text.push_str(&self.after_version);
        text.into_bytes()
    }
}

fn write_after_version(out: &mut String, told: &Told<'_>) -> fmt::Result {
    let address = told.relay.address;
    let (family, unspecified) = match address {
        IpAddr::V4(_) => ("IP4", "0.0.0.0"),
        IpAddr::V6(_) => ("IP6", "::"),
    };
    write!(out, " IN {family} {address}\r\ns=-\r\nc=IN {family} ")?;
    if told.audio.is_some_and(|audio| audio.remote.is_none()) {
        out.push_str(unspecified);
    } else {
        write!(out, "{address}")?;
    }
    out.push_str("\r\nt=0 0\r\n");
    for (at, line) in told.lines.iter().enumerate() {
        match told.audio {
            Some(audio) if audio.line == at => write_audio(out, told, audio)?,
            _ => write_unused(out, line, told.shown)?,
        }
    }
    Ok(())
}

fn write_audio(out: &mut String, told: &Told<'_>, audio: &Audio) -> fmt::Result {
    write!(out, "m=audio {} RTP/AVP", told.relay.port)?;
    for format in told.formats {
        write!(out, " {}", format.payload_type)?;
    }
    out.push_str("\r\n");
    for (kind, amount) in &audio.bandwidths {
        write!(out, "b={kind}:{amount}\r\n")?;
    }
    told.formats
        .iter()
        .try_for_each(|format| write_format(out, format))?;
    for (name, milliseconds) in [("ptime", audio.ptime), ("maxptime", audio.maxptime)] {
        if let Some(milliseconds) = milliseconds {
            write!(out, "a={name}:{milliseconds}\r\n")?;
        }
    }
    write!(out, "a={}\r\n", audio.direction.as_str())
}

fn write_format(out: &mut String, format: &Format) -> fmt::Result {
    let Format {
        payload_type,
        name,
        clock,
        channels,
        parameters,
    } = format;
    write!(out, "a=rtpmap:{payload_type} {name}/{clock}")?;
    if *channels != 1 {
        write!(out, "/{channels}")?;
    }
    out.push_str("\r\n");
    match parameters {
        Some(parameters) => write!(out, "a=fmtp:{payload_type} {parameters}\r\n"),
        None => Ok(()),
    }
}

/// INVARIANT: the words of a media line hold no line end; the reader splits at them.
fn write_unused(out: &mut String, line: &MediaLine, shown: Shown) -> fmt::Result {
    let known = |text: &str, list: &[&'static str], otherwise| {
        list.iter()
            .copied()
            .find(|one| one.eq_ignore_ascii_case(text))
            .unwrap_or(otherwise)
    };
    match shown {
        Shown::Own => write!(out, "m={} 0 {} {}\r\n", line.media, line.protocol, line.formats),
        Shown::Foreign => {
            let media = known(&line.media, &MEDIA, "application");
            write!(
                out,
                "m={media} 0 {} 0\r\n",
                known(&line.protocol, &PROTOCOLS, "udp")
            )
        }
    }
}

/// The payload types of formats.
pub(crate) fn payload_types(formats: &[Format]) -> PayloadTypes {
    formats.iter().map(|format| format.payload_type).collect()
}

const TYPICAL_BYTES: usize = 320;
/// `v=0`, `o=- `, two numbers of 20 digits.
const LONGEST_START: usize = 52;
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
