//! Contacts of a REGISTER, checked before anything changes.

use core::time::Duration;

use routing_table::Table;
use sip::message::{Message, NameAddr};
use sip::uri::{Scheme, Uri};

use super::bindings::{MAX_CONTACTS, Wish};

/// What a REGISTER asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request<'m> {
    /// No Contact: only tell what is registered.
    Query,
    /// `Contact: *` with `Expires: 0`.
    RemoveAll,
    /// These contacts.
    Change(Vec<Wish<'m>>),
}

/// Why a REGISTER is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unacceptable {
    /// A wildcard without `Expires: 0`, or a contact that is no SIP URI (400).
    Malformed,
    /// A contact outside the crew networks, or a host name (403).
    Outside,
    /// More contacts than a station may have (403).
    TooMany,
    /// Shorter than [`MIN_EXPIRES`] (423).
    TooBrief,
}

/// Reads and checks the contacts of a REGISTER.
pub(crate) fn read<'m>(table: &Table<'_>, request: &Message<'m>) -> Result<Request<'m>, Unacceptable> {
    if request.contact_is_wildcard() {
        return if request.expires() == Some(0) {
            Ok(Request::RemoveAll)
        } else {
            Err(Unacceptable::Malformed)
        };
    }
    let wishes: Vec<Wish<'m>> = request
        .contacts()
        .take(MAX_CONTACTS + 1)
        .map(|contact| wish(table, request, &contact))
        .collect::<Result<_, _>>()?;
    match wishes.len() {
        0 => Ok(Request::Query),
        count if count > MAX_CONTACTS => Err(Unacceptable::TooMany),
        _ => Ok(Request::Change(wishes)),
    }
}

fn wish<'m>(
    table: &Table<'_>,
    request: &Message<'_>,
    contact: &NameAddr<'m>,
) -> Result<Wish<'m>, Unacceptable> {
    if contact.uri.scheme != Scheme::Sip || !contact.uri.headers.is_empty() {
        return Err(Unacceptable::Malformed);
    }
    let address = contact.uri.host.ip().ok_or(Unacceptable::Outside)?;
    if !table.crew_permits(address) {
        return Err(Unacceptable::Outside);
    }
    let asked = match contact.params.get("expires") {
        Some(text) => text.parse().ok(),
        None => request.expires(),
    };
    let seconds = asked.unwrap_or(DEFAULT_EXPIRES);
    if (1..MIN_EXPIRES).contains(&seconds) {
        return Err(Unacceptable::TooBrief);
    }
    let lifetime = Duration::from_secs(u64::from(seconds.min(MAX_EXPIRES)));
    Ok(Wish {
        uri: contact.uri.as_str(),
        lifetime,
    })
}

/// Whether two contacts are the same binding: user, host, port and transport (RFC 3261 §19.1.4, without the
/// parameters that phones change from one REGISTER to the next).
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (Some(one), Some(other)) = (Uri::parse(one), Uri::parse(other)) else {
        return false;
    };
    let transport = |uri: &Uri<'_>| uri.params.get("transport").unwrap_or("udp").to_ascii_lowercase();
    one.scheme == other.scheme
        && one.user == other.user
        && one.host.is_same(&other.host)
        && one.port == other.port
        && transport(&one) == transport(&other)
}

/// The shortest lifetime of a binding that is accepted, in seconds.
pub(crate) const MIN_EXPIRES: u32 = 60;
/// The longest lifetime of a binding; a longer wish is shortened to it.
const MAX_EXPIRES: u32 = 3600;
/// The lifetime where a REGISTER names none.
const DEFAULT_EXPIRES: u32 = 3600;
