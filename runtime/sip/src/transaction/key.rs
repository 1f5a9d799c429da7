//! What transactions are matched by: bytes that are compared whole, hashes only find them (RFC 3261 §17.1.3, §17.2.3).

use super::flow::Listener;
use crate::message::{Message, Method, Via};

/// What a branch begins with that is unique (RFC 3261 §8.1.1.7).
pub(crate) const MAGIC_COOKIE: &str = "z9hG4bK";

/// Writes what finds the client transaction of a response or request: branch, `sent-by`, method of CSeq.
pub(crate) fn write_client(out: &mut Vec<u8>, listener: Listener, via: &Via<'_>, method: Method<'_>) {
    out.clear();
    out.push(listener.0);
    write_branch_and_sent_by(out, via);
    out.extend_from_slice(method.as_str().as_bytes());
}

/// Writes what finds the server transaction of a request, but for its method.
///
/// A branch without the magic cookie says nothing alone; then the fields of RFC 2543 decide. The To tag is left to
/// [`super::server`], since an ACK carries that of the response.
pub(crate) fn write_server(out: &mut Vec<u8>, listener: Listener, request: &Message<'_>) {
    out.clear();
    out.push(listener.0);
    let via = request.via_top();
    if via.branch().is_some_and(is_unique) {
        out.push(UNIQUE_BRANCH);
        write_branch_and_sent_by(out, &via);
    } else {
        out.push(FIELDS);
        let cseq = request.cseq().number.to_be_bytes();
        let texts = [
            request.request_uri().as_str(),
            request.from().tag().unwrap_or(""),
            request.call_id(),
        ];
        for text in texts
            .iter()
            .map(|text| text.as_bytes())
            .chain([via.as_str().as_bytes(), &cseq])
        {
            out.extend_from_slice(text);
            out.push(0);
        }
    }
}

/// Whether a key of [`write_server`] rests on the fields of RFC 2543.
pub(crate) fn rests_on_fields(key: &[u8]) -> bool {
    key.get(1) == Some(&FIELDS)
}

/// Writes what two copies of one request, and an INVITE and its ACK, have in common: From tag, Call-ID and CSeq
/// (RFC 3261 §8.2.2.2).
pub(crate) fn write_identity(
    out: &mut Vec<u8>,
    listener: Listener,
    request: &Message<'_>,
    method: Method<'_>,
) {
    out.clear();
    out.push(listener.0);
    out.extend_from_slice(&request.cseq().number.to_be_bytes());
    for text in [
        method.as_str(),
        request.from().tag().unwrap_or(""),
        request.call_id(),
    ] {
        out.extend_from_slice(text.as_bytes());
        out.push(0);
    }
}

/// Branches compare byte by byte, hosts without regard to case, an absent port is 5060.
fn write_branch_and_sent_by(out: &mut Vec<u8>, via: &Via<'_>) {
    out.extend_from_slice(via.branch().unwrap_or("").as_bytes());
    out.push(0);
    out.extend(via.host.as_str().bytes().map(|byte| byte.to_ascii_lowercase()));
    out.push(0);
    out.extend_from_slice(&via.port.unwrap_or(5060).to_be_bytes());
}

fn is_unique(branch: &str) -> bool {
    let (cookie, rest) = branch.split_at_checked(MAGIC_COOKIE.len()).unwrap_or(("", ""));
    cookie.eq_ignore_ascii_case(MAGIC_COOKIE) && !rest.is_empty()
}

const UNIQUE_BRANCH: u8 = b'b';
const FIELDS: u8 = b'f';
