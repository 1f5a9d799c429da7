//! What a gateway asks of the switch.

use core::fmt;
use core::net::{IpAddr, SocketAddr};

use crate::call::Transport;
use crate::status::{Status, Why};

/// Names one probe, so that a late answer is not taken for another one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProbeId {
    /// The target that is probed.
    pub target: SocketAddr,
    /// Counts the probes of this gateway.
    pub serial: u32,
}

/// The parts of an OPTIONS request that a gateway decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionsRequest {
    /// The Request-URI.
    pub request_uri: String,
    /// The From header field's value without a tag.
    pub from: String,
    /// The To header field's value.
    pub to: String,
    /// Where to send it.
    pub target: SocketAddr,
    /// What carries it.
    pub transport: Transport,
}

/// One wish or one piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayAction {
    /// Send this OPTIONS and report its outcome by `probe_result`. The gateway keeps its own, shorter, time limit:
    /// a report after that still counts when it shows that the target lives.
    Probe(ProbeId, OptionsRequest),
    /// Resolve this host name to addresses and report by `resolved`.
    Resolve {
        /// The trunk's host name.
        host: String,
    },
    /// The state changed, or the reason for it (then `from` and `to` are equal).
    StatusChanged {
        /// Before.
        from: Status,
        /// Now.
        to: Status,
        /// Why.
        why: Why,
    },
    /// Something that a person should look at.
    Alarm(Alarm),
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// A resolver's answer lies outside the networks that the plan permits; it is not used.
    AddressRefused {
        /// The name that was resolved.
        host: String,
        /// The refused address.
        address: IpAddr,
    },
    /// The host name cannot be resolved. Calls go on with the last good addresses when there are any.
    Unresolved {
        /// The name.
        host: String,
    },
    /// The provider refused the credentials of a call.
    CredentialsRefused {
        /// The target that refused them.
        target: SocketAddr,
    },
}

impl fmt::Display for Alarm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Alarm::AddressRefused { host, address } => {
                write!(
                    out,
                    "`{host}` resolves to {address}, outside the plan's networks; not used"
                )
            }
            Alarm::Unresolved { host } => write!(out, "`{host}` cannot be resolved"),
            Alarm::CredentialsRefused { target } => write!(out, "{target} refuses the trunk's credentials"),
        }
    }
}
