//! What each side shows of itself: the only addresses of ours that its peers ever see.

use core::net::{IpAddr, SocketAddr};

use sip::transaction::{Flow, Transport};
use sip::uri::Host;

use crate::side::Side;

/// The addresses of both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addresses {
    /// Shown to crew stations.
    pub crew: SideAddress,
    /// Shown to trunks.
    pub trunk: SideAddress,
}

/// The addresses of one side. None is unspecified: `0.0.0.0` can be listened on, but nobody can answer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideAddress {
    /// What Via and Contact say.
    pub signalling: SocketAddr,
    /// Where the relay receives.
    pub media: IpAddr,
}

/// The texts made of them once.
#[derive(Debug)]
pub(crate) struct Locals {
    addresses: Addresses,
    crew: Texts,
    trunk: Texts,
}

#[derive(Debug)]
struct Texts {
    sent_by: String,
    host: String,
    contact_udp: String,
    contact_tcp: String,
}

impl Locals {
    pub(crate) fn new(addresses: Addresses) -> Self {
        Locals {
            addresses,
            crew: Texts::new(addresses.crew),
            trunk: Texts::new(addresses.trunk),
        }
    }

    /// `host:port`, for Via.
    pub(crate) fn sent_by(&self, side: Side) -> &str {
        &self.of(side).sent_by
    }

    /// The host alone, for From and To on the crew side.
    pub(crate) fn host(&self, side: Side) -> &str {
        &self.of(side).host
    }

    /// The value of our Contact for a peer that is reached by this flow.
    pub(crate) fn contact(&self, flow: Flow) -> &str {
        let texts = self.of(Side::of(flow));
        match flow.transport {
            Transport::Udp => &texts.contact_udp,
            Transport::Tcp => &texts.contact_tcp,
        }
    }

    /// Where the relay receives on a side.
    pub(crate) fn media(&self, side: Side) -> IpAddr {
        match side {
            Side::Crew => self.addresses.crew.media,
            Side::Trunk => self.addresses.trunk.media,
        }
    }

    /// Whether a host in a crew station's Request-URI names this exchange. `listen` unspecified means that every
    /// address of this machine does, so that any address which reached us counts.
    pub(crate) fn is_ours(&self, host: &Host<'_>, realm: &str, listen: IpAddr) -> bool {
        match host.ip() {
            Some(ip) => {
                let ip = ip.to_canonical();
                ip == self.addresses.crew.signalling.ip().to_canonical()
                    || ip == listen
                    || listen.is_unspecified()
            }
            None => host.as_str().eq_ignore_ascii_case(realm),
        }
    }

    fn of(&self, side: Side) -> &Texts {
        match side {
            Side::Crew => &self.crew,
            Side::Trunk => &self.trunk,
        }
    }
}

impl Texts {
    fn new(address: SideAddress) -> Self {
        let sent_by = address.signalling.to_string();
        let host = match address.signalling.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        let contact_udp = format!("<sip:{sent_by}>");
        let contact_tcp = format!("<sip:{sent_by};transport=tcp>");
        Texts {
            sent_by,
            host,
            contact_udp,
            contact_tcp,
        }
    }
}
