//! The stateless answer to a malformed request.
//!
//! The request is walked a second time, leniently: this path is rare, and the strict reader need not remember
//! half-read messages.

use super::grammar::{TOKEN, is, is_free_of_controls};
use super::lines::{known_fields, split_line};
use super::write::{append, unfolded, via_with_source};
use super::{Fault, HeaderName, NameAddr, Via, reason_phrase};
use core::net::SocketAddr;

/// A malformed request that can be answered, and what its answer is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal<'a> {
    /// The status to answer: 400, 505 or 513.
    pub status: u16,
    /// What is wrong with the request.
    pub fault: Fault,
    header_fields: &'a [u8],
}

impl<'a> Refusal<'a> {
    /// A refusal if the bytes look like a request other than ACK, and name a Via to answer to.
    pub(crate) fn of(bytes: &'a [u8], fault: Fault) -> Option<Self> {
        if matches!(fault, Fault::Empty | Fault::TooLong) {
            return None;
        }
        let method_length = bytes.iter().position(|byte| !is(*byte, TOKEN))?;
        let (method, rest) = bytes.split_at_checked(method_length)?;
        let answerable = !method.is_empty() && rest.starts_with(b" ") && method != b"ACK";
        let (_, header_fields) = split_line(bytes);
        let refusal = Self {
            status: fault.status(),
            fault,
            header_fields,
        };
        (answerable && refusal.first(HeaderName::Via).is_some()).then_some(refusal)
    }

    /// Appends the answer to `out`; it goes to the source of the request, by the way the request came.
    ///
    /// Every Via and the first From, To, Call-ID and CSeq are copied as they came, however malformed, as long as
    /// they hold no control byte. `received` and `rport` are filled in when the top Via can be read, `to_tag` (a
    /// token) when To can be read and has none.
    pub fn write_response(&self, out: &mut Vec<u8>, to_tag: &str, source: SocketAddr) {
        append(
            out,
            format_args!("SIP/2.0 {} {}\r\n", self.status, reason_phrase(self.status)),
        );
        for (at, value) in self.all(HeaderName::Via).enumerate() {
            out.extend_from_slice(b"Via: ");
            let top = core::str::from_utf8(value)
                .ok()
                .filter(|_| at == 0)
                .and_then(Via::split_from);
            match top {
                Some((via, rest)) => {
                    via_with_source(out, &via, source);
                    unfolded(out, rest.as_bytes());
                }
                None => unfolded(out, value),
            }
            out.extend_from_slice(b"\r\n");
        }
        for name in [
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ] {
            let Some(value) = self.first(name) else {
                continue;
            };
            out.extend_from_slice(name.as_str().as_bytes());
            out.extend_from_slice(b": ");
            unfolded(out, value);
            let address = core::str::from_utf8(value).ok().and_then(NameAddr::parse);
            if name == HeaderName::To && address.is_some_and(|to| to.tag().is_none()) {
                out.extend_from_slice(b";tag=");
                out.extend_from_slice(to_tag.as_bytes());
            }
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
    }

    fn first(&self, name: HeaderName) -> Option<&'a [u8]> {
        self.all(name).next()
    }

    /// The values of that header field that are fit to be copied.
    fn all(&self, name: HeaderName) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        known_fields(self.header_fields)
            .filter(move |(found, value)| *found == name && !value.is_empty() && is_free_of_controls(value))
            .map(|(_, value)| value)
    }
}
