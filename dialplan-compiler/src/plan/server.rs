//! The vessel's name and what its exchange listens on, admits and speaks.

use ipnet::IpNet;
use std::net::IpAddr;

/// Which ship the plan is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vessel {
    pub(super) name: String,
    pub(super) part_number: Option<String>,
}

/// The exchange itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub(super) sip_port: u16,
    pub(super) trunk_port: u16,
    pub(super) listen: IpAddr,
    pub(super) trunk_listen: IpAddr,
    pub(super) advertise: Option<IpAddr>,
    pub(super) crew_networks: Vec<IpNet>,
    pub(super) realm: String,
    pub(super) digest: DigestAlgorithm,
    pub(super) unauthenticated_emergency: bool,
    pub(super) media_ports: (u16, u16),
    pub(super) codecs: Vec<Codec>,
    pub(super) calls: Option<u32>,
    pub(super) calls_per_second: Option<u32>,
}

/// The one digest algorithm with which stations are challenged (RFC 8760).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DigestAlgorithm {
    /// MD5; only with an allowance.
    Md5,
    /// SHA-256.
    Sha256,
}

/// A payload that the relay lets pass, by its SDP encoding name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    /// G.711 µ-law, 8 kHz.
    Pcmu,
    /// G.711 A-law, 8 kHz.
    Pcma,
    /// G.722, 7 kHz audio.
    G722,
    /// G.729, 8 kbit/s.
    G729,
    /// iLBC (RFC 3951).
    Ilbc,
    /// Speex, 16 kHz (RFC 5574).
    Speex,
    /// AMR narrow band (RFC 4867).
    Amr,
    /// AMR wide band (RFC 4867).
    AmrWb,
    /// Opus (RFC 7587).
    Opus,
    /// DTMF and other events (RFC 4733): not audio, always let pass.
    TelephoneEvent,
}

impl Codec {
    /// Every codec, in the order in which the documentation lists them.
    pub const ALL: [Codec; 10] = [
        Codec::Pcmu,
        Codec::Pcma,
        Codec::G722,
        Codec::G729,
        Codec::Ilbc,
        Codec::Speex,
        Codec::Amr,
        Codec::AmrWb,
        Codec::Opus,
        Codec::TelephoneEvent,
    ];

    /// The SDP encoding name, as settings write it.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Pcmu => "PCMU",
            Codec::Pcma => "PCMA",
            Codec::G722 => "G722",
            Codec::G729 => "G729",
            Codec::Ilbc => "iLBC",
            Codec::Speex => "speex",
            Codec::Amr => "AMR",
            Codec::AmrWb => "AMR-WB",
            Codec::Opus => "opus",
            Codec::TelephoneEvent => "telephone-event",
        }
    }

    /// The codec of an encoding name; names compare without regard to case (RFC 4855 §3).
    pub fn from_name(name: &str) -> Option<Codec> {
        Codec::ALL
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(name))
    }
}

impl DigestAlgorithm {
    /// The name as in SIP (RFC 8760 §2.1).
    pub fn name(self) -> &'static str {
        match self {
            DigestAlgorithm::Md5 => "MD5",
            DigestAlgorithm::Sha256 => "SHA-256",
        }
    }
}

impl Vessel {
    /// The name; `unnamed` when the settings give none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The part number, if one is given.
    pub fn part_number(&self) -> Option<&str> {
        self.part_number.as_deref()
    }
}

impl Server {
    /// The crew side's port.
    pub fn sip_port(&self) -> u16 {
        self.sip_port
    }

    /// The trunk side's port.
    pub fn trunk_port(&self) -> u16 {
        self.trunk_port
    }

    /// The crew side's listen address.
    pub fn listen(&self) -> IpAddr {
        self.listen
    }

    /// The trunk side's listen address.
    pub fn trunk_listen(&self) -> IpAddr {
        self.trunk_listen
    }

    /// The address that trunks see, when it differs from the listen address.
    pub fn advertise(&self) -> Option<IpAddr> {
        self.advertise
    }

    /// The networks from which stations may speak to the exchange; empty: none may.
    pub fn crew_networks(&self) -> &[IpNet] {
        &self.crew_networks
    }

    /// The digest realm.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The digest algorithm of the crew side.
    pub fn digest(&self) -> DigestAlgorithm {
        self.digest
    }

    /// Whether an emergency call from a crew network is taken without authentication.
    pub fn unauthenticated_emergency(&self) -> bool {
        self.unauthenticated_emergency
    }

    /// The first and the last UDP port of the media relay.
    pub fn media_ports(&self) -> (u16, u16) {
        self.media_ports
    }

    /// The codecs that stations may use, in order of preference; `telephone-event` is always last.
    pub fn codecs(&self) -> &[Codec] {
        &self.codecs
    }

    /// How many calls may exist at once; `None`: unlimited.
    pub fn calls(&self) -> Option<u32> {
        self.calls
    }

    /// How many calls may start in one second; `None`: unlimited.
    pub fn calls_per_second(&self) -> Option<u32> {
        self.calls_per_second
    }
}
