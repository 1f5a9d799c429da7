//! CANCEL and ACK, which repeat the header fields of their INVITE (RFC 3261 §9.1, §17.1.1.3), and what is kept for them.

use crate::message::{HeaderName, Message, MessageWriter, Method, NameAddr, WriteError, parse};

/// The request as it would be without its body, which no CANCEL and no ACK needs; `None` if there is nothing to gain
/// or Content-Length is not the last header field, where [`MessageWriter`] puts it.
pub(crate) fn without_body(request: &[u8]) -> Option<Box<[u8]>> {
    let end = memchr::memmem::find(request, b"\r\n\r\n")?;
    let head = request.get(..end)?;
    let last_line = memchr::memrchr(b'\n', head)? + 1;
    let (front, last) = head.split_at_checked(last_line)?;
    let gains = last.starts_with(b"Content-Length: ") && request.len() > end + 4;
    gains.then(|| [front, b"Content-Length: 0\r\n\r\n"].concat().into())
}

/// Writes the CANCEL of an INVITE, body or not.
pub(crate) fn write_cancel(out: &mut Vec<u8>, invite: &[u8], reason: Option<&str>) -> Result<(), Unwritable> {
    let invite = parse(invite).map_err(|_| Unwritable)?;
    let mut writer = write_common(out, &invite, &invite.to(), Method::Cancel);
    if let Some(reason) = reason {
        writer.header("Reason", reason);
    }
    Ok(writer.finish()?)
}

/// Writes the ACK to a refusal of an INVITE, body or not.
pub(crate) fn write_ack(out: &mut Vec<u8>, request: &[u8], response: &Message<'_>) -> Result<(), Unwritable> {
    let request = parse(request).map_err(|_| Unwritable)?;
    Ok(write_common(out, &request, &response.to(), Method::Ack).finish()?)
}

/// The request or the response cannot be used; never for what [`MessageWriter`] wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unwritable;

impl From<WriteError> for Unwritable {
    fn from(_: WriteError) -> Self {
        Self
    }
}

fn write_common<'w>(
    out: &'w mut Vec<u8>,
    request: &Message<'_>,
    to: &NameAddr<'_>,
    method: Method<'_>,
) -> MessageWriter<'w> {
    out.clear();
    let mut writer = MessageWriter::request(out, method, request.request_uri().as_str());
    writer.header(HeaderName::Via, request.via_top().as_str());
    writer.copy(request, HeaderName::Route);
    writer.header(HeaderName::MaxForwards, "70");
    writer.header(HeaderName::From, request.from().as_str());
    writer.header(HeaderName::To, to.as_str());
    writer.header(HeaderName::CallId, request.call_id());
    writer.header_fmt(
        HeaderName::CSeq,
        format_args!("{} {method}", request.cseq().number),
    );
    writer
}
