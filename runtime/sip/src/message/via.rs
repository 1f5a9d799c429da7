//! Via: the way a request came and its response goes back (RFC 3261 §20.42, RFC 3581).

use super::Params;
use super::grammar::{TOKEN, skip_space, split_class};
use crate::uri::{Host, address, port};
use core::net::{IpAddr, SocketAddr};

/// The transport of a Via; names compare without regard to case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport<'a> {
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
    /// TLS over TCP.
    Tls,
    /// Any other token.
    Other(&'a str),
}

impl<'a> Transport<'a> {
    /// The transport in upper case, another one as written.
    pub fn as_str(&self) -> &'a str {
        match *self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Other(text) => text,
        }
    }

    fn from_token(token: &'a str) -> Self {
        match token.len() {
            3 if token.eq_ignore_ascii_case("UDP") => Self::Udp,
            3 if token.eq_ignore_ascii_case("TCP") => Self::Tcp,
            3 if token.eq_ignore_ascii_case("TLS") => Self::Tls,
            _ => Self::Other(token),
        }
    }
}

/// One value of a Via header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Via<'a> {
    text: &'a str,
    /// How the message travelled.
    pub transport: Transport<'a>,
    /// Host of `sent-by`.
    pub host: Host<'a>,
    /// Port of `sent-by`, if one is written.
    pub port: Option<u16>,
    /// All parameters.
    pub params: Params<'a>,
}

/// The `rport` parameter of a [`Via`] (RFC 3581).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rport {
    /// Not there: answer to the port of `sent-by`.
    Absent,
    /// Asked for: answer to the source port.
    Asked,
    /// Filled in by a server.
    Filled(u16),
}

impl<'a> Via<'a> {
    /// Reads one value at the front of `text`; returns what follows it: nothing, or a comma.
    pub(crate) fn split_from(text: &'a str) -> Option<(Self, &'a str)> {
        let text = skip_space(text);
        let rest = slash(
            text.get(..3)
                .filter(|name| name.eq_ignore_ascii_case("SIP"))
                .and(text.get(3..))?,
        )?;
        let (transport, rest) = split_class(slash(rest.strip_prefix("2.0")?)?, TOKEN);
        let sent_by = skip_space(rest);
        if transport.is_empty() || sent_by.len() == rest.len() {
            return None;
        }
        let (host, mut port_number, mut rest) = Host::split_with_port(sent_by)?;
        if port_number.is_none()
            && let Some(spaced) = skip_space(rest).strip_prefix(':')
        {
            let (digits, after) = split_class(skip_space(spaced), super::grammar::DIGIT);
            port_number = Some(port(digits)?);
            rest = after;
        }
        let (params, rest) = Params::split_from(rest)?;
        let text = text.get(..text.len().checked_sub(rest.len())?)?;
        let via = Self {
            text,
            transport: Transport::from_token(transport),
            host,
            port: port_number,
            params,
        };
        Some((via, rest))
    }

    /// The value as written, folds included.
    pub fn as_str(&self) -> &'a str {
        super::grammar::trim(self.text)
    }

    /// The `branch` parameter.
    pub fn branch(&self) -> Option<&'a str> {
        self.params.get("branch")
    }

    /// The `received` parameter, an IPv6 address with or without brackets (RFC 5118 §4.5).
    pub fn received(&self) -> Option<IpAddr> {
        self.params.get("received").and_then(address)
    }

    /// The `rport` parameter.
    pub fn rport(&self) -> Rport {
        match self.params.find("rport") {
            None => Rport::Absent,
            Some(value) => value.and_then(port).map_or(Rport::Asked, Rport::Filled),
        }
    }

    /// Where the response to a request that came from `source` over UDP goes: RFC 3581 §4, else RFC 3261 §18.2.2
    /// with 5060 as default port. The host is always that of the source; `maddr` never steers.
    pub fn reply_address(&self, source: SocketAddr) -> SocketAddr {
        match self.rport() {
            Rport::Absent => SocketAddr::new(source.ip(), self.port.unwrap_or(5060)),
            Rport::Asked | Rport::Filled(_) => source,
        }
    }
}

/// Reads `SLASH`: a slash with white space around it.
fn slash(text: &str) -> Option<&str> {
    skip_space(text).strip_prefix('/').map(skip_space)
}
