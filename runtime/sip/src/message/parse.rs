//! From bytes to a checked message.

use super::fields::{Fields, MAX_BYTES};
use super::grammar::{TOKEN, VISIBLE, is, number, split_class, split_once_at};
use super::list::is_list;
use super::rejected::{Fault, Rejected};
use super::{CSeq, HeaderName, Message, Method, NameAddr, Refusal, StartLine, Via};
use crate::uri::Uri;

/// Reads one whole message: a datagram, or what [`crate::stream::StreamFramer`] cut out of a stream.
///
/// Empty lines before the start line are skipped (RFC 3261 §7.5), bytes after Content-Length ignored (§18.3).
///
/// # Errors
///
/// [`Rejected::Reply`] for a malformed request that can be answered; [`Rejected::Drop`] for everything else:
/// responses, ACK, and what has no Via to answer to.
pub fn parse(datagram: &[u8]) -> Result<Message<'_>, Rejected<'_>> {
    let bytes = after_empty_lines(datagram);
    read(bytes).map_err(|fault| Refusal::of(bytes, fault).map_or(Rejected::Drop(fault), Rejected::Reply))
}

fn read(bytes: &[u8]) -> Result<Message<'_>, Fault> {
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Fault::TooLong);
    }
    let mut fields = Fields::new();
    let (start_line, rest) = fields.read(bytes)?;
    let start = read_start_line(start_line)?;
    let mandatory = Mandatory::read(&fields)?;
    let missing = |name| Fault::Missing(name);
    let cseq = mandatory.cseq.ok_or(missing(HeaderName::CSeq))?;
    if let StartLine::Request { method, .. } = start
        && method != cseq.method
    {
        return Err(Fault::MethodMismatch);
    }
    let body = match mandatory.content_length {
        Some(length) => rest.get(..length).ok_or(Fault::BodyIncomplete)?,
        None => rest,
    };
    Ok(Message {
        start,
        via: mandatory.via.ok_or(missing(HeaderName::Via))?,
        from: mandatory.from.ok_or(missing(HeaderName::From))?,
        to: mandatory.to.ok_or(missing(HeaderName::To))?,
        call_id: mandatory.call_id.ok_or(missing(HeaderName::CallId))?,
        cseq,
        max_forwards: mandatory.max_forwards,
        fields,
        body,
    })
}

/// The header fields that every message is read for.
#[derive(Default)]
struct Mandatory<'a> {
    via: Option<Via<'a>>,
    from: Option<NameAddr<'a>>,
    to: Option<NameAddr<'a>>,
    call_id: Option<&'a str>,
    cseq: Option<CSeq<'a>>,
    max_forwards: Option<u8>,
    content_length: Option<usize>,
}

impl<'a> Mandatory<'a> {
    /// Reads them, and checks the form of all others that have typed accessors.
    fn read(fields: &Fields<'a>) -> Result<Self, Fault> {
        let mut found = Self::default();
        for (name, value) in fields.known() {
            let well_formed = match name {
                HeaderName::Via => found.add_via(value),
                HeaderName::From => keep(&mut found.from, party(value)),
                HeaderName::To => keep(&mut found.to, party(value)),
                HeaderName::CallId => keep(&mut found.call_id, call_id(value)),
                HeaderName::CSeq => keep(&mut found.cseq, CSeq::parse(value)),
                HeaderName::MaxForwards => {
                    let hops = number(value, u32::from(u8::MAX)).and_then(|hops| u8::try_from(hops).ok());
                    keep(&mut found.max_forwards, hops)
                }
                HeaderName::ContentLength => {
                    let length = number(value, u32::MAX).and_then(|length| usize::try_from(length).ok());
                    keep(&mut found.content_length, length)
                }
                HeaderName::Contact => {
                    is_list(value, NameAddr::split_from) || (value == "*" && fields.count_of(name) == 1)
                }
                HeaderName::Route | HeaderName::RecordRoute => is_list(value, NameAddr::split_from),
                _ => true,
            };
            if !well_formed {
                return Err(Fault::Malformed(name));
            }
        }
        Ok(found)
    }

    fn add_via(&mut self, value: &'a str) -> bool {
        let Some((via, rest)) = Via::split_from(value) else {
            return false;
        };
        self.via.get_or_insert(via);
        rest.is_empty()
            || rest
                .strip_prefix(',')
                .is_some_and(|rest| is_list(rest, Via::split_from))
    }
}

fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

/// Reads From or To: a tag has a value, and there is one at most, for peers disagree about which of two counts.
fn party(text: &str) -> Option<NameAddr<'_>> {
    let address = NameAddr::parse(text)?;
    let mut tags = address
        .params
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("tag"));
    let is_sound = tags.next().is_none_or(|(_, value)| value.is_some()) && tags.next().is_none();
    is_sound.then_some(address)
}

fn call_id(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| is(byte, VISIBLE))).then_some(text)
}

fn read_start_line(line: &str) -> Result<StartLine<'_>, Fault> {
    let (first, rest) = split_once_at(line, b' ').ok_or(Fault::StartLine)?;
    if first.contains('/') {
        return is_version(first)?
            .then(|| read_status(rest))
            .flatten()
            .ok_or(Fault::StartLine);
    }
    let (uri, version) = split_once_at(rest, b' ').ok_or(Fault::StartLine)?;
    let is_token = !first.is_empty() && split_class(first, TOKEN).1.is_empty();
    if !is_token || !is_version(version)? {
        return Err(Fault::StartLine);
    }
    let uri = Uri::parse(uri)
        .filter(|uri| uri.headers.is_empty())
        .ok_or(Fault::RequestUri)?;
    Ok(StartLine::Request {
        method: Method::from_token(first),
        uri,
    })
}

fn read_status(rest: &str) -> Option<StartLine<'_>> {
    let (status, reason) = split_once_at(rest, b' ').unwrap_or((rest, ""));
    let status = number(status, 699).filter(|value| *value >= 100 && status.len() == 3)?;
    Some(StartLine::Response {
        status: u16::try_from(status).ok()?,
        reason,
    })
}

/// Whether `text` is `SIP/2.0`; another well-formed version is a fault of its own.
fn is_version(text: &str) -> Result<bool, Fault> {
    if text.eq_ignore_ascii_case("SIP/2.0") {
        return Ok(true);
    }
    let Some((name, number)) = split_once_at(text, b'/') else {
        return Ok(false);
    };
    let (Some((major, minor)), true) = (split_once_at(number, b'.'), name.eq_ignore_ascii_case("SIP")) else {
        return Ok(false);
    };
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(major) && is_number(minor) {
        Err(Fault::Version)
    } else {
        Ok(false)
    }
}

fn after_empty_lines(mut bytes: &[u8]) -> &[u8] {
    while let Some(rest) = bytes.strip_prefix(b"\r\n") {
        bytes = rest;
    }
    bytes
}
