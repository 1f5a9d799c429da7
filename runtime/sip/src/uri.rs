//! SIP, SIPS, TEL and URN addresses, read in place (RFC 3261 §19.1, RFC 3966, RFC 8141).
//!
//! Reads form only: comparison of users and normalisation of numbers belong to those who route.

use crate::message::Params;
use crate::message::grammar::{
    DIGIT, HOST, TOKEN, URI_HEADER_MARK, URI_PARAMETER, USER, VISIBLE, is, is_escaped_text, number,
    split_class, split_once_at,
};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The scheme of a [`Uri`]; schemes compare without regard to case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme<'a> {
    /// `sip:`
    Sip,
    /// `sips:`
    Sips,
    /// `tel:`
    Tel,
    /// `urn:`, for example `urn:service:sos` (RFC 5031).
    Urn,
    /// Any other scheme; a server answers 416 where it must act on one.
    Other(&'a str),
}

impl<'a> Scheme<'a> {
    /// The scheme in lower case, another one as written.
    pub fn as_str(&self) -> &'a str {
        match *self {
            Self::Sip => "sip",
            Self::Sips => "sips",
            Self::Tel => "tel",
            Self::Urn => "urn",
            Self::Other(text) => text,
        }
    }

    fn from_text(text: &'a str) -> Self {
        match text.len() {
            3 if text.eq_ignore_ascii_case("sip") => Self::Sip,
            4 if text.eq_ignore_ascii_case("sips") => Self::Sips,
            3 if text.eq_ignore_ascii_case("tel") => Self::Tel,
            3 if text.eq_ignore_ascii_case("urn") => Self::Urn,
            _ => Self::Other(text),
        }
    }
}

/// An address whose form has been checked; all parts borrow from the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uri<'a> {
    text: &'a str,
    /// The scheme.
    pub scheme: Scheme<'a>,
    /// `sip`/`sips`: the user without password, escapes kept. `tel`: the number, separators kept. Else `None`.
    pub user: Option<&'a str>,
    /// The password in the user part (deprecated by RFC 3261 §19.1.1); never log it.
    pub password: Option<&'a str>,
    /// `sip`/`sips`: host name or address. Else empty.
    pub host: Host<'a>,
    /// The port, 1 to 65535, if one is written.
    pub port: Option<u16>,
    /// Parameters of `sip`, `sips` and `tel`.
    pub params: Params<'a>,
    /// What follows `?`: header fields to be put into a request; empty if absent.
    pub headers: &'a str,
}

impl<'a> Uri<'a> {
    /// The address of nothing: what [`crate::message::Message::request_uri`] gives for a response.
    pub const EMPTY: Uri<'static> = Uri {
        text: "",
        scheme: Scheme::Other(""),
        user: None,
        password: None,
        host: Host { text: "" },
        port: None,
        params: Params::NONE,
        headers: "",
    };

    /// Reads an absolute URI that fills `text`; `None` if it is malformed.
    ///
    /// Of schemes other than `sip`, `sips` and `tel` only the scheme and the absence of white space, controls,
    /// quotes and angle brackets are checked.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = split_once_at(text, b':')?;
        let uri = Self {
            text,
            scheme: Scheme::from_text(scheme),
            ..Uri::EMPTY
        };
        match uri.scheme {
            Scheme::Sip | Scheme::Sips => uri.with_sip_parts(rest),
            Scheme::Tel => uri.with_tel_parts(rest),
            Scheme::Urn | Scheme::Other(_) => {
                let named = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
                    && split_class(scheme, TOKEN).1.is_empty();
                let opaque = !rest.is_empty()
                    && rest
                        .bytes()
                        .all(|byte| is(byte, VISIBLE) && !matches!(byte, b'<' | b'>' | b'"'));
                (named && opaque).then_some(uri)
            }
        }
    }

    /// The whole address as written.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// What follows the scheme's colon.
    pub fn opaque(&self) -> &'a str {
        split_once_at(self.text, b':').map_or("", |(_, rest)| rest)
    }

    fn with_sip_parts(mut self, rest: &'a str) -> Option<Self> {
        let rest = match split_once_at(rest, b'@') {
            Some((user_info, rest)) => {
                let (user, password) = match split_class(user_info, USER) {
                    (user, "") => (user, None),
                    _ => split_user_info(user_info)?,
                };
                if user.is_empty() {
                    return None;
                }
                (self.user, self.password) = (Some(user), password);
                rest
            }
            None => rest,
        };
        let (host, port, rest) = Host::split_with_port(rest)?;
        (self.host, self.port) = (host, port);
        let (params, rest) = Params::split_from_uri(rest)?;
        self.params = params;
        if let Some(headers) = rest.strip_prefix('?') {
            self.headers = headers;
            return (!headers.is_empty() && is_escaped_text(headers, URI_PARAMETER | URI_HEADER_MARK))
                .then_some(self);
        }
        rest.is_empty().then_some(self)
    }

    fn with_tel_parts(mut self, rest: &'a str) -> Option<Self> {
        let length = rest.bytes().position(|byte| byte == b';').unwrap_or(rest.len());
        let (user, params) = rest.split_at_checked(length)?;
        if user.is_empty() || !is_escaped_text(user, USER) {
            return None;
        }
        self.user = Some(user);
        let (params, rest) = Params::split_from_uri(params)?;
        self.params = params;
        rest.is_empty().then_some(self)
    }
}

impl core::fmt::Display for Uri<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.text)
    }
}

/// A host name, an IPv4 address or an IPv6 reference in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Host<'a> {
    text: &'a str,
}

impl<'a> Host<'a> {
    /// The host as written, an IPv6 reference with its brackets.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The address, if the host is one. IPv4-mapped IPv6 addresses stay IPv6: access lists fold them.
    pub fn ip(&self) -> Option<IpAddr> {
        address(self.text)
    }

    /// Whether both name the same host: addresses by value, names without regard to case.
    pub fn is_same(&self, other: &Host<'_>) -> bool {
        match (self.ip(), other.ip()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, None) => self.text.eq_ignore_ascii_case(other.text),
            _ => false,
        }
    }

    /// Splits `host[:port]` from the front of `text`; white space may surround the colon only in a Via, so
    /// the caller removes it.
    pub(crate) fn split_with_port(text: &'a str) -> Option<(Self, Option<u16>, &'a str)> {
        let (host, rest) = if text.starts_with('[') {
            let length = text.bytes().position(|byte| byte == b']')? + 1;
            let (host, rest) = text.split_at_checked(length)?;
            address(host)?;
            (host, rest)
        } else {
            split_class(text, HOST)
        };
        if host.is_empty() {
            return None;
        }
        let (port, rest) = match rest.strip_prefix(':') {
            Some(rest) => {
                let (digits, rest) = split_class(rest, DIGIT);
                (Some(port(digits)?), rest)
            }
            None => (None, rest),
        };
        Some((Self { text: host }, port, rest))
    }
}

impl core::fmt::Display for Host<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.text)
    }
}

/// Reads a port, 1 to 65535.
pub(crate) fn port(digits: &str) -> Option<u16> {
    let value = number(digits, u32::from(u16::MAX))?;
    u16::try_from(value).ok().filter(|port| *port != 0)
}

/// Reads an IPv4 address, or an IPv6 address with or without brackets.
///
/// The grammar of RFC 3261 wrongly allows a third colon before an embedded IPv4 address; it is read as two
/// (RFC 5118 §4.10) and never written.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let text = bare.unwrap_or(text);
    match text.bytes().next()? {
        b'0'..=b'9' if bare.is_none() && !text.contains(':') => text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        _ if !text.contains(':') => None,
        _ => text
            .parse::<Ipv6Addr>()
            .ok()
            .or_else(|| without_third_colon(text))
            .map(IpAddr::V6),
    }
}

fn without_third_colon(text: &str) -> Option<Ipv6Addr> {
    let (before, after) = text.split_once(":::")?;
    let mut corrected = [0u8; 48];
    let (front, rest) = corrected.split_at_mut_checked(before.len())?;
    let (colons, rest) = rest.split_at_mut_checked(2)?;
    let back = rest.get_mut(..after.len())?;
    front.copy_from_slice(before.as_bytes());
    colons.copy_from_slice(b"::");
    back.copy_from_slice(after.as_bytes());
    let length = before.len() + 2 + after.len();
    core::str::from_utf8(corrected.get(..length)?).ok()?.parse().ok()
}

/// Splits `user[:password]`, of which something is not plain.
fn split_user_info(text: &str) -> Option<(&str, Option<&str>)> {
    let (user, password) = match split_once_at(text, b':') {
        Some((user, password)) => (user, Some(password)),
        None => (text, None),
    };
    let is_legal =
        is_escaped_text(user, USER) && password.is_none_or(|password| is_escaped_text(password, USER));
    is_legal.then_some((user, password))
}
