//! Messages out of a byte stream: TCP and TLS (RFC 3261 §18.3, keep-alive of RFC 5626 §4.4.1).

use crate::message::grammar::{TOKEN, is, number};
use crate::message::lines::{known_fields, split_line};
use crate::message::{HeaderName, MAX_BYTES};
use memchr::memmem;

/// Collects the bytes of one connection and cuts messages out of them.
///
/// Push what was read, then take frames until there is none. After an error the stream has no more message
/// boundaries: answer what [`StreamFramer::pending`] holds if it can be answered, and close the connection.
///
/// ```
/// use sip::stream::{Frame, StreamFramer};
///
/// let mut framer = StreamFramer::new();
/// framer.push(b"\r\n\r\nOPTIONS sip:a SIP/2.0\r\nContent-Length: 2\r\n\r\nhi").unwrap();
/// assert_eq!(framer.next_frame(), Ok(Some(Frame::Ping)));
/// assert!(matches!(framer.next_frame(), Ok(Some(Frame::Message(bytes))) if bytes.ends_with(b"hi")));
/// assert_eq!(framer.next_frame(), Ok(None));
/// ```
#[derive(Debug, Default)]
pub struct StreamFramer {
    bytes: Vec<u8>,
    /// Bytes at the front that were handed out.
    taken: usize,
    /// Bytes after `taken` in which no end of a head was found.
    searched: usize,
    /// Length of the message at `taken`, once its head is complete.
    length: Option<usize>,
}

/// What a stream holds next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// One message, for [`crate::message::parse`].
    Message(&'a [u8]),
    /// A keep-alive: answer with one CR LF.
    Ping,
}

/// Why a stream cannot be cut into messages any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreamFault {
    /// The bytes do not begin like a message.
    NotSip,
    /// A message longer than [`MAX_BYTES`], or more bytes pushed than can be held.
    TooLong,
    /// Content-Length is absent, which a stream does not allow (RFC 3261 §18.3).
    LengthMissing,
    /// Content-Length is not a number, or there are two.
    LengthMalformed,
}

impl core::fmt::Display for StreamFault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NotSip => "bytes that are not SIP",
            Self::TooLong => "message too long",
            Self::LengthMissing => "missing Content-Length",
            Self::LengthMalformed => "malformed Content-Length",
        })
    }
}

impl core::error::Error for StreamFault {}

impl StreamFramer {
    /// A framer for a new connection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes that were read.
    ///
    /// # Errors
    ///
    /// [`StreamFault::TooLong`] when more than two messages' worth of bytes would be held: take the frames before
    /// the next push, and push at most [`MAX_BYTES`] at once.
    pub fn push(&mut self, read: &[u8]) -> Result<(), StreamFault> {
        if self.taken > 0 {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        if self.bytes.len() + read.len() > 2 * MAX_BYTES {
            return Err(StreamFault::TooLong);
        }
        self.bytes.extend_from_slice(read);
        Ok(())
    }

    /// The bytes not handed out yet: a part of a message, or after an error what could not be cut.
    pub fn pending(&self) -> &[u8] {
        self.bytes.get(self.taken..).unwrap_or_default()
    }

    /// The next whole message or keep-alive; `None` until more is pushed.
    ///
    /// A single empty line before a message, such as the answer to a ping of ours, is skipped.
    ///
    /// # Errors
    ///
    /// What broke the stream; it stays broken.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, StreamFault> {
        if self.length.is_none() {
            match self.pending() {
                [b'\r', b'\n', b'\r', b'\n', ..] => {
                    self.taken += 4;
                    return Ok(Some(Frame::Ping));
                }
                [] | [b'\r'] | [b'\r', b'\n'] | [b'\r', b'\n', b'\r'] => return Ok(None),
                [b'\r', b'\n', ..] => self.taken += 2,
                _ => {}
            }
            self.find_head()?;
        }
        let Some(length) = self.length.filter(|length| *length <= self.pending().len()) else {
            return Ok(None);
        };
        let begin = self.taken;
        (self.taken, self.searched, self.length) = (begin + length, 0, None);
        Ok(self.bytes.get(begin..self.taken).map(Frame::Message))
    }

    /// Learns the length of the message at the front, as soon as its head is complete.
    fn find_head(&mut self) -> Result<(), StreamFault> {
        let pending = self.pending();
        if pending.first().is_some_and(|byte| !is(*byte, TOKEN)) {
            return Err(StreamFault::NotSip);
        }
        let from = self.searched.saturating_sub(3);
        let Some(at) = memmem::find(pending.get(from..).unwrap_or_default(), b"\r\n\r\n") else {
            self.searched = pending.len();
            return if self.searched > MAX_BYTES {
                Err(StreamFault::TooLong)
            } else {
                Ok(())
            };
        };
        let head_length = from + at + 4;
        let head = pending.get(..head_length).unwrap_or_default();
        let length = head_length
            .checked_add(content_length(head)?)
            .filter(|length| *length <= MAX_BYTES);
        self.length = Some(length.ok_or(StreamFault::TooLong)?);
        Ok(())
    }
}

fn content_length(head: &[u8]) -> Result<usize, StreamFault> {
    let (_, header_fields) = split_line(head);
    let mut lengths = known_fields(header_fields).filter(|(name, _)| *name == HeaderName::ContentLength);
    let (_, digits) = lengths.next().ok_or(StreamFault::LengthMissing)?;
    if lengths.next().is_some() {
        return Err(StreamFault::LengthMalformed);
    }
    let length = core::str::from_utf8(digits)
        .ok()
        .and_then(|digits| number(digits, u32::MAX));
    length
        .and_then(|length| usize::try_from(length).ok())
        .ok_or(StreamFault::LengthMalformed)
}
