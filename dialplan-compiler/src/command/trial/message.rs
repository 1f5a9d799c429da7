//! SIP messages of the trial: read by a library that nobody here wrote, written as plain text (RFC 3261 §7).

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rsip::headers::UntypedHeader as _;
use rsip::{Header, Headers, Request, StatusCode};

/// The user part of a URI as dialled (RFC 3261 §19.1.1).
pub(super) fn user(number: &str) -> String {
    utf8_percent_encode(number, ESCAPED).to_string()
}

/// Everything that the user part of a URI may not hold as it is.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'+').remove(b'*');

/// The number in a Request-URI: its user part without parameters and escapes.
pub(super) fn number(request: &Request) -> String {
    let user = request.uri.auth.as_ref().map_or("", |auth| auth.user.as_str());
    let number = user.split(';').next().unwrap_or_default();
    percent_decode_str(number).decode_utf8_lossy().into_owned()
}

/// The value of the first header that `pick` takes.
pub(super) fn first<'h>(headers: &'h Headers, pick: impl Fn(&'h Header) -> Option<&'h str>) -> &'h str {
    headers.iter().find_map(pick).unwrap_or_default()
}

/// The Call-ID.
pub(super) fn call_id(headers: &Headers) -> &str {
    first(headers, |header| match header {
        Header::CallId(value) => Some(value.value()),
        _ => None,
    })
}

/// The number of the CSeq.
pub(super) fn sequence(headers: &Headers) -> Option<u32> {
    let value = first(headers, |header| match header {
        Header::CSeq(value) => Some(value.value()),
        _ => None,
    });
    value.split_whitespace().next()?.parse().ok()
}

/// The whole value of `To`.
pub(super) fn to(headers: &Headers) -> &str {
    first(headers, |header| match header {
        Header::To(value) => Some(value.value()),
        _ => None,
    })
}

/// An answer with what RFC 3261 §8.2.6.2 copies from the request.
pub(super) fn answer(request: &Request, status: u16) -> String {
    let mut text = format!("SIP/2.0 {}\r\n", StatusCode::from(status));
    for header in request.headers.iter() {
        match header {
            Header::To(value) if !value.value().contains(";tag=") => {
                let _ = write!(text, "To: {};tag=trial\r\n", value.value());
            }
            Header::Via(_) | Header::From(_) | Header::To(_) | Header::CallId(_) | Header::CSeq(_) => {
                let _ = write!(text, "{header}\r\n");
            }
            _ => {}
        }
    }
    text.push_str("Content-Length: 0\r\n\r\n");
    text
}
