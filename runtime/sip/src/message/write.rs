//! Messages written into a reusable buffer.
//!
//! No value can end its header field: a fold becomes one space, any other line end or control byte is refused,
//! so that nothing a peer sent becomes a header field of ours.

use super::grammar::{TOKEN, VISIBLE, is, is_free_of_controls};
use super::{HeaderName, Message, Method, Name, NameAddr, Rport, Via, reason_phrase};
use core::net::SocketAddr;
use std::io::Write;

/// Appends one message to a buffer; [`MessageWriter::finish`] or [`MessageWriter::finish_with_body`] completes it.
///
/// The first thing that cannot be written is remembered and returned at the end, and the buffer is then as it was.
#[derive(Debug)]
#[must_use = "a message is complete only when finished"]
pub struct MessageWriter<'w> {
    out: &'w mut Vec<u8>,
    begin: usize,
    fault: Option<WriteError>,
}

/// What a message was not allowed to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// A method, a Request-URI or a reason phrase that would break the start line.
    StartLine,
    /// A header field name that is not a token.
    Name,
    /// A header field value with a line end or another control byte.
    Value,
}

impl core::fmt::Display for WriteError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::StartLine => "the start line holds white space or a control character",
            Self::Name => "the name of a header field is not a token",
            Self::Value => "the value of a header field holds a line end or a control character",
        })
    }
}

impl core::error::Error for WriteError {}

impl<'w> MessageWriter<'w> {
    /// Begins a request; all header fields but Content-Length are the caller's.
    pub fn request(out: &'w mut Vec<u8>, method: Method<'_>, uri: &str) -> Self {
        let mut writer = Self {
            begin: out.len(),
            out,
            fault: None,
        };
        let method = method.as_str();
        let is_token = !method.is_empty() && method.bytes().all(|byte| is(byte, TOKEN));
        if !is_token || uri.is_empty() || !uri.bytes().all(|byte| is(byte, VISIBLE)) {
            writer.fail(WriteError::StartLine);
        }
        for part in [method, " ", uri, " SIP/2.0\r\n"] {
            writer.put(part);
        }
        writer
    }

    /// Begins the response to `request` with the usual reason phrase of `status` (100 to 699).
    ///
    /// Copies Via, From, To, Call-ID and CSeq (RFC 3261 §8.2.6.2), and Timestamp into a 100. `to_tag`, a token, is
    /// added when To has none; `None` only for a 100. With a `source`, the top Via says where the request came
    /// from (RFC 3261 §18.2.1, RFC 3581 §4); `None` if the request carries that already.
    pub fn response(
        out: &'w mut Vec<u8>,
        request: &Message<'_>,
        status: u16,
        to_tag: Option<&str>,
        source: Option<SocketAddr>,
    ) -> Self {
        Self::response_with_reason(out, request, status, reason_phrase(status), to_tag, source)
    }

    /// [`MessageWriter::response`] with a reason phrase of the caller's.
    pub fn response_with_reason(
        out: &'w mut Vec<u8>,
        request: &Message<'_>,
        status: u16,
        reason: &str,
        to_tag: Option<&str>,
        source: Option<SocketAddr>,
    ) -> Self {
        let mut writer = Self {
            begin: out.len(),
            out,
            fault: None,
        };
        if !(100..700).contains(&status)
            || reason.contains(['\r', '\n'])
            || !is_free_of_controls(reason.as_bytes())
        {
            writer.fail(WriteError::StartLine);
        }
        writer.put_fmt(format_args!("SIP/2.0 {status} {reason}\r\n"));
        writer.copy_vias(request, source);
        writer.header(HeaderName::From, request.from().as_str());
        writer.put_to(&request.to(), to_tag);
        writer.header(HeaderName::CallId, request.call_id());
        writer.copy(request, HeaderName::CSeq);
        if status == 100 {
            writer.copy(request, HeaderName::Timestamp);
        }
        writer
    }

    /// Adds a header field. Content-Length is added at the end: leave it out.
    pub fn header<'n>(&mut self, name: impl Into<Name<'n>>, value: &str) -> &mut Self {
        self.put_name(name.into());
        self.put_value(value);
        self.put("\r\n");
        self
    }

    /// Adds a header field whose value is formatted, as in `writer.header_fmt(name, format_args!("{n} INVITE"))`.
    pub fn header_fmt<'n>(
        &mut self,
        name: impl Into<Name<'n>>,
        value: core::fmt::Arguments<'_>,
    ) -> &mut Self {
        self.put_name(name.into());
        let begin = self.out.len();
        self.put_fmt(value);
        let written = self.out.get(begin..).unwrap_or_default();
        if written.contains(&b'\r') || !is_free_of_controls(written) {
            self.fail(WriteError::Value);
        }
        self.put("\r\n");
        self
    }

    /// Copies all lines of that header field from another message, for example Record-Route into a response.
    pub fn copy<'n>(&mut self, from: &Message<'_>, name: impl Into<Name<'n>>) -> &mut Self {
        let name = name.into();
        for value in from.headers(name) {
            self.header(name, value);
        }
        self
    }

    /// Completes the message without a body.
    ///
    /// # Errors
    ///
    /// The first part that could not be written; the buffer is as it was before this message.
    pub fn finish(self) -> Result<(), WriteError> {
        self.end(&[])
    }

    /// Completes the message with a body of that media type.
    ///
    /// # Errors
    ///
    /// As [`MessageWriter::finish`].
    pub fn finish_with_body(mut self, content_type: &str, body: &[u8]) -> Result<(), WriteError> {
        self.header(HeaderName::ContentType, content_type);
        self.end(body)
    }

    fn end(mut self, body: &[u8]) -> Result<(), WriteError> {
        self.put_fmt(format_args!("Content-Length: {}\r\n\r\n", body.len()));
        self.out.extend_from_slice(body);
        match self.fault {
            None => Ok(()),
            Some(fault) => {
                self.out.truncate(self.begin);
                Err(fault)
            }
        }
    }

    fn copy_vias(&mut self, request: &Message<'_>, source: Option<SocketAddr>) {
        let mut lines = request.headers(HeaderName::Via);
        if let (Some(source), Some(line)) = (source, lines.next()) {
            let top = request.via_top();
            self.put("Via: ");
            via_with_source(self.out, &top, source);
            self.put_value(line.get(top.as_str().len()..).unwrap_or_default());
            self.put("\r\n");
        } else {
            lines = request.headers(HeaderName::Via);
        }
        for line in lines {
            self.header(HeaderName::Via, line);
        }
    }

    fn put_to(&mut self, to: &NameAddr<'_>, tag: Option<&str>) {
        self.put_name(Name::Known(HeaderName::To));
        self.put_value(to.as_str());
        if let (None, Some(tag)) = (to.tag(), tag) {
            if tag.is_empty() || !tag.bytes().all(|byte| is(byte, TOKEN)) {
                self.fail(WriteError::Value);
            }
            self.put(";tag=");
            self.put(tag);
        }
        self.put("\r\n");
    }

    fn put_name(&mut self, name: Name<'_>) {
        if let Name::Other(text) = name
            && (text.is_empty() || !text.bytes().all(|byte| is(byte, TOKEN)))
        {
            self.fail(WriteError::Name);
        }
        self.put(name.as_str());
        self.put(": ");
    }

    fn put_value(&mut self, value: &str) {
        if is_free_of_controls(value.as_bytes()) {
            unfolded(self.out, value.as_bytes());
        } else {
            self.fail(WriteError::Value);
        }
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn put_fmt(&mut self, text: core::fmt::Arguments<'_>) {
        append(self.out, text);
    }

    fn fail(&mut self, fault: WriteError) {
        self.fault.get_or_insert(fault);
    }
}

/// Appends a value with every fold as one space.
pub(crate) fn unfolded(out: &mut Vec<u8>, value: &[u8]) {
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        out.push(b' ');
        rest = rest.get(at..).unwrap_or_default().trim_ascii_start();
    }
    out.extend_from_slice(rest);
}

/// Appends the top Via of a request with `received` and `rport` as its source says.
///
/// `received` is written when `sent-by` is not the source's address or `rport` asks for it; a `received` that the
/// request already carried is left out, for only the server that wrote it could trust it.
pub(crate) fn via_with_source(out: &mut Vec<u8>, via: &Via<'_>, source: SocketAddr) {
    let text = via.as_str();
    let params = via.params.as_str();
    let sent_by = text.len().saturating_sub(params.len());
    unfolded(
        out,
        text.get(..sent_by)
            .unwrap_or_default()
            .trim_ascii_end()
            .as_bytes(),
    );
    for (name, written) in via.params.iter_as_written() {
        if name.eq_ignore_ascii_case("received") {
            continue;
        }
        if name.eq_ignore_ascii_case("rport") {
            append(out, format_args!(";rport={}", source.port()));
        } else {
            unfolded(out, written.as_bytes());
        }
    }
    let address = source.ip().to_canonical();
    if via.rport() != Rport::Absent || via.host.ip() != Some(address) {
        append(out, format_args!(";received={address}"));
    }
}

/// Appends formatted text; a vector takes every byte it is given.
pub(crate) fn append(out: &mut Vec<u8>, text: core::fmt::Arguments<'_>) {
    let _always_written = out.write_fmt(text);
}
