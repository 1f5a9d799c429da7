//! The server's own settings: what it listens on, whom it challenges how, what it relays.

use core::net::{IpAddr, Ipv4Addr};

use crate::layout::{ADDRESS, CODECS, NONE, SERVER};
use crate::records::Record;
use crate::texts::Texts;
use crate::{Codec, DigestAlgorithm};

pub(super) const DIGEST: usize = 8;
pub(super) const UNAUTHENTICATED_EMERGENCY: usize = 9;
pub(super) const REALM: usize = 12;
const CALLS: usize = 16;
const CALLS_PER_SECOND: usize = 20;
pub(super) const SERVER_CODECS: usize = 24;
pub(super) const LISTEN: usize = 40;
pub(super) const TRUNK_LISTEN: usize = LISTEN + ADDRESS;
pub(super) const ADVERTISE: usize = TRUNK_LISTEN + ADDRESS;

/// The server's own settings.
#[derive(Clone, Copy, Debug)]
pub struct Server<'a> {
    pub(super) record: Record<'a, SERVER>,
    pub(super) texts: Texts<'a>,
}

impl<'a> Server<'a> {
    /// UDP and TCP port of the crew side.
    pub fn sip_port(&self) -> u16 {
        self.record.u16(0)
    }

    /// UDP and TCP port of the trunk side.
    pub fn trunk_port(&self) -> u16 {
        self.record.u16(2)
    }

    /// Address of the crew side.
    pub fn listen(&self) -> IpAddr {
        self.record.address(LISTEN).unwrap_or(NOWHERE)
    }

    /// Address of the trunk side.
    pub fn trunk_listen(&self) -> IpAddr {
        self.record.address(TRUNK_LISTEN).unwrap_or(NOWHERE)
    }

    /// The address that trunks are shown, when it is not the one listened on.
    pub fn advertise(&self) -> Option<IpAddr> {
        self.record.address(ADVERTISE)
    }

    /// Realm of the digest challenges, never empty.
    pub fn realm(&self) -> &'a str {
        self.texts.get(self.record.u32(REALM))
    }

    /// The one algorithm of the digest challenges.
    pub fn digest(&self) -> DigestAlgorithm {
        DigestAlgorithm::from_number(self.record.u8(DIGEST)).unwrap_or(DigestAlgorithm::Sha256)
    }

    /// Whether the crew side takes emergency calls from callers who are not authenticated.
    pub fn unauthenticated_emergency(&self) -> bool {
        self.record.u8(UNAUTHENTICATED_EMERGENCY) == 1
    }

    /// First and last UDP port of the media relay, both included.
    pub fn media_ports(&self) -> (u16, u16) {
        (self.record.u16(4), self.record.u16(6))
    }

    /// The codecs of the crew side, most wanted first.
    pub fn codecs(&self) -> impl Iterator<Item = Codec> + use<'a> {
        codecs(self.record.bytes(SERVER_CODECS, CODECS))
    }

    /// Most calls at once; `None` for no limit.
    pub fn calls_limit(&self) -> Option<u32> {
        limit(self.record.u32(CALLS))
    }

    /// Most new calls in one second; `None` for no limit.
    pub fn calls_per_second(&self) -> Option<u32> {
        limit(self.record.u32(CALLS_PER_SECOND))
    }
}

const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// A list of codecs: their numbers, ended by zeros.
pub(super) fn codecs(list: &[u8]) -> impl Iterator<Item = Codec> + use<'_> {
    list.iter().map_while(|&number| Codec::from_number(number))
}

pub(super) fn limit(field: u32) -> Option<u32> {
    (field != NONE).then_some(field)
}
